// Binary and unary operators. Above the usual size: one table of operators by kinds of operand.

import { addDims, floorDivide as divideDims, modulo, multiplyDims, subtractDims } from "../../ir/dimArithmetic.ts";
import type { BinaryOperator } from "../syntax/ast.ts";
import { storeEntry } from "./containers.ts";
import { iterate, MAX_ELEMENTS } from "./iteration.ts";
import type { Machine } from "./native.ts";
import {
  add,
  asDim,
  asInt,
  asNumber,
  bitwise,
  floatFloorDivide,
  floatRemainder,
  floorDivide,
  fromDim,
  type Int,
  isFloat,
  multiply,
  power,
  remainder,
  shiftLeft,
  shiftRight,
  subtract,
} from "./numbers.ts";
import { dunderNames } from "./operatorNames.ts";
import { percentFormat } from "./percentFormat.ts";
import { negated, plainUnknown, quotientBinary } from "./quotient.ts";
import { classOf, isSubclass, lookup } from "./types.ts";
import {
  ArrayNumber,
  Bytes,
  ClassValue,
  Dict,
  Float,
  Instance,
  IteratorValue,
  List,
  notImplemented,
  type Result,
  SetValue,
  Symbolic,
  stop,
  Tuple,
  Unknown,
  UnknownNumber,
  type Value,
} from "./value.ts";

export function binary(machine: Machine, op: BinaryOperator, left: Value, right: Value): Result {
  if (typeof left === "number" && typeof right === "number") return intBinary(machine, op, left, right);
  if (left instanceof Float && right instanceof Float) return floatBinary(machine, op, left.value, right.value);
  return generalBinary(machine, op, machine.force(left), machine.force(right));
}

function generalBinary(machine: Machine, op: BinaryOperator, left: Value, right: Value): Result {
  if (left instanceof Unknown || right instanceof Unknown) return unknownBinary(machine, op, left, right);
  if (typeof left === "boolean" && typeof right === "boolean" && (op === "&" || op === "|" || op === "^")) {
    return op === "&" ? left && right : op === "|" ? left || right : left !== right;
  }
  if (isObject(left) || isObject(right)) {
    const own = dispatch(machine, op, left, right);
    if (own !== notImplemented) return own;
  }
  const leftInt = asInt(left);
  const rightInt = asInt(right);
  if (leftInt !== undefined && rightInt !== undefined) return intBinary(machine, op, leftInt, rightInt);
  const leftNumber = asNumber(left);
  const rightNumber = asNumber(right);
  if (leftNumber !== undefined && rightNumber !== undefined && (isFloat(left) || isFloat(right))) {
    return floatBinary(machine, op, leftNumber, rightNumber);
  }
  if (left instanceof Symbolic || right instanceof Symbolic) {
    const result = symbolicBinary(op, left, right);
    if (result !== null) return result;
  }
  const result = containerBinary(machine, op, left, right);
  if (result !== null) return result;
  if (isSequence(left) || isSequence(right)) {
    if (op === "*")
      return machine.raise(
        "TypeError",
        `can't multiply sequence by non-int of type '${classOf(isSequence(left) ? right : left).name}'`,
      );
    const array = left instanceof ArrayNumber ? left.asArray() : right instanceof ArrayNumber ? right.asArray() : null;
    if (array === undefined) return undefined;
    if (array !== null)
      return left instanceof ArrayNumber ? binary(machine, op, array, right) : binary(machine, op, left, array);
  }
  if (op === "+" && isSequence(left)) {
    const type = classOf(left).name;
    return machine.raise("TypeError", `can only concatenate ${type} (not "${classOf(right).name}") to ${type}`);
  }
  return machine.raise(
    "TypeError",
    `unsupported operand type(s) for ${op}: '${classOf(left).name}' and '${classOf(right).name}'`,
  );
}

