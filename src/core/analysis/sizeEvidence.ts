import { type Dim, isSymbolic } from "../ir/dim.ts";
import { multiplyDims } from "../ir/dimArithmetic.ts";
import type { Network, NetworkNode, NodeId } from "../ir/network.ts";

/** A size that must have a certain value for a layer to accept what arrives. */
export interface SizeEquation {
  readonly size: Dim;
  readonly equals: number;
  readonly node: NodeId;
}

/**
 * What the layers demand of a symbolic input: the features that a Linear takes, the channels of a convolution, the features
 * of a LayerNorm, the constant part of a reshape, the other side of an addition, the maps beside one, the axes that a squeeze
 * drops. Equations are in the order of execution.
 */
export function collectEquations(network: Network): readonly SizeEquation[] {
  const equations: SizeEquation[] = [];
  for (const node of network.nodes) {
    if (node.when === "maybe") continue;
    for (const [size, equals] of demandsOf(network, node)) {
      if (isSymbolic(size) && equals > 0) equations.push({ size, equals, node: node.id });
    }
  }
  return equations;
}

/** What the layers demand of a symbolic input if each Linear is given all of a sample in a row, which somebody forgot to make. */
export function collectFlattened(network: Network): readonly SizeEquation[] {
  return network.nodes.flatMap((node): readonly SizeEquation[] => {
    const [, channels, ...sizes] = node.op === "Linear" ? dimsOf(network, node, 0) : [];
    const equals = node.attrs["inFeatures"];
    if (channels === undefined || sizes.length < 2 || typeof equals !== "number") return [];
    const size = multiplyDims(channels, ...sizes);
    return isSymbolic(size) && equals > 0 ? [{ size, equals, node: node.id }] : [];
  });
}

type Demand = readonly [size: Dim, equals: number];

function demandsOf(network: Network, node: NetworkNode): readonly Demand[] {
  const input = dimsOf(network, node, 0);
  switch (node.op) {
    case "Linear":
      return linearDemands(node, input, dimsOf(network, node, 1).at(1));
    case "Conv":
      return channelDemands(node, input);
    case "MatMul":
      return productDemands(input, dimsOf(network, node, 1));
    case "LayerNorm":
    case "RmsNorm":
      return normDemands(node, input);
    case "Reshape":
      return reshapeDemands(node, input);
    case "Squeeze":
      return squeezeDemands(node, input);
    case "Add":
    case "Sub":
    case "Mul":
    case "Div":
      return broadcastDemands(input, dimsOf(network, node, 1));
    case "Stack":
      return alikeDemands(inputsOf(network, node), null);
    case "Concat":
      return alikeDemands(inputsOf(network, node), node.attrs["axis"]);
    default:
      return [];
  }
}

function dimsOf(network: Network, node: NetworkNode, index: number): readonly Dim[] {
  const id = node.inputs[index];
  const shape = id === null || id === undefined ? undefined : network.values[id]?.type.shape;
  return shape?.rank === "known" ? shape.dims : [];
}

/** `F.linear(x, self.weight)` has its features from the weight alone. */
function linearDemands(node: NetworkNode, input: readonly Dim[], columns: Dim | undefined): readonly Demand[] {
  const features = node.attrs["inFeatures"] ?? columns;
  const last = input.at(-1);
  return typeof features === "number" && last !== undefined ? [[last, features]] : [];
}

/** A convolution over features whose channels are positions of the image, as mixers have it. */
function channelDemands(node: NetworkNode, input: readonly Dim[]): readonly Demand[] {
  const { inChannels, kernelSize } = node.attrs;
  if (typeof inChannels !== "number" || !Array.isArray(kernelSize)) return [];
  const channels = input.at(-1 - kernelSize.length);
  return channels === undefined || input.length !== kernelSize.length + 2 ? [] : [[channels, inChannels]];
}

/** `x @ self.weight`. */
function productDemands(input: readonly Dim[], matrix: readonly Dim[]): readonly Demand[] {
  const [rows] = matrix;
  const last = input.at(-1);
  return matrix.length === 2 && typeof rows === "number" && last !== undefined ? [[last, rows]] : [];
}

function normDemands(node: NetworkNode, input: readonly Dim[]): readonly Demand[] {
  const shape = node.attrs["normalizedShape"];
  if (!Array.isArray(shape)) return [];
  const tail = input.slice(input.length - shape.length);
  return tail.flatMap((dim, axis): readonly Demand[] => {
    const wanted: unknown = shape[axis];
    return typeof wanted === "number" ? [[dim, wanted]] : [];
  });
}

/**
 * `x.view(-1, 400)` with one sample: the 400 are all that arrives. Also of a constant first axis. Batches are 1 while sizes
 * are looked for, so that what is left over for −1 is 1 or the size does not fit.
 */
function reshapeDemands(node: NetworkNode, input: readonly Dim[]): readonly Demand[] {
  const shape = node.attrs["shape"];
  if (!Array.isArray(shape) || shape.length !== 2) return [];
  const [first, features]: readonly unknown[] = shape;
  if (typeof features !== "number" || features <= 1 || (first !== -1 && first !== 1)) return [];
  // The channels come last: each position becomes a row, however many there are.
  if (first === -1 && input.at(-1) === features) return [];
  return [[multiplyDims(...input), features]];
}

/** `x.squeeze(2)`: torch lets other sizes be, but who names the axis wants it gone. */
function squeezeDemands(node: NetworkNode, input: readonly Dim[]): readonly Demand[] {
  const axes = node.attrs["axes"];
  if (!Array.isArray(axes)) return [];
  return axes.flatMap((axis: unknown): readonly Demand[] => {
    const dim = typeof axis === "number" ? input.at(axis) : undefined;
    return dim === undefined ? [] : [[dim, 1]];
  });
}

const inputsOf = (network: Network, node: NetworkNode): readonly (readonly Dim[])[] =>
  node.inputs.map((_, index) => dimsOf(network, node, index));

/** Maps side by side are of one size, but for the axis along which they are joined. */
function alikeDemands(inputs: readonly (readonly Dim[])[], joined: unknown): readonly Demand[] {
  const rank = inputs[0]?.length ?? 0;
  if (inputs.some((dims) => dims.length !== rank) || (joined !== null && typeof joined !== "number")) return [];
  const demands: Demand[] = [];
  for (let axis = 1; axis < rank; axis++) {
    if (joined !== null && (axis === joined || axis === joined + rank)) continue;
    const sizes = inputs.flatMap((dims) => dims[axis] ?? []);
    const equals = sizes.find((size) => typeof size === "number");
    if (typeof equals !== "number") continue;
    for (const size of sizes) if (isSymbolic(size)) demands.push([size, equals]);
  }
  return demands;
}

function broadcastDemands(left: readonly Dim[], right: readonly Dim[]): readonly Demand[] {
  const demands: Demand[] = [];
  for (let axis = 1; axis <= Math.min(left.length, right.length); axis++) {
    const [one, other] = [left.at(-axis), right.at(-axis)];
    if (one === undefined || other === undefined) continue;
    if (typeof other === "number" && other > 1) demands.push([one, other]);
    if (typeof one === "number" && one > 1) demands.push([other, one]);
  }
  return demands;
}
