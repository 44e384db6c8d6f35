import type { Dim } from "../ir/dim.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { fault } from "./define.ts";
import { dimText } from "./formula.ts";
import type { OnnxAttribute, OnnxEmitter, OperatorSpec } from "./spec.ts";
import { knownDims, likeFirst } from "./tensors.ts";

/** A nonlinearity applied to each element by itself. */
export interface ActivationAttributes extends Attributes {
  readonly function: ActivationFunction;
  /** leakyRelu: slope below 0 (default 0.01). elu, celu: default 1. */
  readonly alpha?: number;
  /** softplus (default 1). */
  readonly beta?: number;
  /** softplus: above this it is the identity. threshold, hardshrink, softshrink: the limit. */
  readonly threshold?: number;
  /** threshold: what replaces values below the limit. */
  readonly value?: number;
  /** hardtanh: the limits (default −1, 1). */
  readonly minimum?: number;
  readonly maximum?: number;
  /** gelu: "tanh" for the approximation. */
  readonly approximate?: "none" | "tanh";
  /** prelu: the number of slopes, 1 or one per channel. Default 1. */
  readonly slopes?: Dim;
  /** glu: the axis that is halved. */
  readonly inPlace?: boolean;
}

type Encoder = (x: string, attrs: ActivationAttributes, emitter: OnnxEmitter) => void;

const node =
  (type: string, attributes: (attrs: ActivationAttributes) => Record<string, OnnxAttribute> = () => ({})): Encoder =>
  (x, attrs, emitter) =>
    void emitter.emit(type, [x], attributes(attrs), emitter.outputs);

const scalar = (emitter: OnnxEmitter, value: number): string => emitter.constant("float32", [], [value]);

const clip =
  (limits: (attrs: ActivationAttributes) => readonly [number, number]): Encoder =>
  (x, attrs, emitter) => {
    const [low, high] = limits(attrs);
    emitter.emit("Clip", [x, scalar(emitter, low), scalar(emitter, high)], {}, emitter.outputs);
  };

/** x · f(x). */
const gated =
  (gate: (x: string, attrs: ActivationAttributes, emitter: OnnxEmitter) => string): Encoder =>
  (x, attrs, emitter) =>
    void emitter.emit("Mul", [x, gate(x, attrs, emitter)], {}, emitter.outputs);

const one = (names: readonly string[]): string => names[0] ?? "";

/** relu6(x + 3) / 6. */
const hardSigmoid = { alpha: { float: 1 / 6 }, beta: { float: 0.5 } };

const encoders = {
  relu: node("Relu"),
  relu6: clip(() => [0, 6]),
  leakyRelu: node("LeakyRelu", (attrs) => ({ alpha: { float: attrs.alpha ?? 0.01 } })),
  prelu: encodePrelu,
  elu: node("Elu", (attrs) => ({ alpha: { float: attrs.alpha ?? 1 } })),
  celu: node("Celu", (attrs) => ({ alpha: { float: attrs.alpha ?? 1 } })),
  selu: node("Selu", () => ({ alpha: { float: 1.6732632423543772 }, gamma: { float: 1.0507009873554805 } })),
  sigmoid: node("Sigmoid"),
  logSigmoid: (x, _attrs, emitter) => void emitter.emit("Log", emitter.emit("Sigmoid", [x]), {}, emitter.outputs),
  tanh: node("Tanh"),
  hardtanh: clip((attrs) => [attrs.minimum ?? -1, attrs.maximum ?? 1]),
  hardsigmoid: node("HardSigmoid", () => hardSigmoid),
  hardswish: gated((x, _attrs, emitter) => one(emitter.emit("HardSigmoid", [x], hardSigmoid))),
  silu: gated((x, _attrs, emitter) => one(emitter.emit("Sigmoid", [x]))),
  mish: gated((x, _attrs, emitter) => one(emitter.emit("Tanh", emitter.emit("Softplus", [x])))),
  gelu: gated(geluGate),
  softplus: encodeSoftplus,
  softsign: node("Softsign"),
  tanhshrink: (x, _attrs, emitter) =>
    void emitter.emit("Sub", [x, one(emitter.emit("Tanh", [x]))], {}, emitter.outputs),
  softshrink: node("Shrink", (attrs) => ({
    lambd: { float: attrs.threshold ?? 0.5 },
    bias: { float: attrs.threshold ?? 0.5 },
  })),
  hardshrink: node("Shrink", (attrs) => ({ lambd: { float: attrs.threshold ?? 0.5 }, bias: { float: 0 } })),
  threshold: (x, attrs, emitter) => {
    const above = one(emitter.emit("Greater", [x, scalar(emitter, attrs.threshold ?? 0)]));
    emitter.emit("Where", [above, x, scalar(emitter, attrs.value ?? 0)], {}, emitter.outputs);
  },
} satisfies Record<string, Encoder>;