function unknownBinary(machine: Machine, op: BinaryOperator, left: Value, right: Value): Result {
  if (left instanceof UnknownNumber || right instanceof UnknownNumber) {
    const rational = quotientBinary(op, left, right);
    if (rational !== null) return rational;
    if (isNumber(left) && isNumber(right))
      return new UnknownNumber((left instanceof Unknown ? left : (right as Unknown)).because);
    // A tensor is scaled by whatever number it is.
    if (left instanceof Instance || right instanceof Instance) {
      const own = dispatch(machine, op, left, right);
      if (own !== notImplemented) return own;
    }
  }
  const unknown = left instanceof Unknown ? left : (right as Unknown);
  return unknown.alternatives === null ? plainUnknown(unknown) : new Unknown(unknown.because);
}

const isNumber = (value: Value): boolean =>
  value instanceof UnknownNumber || value instanceof Symbolic || asNumber(value) !== undefined;

/** Values whose class may define operators: instances, subclasses of containers, classes with a metaclass. */
function isObject(value: Value): boolean {
  if (typeof value !== "object" || value === null) return false;
  switch (value.kind) {
    case "instance":
      return true;
    case "list":
    case "tuple":
    case "dict":
    case "set":
      return value.cls !== null;
    case "class":
      return value.metaclass !== null;
    default:
      return false;
  }
}

/** `__add__`, then `__radd__` (the other way round where the right class derives from the left one). */
function dispatch(machine: Machine, op: BinaryOperator, left: Value, right: Value): Result {
  const name = dunderNames[op];
  const leftClass = classOf(left);
  const rightClass = classOf(right);
  const tries: [Value, ClassValue, string, Value][] = [
    [left, leftClass, `__${name}__`, right],
    [right, rightClass, `__r${name}__`, left],
  ];
  if (leftClass !== rightClass && isSubclass(rightClass, leftClass)) tries.reverse();
  let isDeclined = false;
  for (const [self, cls, dunder, other] of tries) {
    // What plain lists and numbers do is not asked of their methods, which would ask here again.
    if (!isObject(self)) continue;
    const method = lookup(cls, dunder);
    if (method !== undefined && method !== null) {
      const result = machine.callMethod(self, dunder, [other]);
      if (result !== notImplemented) return result;
      isDeclined ||= other === null || typeof other === "string";
    }
  }
  // `[0] * torch.tensor(3)`, `[0] * counts[1]`: an element counts as the int that it holds.
  if (op === "*") {
    if (isSequence(left) && hasIndex(right)) return repeatByIndex(machine, left, right);
    if (isSequence(right) && hasIndex(left)) return repeatByIndex(machine, right, left);
  }
  // None and text have no operators of their own for it.
  if (isDeclined) return notImplemented;
  for (const [, cls] of tries) {
    const unknown = cls.mro.find((base) => base.unknownBase !== null)?.unknownBase;
    if (unknown) return new Unknown(unknown.because);
    const open = cls.mro.find((base) => base.open);
    if (open !== undefined) {
      return new Unknown({ key: "pythonNotModelled", args: { name: `${open.name}.__${name}__` } });
    }
  }
  return notImplemented;
}

const hasIndex = (value: Value): boolean => value instanceof Instance && lookup(value.cls, "__index__") !== undefined;

function intBinary(machine: Machine, op: BinaryOperator, left: Int, right: Int): Result {
  switch (op) {
    case "+":
      return add(left, right);
    case "-":
      return subtract(left, right);
    case "*":
      return multiply(left, right);
    case "/":
      if (right === 0) return machine.raise("ZeroDivisionError", "division by zero");
      return new Float(Number(left) / Number(right));
    case "//":
      if (right === 0) return machine.raise("ZeroDivisionError", "integer division or modulo by zero");
      return floorDivide(left, right);
    case "%":
      if (right === 0) return machine.raise("ZeroDivisionError", "integer modulo by zero");
      return remainder(left, right);
    case "**":
      if (right < 0) return floatBinary(machine, op, Number(left), Number(right));
      return power(left, right) ?? machine.outOfBudget();
    case "<<":
    case ">>":
      if (right < 0) return machine.raise("ValueError", "negative shift count");
      return op === ">>" ? shiftRight(left, right) : (shiftLeft(left, right) ?? machine.outOfBudget());
    case "&":
    case "|":
    case "^":
      return bitwise(op, left, right);
    case "@":
      return machine.raise("TypeError", "unsupported operand type(s) for @: 'int' and 'int'");
  }
}

