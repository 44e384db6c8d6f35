import assert from "node:assert/strict";
import {
  type Attributes,
  type Dim,
  formatDim,
  formatShape,
  type Problem,
  shapeOf,
  type TensorType,
  unknownShape,
  variable,
} from "../../src/core/ir/index.ts";
import { message, render } from "../../src/core/messages/index.ts";
import { operators } from "../../src/core/ops/index.ts";

/** `1x3xHxW`, `scalar`, `?` (unknown rank), `-` (absent); `:int64` after it states an element type. */
export function tensorFrom(text: string): TensorType | null {
  if (text === "-") return null;
  const [shape = "", dtype] = text.split(":");
  const type = { dtype: (dtype as TensorType["dtype"] | undefined) ?? null };
  if (shape === "?") return { ...type, shape: unknownShape(message("inputMissing")) };
  if (shape === "scalar") return { ...type, shape: shapeOf() };
  const dims = shape.split("x").map((size): Dim => (/^\d+$/.test(size) ? Number(size) : variable(size)));
  return { ...type, shape: shapeOf(...dims) };
}

export interface OperatorOutcome {
  /** `1x64x112x112 2xH`. */
  readonly shapes: string;
  /** `code: text` of each fault, with `@attribute → suggestion` where it has them. */
  readonly problems: readonly string[];
  readonly parameters: string;
  readonly macs: string;
  readonly formula: readonly string[];
}

/** Runs all rules of an operator on inputs given as text. */
export function runOperator(op: string, inputs: string, attrs: Attributes = {}): OperatorOutcome {
  const spec = operators.get(op);
  assert.ok(spec, op);
  const types = inputs.split(" ").filter(Boolean).map(tensorFrom);
  const problems: Problem[] = [];
  const outputs = spec.infer({ attrs, inputs: types, report: (problem) => problems.push(problem) });
  return {
    shapes: outputs.map((type) => formatShape(type.shape)).join(" "),
    problems: problems.map(problemText),
    parameters: spec
      .params(attrs, types)
      .map(({ slot, dims }) => `${slot} ${formatShape(shapeOf(...dims))}`)
      .join(", "),
    macs: formatDim(spec.macs(attrs, types, outputs)),
    formula: spec.explain(attrs, types, outputs),
  };
}

function problemText(problem: Problem): string {
  const { suggestion } = problem;
  const fix = suggestion === null ? "" : ` → ${typeof suggestion === "object" ? "size" : String(suggestion)}`;
  return `${problem.code}: ${render(problem.message)}${problem.attribute === null ? "" : ` @${problem.attribute}${fix}`}`;
}

/** The shapes that an operator gives; it must find nothing wrong. */
export function shapesOf(op: string, inputs: string, attrs: Attributes = {}): string {
  const { shapes, problems } = runOperator(op, inputs, attrs);
  assert.deepEqual(problems, []);
  return shapes;
}

/** The only fault that an operator finds. */
export function faultOf(op: string, inputs: string, attrs: Attributes = {}): string {
  const { problems } = runOperator(op, inputs, attrs);
  assert.equal(problems.length, 1, problems.join("; "));
  return problems[0] ?? "";
}
