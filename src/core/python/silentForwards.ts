// `self.head(x).mean()` where the forward of the head has no `return`: Python speaks of NoneType, whoever looks for the reason
// looks for the class.
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { Network } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { classIn } from "./abstractClasses.ts";
import type { Escaped } from "./eval/index.ts";
import type { Program } from "./program.ts";
import type { FunctionDef, Module } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";

/** The fault that an exception about None stands for, where the last module that ran gives nothing, whatever it is given. */
export function silentForward(program: Program, { calls, nodes }: Network, raised: Escaped): Diagnostic | null {
  if (raised.at === null || !raised.text.includes("NoneType")) return null;
  const silent = calls.findLast(
    ({ outputs, endNode, type }) =>
      outputs.length === 0 && endNode === nodes.length && givesNothing(program.tree, type),
  );
  if (silent === undefined) return null;
  const text = message("tensorExpectedOf", { name: silent.name, type: silent.type });
  return { code: "tensor-expected", severity: "error", message: text, at: raised.at, fixes: [], related: [] };
}

function givesNothing(tree: Module, type: string): boolean {
  const forward = classIn(tree, type)?.body.find(
    (member): member is FunctionDef => member.kind === "FunctionDef" && member.name === "forward",
  );
  return forward !== undefined && !holdsReturn(forward);
}

/** A `return` with a value, a `yield` or a `raise` of its own; those of functions inside are theirs. */
function holdsReturn(definition: FunctionDef): boolean {
  let holds = false;
  walk(definition, (node) => {
    if (node !== definition && (node.kind === "FunctionDef" || node.kind === "Lambda")) return false;
    holds ||=
      (node.kind === "Return" && node.value !== null) ||
      node.kind === "Raise" ||
      node.kind === "Yield" ||
      node.kind === "YieldFrom";
    return !holds;
  });
  return holds;
}
