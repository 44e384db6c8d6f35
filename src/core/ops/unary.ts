import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator } from "./define.ts";
import type { OnnxEmitter } from "./spec.ts";
import { likeFirst } from "./tensors.ts";

/** A mathematical function of each element. */
export interface UnaryAttributes extends Attributes {
  readonly function: UnaryFunction;
  /** clamp: absent or null for no limit. */
  readonly minimum?: number | null;
  readonly maximum?: number | null;
}

/** The ONNX operator of each function; null where none of opset 17 does it alone. */
const onnxNames = {
  abs: "Abs",
  acos: "Acos",
  asin: "Asin",
  atan: "Atan",
  bitwiseNot: null,
  ceil: "Ceil",
  clamp: "Clip",
  cos: "Cos",
  cosh: "Cosh",
  erf: "Erf",
  exp: "Exp",
  expm1: null,
  floor: "Floor",
  isFinite: null,
  isInfinite: "IsInf",
  isNan: "IsNaN",
  log: "Log",
  log10: null,
  log1p: null,
  log2: null,
  logicalNot: "Not",
  neg: "Neg",
  reciprocal: "Reciprocal",
  round: "Round",
  rsqrt: null,
  sign: "Sign",
  sin: "Sin",
  sinh: "Sinh",
  sqrt: "Sqrt",
  square: null,
  tan: "Tan",
  trunc: null,
} as const satisfies Record<string, string | null>;

export type UnaryFunction = keyof typeof onnxNames;

export const unaryFunctions = Object.keys(onnxNames) as readonly UnaryFunction[];

const yieldsBool: ReadonlySet<string> = new Set(["isFinite", "isInfinite", "isNan", "logicalNot"]);

function encodeComposed(name: UnaryFunction, x: string | null, emitter: OnnxEmitter): boolean {
  const scalar = (value: number) => emitter.constant("float32", [], [value]);
  const then = (type: string, inputs: readonly (string | null)[]) => emitter.emit(type, inputs, {}, emitter.outputs);
  switch (name) {
    case "square":
      then("Mul", [x, x]);
      return true;
    case "rsqrt":
      then("Reciprocal", emitter.emit("Sqrt", [x]));
      return true;
    case "log1p":
      then("Log", emitter.emit("Add", [x, scalar(1)]));
      return true;
    case "expm1":
      then("Sub", [...emitter.emit("Exp", [x]), scalar(1)]);
      return true;
    case "log2":
      then("Mul", [...emitter.emit("Log", [x]), scalar(Math.LOG2E)]);
      return true;
    case "log10":
      then("Mul", [...emitter.emit("Log", [x]), scalar(Math.LOG10E)]);
      return true;
    default:
      return false;
  }
}

const ONNX_BOOL = 9;

export const unary = defineOperator<UnaryAttributes>({
  op: "Unary",
  summary: "A mathematical function of each element.",
  inputs: ["x"],
  infer({ attrs, inputs }) {
    const outputs = likeFirst(inputs);
    return yieldsBool.has(attrs.function) ? outputs.map((type) => ({ ...type, dtype: "bool" })) : outputs;
  },
  onnx: {
    op: "Abs",
    since: 13,
    encode(attrs, emitter) {
      let x = emitter.inputs[0] ?? null;
      const isTest = emitter.inputTypes[0]?.dtype === "bool";
      if (attrs.function === "logicalNot" && !isTest)
        [x = null] = emitter.emit("Cast", [x], { to: { int: ONNX_BOOL } });
      const name: string | null = onnxNames[attrs.function] ?? null;
      if (name === null)
        return encodeComposed(attrs.function, x, emitter)
          ? null
          : message("exportNotSupported", { op: attrs.function });
      const limit = (value: number | null | undefined): string | null =>
        typeof value === "number" ? emitter.constant("float32", [], [value]) : null;
      const limits = name === "Clip" ? [limit(attrs.minimum), limit(attrs.maximum)] : [];
      emitter.emit(name, [x, ...limits], {}, emitter.outputs);
      return null;
    },
  },
});
