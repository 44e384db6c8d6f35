import {
  addDims,
  type Dim,
  multiplyDims,
  type Network,
  type NetworkNode,
  type Param,
  type Shape,
  type ValueId,
} from "../ir/index.ts";
import type { Occurrence } from "./sites.ts";
import { shapeText } from "./text.ts";

export const nodesOf = (network: Network, { firstNode, endNode }: Occurrence): readonly NetworkNode[] =>
  network.nodes.slice(firstNode, endNode);

/** The parameters that operations use, each tensor once; buffers are not among them. */
export function parametersOf(network: Network, nodes: readonly NetworkNode[]): readonly Param[] {
  const buffers = buffersOf(network);
  const params = new Map<string, Param>();
  for (const node of nodes)
    for (const param of node.params)
      if (!params.has(param.sharedAs) && !buffers.has(param.sharedAs)) params.set(param.sharedAs, param);
  return [...params.values()];
}

const bufferNames = new WeakMap<Network, ReadonlySet<string>>();

function buffersOf(network: Network): ReadonlySet<string> {
  const known = bufferNames.get(network);
  if (known !== undefined) return known;
  const names = new Set(network.state.filter(({ kind }) => kind === "buffer").map(({ sharedAs }) => sharedAs));
  bufferNames.set(network, names);
  return names;
}

/** The number of elements; tensors of unknown rank are left out, as in totals. */
export const elementsOf = (params: readonly { readonly shape: Shape }[]): Dim =>
  addDims(0, ...params.map(({ shape }) => (shape.rank === "unknown" ? 0 : multiplyDims(1, ...shape.dims))));

export const macsOf = (nodes: readonly NetworkNode[]): Dim => addDims(0, ...nodes.map((node) => node.macs));

export const valueShape = (network: Network, id: ValueId): string => shapeText(network.values[id]?.type.shape);

/** The shapes of what is given; absent optional inputs are left out. */
export const shapesOf = (network: Network, ids: readonly (ValueId | null)[]): readonly string[] =>
  ids.flatMap((id) => (id === null ? [] : [valueShape(network, id)]));
