import { existsSync } from "node:fs";
import path from "node:path";
import { sharedFolder } from "../support/shared.ts";
import { type CaseSet, type Selection, same, selects, show } from "./cases.ts";
import { commandLineCase } from "./commandLine.ts";
import { answer, listTruth, type Question, readTruth } from "./truth.ts";

const promised = /^(alexnet|caffenet|googlenet|vgg|resnet|lenet5|siamese)__/;

const perClass = "BVLC accuracy_layer.cpp: the second top is a vector of one element a class";

/** Truths that the code they describe contradicts. */
const disputed: Readonly<Record<string, string>> = {
  "deconvnet__DeconvNet_make_bn_layer_testable.prototxt":
    "HyeonwooNoh/caffe bn_layer.cpp: further tops are (1, C, 1, 1), not of the input's shape",
  "enet__enet_train_encoder.prototxt": perClass,
  "enet__enet_train_encoder_decoder.prototxt": perClass,
  "segnet__bayesian_segnet_basic_train.prototxt": perClass,
  "segnet__bayesian_segnet_train.prototxt": perClass,
  "segnet__segnet_basic_train.prototxt": perClass,
  "segnet__segnet_train.prototxt": perClass,
  "shufflenet__shufflenet.train.jolibrain.prototxt.TRAIN":
    "the supplied input leaves Concat with bottoms that differ, as the truth's own notes say: Caffe stops there",
  "vdcnn__vdcnn_9.train.jolibrain.prototxt.TRAIN": "Embed's blob is input_dim x num_output, whatever arrives",
};

// biome-ignore lint/suspicious/noExplicitAny: the truth is JSON whose form its README states
type Truth = any;

export function caffeSet(selection: Selection): CaseSet {
  const shared = sharedFolder();
  const folder = "nets/truth/caffe";
  const names = shared === null ? [] : listTruth(shared, folder).map((file) => path.basename(file, ".json"));
  if (shared === null || names.length === 0) return { name: "caffe", cases: [], missing: "its files or their truth" };
  const chosen = names.filter((name) => selects(selection, name, promised.test(name)));
  const cases = chosen.map((name) => ({
    name,
    disputed: disputed[name],
    run: () => compare(readTruth(shared, folder, `${name}.json`), shared),
  }));
  const sample = chosen.find((name) => name.startsWith("googlenet__"));
  if (sample === undefined || cases.length < 2) return { name: "caffe", cases, missing: null };
  const question = questionOf(readTruth(shared, folder, `${sample}.json`), shared);
  return { name: "caffe", cases: [...cases, commandLineCase(question)], missing: null };
}

function questionOf(truth: Truth, shared: string): Question {
  return {
    file: path.join(shared, truth.file),
    inputs: Object.entries(truth.input_override ?? {}).map(
      ([name, shape]) => [name, shape as readonly number[]] as const,
    ),
    phase: truth.phase === "TRAIN" ? "TRAIN" : null,
    stages: truth.stages ?? [],
  };
}

const isKnown = (shape: unknown): boolean => Array.isArray(shape) && shape.every((dim) => typeof dim === "number");

/** Row by row, in order: names, types, bottoms, every top's shape (unknown exactly where it was), parameters. */
function compare(truth: Truth, shared: string): string | null {
  if (!existsSync(path.join(shared, truth.file))) return `${truth.file} is missing`;
  const answered = answer(questionOf(truth, shared));
  if (typeof answered === "string") return answered;
  const { summary, network } = answered;
  const complete = truth.layers.every((layer: Truth) => layer[3]?.every(isKnown));
  const error = summary.diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (complete && error) return `false error ${error.code}: ${error.message}`;
  if (summary.layers.length !== truth.layers.length)
    return `${summary.layers.length} layers, measured ${truth.layers.length}`;
  const calls = network.calls.filter((call) => call.leaf);
  for (const [index, [name, type, bottoms, tops, parameters]] of truth.layers.entries()) {
    const layer = summary.layers[index];
    if (layer?.name !== name || layer?.type !== type)
      return `layer ${index} is ${layer?.name} (${layer?.type}), measured ${name} (${type})`;
    const taken = calls[index]?.inputs.length;
    if (taken !== bottoms.length) return `${name} takes ${taken} bottoms, measured ${bottoms.length}`;
    for (const [top, expected] of (tops ?? []).entries()) {
      const got = layer?.outputs[top];
      const agrees = isKnown(expected) ? same(got, expected) : !isKnown(got);
      if (!agrees) return `${name} (${type}) gives ${show(got)}, measured ${show(expected)}`;
    }
    const hasCount = typeof parameters === "number" && !truth.recurrent_layers_without_param_count?.includes(name);
    if (hasCount && layer?.parameters !== parameters)
      return `${name} (${type}) has ${layer?.parameters} parameters, measured ${parameters}`;
  }
  if (truth.total_params != null && summary.totals.parameters !== truth.total_params)
    return `${summary.totals.parameters} parameters, measured ${truth.total_params}`;
  if (truth.total_bn_stats != null && summary.totals.bufferElements !== truth.total_bn_stats)
    return `${summary.totals.bufferElements} statistics, measured ${truth.total_bn_stats}`;
  return null;
}
