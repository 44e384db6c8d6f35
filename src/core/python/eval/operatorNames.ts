// What the module `operator` calls Python's signs.
import type { BinaryOperator, CompareOperator } from "../syntax/ast.ts";

export const binaryNames = {
  add: "+",
  sub: "-",
  mul: "*",
  truediv: "/",
  floordiv: "//",
  mod: "%",
  pow: "**",
  matmul: "@",
  and_: "&",
  or_: "|",
  xor: "^",
  lshift: "<<",
  rshift: ">>",
} as const satisfies Readonly<Record<string, BinaryOperator>>;

/** Those that classes define by dunders. */
export const comparisonNames = {
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
} as const satisfies Readonly<Record<string, CompareOperator>>;

/** What dunders are called after: `__and__`, `__rand__`, `__iand__` for `&`. */
export const dunderNames = Object.fromEntries(
  Object.entries(binaryNames).map(([name, sign]) => [sign, name.replace(/_$/, "")]),
) as Readonly<Record<BinaryOperator, string>>;