function floatBinary(machine: Machine, op: BinaryOperator, left: number, right: number): Result {
  switch (op) {
    case "+":
      return new Float(left + right);
    case "-":
      return new Float(left - right);
    case "*":
      return new Float(left * right);
    case "/":
      return right === 0 ? machine.raise("ZeroDivisionError", "float division by zero") : new Float(left / right);
    case "//":
      return right === 0
        ? machine.raise("ZeroDivisionError", "float floor division by zero")
        : new Float(floatFloorDivide(left, right));
    case "%":
      return right === 0 ? machine.raise("ZeroDivisionError", "float modulo") : new Float(floatRemainder(left, right));
    case "**": {
      if (left === 0 && right < 0) {
        return machine.raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
      }
      // Python's 1.0 ** nan is 1.0; a negative base with a fraction gives a complex number.
      if (left === 1) return new Float(1);
      const result = left ** right;
      if (Number.isNaN(result) && !Number.isNaN(left) && !Number.isNaN(right)) {
        return new Unknown({ key: "pythonUnsupported", args: { what: "complex" } });
      }
      return new Float(result);
    }
    default:
      return machine.raise("TypeError", `unsupported operand type(s) for ${op}: 'float' and 'float'`);
  }
}

/** Null where it is no arithmetic of sizes. */
function symbolicBinary(op: BinaryOperator, left: Value, right: Value): Value | null {
  const leftDim = asDim(left);
  const rightDim = asDim(right);
  if (leftDim === null || rightDim === null) {
    const number = asNumber(left) !== undefined || asNumber(right) !== undefined;
    if (!number) return null;
    return quotientBinary(op, left, right) ?? unknownNumber("float(size)");
  }
  switch (op) {
    case "+":
      return fromDim(addDims(leftDim, rightDim));
    case "-":
      return fromDim(subtractDims(leftDim, rightDim));
    case "*":
      return fromDim(multiplyDims(leftDim, rightDim));
    case "/": {
      const rational = quotientBinary(op, left, right);
      if (rational !== null) return rational;
      break;
    }
    case "//":
      return fromDim(divideDims(leftDim, rightDim));
    case "%":
      return fromDim(modulo(leftDim, rightDim));
    case "**":
      if (typeof rightDim === "number" && rightDim >= 0 && rightDim <= 8) {
        return fromDim(multiplyDims(...Array.from({ length: rightDim }, () => leftDim)));
      }
      break;
  }
  return unknownNumber(`size ${op} size`);
}

const unknownNumber = (what: string): Unknown => new UnknownNumber({ key: "pythonUnsupported", args: { what } });

/** Null where the operands have no such operator. */
function containerBinary(machine: Machine, op: BinaryOperator, left: Value, right: Value): Result | null {
  if (op === "*") {
    if (isSequence(left)) return repeat(machine, left, right);
    if (isSequence(right)) return repeat(machine, right, left);
    return null;
  }
  if (op === "%") {
    const text = plainString(left);
    return text === null ? null : percentFormat(machine, text, right);
  }
  if (op === "+") return concatenate(machine, left, right);
  if (left instanceof SetValue && right instanceof SetValue) return setBinary(machine, op, left, right);
  if (op === "|" && left instanceof Dict && right instanceof Dict) {
    const merged = new Dict(new Map(left.entries), left.cls);
    merged.originals = left.originals && new Map(left.originals);
    merged.lost = left.lost ?? right.lost;
    for (const [hash, value] of right.entries) {
      storeEntry(merged, hash, right.originals?.get(hash) ?? (hash as Value), value);
    }
    return merged;
  }
  // `int | None` as a type: what isinstance would be asked with.
  if (op === "|" && isType(left) && isType(right)) return new Tuple([...typesOf(left), ...typesOf(right)]);
  return null;
}

