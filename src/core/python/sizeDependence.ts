import { elementCount, type Network, type NetworkNode, type ValueId } from "../ir/index.ts";

/** Operations that work at each place alike: whatever the size of what arrives, they take it. */
const local: ReadonlySet<string> = new Set([
  "Activation",
  "AveragePool",
  "BatchNorm",
  "Cast",
  "ChannelShuffle",
  "Conv",
  "ConvTranspose",
  "Dropout",
  "GroupNorm",
  "Identity",
  "InstanceNorm",
  "LocalResponseNorm",
  "LpPool",
  "MaxPool",
  "Unary",
]);

const joining: ReadonlySet<string> = new Set(["Add", "Concat", "Div", "Mul", "Sub"]);

/**
 * Whether some layer may ask for a certain size of the input. False only where all that grows with the input passes
 * through local operations into pools of fixed output: then every size that is large enough fits, and looking for one
 * by names of sizes would find nothing.
 */
export function mayDemandSize(network: Network): boolean {
  const growing = new Set<ValueId>(network.inputs.map(({ value }) => value));
  const grows = (value: ValueId | null): boolean => value !== null && growing.has(value);
  for (const node of network.nodes) {
    if (!node.inputs.some(grows) || endsGrowth(node)) continue;
    const fits =
      local.has(node.op) || (joining.has(node.op) && node.inputs.every((value) => joins(network, value, grows)));
    if (!fits) return true;
    for (const output of node.outputs) growing.add(output);
  }
  return false;
}

/** Another growing tensor, or a number: not a table of a size of its own. */
function joins(network: Network, value: ValueId | null, grows: (value: ValueId | null) => boolean): boolean {
  if (value === null || grows(value)) return true;
  const shape = network.values[value]?.type.shape;
  return shape !== undefined && elementCount(shape) === 1;
}

function endsGrowth({ op, attrs }: NetworkNode): boolean {
  if (op === "GlobalAveragePool" || op === "GlobalMaxPool") return true;
  if (op !== "AdaptiveAveragePool" && op !== "AdaptiveMaxPool") return false;
  const { outputSize } = attrs;
  return Array.isArray(outputSize) && outputSize.every((size) => typeof size === "number");
}
