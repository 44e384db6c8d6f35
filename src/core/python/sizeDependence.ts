import { elementCount, type Network, type NetworkNode } from "../ir/index.ts";

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
  const growing = new Uint8Array(network.values.length);
  for (const { value } of network.inputs) growing[value] = 1;
  for (const node of network.nodes) {
    if (!grows(node, growing) || endsGrowth(node)) continue;
    if (!local.has(node.op) && !(joining.has(node.op) && joins(network, node, growing))) return true;
    for (const output of node.outputs) growing[output] = 1;
  }
  return false;
}

/** `growing`: 1 at each value that grows. */
function grows({ inputs }: NetworkNode, growing: Uint8Array): boolean {
  for (const value of inputs) if (value !== null && growing[value] === 1) return true;
  return false;
}

/** Only growing tensors and numbers: no table of a size of its own. */
function joins(network: Network, { inputs }: NetworkNode, growing: Uint8Array): boolean {
  for (const value of inputs) {
    if (value === null || growing[value] === 1) continue;
    const shape = network.values[value]?.type.shape;
    if (shape === undefined || elementCount(shape) !== 1) return false;
  }
  return true;
}

function endsGrowth({ op, attrs }: NetworkNode): boolean {
  if (op === "GlobalAveragePool" || op === "GlobalMaxPool") return true;
  if (op !== "AdaptiveAveragePool" && op !== "AdaptiveMaxPool") return false;
  const { outputSize } = attrs;
  return Array.isArray(outputSize) && outputSize.every((size) => typeof size === "number");
}
