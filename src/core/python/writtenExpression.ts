import type { Expression, Module, Node } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";

/** The outermost expression that is written at a place, among the kinds that can be a number or hold some. */
export function expressionAt(
  tree: Module,
  { start, end }: { readonly start: number; readonly end: number },
): Expression | null {
  let found: Node | null = null;
  walk(tree, (node) => {
    if (found !== null || node.start > start || node.end < end) return false;
    if (node.start === start && node.end === end && isExpression(node)) found = node;
    return found === null;
  });
  return found;
}

const isExpression = ({ kind }: Node): boolean => kinds.has(kind);
const kinds: ReadonlySet<Node["kind"]> = new Set<Node["kind"]>([
  ...(["Name", "Float", "BinOp", "UnaryOp", "IfExp", "Call", "Attribute", "Subscript", "Tuple", "List"] as const),
]);