export type ActivationFunction = keyof typeof encoders;

export const activationFunctions = Object.keys(encoders) as readonly ActivationFunction[];

/** ONNX broadcasts from the last axis, the slopes belong to axis 1. */
function encodePrelu(x: string, _attrs: ActivationAttributes, emitter: OnnxEmitter): void {
  const rank = knownDims(emitter.inputTypes[0])?.length ?? 4;
  let slope = emitter.inputs[1] ?? emitter.param("weight") ?? scalar(emitter, 0.25);
  if (rank > 2) {
    const shape = [-1, ...new Array<number>(rank - 2).fill(1)];
    slope = one(emitter.emit("Reshape", [slope, emitter.constant("int64", [shape.length], shape)]));
  }
  emitter.emit("PRelu", [x, slope], {}, emitter.outputs);
}

/** Φ(x) by erf, or ½(1 + tanh(√(2/π)(x + 0.044715x³))) (Hendrycks and Gimpel 2016). */
function geluGate(x: string, attrs: ActivationAttributes, emitter: OnnxEmitter): string {
  const times = (value: string, factor: number) => one(emitter.emit("Mul", [value, scalar(emitter, factor)]));
  let inner: string;
  if (attrs.approximate === "tanh") {
    const cube = times(one(emitter.emit("Pow", [x, scalar(emitter, 3)])), 0.044715);
    const sum = one(emitter.emit("Add", [x, cube]));
    inner = one(emitter.emit("Tanh", [times(sum, Math.sqrt(2 / Math.PI))]));
  } else {
    inner = one(emitter.emit("Erf", [times(x, Math.SQRT1_2)]));
  }
  return times(one(emitter.emit("Add", [inner, scalar(emitter, 1)])), 0.5);
}

function encodeSoftplus(x: string, attrs: ActivationAttributes, emitter: OnnxEmitter): void {
  const beta = attrs.beta ?? 1;
  if (beta === 1) {
    emitter.emit("Softplus", [x], {}, emitter.outputs);
    return;
  }
  const scaled = one(emitter.emit("Mul", [x, scalar(emitter, beta)]));
  const soft = one(emitter.emit("Softplus", [scaled]));
  emitter.emit("Mul", [soft, scalar(emitter, 1 / beta)], {}, emitter.outputs);
}

export const activation: OperatorSpec<ActivationAttributes> = {
  op: "Activation",
  summary: "A nonlinear function of each element.",
  inputs: ["x", "slope?"],
  infer(site) {
    const dims = knownDims(site.inputs[0]);
    const slopes = site.attrs.slopes ?? 1;
    if (site.attrs.function !== "prelu" || !dims || dimsEqual(slopes, 1) !== "no") return likeFirst(site.inputs);
    const channels = dims[1] ?? 1;
    const text = message("normChannels", { expected: dimText(slopes), got: dimText(channels) });
    if (dimsEqual(slopes, channels) === "no") fault(site, "prelu-channels", text, "slopes", channels);
    return likeFirst(site.inputs);
  },
  params: (attrs, inputs) =>
    attrs.function === "prelu" && !inputs[1] ? [{ slot: "weight", dims: [attrs.slopes ?? 1] }] : [],
  macs: () => 0,
  window: () => "pointwise",
  explain: () => [],
  onnx: {
    op: "Relu",
    since: 16,
    encode(attrs, emitter) {
      const encode: Encoder | undefined = encoders[attrs.function];
      const [x] = emitter.inputs;
      if (!encode || !x) return message("exportNotSupported", { op: attrs.function });
      encode(x, attrs, emitter);
      return null;
    },
  },
};
