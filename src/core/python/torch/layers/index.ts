import type { ClassValue } from "../../eval/value.ts";
import { type LayerRow, layerClass } from "../layer.ts";
import { activationLayers } from "./activation.ts";
import { attentionClass } from "./attention.ts";
import { convBase, convolutionLayers } from "./convolution.ts";
import { linearLayers } from "./linear.ts";
import { lossLayers } from "./loss.ts";
import { batchNormBase, instanceNormBase, normalizationLayers } from "./normalization.ts";
import { poolingLayers } from "./pooling.ts";
import { sequenceLayers } from "./sequence.ts";
import { shapeLayers } from "./shape.ts";

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

const made = new Map<string, ClassValue>();

/** The class of a row; made once, so that `isinstance` works across modules. */
export function layerClassOf(row: LayerRow): ClassValue {
  let cls = made.get(row.name);
  if (cls === undefined) {
    cls = layerClass(row);
    made.set(row.name, cls);
  }
  return cls;
}

export const abstractLayers: Readonly<Record<string, ClassValue>> = {
  _ConvNd: convBase,
  _BatchNorm: batchNormBase,
  _InstanceNorm: instanceNormBase,
};

let multiheadAttention: ClassValue | null = null;

/** Layers that are made of several operations. */
export const compositeLayers: Readonly<Record<string, () => ClassValue>> = {
  MultiheadAttention() {
    const linear = layerRows.find(({ name }) => name === "Linear");
    if (linear === undefined) throw new Error("no row Linear");
    multiheadAttention ??= attentionClass(layerClassOf(linear));
    return multiheadAttention;
  },
};