const isType = (value: Value): boolean => value === null || value instanceof ClassValue || value instanceof Tuple;
const typesOf = (value: Value): readonly Value[] => (value instanceof Tuple ? value.items : [value]);

const plainString = (value: Value): string | null => {
  if (typeof value === "string") return value;
  return value instanceof Instance && typeof value.plain === "string" ? value.plain : null;
};

type Sequence = string | List | Tuple | Bytes | Instance;

const isSequence = (value: Value): value is Sequence =>
  value instanceof List || value instanceof Tuple || value instanceof Bytes || plainString(value) !== null;

function repeat(machine: Machine, sequence: Sequence, times: Value): Result | null {
  if (times instanceof Symbolic) return new Unknown({ key: "pythonUnsupported", args: { what: "sequence * size" } });
  const int = asInt(times);
  if (int === undefined) return null;
  const count = Math.max(0, Number(int));
  if (sequence instanceof List || sequence instanceof Tuple) {
    if (sequence instanceof List && sequence.lost !== null) return sequence.lost;
    const length = sequence.items.length * count;
    if (!machine.charge(length)) return machine.outOfBudget();
    const items: Value[] = [];
    for (let turn = 0; turn < count; turn++) for (const item of sequence.items) items.push(item);
    return sequence instanceof List ? new List(items) : new Tuple(items);
  }
  const text = sequence instanceof Bytes ? sequence.value : (plainString(sequence) ?? "");
  if (!machine.charge(text.length * count)) return machine.outOfBudget();
  return sequence instanceof Bytes ? new Bytes(text.repeat(count)) : text.repeat(count);
}

function repeatByIndex(machine: Machine, sequence: Sequence, times: Value): Result {
  const index = machine.callMethod(times, "__index__");
  if (index === undefined || index instanceof Unknown) return index;
  return repeat(machine, sequence, index) ?? notImplemented;
}

function concatenate(machine: Machine, left: Value, right: Value): Result | null {
  const leftText = plainString(left);
  const rightText = plainString(right);
  if (leftText !== null && rightText !== null) {
    return machine.charge((leftText.length + rightText.length) / 16) ? leftText + rightText : machine.outOfBudget();
  }
  if (left instanceof List && right instanceof List) {
    const lost = left.lost ?? right.lost;
    if (lost !== null) return lost;
    if (!machine.charge(left.items.length + right.items.length)) return machine.outOfBudget();
    return new List([...left.items, ...right.items]);
  }
  if (left instanceof Tuple && right instanceof Tuple) {
    if (!machine.charge(left.items.length + right.items.length)) return machine.outOfBudget();
    return new Tuple([...left.items, ...right.items]);
  }
  if (left instanceof Bytes && right instanceof Bytes) return new Bytes(left.value + right.value);
  return null;
}

export function setBinary(machine: Machine, op: BinaryOperator, left: SetValue, right: SetValue): Result | null {
  const lost = left.lost ?? right.lost;
  if (lost !== null) return lost;
  if (!machine.charge(left.entries.size + right.entries.size)) return machine.outOfBudget();
  const entries = new Map<SetKey, Value>();
  const keep = (from: SetValue, test: (key: SetKey) => boolean): void => {
    for (const [key, value] of from.entries) if (test(key) && !entries.has(key)) entries.set(key, value);
  };
  switch (op) {
    case "|":
      keep(left, () => true);
      keep(right, () => true);
      break;
    case "&":
      keep(left, (key) => right.entries.has(key));
      break;
    case "-":
      keep(left, (key) => !right.entries.has(key));
      break;
    case "^":
      keep(left, (key) => !right.entries.has(key));
      keep(right, (key) => !left.entries.has(key));
      break;
    default:
      return null;
  }
  return new SetValue(entries, left.frozen);
}

type SetKey = SetValue["entries"] extends Map<infer Key, Value> ? Key : never;

