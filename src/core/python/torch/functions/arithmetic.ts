// Arithmetic, element by element: functions, operators of Python, comparisons. Small known tensors are computed.

import type { Dim } from "../../../ir/dim.ts";
import type { ConstantData, ElementType } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import { type Call, type Machine, method } from "../../eval/native.ts";
import { Quotient } from "../../eval/quotient.ts";
import {
  Float,
  Instance,
  List,
  type NativeFunction,
  notImplemented,
  type Result,
  Symbolic,
  Tuple,
  Unknown,
  UnknownNumber,
  type Value,
} from "../../eval/value.ts";
import { isFloating, isIntegral, type PromotionOperand, promote } from "../dtypes.ts";
import { type FunctionCall, type FunctionRow, type Place, replaceTensor, unknownTensor } from "../function.ts";
import { modulePayload } from "../moduleTree.ts";
import { mapBinary, mapUnary } from "../numeric.ts";
import { numberOf, valueToDim } from "../reader.ts";
import { recordOne } from "../record.ts";
import { dimsOfTensor, fromData, isTensor, makeTensor, tensorOf } from "../tensor.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

interface BinaryRow {
  readonly op: string;
  readonly names: readonly string[];
  /** `__add__`, and the reflected one. */
  readonly dunders?: readonly [string, string | null];
  readonly compute: ((left: number, right: number) => number) | null;
  readonly result?: "bool" | "quotient";
}

const floorMod = (left: number, right: number): number => left - right * Math.floor(left / right);

const binaryRows: readonly BinaryRow[] = [
  { op: "Add", names: ["add"], dunders: ["__add__", "__radd__"], compute: (a, b) => a + b },
  { op: "Sub", names: ["sub", "subtract"], dunders: ["__sub__", "__rsub__"], compute: (a, b) => a - b },
  { op: "Mul", names: ["mul", "multiply"], dunders: ["__mul__", "__rmul__"], compute: (a, b) => a * b },
  {
    op: "Div",
    names: ["div", "divide", "true_divide"],
    dunders: ["__truediv__", "__rtruediv__"],
    compute: (a, b) => a / b,
    result: "quotient",
  },
  {
    op: "FloorDiv",
    names: ["floor_divide"],
    dunders: ["__floordiv__", "__rfloordiv__"],
    compute: (a, b) => Math.floor(a / b),
  },
  { op: "Mod", names: ["remainder"], dunders: ["__mod__", "__rmod__"], compute: floorMod },
  { op: "Mod", names: ["fmod"], compute: (a, b) => a % b },
  { op: "Pow", names: ["pow"], dunders: ["__pow__", "__rpow__"], compute: (a, b) => a ** b },
  { op: "Max", names: ["maximum", "fmax"], compute: Math.max },
  { op: "Min", names: ["minimum", "fmin"], compute: Math.min },
  { op: "Equal", names: ["eq"], dunders: ["__eq__", null], compute: (a, b) => Number(a === b), result: "bool" },
  {
    op: "NotEqual",
    names: ["ne", "not_equal"],
    dunders: ["__ne__", null],
    compute: (a, b) => Number(a !== b),
    result: "bool",
  },
  { op: "Less", names: ["lt", "less"], dunders: ["__lt__", null], compute: (a, b) => Number(a < b), result: "bool" },
  {
    op: "LessOrEqual",
    names: ["le", "less_equal"],
    dunders: ["__le__", null],
    compute: (a, b) => Number(a <= b),
    result: "bool",
  },
  {
    op: "Greater",
    names: ["gt", "greater"],
    dunders: ["__gt__", null],
    compute: (a, b) => Number(a > b),
    result: "bool",
  },
  {
    op: "GreaterOrEqual",
    names: ["ge", "greater_equal"],
    dunders: ["__ge__", null],
    compute: (a, b) => Number(a >= b),
    result: "bool",
  },
  { op: "And", names: ["logical_and", "bitwise_and"], dunders: ["__and__", "__rand__"], compute: null, result: "bool" },
  { op: "Or", names: ["logical_or", "bitwise_or"], dunders: ["__or__", "__ror__"], compute: null, result: "bool" },
  { op: "Xor", names: ["logical_xor", "bitwise_xor"], dunders: ["__xor__", "__rxor__"], compute: null, result: "bool" },
];

const rowByName = new Map(binaryRows.flatMap((row) => row.names.map((name) => [name, row] as const)));

