// What a file's own calls of its models show: which inputs a model takes.
import type { SourceRange } from "../ir/source.ts";
import type { Context } from "./eval/native.ts";
import { ClassValue, FunctionValue, type Instance, List, Tuple, type Value } from "./eval/value.ts";
import { isMainTest, topLevel } from "./models.ts";
import type { Program } from "./program.ts";
import { typesOfCall } from "./torch/callRecord.ts";
import { sequentialClass } from "./torch/containers.ts";
import { forwardParameters, type ShownInput, shownInputs } from "./torch/forward.ts";
import { moduleClass } from "./torch/module.ts";
import { allModules, childrenOf, derivesFrom, isInstanceOf, namedTensors } from "./torch/moduleTree.ts";
import { unwrapped } from "./torch/parallel.ts";
import { payloadOf, shapeText } from "./torch/tensor.ts";
import { type ObservedCall, type TorchSession, torchSession } from "./torch/trace.ts";

export interface Shown {
  readonly inputs: readonly ShownInput[] | null;
  /** Of the model itself, or of one that is built like it: it takes the same. */
  readonly isOwn: boolean;
}

/** A call in the file of the model itself; else of one built like it, else of any of its class, shows what it takes. */
export function shownFor(program: Program, instance: Instance, observed: readonly ObservedCall[]): Shown {
  const own = observed.filter(({ module }) => module === instance);
  if (own.length > 0) return { inputs: lastShown(program, instance, own), isOwn: true };
  const related = observed.filter(({ module }) => module.cls === instance.cls);
  if (related.length === 0)
    return { inputs: lastShown(program, instance, firstLayerCalls(instance, observed)), isOwn: true };
  const form = formOf(instance);
  const alike = lastShown(
    program,
    instance,
    related.filter(({ module }) => formOf(module) === form),
  );
  return alike === null
    ? { inputs: lastShown(program, instance, related), isOwn: false }
    : { inputs: alike, isOwn: true };
}

/** `for layer in net: x = layer(x)`: what the first layer of a chain takes the chain takes, and a model that is nothing else. */
function firstLayerCalls(instance: Instance, observed: readonly ObservedCall[]): readonly ObservedCall[] {
  const first = new Set<Instance>();
  let current = instance;
  while (first.size < 8) {
    const [child, ...others] = childrenIn(current);
    if (child === undefined || !(isChain(current) || (others.length === 0 && isChain(child)))) break;
    first.add(child);
    current = child;
  }
  return observed.filter(({ module }) => first.has(module));
}

const isChain = ({ cls }: Instance): boolean => derivesFrom(cls, sequentialClass);

const childrenIn = (module: Instance): readonly Instance[] => childrenOf(module).map(([, child]) => child);

/** What the last of the calls that says it gives to a model: images are often read where nobody knows their size. */
export function lastShown(
  program: Program,
  instance: Instance,
  calls: readonly ObservedCall[],
): readonly ShownInput[] | null {
  if (calls.length === 0) return null;
  const parameters = forwardParameters(program.machine, instance, program.sourceOf);
  for (const call of calls.toReversed()) {
    const shown = shownInputs(call, parameters);
    if (shown !== null) return shown;
  }
  return null;
}

/**
 * The names and shapes of a model's tensors and the sizes and switches that its modules keep: what it was built with, as far
 * as that changes anything.
 */
const formOf = (module: Instance): string =>
  [
    ...namedTensors(module).map(({ name, tensor }) => `${name} ${shapeText(payloadOf(tensor))}`),
    ...[...allModules(module)].flatMap((part) =>
      [...part.attributes.entries].flatMap(([name, value]) => {
        const text = name === "training" ? null : settingText(value);
        return text === null ? [] : [`${String(name)}=${text}`];
      }),
    ),
  ].join();

function settingText(value: Value): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (!(value instanceof Tuple || value instanceof List)) return null;
  const items: readonly Value[] = value.items;
  return items.every((item) => typeof item === "number") ? `(${items.join()})` : null;
}

/** Other models of its class called with tensors of the same types after which one that is asked for is taken to be no exception. */
const enoughAlike = 3;

/**
 * A `__main__` block may try a dozen models one after another. Of one that is asked for by an expression, it is followed
 * only until it has shown what that one takes. Null where the whole block counts: nothing is asked for, or a name that the
 * block itself may give.
 */
export function shownEnough(program: Program, asked: string | null): TorchSession["isEnough"] {
  const callee = asked === null ? null : (/^\s*(\w+)\s*\(/.exec(asked)?.[1] ?? null);
  const block = mainBlock(program);
  if (asked === null || callee === null || block === null) return null;
  let wanted: Wanted | null | undefined;
  const counts = new Map<string, number>();
  return ({ module, ...rest }, context) => {
    const call = { ...rest, module: unwrapped(module) };
    const outermost = outermostSite(context);
    if (outermost?.file !== program.file || outermost.start < block.start || outermost.end > block.end) return false;
    if (wanted === undefined) wanted = wantedBy(program, asked, callee);
    if (wanted === null || call.module.cls !== wanted.cls) return false;
    if (shownInputs(call, forwardParameters(program.machine, call.module, program.sourceOf)) === null) return false;
    if (formOf(call.module) === wanted.form) return true;
    const types = typesOfCall(call);
    const count = (counts.get(types) ?? 0) + 1;
    counts.set(types, count);
    return count >= enoughAlike && counts.size === 1;
  };
}

interface Wanted {
  readonly cls: ClassValue;
  readonly form: string;
}

/** What an expression makes; what it does on the way is undone. */
function wantedBy(program: Program, expression: string, name: string): Wanted | null {
  const callee = program.lookup(name);
  if (!(callee instanceof ClassValue || callee instanceof FunctionValue)) return null;
  const { machine, module } = program;
  const session = torchSession(machine);
  const { observed } = session;
  const told = program.takeDiagnostics();
  session.observed = null;
  machine.heap.begin();
  const made = machine.evaluate(expression, module.namespace)?.result;
  const wanted = isInstanceOf(made ?? null, moduleClass) ? unwrapped(made as Instance) : null;
  const answer = wanted === null ? null : { cls: wanted.cls, form: formOf(wanted) };
  machine.heap.discard();
  session.observed = observed;
  if (made === undefined) machine.caught();
  program.takeDiagnostics();
  for (const one of told) machine.report(one);
  return answer;
}

/** The `if __name__ == "__main__":` of the file. */
export function mainBlock(program: Program): SourceRange | null {
  for (const statement of topLevel(program.tree))
    if (statement.kind === "If" && isMainTest(statement.test))
      return { file: program.file, start: statement.start, end: statement.end };
  return null;
}

function outermostSite(context: Context | null): SourceRange | null {
  let outermost = context;
  while (outermost?.parent) outermost = outermost.parent;
  return outermost?.site.at ?? null;
}
