import { existsSync } from "node:fs";
import path from "node:path";
import type { SummaryDiagnostic, SummaryLayer } from "../../src/core/analysis/summary.ts";
import { sharedFolder } from "../support/shared.ts";
import { type Case, type CaseSet, type Selection, same, selects, show } from "./cases.ts";
import { commandLineCase } from "./commandLine.ts";
import { answer, listTruth, type Question, readTruth } from "./truth.ts";

const promised = /^(alexnet|caffenet|googlenet|vgg|resnet|lenet5|siamese)__/;

// biome-ignore lint/suspicious/noExplicitAny: the truth is JSON whose form its README states
type Truth = any;

/** A place where a truth says something else than the code that it describes. docs/conformance.md shows the lines. */
interface Correction {
  readonly why: string;
  readonly apply: (truth: Truth) => Truth;
}

/** BVLC/caffe 9b89154, accuracy_layer.cpp:38-42: the second top is a vector of one element a class. */
const perClass: Correction = {
  why: "BVLC/caffe accuracy_layer.cpp:38: the second top has one element a class",
  apply: (truth) =>
    withLayers(truth, ([name, type, bottoms, tops, parameters]) =>
      type === "Accuracy" && tops.length === 2
        ? [name, type, bottoms, [tops[0], [shapeOf(truth, bottoms[0])[1]]], parameters]
        : null,
    ),
};

/** HyeonwooNoh/caffe d9e8494, bn_layer.cpp:28-35: further tops are the mean and the variance of the batch. */
const batchStatistics: Correction = {
  why: "HyeonwooNoh/caffe bn_layer.cpp:28: further tops are mean and variance, (1, C, 1, 1), not of the input's shape",
  apply: (truth) =>
    withLayers(truth, ([name, type, bottoms, tops, parameters]) =>
      type === "BN"
        ? [
            name,
            type,
            bottoms,
            [tops[0], ...tops.slice(1).map(([, channels]: Truth) => [1, channels, 1, 1])],
            parameters,
          ]
        : null,
    ),
};

/** BVLC/caffe 9b89154, concat_layer.cpp:42: CHECK_EQ ends the program. The truth's own notes name the layer. */
const stopsAtConcat: Correction = {
  why: "BVLC/caffe concat_layer.cpp:42: bottoms differ beside the axis, as the truth's own notes say, and Caffe stops",
  apply: (truth) => ({ ...truth, stopsAt: truth.notes[0].split(":")[0] }),
};

/** BVLC/caffe 9b89154, embed_layer.cpp:12-31 and base_conv_layer.cpp:130-148: blobs that need no shape from below. */
const blobsOfUnknownInputs: Correction = {
  why: "BVLC/caffe embed_layer.cpp:28: the blob is input_dim x num_output, whatever arrives; biases have num_output",
  apply: (truth) => ({
    ...withLayers(truth, ([name, type, bottoms, tops]) =>
      ["Embed", "Convolution", "InnerProduct"].includes(type) ? [name, type, bottoms, tops, null] : null,
    ),
    // embed_0: 70 x 16; nine convolutions and three dense layers: their biases.
    total_params: 70 * 16 + 3 * 64 + 2 * 128 + 2 * 256 + 2 * 512 + 4096 + 2048 + 4,
  }),
};

const disputed: Readonly<Record<string, Correction>> = {
  "deconvnet__DeconvNet_make_bn_layer_testable.prototxt": batchStatistics,
  "enet__enet_train_encoder.prototxt": perClass,
  "enet__enet_train_encoder_decoder.prototxt": perClass,
  "segnet__bayesian_segnet_basic_train.prototxt": perClass,
  "segnet__bayesian_segnet_train.prototxt": perClass,
  "segnet__segnet_basic_train.prototxt": perClass,
  "segnet__segnet_train.prototxt": perClass,
  "shufflenet__shufflenet.train.jolibrain.prototxt.TRAIN": stopsAtConcat,
  "vdcnn__vdcnn_9.train.jolibrain.prototxt.TRAIN": blobsOfUnknownInputs,
};

const withLayers = (truth: Truth, change: (layer: Truth) => Truth | null): Truth => ({
  ...truth,
  layers: truth.layers.map((layer: Truth) => change(layer) ?? layer),
});

/** The shape of the blob that a layer of that name makes. */
const shapeOf = (truth: Truth, name: string): Truth => truth.layers.find((layer: Truth) => layer[0] === name)?.[3][0];

export function caffeSet(selection: Selection): CaseSet {
  const shared = sharedFolder();
  const folder = "nets/truth/caffe";
  const names = shared === null ? [] : listTruth(shared, folder).map((file) => path.basename(file, ".json"));
  if (shared === null || names.length === 0) return { name: "caffe", cases: [], missing: "its files or their truth" };
  const chosen = names.filter((name) => selects(selection, name, promised.test(name)));
  const cases = chosen.map((name): Case => {
    const truth = () => readTruth(shared, folder, `${name}.json`);
    const correction = disputed[name];
    const dispute = correction && {
      why: correction.why,
      corrected: () => compare(correction.apply(truth()), shared),
    };
    return { name, disputed: dispute, run: () => compare(truth(), shared) };
  });
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

const isWithin = (error: SummaryDiagnostic | undefined, layer: SummaryLayer | undefined): boolean =>
  error?.range != null &&
  layer?.range != null &&
  layer.range.startLine <= error.range.startLine &&
  error.range.endLine <= layer.range.endLine;

const isKnown = (shape: unknown): boolean => Array.isArray(shape) && shape.every((dim) => typeof dim === "number");

/** Row by row, in order, up to where Caffe stops: names, types, bottoms, every top's shape (unknown exactly where it was), parameters. */
function compare(truth: Truth, shared: string): string | null {
  if (!existsSync(path.join(shared, truth.file))) return `${truth.file} is missing`;
  const answered = answer(questionOf(truth, shared));
  if (typeof answered === "string") return answered;
  const { summary, network } = answered;
  const complete = truth.layers.every((layer: Truth) => layer[3]?.every(isKnown));
  const error = summary.diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (complete && error && truth.stopsAt === undefined) return `false error ${error.code}: ${error.message}`;
  if (summary.layers.length !== truth.layers.length)
    return `${summary.layers.length} layers, measured ${truth.layers.length}`;
  const calls = network.calls.filter((call) => call.leaf);
  for (const [index, [name, type, bottoms, tops, parameters]] of truth.layers.entries()) {
    const layer = summary.layers[index];
    if (name === truth.stopsAt) return isWithin(error, layer) ? null : `no error in ${name}`;
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
