// A layer of features behind a convolution: it takes the last axis, and the length of the input was supposed so that it fits.
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { Network, NetworkNode } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import type { ChosenInput } from "./inputs.ts";

/** Between the two, what leaves each axis what it is. */
const passesThrough = new Set(["Activation", "Dropout", "Identity", "BatchNorm", "MaxPool", "AveragePool"]);

/**
 * It would take the channels of the map as well: most likely these are meant, and a transpose is missing. As a layer along the
 * length it would do too, so that it is a hint.
 */
export function lastAxisFeatures(network: Network, inputs: readonly ChosenInput[]): readonly Diagnostic[] {
  const fitted = inputs.flatMap(({ explanation: { key, args } }) =>
    key === "inputFromOneSize" ? [String(args["layer"])] : [],
  );
  if (fitted.length === 0) return [];
  return network.nodes.flatMap((node): readonly Diagnostic[] => {
    const features = node.attrs["inFeatures"];
    const shape = network.values[node.inputs[0] ?? -1]?.type.shape;
    if (node.op !== "Linear" || !fitted.includes(node.name) || shape?.rank !== "known" || shape.dims.length < 3)
      return [];
    if (shape.dims[1] !== features || !isConvolved(network, node)) return [];
    const last = shape.dims.length - 1;
    const text = message("linearLastAxis", { layer: node.name, features: Number(features), axis: last });
    return [{ code: "linear-axis", severity: "hint", message: text, at: node.at, fixes: [], related: [] }];
  });
}

/** Whether what arrives are the channels and positions that a convolution has given. */
function isConvolved(network: Network, node: NetworkNode): boolean {
  const producer = network.values[node.inputs[0] ?? -1]?.producer ?? null;
  const before = producer === null ? undefined : network.nodes[producer];
  if (before === undefined) return false;
  return before.op === "Conv" || (passesThrough.has(before.op) && isConvolved(network, before));
}
