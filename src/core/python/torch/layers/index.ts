import type { ClassValue } from "../../eval/value.ts";
import { type LayerRow, layerClass, lazyClass } from "../layer.ts";
import { activationLayers } from "./activation.ts";
import { attentionClass } from "./attention.ts";
import { convBase, convolutionLayers } from "./convolution.ts";
import { linearLayers } from "./linear.ts";
import { lossBase, lossLayers, weightedLossBase } from "./loss.ts";
import { batchNormBase, instanceNormBase, normalizationLayers } from "./normalization.ts";
import { takesPacked } from "./packed.ts";
import { poolingLayers } from "./pooling.ts";
import { sequenceLayers } from "./sequence.ts";
import { shapeLayers } from "./shape.ts";
import { transformerClasses } from "./transformer.ts";

/** Every layer. A new one is a row in one of the tables. */
export const layerRows: readonly LayerRow[] = [
  ...convolutionLayers,
  ...poolingLayers,
  ...normalizationLayers,
  ...activationLayers,
  ...linearLayers,
  ...shapeLayers,
  ...sequenceLayers,
  ...lossLayers,
];

const packable: ReadonlySet<string> = new Set(["LSTM", "GRU", "RNN"]);

const made = new Map<string, ClassValue>();

/** The class of a row; made once, so that `isinstance` works across modules. */
export function layerClassOf(row: LayerRow): ClassValue {
  let cls = made.get(row.name);
  if (cls === undefined) {
    cls = packable.has(row.name) ? takesPacked(layerClass(row)) : layerClass(row);
    made.set(row.name, cls);
  }
  return cls;
}

export const abstractLayers: Readonly<Record<string, ClassValue>> = {
  _ConvNd: convBase,
  _BatchNorm: batchNormBase,
  _InstanceNorm: instanceNormBase,
  _Loss: lossBase,
  _WeightedLoss: weightedLossBase,
};

/** Layers that take their channels or features from what arrives. */
const lazyLayers: readonly (readonly [
  pattern: RegExp,
  argument: string,
  axis: (rank: number, inputRank: number) => number,
])[] = [
  [/^Conv(Transpose)?\dd$/, "in_channels", (rank) => -rank - 1],
  [/^(Batch|Instance)Norm\dd$/, "num_features", () => 1],
  [/^Linear$/, "in_features", () => -1],
];

export const lazyTable: Readonly<Record<string, () => ClassValue>> = Object.fromEntries(
  layerRows.flatMap((row) => {
    const found = lazyLayers.find(([pattern]) => pattern.test(row.name));
    if (found === undefined) return [];
    const [, argument, axis] = found;
    const make = (): ClassValue =>
      lazyClass({ of: row, cls: layerClassOf(row), argument, axis: (layer, rank) => axis(layer.rank, rank) });
    return [[`Lazy${row.name}`, make] as const];
  }),
);

let multiheadAttention: ClassValue | null = null;

function layerNamed(name: string): ClassValue {
  if (name === "MultiheadAttention") {
    multiheadAttention ??= attentionClass(layerNamed("Linear"));
    return multiheadAttention;
  }
  const row = layerRows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return layerClassOf(row);
}

/** Layers that are made of several operations, or of other layers. */
export const compositeLayers: Readonly<Record<string, () => ClassValue>> = {
  MultiheadAttention: () => layerNamed("MultiheadAttention"),
  ...transformerClasses(layerNamed),
};
