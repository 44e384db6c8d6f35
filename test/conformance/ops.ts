// Single calls of torch, each written as a little model: the output's shape and the parameters where torch accepts it, an
// error on the call or on the layer's constructor where torch refuses it.
import path from "node:path";
import { sharedFolder } from "../support/shared.ts";
import { type CaseSet, type Selection, same, selects, show } from "./cases.ts";
import { readTruth, shapesIn, summaryFor } from "./truth.ts";

/** The fields of one measured call; `int_inputs_below` has a bound for each input that holds integers, else null. */
type OpRecord = readonly [
  op: string,
  constructor: string | null,
  call: string,
  args: unknown,
  kwargs: unknown,
  inputs: readonly (readonly number[])[],
  output: unknown,
  parameters: number | null,
  extras?: { readonly int_inputs_below?: readonly (number | null)[] },
];

interface Refusal {
  readonly error: string;
  readonly stage: "init" | "forward";
  readonly msg: string;
}

export function opsSet(selection: Selection): CaseSet {
  const shared = sharedFolder();
  if (shared === null) return { name: "ops", cases: [], missing: "its truth" };
  const records: readonly OpRecord[] = readTruth(shared, "truth/ops.json").records;
  const cases = records
    .map((record, index) => ({ record, index }))
    .filter(({ record: [op, , , , , , output] }) => selects(selection, op, true) && !dependsOnData(op, output))
    .map(({ record, index }) => ({
      name: `${index} ${record[1] ?? ""} ${record[2]} of ${record[5].map((shape) => shape.join("x")).join(", ")}`,
      run: () => compare(record),
    }));
  return { name: "ops", cases, missing: null };
}

/** An index that no shape tells. */
const dependsOnData = (op: string, output: unknown): boolean => op === "Embedding" && refusalOf(output) !== null;

const refusalOf = (output: unknown): Refusal | null =>
  typeof output === "object" && output !== null && "error" in output ? (output as Refusal) : null;

function compare([, layer, call, , , inputs, output, parameters, extras]: OpRecord): string | null {
  const lines = sourceOf(layer, call, inputs.length);
  const summary = summaryFor({
    file: path.resolve("call.py"),
    text: lines.join("\n"),
    model: "M()",
    inputs: inputs.map((shape, index) => (extras?.int_inputs_below?.[index] ? [null, shape, "int64"] : [null, shape])),
  });
  const refusal = refusalOf(output);
  const [error] = summary.diagnostics.filter(({ severity }) => severity === "error");
  if (refusal !== null) {
    if (error === undefined) return `no error, torch says ${refusal.msg}`;
    const made = layer === null ? -1 : lines.findIndex((line) => line.includes("self.m = ")) + 1;
    const called = lines.findIndex((line) => line.includes("return ")) + 1;
    const line = error.range?.startLine;
    const placed = line === made || (line === called && refusal.stage === "forward");
    return placed ? null : `the error is at line ${line} of ${lines.length}: ${error.message}`;
  }
  const [alarm] = summary.diagnostics.filter(({ severity }) => severity === "error" || severity === "warning");
  if (alarm !== undefined) return `false ${alarm.severity} ${alarm.code}: ${alarm.message}`;
  const got = summary.outputs.map(({ shape }) => shape);
  if (!same(got, shapesIn(output))) return `${show(got)}, measured ${show(output)}`;
  const total = summary.totals.parameters;
  return parameters === null || total === parameters ? null : `${total} parameters, measured ${parameters}`;
}

function sourceOf(layer: string | null, call: string, inputs: number): readonly string[] {
  const names = Array.from({ length: inputs }, (_, index) => `x${index}`).join(", ");
  return [
    "import torch",
    "import torch.nn as nn",
    "import torch.nn.functional as F",
    "",
    "",
    "class M(nn.Module):",
    "    def __init__(self):",
    "        super().__init__()",
    ...(layer === null ? [] : [`        self.m = ${layer}`]),
    "",
    `    def forward(self, ${names}):`,
    ...(layer === null ? [] : ["        m = self.m"]),
    `        return ${call}`,
    "",
  ];
}
