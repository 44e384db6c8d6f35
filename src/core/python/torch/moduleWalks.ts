// What `children()`, `named_parameters()` and their kin give.
import { overArray } from "../eval/iteration.ts";
import { method } from "../eval/native.ts";
import { type Instance, IteratorValue, type NativeFunction, Tuple, Unknown, type Value } from "../eval/value.ts";
import { type NamedTensor, namedModules, namedTensors } from "./moduleTree.ts";

/** A generator of the program over elements that are known already. */
export const generatorOf = (items: readonly Value[]): IteratorValue => new IteratorValue("generator", overArray(items));

export function pairs(items: Iterable<readonly [string, Value]>): Value {
  const tuples: Value[] = [];
  for (const [name, value] of items) tuples.push(new Tuple([name, value]));
  return generatorOf(tuples);
}

function* onlyOnce(tensors: Iterable<NamedTensor>, kind: NamedTensor["kind"], once: boolean): Generator<NamedTensor> {
  const seen = new Set<Instance>();
  for (const tensor of tensors) {
    if (tensor.kind !== kind || (once && seen.has(tensor.tensor))) continue;
    seen.add(tensor.tensor);
    yield tensor;
  }
}

/** What the module holds that may be a module. */
function unknownPart(module: Instance): Unknown | null {
  const incomplete = module.cls.mro.find(({ unknownBase }) => unknownBase !== null)?.unknownBase;
  if (incomplete) return incomplete;
  for (const [, { attributes }] of namedModules(module))
    for (const value of attributes.entries.values()) if (value instanceof Unknown) return value;
  return null;
}

export const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");

/** `parameters()`, `named_parameters()` and the same of buffers. */
export const walksTensors = (kind: NamedTensor["kind"], named: boolean): NativeFunction =>
  method(named ? "prefix='', recurse=True, remove_duplicate=True" : "recurse=True", (machine, self, args) => {
    const [prefix, recurse, once] = named ? [text(args[0]), args[1], args[2]] : ["", args[0], true];
    const found = [...onlyOnce(namedTensors(self as Instance, prefix, recurse !== false), kind, once !== false)];
    // `next(self.parameters())` of modules that are not known does not end at once.
    const lost = found.length === 0 ? unknownPart(self as Instance) : null;
    if (lost !== null) return machine.unknown(lost.because);
    return generatorOf(found.map(({ name, tensor }) => (named ? new Tuple([name, tensor]) : tensor)));
  });
