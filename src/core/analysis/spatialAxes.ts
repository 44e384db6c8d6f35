import type { Network, ValueId } from "../ir/network.ts";
import { perNetwork } from "./perNetwork.ts";
import { looksOf } from "./windowRules.ts";

/**
 * The spatial axes of a network's input: those after batch and channels. Where a layer with windows over n axes takes n + 1
 * axes, the input has no batch axis, as torch allows; then they are those after the channels.
 */
export function spatialAxesOf(network: Network, input: ValueId): readonly number[] {
  const shape = network.values[input]?.type.shape;
  const rank = shape?.rank === "known" ? shape.dims.length : 0;
  const first = rank === 3 && isUnbatched(network) ? 1 : 2;
  return Array.from({ length: Math.max(0, rank - first) }, (_, axis) => first + axis);
}

/** Two windows on a tensor of three axes. */
const isUnbatched = perNetwork((network) =>
  network.nodes.some((node) => {
    const [output] = node.outputs;
    const look = output === undefined ? undefined : looksOf(network, node, output)[0];
    if (look?.kind !== "axes" || look.origins.length !== 3) return false;
    return look.origins.filter((origin) => origin?.window).length === 2;
  }),
);
