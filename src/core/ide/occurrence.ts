import type { Network, NetworkNode, Param, ValueId } from "../ir/index.ts";
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

export const valueShape = (network: Network, id: ValueId): string => shapeText(network.values[id]?.type.shape);

/** The shapes of what is given; absent optional inputs are left out. */
export function shapesOf(network: Network, ids: readonly (ValueId | null)[]): readonly string[] {
  const shapes: string[] = [];
  for (const id of ids) if (id !== null) shapes.push(valueShape(network, id));
  return shapes;
}
