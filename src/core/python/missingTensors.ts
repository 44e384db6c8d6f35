import type { Diagnostic } from "../ir/diagnostic.ts";
import type { Message } from "../ir/message.ts";
import type { ModuleCall, Network, NetworkNode, ValueId } from "../ir/network.ts";
import type { SourceRange } from "../ir/source.ts";
import { message } from "../messages/index.ts";
import { operators } from "../ops/index.ts";
import type { IsEditable } from "./placement.ts";

/**
 * Faults of layers that are given None or another value that is no tensor: what a forward without `return` gives, the
 * pair that a recurrent layer gives. Asked of the finished network, which knows the calls that came before.
 */
export function missingTensors(network: Network, isEditable: IsEditable): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const node of network.nodes) {
    // Functions say themselves what they are given.
    if (node.when !== "always" || node.kind !== "module" || !lacksTensor(network, node)) continue;
    const text = faultOf(network, node);
    if (text === null) continue;
    const at = placeOf(network, node, isEditable);
    // A class that returns nothing does so each time.
    const key = text.key === "tensorExpectedOf" ? String(text.args["type"]) : `${at?.file}:${at?.start}`;
    if (!found.has(key))
      found.set(key, { code: "tensor-expected", severity: "error", message: text, at, fixes: [], related: [] });
  }
  return [...found.values()];
}

/** A cheap look: hardly any layer does. */
function lacksTensor(network: Network, { inputs }: NetworkNode): boolean {
  for (const input of inputs) if (input === null || whatElse(network, input) !== null) return true;
  return false;
}

function faultOf(network: Network, node: NetworkNode): Message | null {
  const names = operators.get(node.op)?.inputs ?? [];
  for (const [index, name] of names.entries()) {
    if (name.endsWith("…")) return null;
    if (name.endsWith("?")) continue;
    const input = node.inputs[index];
    if (input === null) return noneText(network, node);
    const got = input === undefined ? null : whatElse(network, input);
    if (got !== null) return message("tensorExpected", { got });
  }
  return null;
}

/** What a layer was given that is no tensor; null: a tensor, or nobody knows. */
function whatElse({ values }: Network, id: ValueId): string | null {
  const shape = values[id]?.type.shape;
  const got =
    shape?.rank === "unknown" && shape.because.key === "notATensorBut" ? shape.because.args["got"] : undefined;
  return got === undefined ? null : String(got);
}

/** None, and the module that gave it, if one was called before that returned nothing. */
function noneText({ calls }: Network, { id }: NetworkNode): Message {
  let silent: ModuleCall | null = null;
  for (const call of calls)
    if (call.outputs.length === 0 && call.endNode <= id && (silent === null || call.endNode >= silent.endNode))
      silent = call;
  if (silent === null) return message("tensorExpected", { got: "None" });
  return message("tensorExpectedOf", { name: silent.name, type: silent.type });
}

/** The call itself, else the innermost one around it that can be edited. */
function placeOf({ contexts }: Network, node: NetworkNode, isEditable: IsEditable): SourceRange | null {
  if (node.at !== null && isEditable(node.at.file)) return node.at;
  let context = node.context === null ? undefined : contexts[node.context];
  while (context !== undefined && !isEditable(context.at.file))
    context = context.parent === null ? undefined : contexts[context.parent];
  return context?.at ?? node.at;
}
