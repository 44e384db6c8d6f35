// Every model that timm registers, read from its sources with the input of its default configuration: each has to be built
// and run whole, with the parameters that its author measured, and nothing may be reported in working code.
import { readFileSync } from "node:fs";
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
  readonly wrong: string | null;
}

export function timmSet(selection: Selection): CaseSet {
  const folder = wheelFolder("timm-1.0.29");
  if (folder === null) return { name: "timm", cases: [], missing: "its sources" };
  const published = publishedParameters();
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
    .map((model): Case => {
      return { name: model.name, run: () => outcomeOf(read(model, folder, published.get(model.name)), readings) };
    });
  return { name: "timm", cases, missing: null, figures: () => figuresOf(readings, published) };
}

/** In millions, rounded to two decimals. */
function publishedParameters(): ReadonlyMap<string, number> {
  const lines = readFileSync("test/conformance/data/timmParameters.csv", "utf8").split("\n");
  return new Map(
    lines.flatMap((line): [string, number][] => {
      const [name = "", millions] = line.split(",");
      return line.startsWith("#") || millions === undefined ? [] : [[name, Number(millions)]];
    }),
  );
}

function read(model: RegisteredModel, folder: string, published: number | undefined): Reading {
  const start = process.cpuUsage();
  const answered = answer({
    file: path.join(folder, `timm/models/${model.module}.py`),
    model: `${model.name}()`,
    inputs: [[null, [1, ...model.input]]],
    searchPaths: [folder],
  });
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  if (typeof answered === "string") return { model, seconds, parameters: 0, lost: null, wrong: answered };
  const { summary } = answered;
  const lost = lossOf(summary, folder);
  const parameters = Number(summary.totals.parameters);
  const wrong = alarmIn(summary, folder) ?? (lost === null ? wrongTotal(parameters, published) : null);
  return { model, seconds, parameters, lost, wrong };
}

function outcomeOf(reading: Reading, readings: Reading[]): Outcome {
  readings.push(reading);
  const { model, parameters, seconds, lost, wrong } = reading;
  if (wrong !== null) return wrong;
  const totals = `${parameters} parameters, ${model.input.join("x")}, ${seconds.toFixed(2)} s`;
  if (lost === null) return { note: `whole, ${totals}`, partly: false };
  return { note: `partly unknown, ${totals}: ${lost.because} (${lost.place})`, partly: true };
}

function alarmIn(summary: Summary, folder: string): string | null {
  const alarm = summary.diagnostics.find(({ severity }) => severity === "error" || severity === "warning");
  return alarm ? `false ${alarm.severity} ${alarm.code}: ${alarm.message} (${placeOf(alarm.range, folder)})` : null;
}

function wrongTotal(parameters: number, published: number | undefined): string | null {
  const rounded = parameters / 1e6;
  // Half a unit of the last digit, and what a binary fraction may lack of it.
  if (published === undefined || Math.abs(rounded - published) < 0.0050001) return null;
  return `${rounded} million parameters, published ${published}`;
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

function figuresOf(readings: readonly Reading[], published: ReadonlyMap<string, number>): readonly string[] {
  const sum = (of: (reading: Reading) => number): number => readings.reduce((total, one) => total + of(one), 0);
  const partial = readings.filter(({ lost, wrong }) => lost !== null && wrong === null);
  const whole = readings.filter(({ lost, wrong }) => lost === null && wrong === null);
  const reasons = new Map<string, Reading[]>();
  for (const reading of partial) {
    const reason = `${reading.lost?.because} (${reading.lost?.place})`;
    reasons.set(reason, [...(reasons.get(reason) ?? []), reading]);
  }
  const late = readings.filter(({ seconds }) => seconds > slow).sort((a, b) => b.seconds - a.seconds);
  const compared = whole.filter(({ model }) => published.has(model.name)).length;
  return [
    ...[...reasons]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([reason, models]) => `  ${models.length} lose knowledge: ${reason}: ${namesOf(models)}`),
    ...late.map(({ model, seconds }) => `  ${seconds.toFixed(2)} s of processor time: ${model.name}`),
    `  ${sum(({ parameters }) => parameters)} parameters, ${sum(({ seconds }) => seconds).toFixed(0)} s of processor time, ` +
      `${late.length} models above ${slow} s`,
    `  ${whole.length} of ${readings.length} models whole, ${compared} of them with the published parameters (of the others ` +
      `nothing is published); ${partial.length} partly unknown; ${readings.length - whole.length - partial.length} wrong`,
  ];
}

const namesOf = (readings: readonly Reading[]): string =>
  readings
    .slice(0, 3)
    .map(({ model }) => model.name)
    .join(", ") + (readings.length > 3 ? ", …" : "");
