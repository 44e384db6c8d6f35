// Equality, order, membership, identity and truth. Above the usual size: each has to say the same of the same kinds.
import { compareDims } from "../../ir/dimComparison.ts";
import { message } from "../../messages/index.ts";
import type { CompareOperator } from "../syntax/ast.ts";
import { keyOf } from "./containers.ts";
import type { Machine } from "./native.ts";
import { asDim, asInt, asNumber, asString, type Int } from "./numbers.ts";
import { classOf, isSubclass, lookup, objectClass } from "./types.ts";
import {
  Bytes,
  Dict,
  Float,
  Instance,
  List,
  notImplemented,
  Range,
  type Result,
  SetValue,
  Symbolic,
  stop,
  Tuple,
  Unknown,
  type Value,
} from "./value.ts";

/** Containers inside containers that are compared or shown at once; a list may contain itself. */
const MAX_NESTING = 100;
let nesting = 0;

const undecided = (): Unknown => new Unknown(message("pythonBranches"));

export function compare(machine: Machine, op: CompareOperator, left: Value, right: Value): Result {
  if (typeof left === "number" && typeof right === "number") {
    switch (op) {
      case "<":
        return left < right;
      case "<=":
        return left <= right;
      case ">":
        return left > right;
      case ">=":
        return left >= right;
      case "==":
      case "is":
        return left === right;
      case "!=":
      case "is not":
        return left !== right;
    }
  }
  switch (op) {
    case "is":
      return isSame(machine.force(left), machine.force(right));
    case "is not":
      return negate(isSame(machine.force(left), machine.force(right)));
    case "in":
      return contains(machine, right, left);
    case "not in": {
      const found = contains(machine, right, left);
      return found === undefined || found instanceof Unknown ? found : negate(found);
    }
    case "==":
    case "!=":
      return equality(machine, op, machine.force(left), machine.force(right));
    default:
      return ordering(machine, op, machine.force(left), machine.force(right));
  }
}

const negate = (value: boolean | Unknown): boolean | Unknown => (value instanceof Unknown ? value : !value);

/** Immutable values of one content are one object here, as small ints and short strings are in CPython. */
function isSame(left: Value, right: Value): boolean | Unknown {
  if (left === right) return true;
  if (left instanceof Unknown || right instanceof Unknown) return isSameUnknown(left, right);
  if (left instanceof Tuple && right instanceof Tuple) return left.items.length === 0 && right.items.length === 0;
  if (typeof left === "object" && left?.kind === "method" && typeof right === "object" && right?.kind === "method")
    return false;
  return false;
}

/** `unknown is None`: no, where none of its alternatives is. */
function isSameUnknown(left: Value, right: Value): boolean | Unknown {
  const unknown = left instanceof Unknown ? left : (right as Unknown);
  const other = left instanceof Unknown ? right : left;
  const alternatives = unknown.alternatives;
  if (alternatives !== null && !(other instanceof Unknown)) {
    const answers = alternatives.map((alternative) => isSame(alternative, other));
    if (answers.every((answer) => answer === false)) return false;
    if (answers.every((answer) => answer === true)) return true;
  }
  return unknown.alternatives === null ? unknown : new Unknown(unknown.because);
}

function equality(machine: Machine, op: "==" | "!=", left: Value, right: Value): Result {
  if (mayDefine(left) || mayDefine(right)) {
    const own = dispatch(machine, op, left, right);
    if (own !== notImplemented) return own;
  }
  const equal = equals(machine, left, right);
  return equal === undefined || equal instanceof Unknown ? equal : equal === (op === "==");
}

/** Plain equality, operators of instances included; for a class whose `==` gives no bool, its truth. */
export function equals(machine: Machine, left: Value, right: Value): boolean | Unknown | undefined {
  if (left === right && typeof left !== "object") return true;
  const first = machine.force(left);
  const second = machine.force(right);
  if (first instanceof Unknown || second instanceof Unknown) {
    const unknown = first instanceof Unknown ? first : (second as Unknown);
    return new Unknown(unknown.because);
  }
  if (mayDefine(first) || mayDefine(second)) {
    const own = dispatch(machine, "==", first, second);
    if (own !== notImplemented) return own === undefined ? undefined : machine.truth(own);
  }
  const text = asString(first);
  if (text !== undefined) return text === asString(second);
  const leftNumber = asNumber(first);
  const rightNumber = asNumber(second);
  if (leftNumber !== undefined && rightNumber !== undefined) {
    const leftInt = asInt(first);
    const rightInt = asInt(second);
    if (leftInt !== undefined && rightInt !== undefined) return leftInt === rightInt;
    return leftNumber === rightNumber;
  }
  if (first instanceof Symbolic || second instanceof Symbolic) {
    const answer = compareSizes(first, second);
    return answer === null ? false : answer === "maybe" ? undecided() : answer === "equal";
  }
  if (typeof first !== "object" || typeof second !== "object" || first === null || second === null) {
    return first === second;
  }
  if (first === second) return true;
  if (nesting >= MAX_NESTING) return undecided();
  nesting++;
  try {
    return sameContents(machine, first, second);
  } finally {
    nesting--;
  }
}

