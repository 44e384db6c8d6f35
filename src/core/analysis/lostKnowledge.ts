import { isUnknown } from "../ir/dim.ts";
import type { Message } from "../ir/message.ts";
import type { Network, TensorType } from "../ir/network.ts";
import type { LayerRow } from "./rows.ts";

/** A place where something is not known any more, and why. */
export interface LostKnowledge {
  /** The row's name, or that of the network's output. */
  readonly name: string;
  readonly because: Message;
}

/**
 * Where knowledge was lost, each reason at the first row that has it: what follows is unknown for the same reason. Outputs
 * that no row makes come after them, parts of the model that may hold parameters last.
 */
export function lostKnowledge(network: Network, rows: readonly LayerRow[]): readonly LostKnowledge[] {
  const found = new Map<string, LostKnowledge>();
  const look = (name: string, type: TensorType | undefined): void => {
    const because = type === undefined ? null : reasonOf(type);
    if (because !== null) add(name, because);
  };
  const add = (name: string, because: Message): void => {
    const key = JSON.stringify(because);
    if (!found.has(key)) found.set(key, { name, because });
  };
  for (const row of rows) for (const output of row.outputs) look(row.label, network.values[output]?.type);
  for (const { name, value } of network.outputs) look(name, network.values[value]?.type);
  for (const { name, because } of network.unknownParts ?? []) add(name, because);
  return [...found.values()];
}

function reasonOf({ shape }: TensorType): Message | null {
  if (shape.rank === "unknown") return shape.because;
  return shape.dims.find(isUnknown)?.because ?? null;
}
