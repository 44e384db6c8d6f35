import { existsSync } from "node:fs";
import path from "node:path";
import { sharedFolder } from "../support/shared.ts";
import { type Case, type CaseSet, type Selection, same, selects, show } from "./cases.ts";
import { commandLineCase } from "./commandLine.ts";
import { answer, listTruth, type Question, readTruth } from "./truth.ts";

// biome-ignore lint/suspicious/noExplicitAny: the truth is JSON whose form its README states
type Truth = any;

/** A place where a truth says something else than the code that it describes. docs/conformance.md shows the lines. */
interface Correction {
  readonly why: string;
  readonly apply: (truth: Truth) => Truth;
}

/**
 * AlexeyAB/darknet 59596d7: local_layer.c:50 allocates c·n·size²·positions weights but sets no `nweights`, which is what
 * was dumped; parser.c:2066-2069 saves them. With them the published yolov1.weights, 789,312,988 bytes, comes out.
 */
const localWeights: Correction = {
  why: "AlexeyAB/darknet parser.c:2067 saves c·n·size²·positions weights of a local layer; only its biases were dumped",
  apply: (truth) => {
    const added = (index: number): number => {
      const [, , , [[, filters, rows, columns]]] = truth.layers[index];
      const [, , , [[, channels]]] = truth.layers[index - 1];
      return channels * filters * 3 * 3 * rows * columns;
    };
    const local = truth.layers.findIndex(([, type]: Truth) => type === "local");
    const layers = truth.layers.map((layer: Truth, index: number) =>
      index === local ? [...layer.slice(0, 4), layer[4] + added(index)] : layer,
    );
    return { ...truth, layers, total_params: truth.total_params + added(local) };
  },
};

const disputed: Readonly<Record<string, Correction>> = { "alexeyab__yolo.cfg": localWeights };

export function darknetSet(selection: Selection): CaseSet {
  const shared = sharedFolder();
  const folder = "nets/truth/darknet";
  const names = shared === null ? [] : listTruth(shared, folder).map((file) => path.basename(file, ".json"));
  if (shared === null || names.length === 0) return { name: "darknet", cases: [], missing: "its files or their truth" };
  const chosen = names.filter((name) => selects(selection, name, true));
  const cases = chosen.map((name): Case => {
    const truth = () => readTruth(shared, folder, `${name}.json`);
    const correction = disputed[name];
    const dispute = correction && {
      why: correction.why,
      corrected: () => compare(correction.apply(truth()), shared),
    };
    return { name, disputed: dispute, run: () => compare(truth(), shared) };
  });
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
