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