function sameContents(machine: Machine, left: Value & object, right: Value & object): boolean | Unknown | undefined {
  if ((left instanceof List && right instanceof List) || (left instanceof Tuple && right instanceof Tuple)) {
    if (left instanceof List && left.lost !== null) return left.lost;
    if (right instanceof List && right.lost !== null) return right.lost;
    if (left.items.length !== right.items.length) return false;
    return every(left.items, (item, index) => equals(machine, item, right.items[index] ?? null));
  }
  if (left instanceof Dict && right instanceof Dict) {
    if (left.lost !== null || right.lost !== null) return left.lost ?? right.lost ?? false;
    if (left.entries.size !== right.entries.size) return false;
    return every([...left.entries], ([key, value]) => {
      const other = right.entries.get(key);
      return other === undefined ? false : equals(machine, value, other);
    });
  }
  if (left instanceof SetValue && right instanceof SetValue) {
    if (left.lost !== null || right.lost !== null) return left.lost ?? right.lost ?? false;
    if (left.entries.size !== right.entries.size) return false;
    return [...left.entries.keys()].every((key) => right.entries.has(key));
  }
  if (left instanceof Bytes && right instanceof Bytes) return left.value === right.value;
  if (left instanceof Range && right instanceof Range) {
    return (
      left.length === right.length &&
      (left.length === 0 || (left.start === right.start && (left.length === 1 || left.step === right.step)))
    );
  }
  if (left.kind === "slice" && right.kind === "slice") {
    return every([left.start, left.stop, left.step], (part, index) =>
      equals(machine, part, [right.start, right.stop, right.step][index] ?? null),
    );
  }
  if (left.kind === "method" && right.kind === "method") {
    return left.self === right.self && left.callee === right.callee;
  }
  return false;
}

/** True where all are; the first that is not decides. */
function every<Item>(
  items: readonly Item[],
  test: (item: Item, index: number) => boolean | Unknown | undefined,
): boolean | Unknown | undefined {
  let unknown: Unknown | null = null;
  for (const [index, item] of items.entries()) {
    const answer = test(item, index);
    if (answer === undefined || answer === false) return answer;
    if (answer instanceof Unknown) unknown = answer;
  }
  return unknown ?? true;
}

function mayDefine(value: Value): boolean {
  if (typeof value !== "object" || value === null) return false;
  switch (value.kind) {
    case "instance":
      return value.plain === undefined || lookup(value.cls, "__eq__") !== undefined;
    case "tuple":
    case "list":
    case "dict":
    case "set":
      return value.cls !== null;
    case "class":
      return value.metaclass !== null;
    default:
      return false;
  }
}

const names: Readonly<Record<string, readonly [own: string, mirrored: string]>> = {
  "==": ["__eq__", "__eq__"],
  "!=": ["__ne__", "__ne__"],
  "<": ["__lt__", "__gt__"],
  "<=": ["__le__", "__ge__"],
  ">": ["__gt__", "__lt__"],
  ">=": ["__ge__", "__le__"],
};

function dispatch(machine: Machine, op: string, left: Value, right: Value): Result {
  const [own = "", mirrored = ""] = names[op] ?? [];
  const leftClass = classOf(left);
  const rightClass = classOf(right);
  const tries: (readonly [Value, string, Value])[] = [
    [left, own, right],
    [right, mirrored, left],
  ];
  if (leftClass !== rightClass && isSubclass(rightClass, leftClass)) tries.reverse();
  for (const [self, dunder, other] of tries) {
    const cls = classOf(self);
    const method = mayDefine(self) ? lookup(cls, dunder) : undefined;
    if (method === undefined || method === null || objectClass.namespace.entries.get(dunder) === method) {
      // `!=` is the opposite of `==` where only that is defined.
      if (op === "!=" && mayDefine(self) && lookup(cls, "__eq__") !== undefined) {
        const equal = machine.callMethod(self, "__eq__", [other]);
        if (equal === undefined) return undefined;
        if (equal !== notImplemented) {
          const truth = machine.truth(equal);
          return truth === undefined || truth instanceof Unknown ? truth : !truth;
        }
      }
      continue;
    }
    const result = machine.callMethod(self, dunder, [other]);
    if (result !== notImplemented) return result;
  }
  for (const value of [left, right]) {
    if (!mayDefine(value)) continue;
    const unknown = classOf(value).mro.find((base) => base.unknownBase !== null)?.unknownBase;
    if (unknown) return new Unknown(unknown.because);
  }
  return notImplemented;
}

