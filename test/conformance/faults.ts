// One small change in a model's source, and what torch says of it. What torch refuses is reported where torch's traceback
// or the layer that failed leads; what it accepts is met with silence and exact numbers.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Summary, TextRange } from "../../src/core/analysis/summary.ts";
import { sharedFolder } from "../support/shared.ts";
import { wheelFolder } from "../support/wheel.ts";
import { type Case, type CaseSet, type Selection, same, selects, show } from "./cases.ts";
import { readTruth, summaryFor } from "./truth.ts";

interface Fault {
  readonly id: string;
  readonly file: string;
  readonly builder: string;
  readonly inputs: readonly (readonly number[])[];
  readonly how: string;
  readonly range: Omit<TextRange, "file">;
  readonly new: string;
  readonly result: "refused" | "accepted";
  readonly disputable?: string;
  readonly message?: string;
  /** Lines of the traceback in files of the model. */
  readonly frames?: readonly (readonly [file: string, line: number, scope: string])[];
  readonly module?: string | null;
  readonly params_total?: number;
  readonly output_shapes?: readonly (readonly number[])[];
}

/** A call or a constructor may span lines: torch's traceback names one of them. */
const linesOfOneCall = 6;

export function faultSet(selection: Selection): CaseSet {
  const shared = sharedFolder();
  const sources = wheelFolder("torchvision-0.28.0");
  if (shared === null || sources === null) return { name: "faults", cases: [], missing: "its sources or its truth" };
  const faults: readonly Fault[] = readTruth(shared, "truth/faults.json");
  const cases = faults
    .filter((fault) => selects(selection, fault.id, true) && fault.disputable === undefined)
    .map((fault): Case => {
      return { name: `${fault.id} ${fault.how} (${fault.result})`, run: () => compare(fault, shared, sources) };
    });
  return { name: "faults", cases, missing: null };
}

function compare(fault: Fault, shared: string, sources: string): string | null {
  const file =
    fault.file === "local_models.py" ? path.join(shared, "truth/numerics", fault.file) : path.join(sources, fault.file);
  const summary = summaryFor({
    file,
    text: changed(readFileSync(file, "utf8"), fault),
    model: fault.builder,
    inputs: fault.inputs.map((shape) => [null, shape]),
    searchPaths: [sources],
  });
  return fault.result === "refused" ? compareRefused(fault, summary) : compareAccepted(fault, summary);
}

function changed(text: string, { range, new: replacement }: Fault): string {
  const lines = text.split("\n");
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0) + column - 1;
  return (
    text.slice(0, offset(range.startLine, range.startColumn)) +
    replacement +
    text.slice(offset(range.endLine, range.endColumn))
  );
}

function compareRefused(fault: Fault, summary: Summary): string | null {
  const error = summary.diagnostics.find(({ severity }) => severity === "error");
  if (error === undefined) return `no error, torch says ${fault.message}`;
  if (error.range === null) return `the error has no place: ${error.message}`;
  const { file, startLine } = error.range;
  const of = (range: TextRange): readonly [string, number] => [path.basename(range.file), range.startLine];
  const layers = summary.layers.filter(
    ({ name }) => fault.module && (name === fault.module || name.startsWith(`${fault.module}.`)),
  );
  const places: readonly (readonly [string, number])[] = [
    ...(fault.frames ?? []).map(([name, line]) => [path.basename(name), line] as const),
    [path.basename(fault.file), fault.range.startLine],
    ...layers.flatMap(({ definedAt, range }) => [definedAt, range].flatMap((at) => (at === null ? [] : [of(at)]))),
  ];
  const here = path.basename(file);
  const near = places.some(([name, line]) => name === here && Math.abs(line - startLine) <= linesOfOneCall);
  if (near) return null;
  return `the error is at ${here}:${startLine} (${error.message}), torch's at ${show(fault.frames?.at(-1))} in ${fault.module}`;
}

function compareAccepted(fault: Fault, summary: Summary): string | null {
  const alarm = summary.diagnostics.find(({ severity }) => severity === "error" || severity === "warning");
  if (alarm !== undefined) return `false ${alarm.severity} ${alarm.code}: ${alarm.message}`;
  const { parameters } = summary.totals;
  if (parameters !== fault.params_total) return `${parameters} parameters, measured ${fault.params_total}`;
  const shapes = summary.outputs.map(({ shape }) => shape);
  return same(shapes, fault.output_shapes) ? null : `gives ${show(shapes)}, measured ${show(fault.output_shapes)}`;
}
