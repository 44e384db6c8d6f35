// Sizes of images that constructors name: `img_size=224`, `self.height = 84`. Others may be given to them: what is named is
// likely, no more.
import { FunctionValue, List, Tuple, type Value } from "./eval/value.ts";
import type { ModelQuestion, Run } from "./modelQuestion.ts";
import { allModules, modulePayload } from "./torch/moduleTree.ts";
import { expressionAt } from "./writtenExpression.ts";

const naming = /^(?:(?:img|image|input|in|im)_?)?(?:size|res|resolution|h|w|height|width|dims?|shape)$/i;
const smallest = 8;
const largest = 4096;
const mostNamed = 3;

/** Sides of squares, as far as the call that makes the model, the model and its parts name any. */
export function namedSizes({
  instance: model,
  program,
}: Pick<ModelQuestion, "instance" | "program">): readonly number[] {
  const found = new Set<number>();
  const made = modulePayload(model)?.definedAt ?? null;
  const call = made?.file === program.file ? expressionAt(program.tree, made) : null;
  for (const { name, value } of call?.kind === "Call" ? call.keywords : [])
    if (value.kind === "Int") add(found, name, Number(value.value));
  const asked = new Set<object>();
  for (const { cls, attributes } of allModules(model)) {
    if (cls.at === null) continue;
    for (const [name, value] of attributes.entries) add(found, name, value);
    if (asked.has(cls)) continue;
    asked.add(cls);
    const init = cls.namespace.entries.get("__init__");
    if (!(init instanceof FunctionValue)) continue;
    for (const [index, { name }] of init.code.parameters.entries()) add(found, name, init.defaults[index] ?? null);
    if (found.size >= mostNamed) break;
  }
  return [...found].slice(0, mostNamed);
}

function add(found: Set<number>, name: unknown, value: Value): void {
  if (typeof name !== "string" || !naming.test(name)) return;
  const items = value instanceof Tuple || value instanceof List ? value.items : [value];
  const [side] = items.slice(-1);
  if (typeof side !== "number" || side < smallest || side > largest) return;
  if (items.length === 1 || (items.length <= 3 && items.at(-2) === side)) found.add(side);
}

/** Whether all that is wrong is a table that is one too short or too long: of positions, without that of a class token. */
export function isOneOff({ diagnostics }: Run): boolean {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return (
    errors.length > 0 &&
    errors.every(
      ({ code, message: { args } }) =>
        code === "add-shape" && Math.abs(Number(args["leftSize"]) - Number(args["rightSize"])) === 1,
    )
  );
}