/** Null where one is no size. */
function compareSizes(left: Value, right: Value): "less" | "equal" | "greater" | "maybe" | null {
  const leftDim = asDim(left);
  const rightDim = asDim(right);
  return leftDim === null || rightDim === null ? null : compareDims(leftDim, rightDim);
}

type OrderOperator = "<" | "<=" | ">" | ">=";

function holds(op: OrderOperator, order: number): boolean {
  return op === "<" ? order < 0 : op === "<=" ? order <= 0 : op === ">" ? order > 0 : order >= 0;
}

function ordering(machine: Machine, op: OrderOperator, left: Value, right: Value): Result {
  if (left instanceof Unknown || right instanceof Unknown) {
    return new Unknown((left instanceof Unknown ? left : (right as Unknown)).because);
  }
  if (mayDefine(left) || mayDefine(right)) {
    const own = dispatch(machine, op, left, right);
    if (own !== notImplemented) return own;
  }
  const leftNumber = asNumber(left);
  const rightNumber = asNumber(right);
  if (leftNumber !== undefined && rightNumber !== undefined) {
    if (Number.isNaN(leftNumber) || Number.isNaN(rightNumber)) return false;
    const a: Int = asInt(left) ?? leftNumber;
    const b: Int = asInt(right) ?? rightNumber;
    return holds(op, a < b ? -1 : a > b ? 1 : 0);
  }
  const leftText = asString(left);
  const rightText = asString(right);
  if (leftText !== undefined && rightText !== undefined) return holds(op, compareText(leftText, rightText));
  if (left instanceof Symbolic || right instanceof Symbolic) {
    const order = compareSizes(left, right);
    if (order === null) return undecided();
    if (order === "maybe") return undecided();
    return holds(op, order === "less" ? -1 : order === "equal" ? 0 : 1);
  }
  if ((left instanceof List && right instanceof List) || (left instanceof Tuple && right instanceof Tuple)) {
    return lexicographic(machine, op, left, right);
  }
  if (left instanceof SetValue && right instanceof SetValue) {
    const within = (inner: SetValue, outer: SetValue): boolean =>
      [...inner.entries.keys()].every((key) => outer.entries.has(key));
    const [inner, outer] = op === "<" || op === "<=" ? [left, right] : [right, left];
    return within(inner, outer) && (op === "<=" || op === ">=" || inner.entries.size < outer.entries.size);
  }
  return machine.raise(
    "TypeError",
    `'${op}' not supported between instances of '${classOf(left).name}' and '${classOf(right).name}'`,
  );
}

