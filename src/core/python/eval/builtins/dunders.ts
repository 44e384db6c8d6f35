// Operators of numbers, texts and sequences as methods: what `super().__add__(other)` and `operator` tables call.
import type { BinaryOperator } from "../../syntax/ast.ts";
import { compare } from "../comparison.ts";
import { type Machine, method } from "../native.ts";
import { asInt, asNumber, asString, isFloat } from "../numbers.ts";
import { comparisonNames, dunderNames } from "../operatorNames.ts";
import { binary, unary } from "../operators.ts";
import { floatClass, intClass, listClass, strClass, tupleClass } from "../types.ts";
import { type ClassValue, List, type NativeFunction, notImplemented, Tuple, type Value } from "../value.ts";
import { define } from "./define.ts";

const arithmetic = ["+", "-", "*", "/", "//", "%", "**"] as const;
const bits = ["&", "|", "^", "<<", ">>"] as const;
const { lt, le, gt, ge } = comparisonNames;
const order = { lt, le, gt, ge };

/** The plain value of a class's kind: without what a subclass defines. Undefined: it is of another kind. */
type Plain = (value: Value) => Value | undefined;

const plainInt: Plain = asInt;
const plainFloat: Plain = (value) =>
  typeof value === "object" && value?.kind === "instance" && isFloat(value)
    ? value.plain
    : (asNumberValue(value) ?? undefined);
const asNumberValue = (value: Value): Value | undefined => (asNumber(value) === undefined ? undefined : value);
const plainText: Plain = asString;
const plainList: Plain = (value) =>
  value instanceof List ? (value.cls === null ? value : new List(value.items)) : undefined;
const plainTuple: Plain = (value) =>
  value instanceof Tuple ? (value.cls === null ? value : new Tuple(value.items)) : undefined;

function operators(signs: readonly BinaryOperator[], plain: Plain, other: Plain): Record<string, NativeFunction> {
  const table: Record<string, NativeFunction> = {};
  for (const sign of signs) {
    const name = dunderNames[sign];
    const run = (machine: Machine, left: Value | undefined, right: Value | undefined) =>
      left === undefined || right === undefined ? notImplemented : binary(machine, sign, left, right);
    table[`__${name}__`] = method("other, /", (machine, self, [value = null]) =>
      run(machine, plain(self), other(value)),
    );
    if (plain === plainInt || plain === plainFloat)
      table[`__r${name}__`] = method("other, /", (machine, self, [value = null]) =>
        run(machine, other(value), plain(self)),
      );
  }
  return table;
}

function comparisons(plain: Plain): Record<string, NativeFunction> {
  const table: Record<string, NativeFunction> = {};
  for (const [name, sign] of Object.entries(order)) {
    table[`__${name}__`] = method("other, /", (machine, self, [value = null]) => {
      const [left, right] = [plain(self), plain(value)];
      return left === undefined || right === undefined ? notImplemented : compare(machine, sign, left, right);
    });
  }
  return table;
}

const unaries = (plain: Plain): Record<string, NativeFunction> => ({
  __neg__: method("", (machine, self) => unary(machine, "-", plain(self) ?? self)),
  __pos__: method("", (_machine, self) => plain(self) ?? self),
  __abs__: method("", (machine, self) => {
    const value = plain(self) ?? self;
    return (asNumber(value) ?? 0) < 0 ? unary(machine, "-", value) : value;
  }),
});

const anything: Plain = (value) => value;

export function installDunders(): void {
  const define_ = (cls: ClassValue, ...tables: readonly Record<string, NativeFunction>[]): void => {
    for (const table of tables) define(cls, table);
  };
  define_(intClass, operators([...arithmetic, ...bits], plainInt, plainInt), comparisons(plainInt), unaries(plainInt));
  define_(floatClass, operators(arithmetic, plainFloat, plainFloat), comparisons(plainFloat), unaries(plainFloat));
  define_(strClass, operators(["+", "*", "%"], plainText, anything), comparisons(plainText));
  define_(listClass, operators(["+", "*"], plainList, anything));
  define_(tupleClass, operators(["+", "*"], plainTuple, anything));
}