/** `left op= right`: in place where the left side's type can. */
export function inPlace(machine: Machine, op: BinaryOperator, left: Value, right: Value): Result {
  if (typeof left === "number" && typeof right === "number") return intBinary(machine, op, left, right);
  const target = machine.force(left);
  if (typeof target !== "object" || target === null) return binary(machine, op, target, right);
  if (target instanceof List && target.cls === null) {
    if (op === "+") return extend(machine, target, right);
    if (op === "*") {
      const repeated = binary(machine, op, target, right);
      if (!(repeated instanceof List)) return repeated;
      machine.heap.write(target);
      target.items = repeated.items;
      return target;
    }
  }
  if (target instanceof SetValue && !target.frozen && right instanceof SetValue) {
    const result = setBinary(machine, op, target, right);
    if (result instanceof SetValue) {
      machine.heap.write(target);
      target.entries = result.entries;
      return target;
    }
  }
  if (target instanceof Dict && op === "|" && target.cls === null) {
    return machine.callMethod(target, "update", [right]) === undefined ? undefined : target;
  }
  if (isObject(target)) {
    const dunder = `__i${dunderNames[op]}__`;
    const method = lookup(classOf(target), dunder);
    if (method !== undefined && method !== null) {
      const result = machine.callMethod(target, dunder, [right]);
      if (result !== notImplemented) return result;
    }
  }
  return binary(machine, op, target, right);
}

/** `list += iterable`, `list.extend(iterable)`: the list, or what ended it. */
export function extend(machine: Machine, list: List, iterable: Value): Result {
  const source = machine.force(iterable);
  if (source instanceof IteratorValue) return extendByTurns(machine, list, source);
  const items = machine.list(source);
  if (items === undefined) return undefined;
  machine.heap.write(list);
  if (items instanceof Unknown) {
    list.items = [];
    list.lost = items;
  } else if (list.lost === null) {
    for (const item of items) list.items.push(item);
  }
  return list;
}

/** What an iterator makes of an element may depend on those before it: `maps.extend(block(maps[-1]) for block in blocks)`. */
function extendByTurns(machine: Machine, list: List, source: IteratorValue): Result {
  const next = iterate(machine, source);
  if (next === undefined) return undefined;
  let unknown = next instanceof Unknown ? next : null;
  while (typeof next === "function") {
    const item = next();
    if (item === undefined) return undefined;
    if (item === stop) {
      unknown = source.lost;
      break;
    }
    if (!machine.charge(1)) return machine.outOfBudget();
    machine.heap.write(list);
    if (list.lost === null) list.items.push(machine.force(item));
    if (list.items.length > MAX_ELEMENTS) return machine.outOfBudget();
  }
  if (unknown !== null) {
    machine.heap.write(list);
    list.items = [];
    list.lost = unknown;
  }
  return list;
}

export function unary(machine: Machine, op: "-" | "+" | "~", operand: Value): Result {
  if (typeof operand === "number") return op === "-" ? 0 - operand : op === "+" ? operand : -1 - operand;
  const value = machine.force(operand);
  if (value instanceof UnknownNumber && op === "-") return negated(value);
  if (value instanceof Unknown) return value;
  if (value instanceof Symbolic) {
    if (op === "+") return value;
    return fromDim(subtractDims(op === "-" ? 0 : -1, value.dim));
  }
  if (value instanceof Instance) {
    const dunder = op === "-" ? "__neg__" : op === "+" ? "__pos__" : "__invert__";
    if (lookup(value.cls, dunder) !== undefined) return machine.callMethod(value, dunder);
    const open = value.cls.mro.find((base) => base.open);
    if (open !== undefined) {
      return new Unknown({ key: "pythonNotModelled", args: { name: `${open.name}.${dunder}` } });
    }
    const unknown = value.cls.mro.find((base) => base.unknownBase !== null)?.unknownBase;
    if (unknown) return new Unknown(unknown.because);
  }
  const int = asInt(value);
  if (int !== undefined) return op === "-" ? subtract(0, int) : op === "+" ? int : subtract(-1, int);
  const number = asNumber(value);
  if (number !== undefined && op !== "~") return new Float(op === "-" ? -number : number);
  return machine.raise("TypeError", `bad operand type for unary ${op}: '${classOf(value).name}'`);
}