/** By code points. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    if (left.charCodeAt(index) !== right.charCodeAt(index)) {
      return (left.codePointAt(index) ?? 0) - (right.codePointAt(index) ?? 0);
    }
  }
  return left.length - right.length;
}

function lexicographic(machine: Machine, op: OrderOperator, left: List | Tuple, right: List | Tuple): Result {
  const length = Math.min(left.items.length, right.items.length);
  for (let index = 0; index < length; index++) {
    const a = left.items[index] ?? null;
    const b = right.items[index] ?? null;
    const equal = equals(machine, a, b);
    if (equal === undefined || equal instanceof Unknown) return equal;
    if (!equal) return ordering(machine, op, machine.force(a), machine.force(b));
  }
  return holds(op, left.items.length - right.items.length);
}

export function contains(machine: Machine, container: Value, item: Value): boolean | Unknown | undefined {
  const holder = machine.force(container);
  if (holder instanceof Unknown) return new Unknown(holder.because);
  const text = asString(holder);
  if (text !== undefined) {
    const part = machine.force(item);
    if (part instanceof Unknown) return part;
    const piece = asString(part);
    if (piece !== undefined) return text.includes(piece);
    return machine.raise("TypeError", `'in <string>' requires string as left operand, not ${classOf(part).name}`);
  }
  if (holder instanceof Dict || holder instanceof SetValue) {
    if (holder.cls === null || lookup(holder.cls, "__contains__") === lookup(classOf(new Dict()), "__contains__")) {
      const key = keyOf(machine, item);
      if (key === undefined || key instanceof Unknown) return key;
      if (holder.entries.has(key)) return true;
      if (holder instanceof Dict && machine.lateEntry(holder, key) !== undefined) return true;
      return holder.lost ?? false;
    }
  }
  if (typeof holder === "object" && holder !== null) {
    const cls = classOf(holder);
    if ((holder instanceof Instance || cls.namespace.entries.has("__contains__")) && lookup(cls, "__contains__")) {
      const result = machine.callMethod(holder, "__contains__", [item]);
      return result === undefined ? undefined : machine.truth(result);
    }
  }
  if (holder instanceof Range) {
    const value = asNumber(machine.force(item));
    if (value === undefined) return false;
    const steps = (value - holder.start) / holder.step;
    return Number.isInteger(steps) && steps >= 0 && steps < holder.length;
  }
  const next = machine.iterate(holder);
  if (next === undefined || next instanceof Unknown) return next;
  let unknown: Unknown | null = null;
  for (;;) {
    const element = next();
    if (element === undefined) return undefined;
    if (element === stop) return unknown ?? false;
    if (element === item && !(element instanceof Float)) return true;
    const equal = equals(machine, element, item);
    if (equal === undefined || equal === true) return equal;
    if (equal instanceof Unknown) unknown = equal;
    if (!machine.charge(1)) return machine.outOfBudget();
  }
}

/** Python's truth of a value. */
export function truth(machine: Machine, value: Value): boolean | Unknown | undefined {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      return value !== 0;
    case "bigint":
      return value !== 0n;
    case "string":
      return value !== "";
  }
  if (value === null) return false;
  switch (value.kind) {
    case "float":
      return value.value !== 0;
    case "tuple":
      return value.cls === null ? value.items.length > 0 : ownTruth(machine, value, value.items.length > 0);
    case "list":
      if (value.lost !== null) return value.lost;
      return value.cls === null ? value.items.length > 0 : ownTruth(machine, value, value.items.length > 0);
    case "dict":
    case "set":
      if (value.lost !== null && value.entries.size === 0) return value.lost;
      return value.cls === null ? value.entries.size > 0 : ownTruth(machine, value, value.entries.size > 0);
    case "bytes":
      return value.value !== "";
    case "range":
      return value.length > 0;
    case "symbolic": {
      const order = compareDims(value.dim, 0);
      return order === "maybe" ? undecided() : order !== "equal";
    }
    case "unknown":
      return unknownTruth(machine, value);
    case "reference":
      return truth(machine, machine.force(value));
    case "instance":
      return instanceTruth(machine, value);
    case "class":
      return true;
    default:
      return true;
  }
}

/** Known where all alternatives agree. */
function unknownTruth(machine: Machine, value: Unknown): boolean | Unknown | undefined {
  if (value.alternatives === null) return value;
  let agreed: boolean | null = null;
  for (const alternative of value.alternatives) {
    const answer = truth(machine, alternative);
    if (answer === undefined || answer instanceof Unknown) return answer;
    if (agreed !== null && agreed !== answer) return new Unknown(value.because);
    agreed = answer;
  }
  return agreed ?? value;
}

function ownTruth(machine: Machine, value: Value & object, standard: boolean): boolean | Unknown | undefined {
  const own = lookup(classOf(value), "__bool__");
  if (own === undefined) return standard;
  const result = machine.callMethod(value, "__bool__");
  return result === undefined ? undefined : truth(machine, result);
}

function instanceTruth(machine: Machine, value: Instance): boolean | Unknown | undefined {
  const ownBool = lookup(value.cls, "__bool__");
  if (ownBool === undefined && value.plain !== undefined) return truth(machine, value.plain);
  const dunder = ownBool !== undefined ? "__bool__" : lookup(value.cls, "__len__") !== undefined ? "__len__" : null;
  if (dunder === null) {
    const unknown = value.cls.mro.find((base) => base.unknownBase !== null)?.unknownBase;
    return unknown ? new Unknown(unknown.because) : true;
  }
  const result = machine.callMethod(value, dunder);
  if (result === undefined || result instanceof Unknown) return result;
  return result instanceof Instance ? true : truth(machine, result);
}
