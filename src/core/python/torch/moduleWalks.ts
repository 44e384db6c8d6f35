// What `children()`, `named_parameters()` and their kin give.
import { method } from "../eval/native.ts";
import { type Instance, IteratorValue, type NativeFunction, stop, Tuple, type Value } from "../eval/value.ts";
import { type NamedTensor, namedTensors } from "./moduleTree.ts";

/** A generator of the program over elements that are known already. */
export function generatorOf(items: readonly Value[]): IteratorValue {
  let index = 0;
  return new IteratorValue("generator", () => (index < items.length ? (items[index++] ?? null) : stop));
}

export const pairs = (items: Iterable<readonly [string, Value]>): Value =>
  generatorOf([...items].map(([name, value]) => new Tuple([name, value])));

function* onlyOnce(tensors: Iterable<NamedTensor>, kind: NamedTensor["kind"], once: boolean): Generator<NamedTensor> {
  const seen = new Set<Instance>();
  for (const tensor of tensors) {
    if (tensor.kind !== kind || (once && seen.has(tensor.tensor))) continue;
    seen.add(tensor.tensor);
    yield tensor;
  }
}

export const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");

/** `parameters()`, `named_parameters()` and the same of buffers. */
export const walksTensors = (kind: NamedTensor["kind"], named: boolean): NativeFunction =>
  method(named ? "prefix='', recurse=True, remove_duplicate=True" : "recurse=True", (_, self, args) => {
    const [prefix, recurse, once] = named ? [text(args[0]), args[1], args[2]] : ["", args[0], true];
    const found = [...onlyOnce(namedTensors(self as Instance, prefix, recurse !== false), kind, once !== false)];
    return generatorOf(found.map(({ name, tensor }) => (named ? new Tuple([name, tensor]) : tensor)));
  });
