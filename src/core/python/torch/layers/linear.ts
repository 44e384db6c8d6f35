import { Unknown } from "../../eval/value.ts";
import type { LayerReader, LayerRow } from "../layer.ts";
import { isTensor } from "../tensor.ts";

const hasBias = (layer: LayerReader): boolean => layer.value("bias") !== null && layer.value("bias") !== false;

export const linearLayers: readonly LayerRow[] = [
  {
    name: "Linear",
    signature: "in_features, out_features, bias=True, device=None, dtype=None",
    tensors: (layer) => [
      { name: "weight", dims: [layer.dim("out_features"), layer.dim("in_features")] },
      { name: "bias", dims: hasBias(layer) ? [layer.dim("out_features")] : null },
    ],
    sizes(of) {
      const [outputs, inputs, ...others] = of("weight") ?? [];
      if (outputs === undefined || inputs === undefined || others.length > 0) return null;
      return { in_features: inputs, out_features: outputs };
    },
    operation: (layer) => ({
      op: "Linear",
      attrs: {
        inFeatures: layer.dim("in_features"),
        outFeatures: layer.dim("out_features"),
        hasBias: hasBias(layer),
      },
    }),
  },
  {
    name: "Identity",
    signature: "*args, **kwargs",
    dropped: ["args", "kwargs"],
    passes: (input) => !(isTensor(input) || input instanceof Unknown),
    operation: () => ({ op: "Identity", attrs: {} }),
  },
];