/** The row of a function that the table has. */
export function binaryRow(name: string): BinaryRow {
  const row = rowByName.get(name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
}

/** Python's number as an operand of type promotion. */
export function operandOf(value: Value): PromotionOperand {
  const tensor = tensorOf(value);
  if (tensor !== null) {
    const scalar = tensor.type.shape.rank === "known" && tensor.type.shape.dims.length === 0;
    return { dtype: tensor.type.dtype, priority: scalar ? "scalarTensor" : "tensor" };
  }
  if (value instanceof UnknownNumber && !(value instanceof Quotient)) return { dtype: null, priority: "number" };
  const isFloat = value instanceof Float || value instanceof Quotient;
  const dtype: ElementType = typeof value === "boolean" ? "bool" : isFloat ? "float64" : "int64";
  return { dtype, priority: "number" };
}

function resultType(row: BinaryRow, left: Value, right: Value): ElementType | null {
  if (row.result === "bool") return "bool";
  const dtype = promote([operandOf(left), operandOf(right)]);
  return row.result === "quotient" && dtype !== null && isIntegral(dtype) ? "float32" : dtype;
}

/** The elements of an operand; a number is a scalar. */
function dataOf(value: Value): ConstantData | null {
  const tensor = tensorOf(value);
  if (tensor !== null) return tensor.data;
  const number = numberOf(value);
  return number === null ? null : { dtype: value instanceof Float ? "float64" : "int64", dims: [], values: [number] };
}

/** A plain number as the operator's attribute: a size, a float, or null where it is not known. */
function scalarOf(value: Value): Dim | null {
  return numberOf(value) ?? valueToDim(value);
}

/** left op right, where at least one is a tensor. `target` is set for operations in place. */
export function binary(
  machine: Machine,
  row: BinaryRow,
  left: Value,
  right: Value,
  call: Call,
  inPlace = false,
  alpha: number | null = null,
): Value {
  const [a, b] = [dataOf(left), dataOf(right)];
  if (a !== null && b !== null && row.compute !== null) {
    const compute = row.compute;
    const dtype = resultType(row, left, right);
    const scaled = alpha === null ? compute : (x: number, y: number) => compute(x, alpha * y);
    const data = dtype === null ? null : mapBinary(a, b, dtype, scaled);
    if (data !== null) return fromData(data);
  }
  const further = { ...(inPlace ? { inPlace } : {}), ...(alpha === null ? {} : { alpha }) };
  const type = row.names[0] ?? row.op;
  const [tensorLeft, tensorRight] = [isTensor(left), isTensor(right)];
  if (tensorLeft && tensorRight)
    return typed(
      recordOne(machine, { op: row.op, type, attrs: further, inputs: [left, right], call }),
      row,
      left,
      right,
    );
  const number = scalarOf(tensorLeft ? right : left);
  const other = tensorLeft ? right : left;
  // An unknown operand may be a tensor that broadcasts, unless it is known to be a number.
  if (number === null || (other instanceof Unknown && !(other instanceof UnknownNumber))) {
    const because = other instanceof Unknown ? other.because : message("notATensor");
    return unknownTensor(machine, because);
  }
  const attrs = { ...further, scalar: number, ...(tensorLeft ? {} : { scalarFirst: true }) };
  return typed(
    recordOne(machine, { op: row.op, type, attrs, inputs: [tensorLeft ? left : right], call }),
    row,
    left,
    right,
  );
}

/** The element type of a result with a number follows from promotion, which the operator does not see. */
function typed(result: Value, row: BinaryRow, left: Value, right: Value): Value {
  const payload = tensorOf(result);
  if (payload === null || payload.type.dtype !== null || payload.trace !== null) return result;
  return makeTensor({ ...payload, type: { ...payload.type, dtype: resultType(row, left, right) } });
}

const isOperand = (value: Value): boolean =>
  isTensor(value) || numberOf(value) !== null || value instanceof Symbolic || value instanceof Unknown;

const symbols: Readonly<Record<string, string>> = { Add: "+", Sub: "-", Div: "/", FloorDiv: "//", Mod: "%", Pow: "**" };

/** A tensor of the network and a tuple, a list or a layer: torch has no arithmetic for them (numpy has for the first two). */
function declined(machine: Machine, row: BinaryRow, self: Value, other: Value): Result {
  const symbol = symbols[row.op];
  const tensor = tensorOf(self);
  const isSequence = other instanceof Tuple || other instanceof List;
  if (!tensor?.trace || !(isSequence || isPlainLayer(other, row))) return notImplemented;
  if (symbol !== undefined) return unsupported(machine, symbol, other);
  // `[0] * tensor` repeats the list by the int that the tensor holds.
  const isSeveral = dimsOfTensor(tensor)?.some((dim) => typeof dim === "number" && dim > 1);
  if (row.op !== "Mul" || !isSeveral) return notImplemented;
  if (!isSequence) return unsupported(machine, "*", other);
  return machine.raise("TypeError", "only integer tensors of a single element can be converted to an index");
}

/** A layer whose class has no operators of its own. */
const isPlainLayer = (value: Value, { dunders }: BinaryRow): boolean =>
  value instanceof Instance &&
  modulePayload(value) !== null &&
  value.cls.mro.every(
    ({ namespace, unknownBase }) => unknownBase === null && !namespace.entries.has(dunders?.[1] ?? ""),
  );

/** What Python says of an operator between a tensor and something that has none for it. */
export const unsupported = (machine: Machine, symbol: string, other: Value): undefined =>
  machine.raise(
    "TypeError",
    `unsupported operand type(s) for ${symbol}: 'Tensor' and '${machine.classOf(other).name}'`,
  );

const swapped = (row: BinaryRow): NativeFunction =>
  method("other", (machine, self, [other = null], call) =>
    isOperand(other) ? binary(machine, row, other, self, call) : declined(machine, row, self, other),
  );

/** `__add__`, `__radd__`, `__iadd__` … of torch.Tensor. */
export function arithmeticDunders(): Record<string, NativeFunction> {
  const table: Record<string, NativeFunction> = {};
  for (const row of binaryRows) {
    if (row.dunders === undefined) continue;
    const [direct, reflected] = row.dunders;
    table[direct] = method("other", (machine, self, [other = null], call) =>
      isOperand(other) ? binary(machine, row, self, other, call) : declined(machine, row, self, other),
    );
    if (reflected === null) continue;
    table[reflected] = swapped(row);
    table[direct.replace("__", "__i")] = method("other", (machine, self, [other = null], call) =>
      isOperand(other)
        ? replaceTensor(machine, self, binary(machine, row, self, other, call, true))
        : declined(machine, row, self, other),
    );
  }
  return table;
}

/** `torch.add(x, 2, y)` is x + 2 · y still, with a warning (tools/autograd/deprecated.yaml). */
const takesFactorFirst = ({ op }: BinaryRow): boolean => op === "Add" || op === "Sub";

const binaryFunctions: readonly FunctionRow[] = binaryRows.flatMap((row): FunctionRow[] => [
  {
    names: row.names,
    places: everywhere,
    signature: "input, other, *, alpha=1, rounding_mode=None, out=None",
    ...(row.op === "Pow" ? { signature: "input, exponent, *, alpha=1, rounding_mode=None, out=None" } : {}),
    ...(takesFactorFirst(row) ? { signature: "input, other, *rest, alpha=1, rounding_mode=None, out=None" } : {}),
    inPlace: true,
    run(call) {
      const rest = takesFactorFirst(row) ? call.value("rest") : null;
      const [last, ...more] = rest instanceof Tuple ? rest.items : [];
      const isDeprecated = last !== undefined && more.length === 0 && (isTensor(last) || last instanceof Unknown);
      if (last !== undefined && !isDeprecated) {
        const given = `${3 + more.length} were given`;
        return call.machine.raise("TypeError", `${row.names[0]}() takes 2 positional arguments but ${given}`);
      }
      const other = last ?? call.value(row.op === "Pow" ? "exponent" : "other");
      const alpha = last === undefined ? call.number("alpha", 1) : (numberOf(call.value("other")) ?? 1);
      const rounded = call.text("rounding_mode");
      const chosen = rounded === null ? row : binaryRow("floor_divide");
      if (!isTensor(call.input) && !isTensor(other)) return withoutTensors(call, chosen, other);
      return binary(call.machine, chosen, call.input, other, call.call, false, alpha === 1 ? null : alpha);
    },
  },
]);

/** `torch.mul(2, 3)` is refused by torch; with an unknown operand the result is unknown. */
function withoutTensors(call: FunctionCall, row: BinaryRow, other: Value): Value {
  for (const value of [call.input, other])
    if (value instanceof Unknown) return unknownTensor(call.machine, value.because);
  const [a, b] = [dataOf(call.input), dataOf(other)];
  const data =
    a !== null && b !== null && row.compute !== null
      ? mapBinary(a, b, resultType(row, call.input, other) ?? "float32", row.compute)
      : null;
  return data === null ? unknownTensor(call.machine, message("notATensor")) : fromData(data);
}

/** The operator's name of a function, torch's names, and how to compute it. */
const unaryTable: readonly (readonly [string, readonly string[], ((x: number) => number) | null])[] = [
  ["abs", ["abs", "absolute"], Math.abs],
  ["neg", ["neg", "negative"], (x) => -x],
  ["exp", ["exp"], Math.exp],
  ["expm1", ["expm1"], Math.expm1],
  ["log", ["log"], Math.log],
  ["log1p", ["log1p"], Math.log1p],
  ["log2", ["log2"], Math.log2],
  ["log10", ["log10"], Math.log10],
  ["sqrt", ["sqrt"], Math.sqrt],
  ["rsqrt", ["rsqrt"], (x) => 1 / Math.sqrt(x)],
  ["reciprocal", ["reciprocal"], (x) => 1 / x],
  ["square", ["square"], (x) => x * x],
  ["sin", ["sin"], Math.sin],
  ["cos", ["cos"], Math.cos],
  ["tan", ["tan"], Math.tan],
  ["asin", ["asin", "arcsin"], Math.asin],
  ["acos", ["acos", "arccos"], Math.acos],
  ["atan", ["atan", "arctan"], Math.atan],
  ["sinh", ["sinh"], Math.sinh],
  ["cosh", ["cosh"], Math.cosh],
  ["floor", ["floor"], Math.floor],
  ["ceil", ["ceil"], Math.ceil],
  ["round", ["round"], roundHalfEven],
  ["trunc", ["trunc", "fix"], Math.trunc],
  ["sign", ["sign", "sgn"], Math.sign],
  ["erf", ["erf"], null],
  ["erfinv", ["erfinv"], null],
];

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

/** Functions that keep integers integers. */
const keepsIntegers = new Set(["abs", "neg", "square", "floor", "ceil", "round", "trunc", "sign"]);

function unary(call: FunctionCall, name: string, compute: ((x: number) => number) | null): Result {
  const tensor = tensorOf(call.input);
  if (tensor === null) {
    const because = call.input instanceof Unknown ? call.input.because : message("notATensor");
    return unknownTensor(call.machine, because);
  }
  if (tensor.data !== null && compute !== null) {
    const dtype = isFloating(tensor.data.dtype) || keepsIntegers.has(name) ? tensor.data.dtype : "float32";
    return fromData(mapUnary(tensor.data, dtype, compute));
  }
  return call.record({ op: "Unary", attrs: { function: name } })[0] ?? null;
}

const unaryFunctions: readonly FunctionRow[] = unaryTable.map(([name, names, compute]) => ({
  names,
  places: everywhere,
  signature: "input, *, decimals=0, out=None",
  inPlace: true,
  run: (call) => unary(call, name, compute),
}));

const limit = (call: FunctionCall, name: string): number | null => numberOf(call.value(name));

/** Functions whose result is True or False for each element. */
const test = (names: readonly string[], name: string): FunctionRow => ({
  names,
  places: everywhere,
  signature: "input, *, out=None",
  inPlace: names.some((own) => own.endsWith("_not")),
  operation: () => ({ op: "Unary", attrs: { function: name } }),
});

export const arithmeticFunctions: readonly FunctionRow[] = [
  ...binaryFunctions,
  ...unaryFunctions,
  {
    names: ["clamp", "clip"],
    places: everywhere,
    signature: "input, min=None, max=None, *, out=None",
    inPlace: true,
    run(call) {
      const tensor = tensorOf(call.input);
      const [low, high] = [limit(call, "min"), limit(call, "max")];
      if (tensor?.data) {
        const clamp = (x: number) => Math.min(Math.max(x, low ?? x), high ?? x);
        return fromData(mapUnary(tensor.data, tensor.data.dtype, clamp));
      }
      const attrs = { function: "clamp", minimum: low, maximum: high };
      return call.record({ op: "Unary", attrs })[0] ?? null;
    },
  },
  ...(["clamp_min", "clamp_max"] as const).map(
    (name): FunctionRow => ({
      names: [name],
      places: everywhere,
      signature: "input, limit",
      inPlace: true,
      operation: (call) => ({
        op: "Unary",
        attrs: { function: "clamp", [name === "clamp_min" ? "minimum" : "maximum"]: limit(call, "limit") },
      }),
    }),
  ),
  test(["logical_not"], "logicalNot"),
  test(["bitwise_not"], "bitwiseNot"),
  test(["isnan"], "isNan"),
  test(["isinf"], "isInfinite"),
  test(["isfinite"], "isFinite"),
];
