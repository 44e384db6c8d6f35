import { existsSync } from "node:fs";
import path from "node:path";
import { sharedFolder } from "../support/shared.ts";
import { type CaseSet, type Selection, same, selects, show } from "./cases.ts";
import { commandLineCase } from "./commandLine.ts";
import { answer, listTruth, type Question, readTruth } from "./truth.ts";

/** Truths that the code they describe contradicts. */
const disputed: Readonly<Record<string, string>> = {
  "alexeyab__yolo.cfg":
    "local_layer.c never sets nweights, so that only the biases were dumped; save_weights of parser.c writes c·n·size²·positions more",
};

// biome-ignore lint/suspicious/noExplicitAny: the truth is JSON whose form its README states
type Truth = any;

export function darknetSet(selection: Selection): CaseSet {
  const shared = sharedFolder();
  const folder = "nets/truth/darknet";
  const names = shared === null ? [] : listTruth(shared, folder).map((file) => path.basename(file, ".json"));
  if (shared === null || names.length === 0) return { name: "darknet", cases: [], missing: "its files or their truth" };
  const chosen = names.filter((name) => selects(selection, name, true));
  const cases = chosen.map((name) => ({
    name,
    disputed: disputed[name],
    run: () => compare(readTruth(shared, folder, `${name}.json`), shared),
  }));
  const sample = chosen.find((name) => name.includes("yolov3-tiny"));
  if (sample === undefined || cases.length < 2) return { name: "darknet", cases, missing: null };
  const question = questionOf(readTruth(shared, folder, `${sample}.json`), shared);
  return { name: "darknet", cases: [...cases, commandLineCase(question)], missing: null };
}

const questionOf = (truth: Truth, shared: string): Question => ({
  file: path.join(shared, truth.file),
  inputs: [[null, truth.input]],
});

const isKnown = (shape: unknown): boolean => Array.isArray(shape) && shape.every((dim) => typeof dim === "number");

/** Row by row, in order: sections, what each takes, its shape, parameters and statistics. */
function compare(truth: Truth, shared: string): string | null {
  if (!existsSync(path.join(shared, truth.file))) return `${truth.file} is missing`;
  const answered = answer(questionOf(truth, shared));
  if (typeof answered === "string") return answered;
  const { summary, network } = answered;
  const error = summary.diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (error) return `false error ${error.code}: ${error.message}`;
  if (summary.layers.length !== truth.layers.length)
    return `${summary.layers.length} layers, measured ${truth.layers.length}`;
  const calls = network.calls.filter((call) => call.leaf);
  for (const [index, [, type, sources, outputs, parameters]] of truth.layers.entries()) {
    const layer = summary.layers[index];
    const name = `${index}:${type}`;
    if (layer?.name !== name) return `layer ${index} is ${layer?.name}, measured ${name}`;
    const taken = calls[index]?.inputs.length;
    if (taken !== sources.length) return `${name} takes ${taken} layers, measured ${sources.length}`;
    for (const [output, expected] of outputs.entries()) {
      const got = layer.outputs[output];
      const agrees = isKnown(expected) ? same(got, expected) : !isKnown(got);
      if (!agrees) return `${name} gives ${show(got)}, measured ${show(expected)}`;
    }
    if (isRecurrent(truth, index)) continue;
    if (layer.parameters !== parameters) return `${name} has ${layer.parameters} parameters, measured ${parameters}`;
  }
  // The matrices inside of recurrent layers were not dumped.
  if (truth.recurrent_layers_without_param_count.length > 0) return null;
  if (summary.totals.parameters !== truth.total_params)
    return `${summary.totals.parameters} parameters, measured ${truth.total_params}`;
  const statistics = ownStatistics(truth);
  return summary.totals.bufferElements === statistics
    ? null
    : `${summary.totals.bufferElements} statistics, measured ${statistics}`;
}

/** A layer that shares another one's weights has no parameters of its own in the dump, but its statistics again. */
const ownStatistics = (truth: Truth): number =>
  truth.layers.reduce(
    (sum: number, [index, , , , parameters]: Truth) => sum + (parameters > 0 ? (truth.bn_stats[index] ?? 0) : 0),
    0,
  );

const isRecurrent = (truth: Truth, index: number): boolean =>
  truth.recurrent_layers_without_param_count.some((layer: unknown) => String(layer) === String(index));
