// Every model that timm registers, read from its sources with the input of its default configuration. No framework's
// numbers are compared: what counts is that each is built and runs whole, and that nothing is reported in working code.
import path from "node:path";
import type { Summary } from "../../src/core/analysis/summary.ts";
import { wheelFolder } from "../support/wheel.ts";
import type { Case, CaseSet, Outcome, Selection } from "./cases.ts";
import { type RegisteredModel, timmRegistry } from "./timmRegistry.ts";
import { answer } from "./truth.ts";

/** Processor time above which a model is listed, in seconds. */
const slow = 1;

/** What became of one model. */
interface Reading {
  readonly model: RegisteredModel;
  readonly seconds: number;
  readonly parameters: number;
  /** Where knowledge was first lost, and why; null: nowhere. */
  readonly lost: { readonly place: string; readonly because: string } | null;
  readonly faults: number;
}

export function timmSet(selection: Selection): CaseSet {
  const folder = wheelFolder("timm-1.0.29");
  if (folder === null) return { name: "timm", cases: [], missing: "its sources" };
  const readings: Reading[] = [];
  const seen = new Set<string>();
  const cases = timmRegistry(folder)
    // Models of one file follow each other: what it imports stays evaluated.
    .toSorted((a, b) => (a.module < b.module ? -1 : a.module > b.module ? 1 : 0))
    .filter(({ name, module }) => {
      if (selection.names !== null) return selection.names.includes(name) || selection.names.includes(module);
      const first = !seen.has(module);
      seen.add(module);
      return selection.all || first;
    })
    .map((model): Case => ({ name: model.name, run: () => read(model, folder, readings) }));
  return { name: "timm", cases, missing: null, figures: () => figuresOf(readings) };
}

function read(model: RegisteredModel, folder: string, readings: Reading[]): Outcome {
  const start = process.cpuUsage();
  const answered = answer({
    file: path.join(folder, `timm/models/${model.module}.py`),
    model: `${model.name}()`,
    inputs: [[null, [1, ...model.input]]],
    searchPaths: [folder],
  });
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  if (typeof answered === "string") {
    readings.push({ model, seconds, parameters: 0, lost: null, faults: 1 });
    return answered;
  }
  const { summary } = answered;
  const faults = summary.diagnostics.filter(({ severity }) => severity === "error" || severity === "warning");
  const { parameters, macs } = summary.totals;
  const lost = lossOf(summary, folder);
  readings.push({
    model,
    seconds,
    parameters: typeof parameters === "number" ? parameters : 0,
    lost,
    faults: faults.length,
  });
  const [fault] = faults;
  if (fault !== undefined) return `${fault.severity} ${fault.code}: ${fault.message} (${placeOf(fault.range, folder)})`;
  const totals = `${parameters} parameters, ${macs} MACs, ${model.input.join("x")}, ${seconds.toFixed(2)} s`;
  if (lost === null) return { note: `whole, ${totals}`, partly: false };
  return { note: `partly unknown, ${totals}: ${lost.because} (${lost.place})`, partly: true };
}

function lossOf(summary: Summary, folder: string): Reading["lost"] {
  const unknown = (shape: unknown): boolean => !Array.isArray(shape) || shape.includes("?");
  const row = summary.layers.find(
    (layer) => layer.outputs.some(unknown) || layer.parameters === "?" || layer.macs === "?",
  );
  const whole =
    row === undefined && summary.unknown.length === 0 && !summary.outputs.some(({ shape }) => unknown(shape));
  if (whole && Object.values(summary.totals).every((total) => typeof total === "number")) return null;
  const because = summary.unknown[0]?.because ?? "a size is symbolic";
  return { place: row === undefined ? "the output" : placeOf(row.range, folder), because };
}

const placeOf = (range: { readonly file: string; readonly startLine: number } | null, folder: string): string =>
  range === null ? "nowhere" : `${path.relative(folder, range.file)}:${range.startLine}`;

function figuresOf(readings: readonly Reading[]): readonly string[] {
  const sum = (of: (reading: Reading) => number): number => readings.reduce((total, one) => total + of(one), 0);
  const faulty = readings.filter(({ faults }) => faults > 0);
  const partial = readings.filter(({ lost, faults }) => lost !== null && faults === 0);
  const reasons = new Map<string, Reading[]>();
  for (const reading of partial) {
    const reason = `${reading.lost?.because} (${reading.lost?.place})`;
    reasons.set(reason, [...(reasons.get(reason) ?? []), reading]);
  }
  const late = readings.filter(({ seconds }) => seconds > slow).sort((a, b) => b.seconds - a.seconds);
  return [
    ...[...reasons]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([reason, models]) => `  ${models.length} lose knowledge: ${reason}: ${namesOf(models)}`),
    ...late.map(({ model, seconds }) => `  ${seconds.toFixed(2)} s of processor time: ${model.name}`),
    `  ${sum(({ parameters }) => parameters)} parameters, ${sum(({ seconds }) => seconds).toFixed(0)} s of processor time`,
    `  ${readings.length - faulty.length - partial.length} of ${readings.length} models whole, ${partial.length} partly unknown, ` +
      `${faulty.length} with errors or warnings; ${late.length} above ${slow} s`,
  ];
}

const namesOf = (readings: readonly Reading[]): string =>
  readings
    .slice(0, 3)
    .map(({ model }) => model.name)
    .join(", ") + (readings.length > 3 ? ", …" : "");
