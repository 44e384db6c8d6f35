import type { Message } from "../ir/message.ts";
import { message } from "../messages/index.ts";
import { resolveAxis } from "./define.ts";
import type { LossAttributes } from "./loss.ts";
import { emitPlaces, tooManyNumbers } from "./onnxForms.ts";
import type { OnnxAttribute, OnnxEmitter } from "./spec.ts";
import { asNumbers, knownDims } from "./tensors.ts";

/** What a loss is made of: the graph so far, and the sizes that its sums are divided by. */
interface Setting {
  readonly attrs: LossAttributes;
  readonly emitter: OnnxEmitter;
  readonly x: string;
  readonly targets: string;
  readonly dims: readonly number[];
  /** Where the classes lie. */
  readonly axis: number;
  one(type: string, inputs: readonly (string | null)[], attributes?: Record<string, OnnxAttribute>): string;
  number(value: number): string;
}

/** As BVLC's `*_loss_layer.cpp` and `accuracy_layer.cpp` compute them. */
export function encodeLoss(op: "Loss" | "Accuracy", attrs: LossAttributes, emitter: OnnxEmitter): Message | null {
  const [x, targets, ...others] = emitter.inputs;
  const dims = asNumbers(knownDims(emitter.inputTypes[0]) ?? []);
  const axis = dims && resolveAxis(attrs.axis ?? 1, dims.length);
  const isKnown = op === "Accuracy" || attrs.function !== undefined;
  if (!isKnown || others.length > 0 || !x || !targets) return message("exportNotSupported", { op: emitter.node.type });
  if (!dims || dims.length === 0 || axis === null) return message("exportNeedsNumbers", { op: emitter.node.type });
  const one: Setting["one"] = (type, inputs, attributes = {}) => emitter.emit(type, inputs, attributes)[0] ?? "";
  const number = (value: number): string => emitter.constant("float32", [], [value]);
  const setting: Setting = { attrs, emitter, x, targets, dims, axis, one, number };
  const [output = "", ...further] = emitter.outputs;
  if (op === "Accuracy") {
    const tooMany = tooManyNumbers(op, dims[axis] ?? 1);
    if (tooMany) return tooMany;
    encodeAccuracy(setting, output, further);
    return null;
  }
  emitter.emit("Identity", [losses[attrs.function ?? "euclidean"](setting)], {}, [output]);
  // A further output of a loss is what it compares: the predictions after their function.
  for (const name of further) {
    if (attrs.function === "softmax") emitter.emit("Softmax", [x], { axis: { int: axis } }, [name]);
    else emitter.emit(attrs.function === "sigmoid" ? "Sigmoid" : "Identity", [x], {}, [name]);
  }
  return null;
}

const FLOAT = 1;

const count = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1);

const sumOf = ({ one }: Setting, name: string): string => one("ReduceSum", [name], { keepdims: { int: 0 } });

/** Labels with an axis of size 1 in the classes' place, and which of them count (null: all). */
function labelsOf(setting: Setting): readonly [labels: string, counted: string | null] {
  const { attrs, emitter, targets, dims, axis, one } = setting;
  const sizes = dims.map((size, at) => (at === axis ? 1 : size));
  const shaped = one("Reshape", [targets, emitter.constant("int64", [sizes.length], sizes)]);
  const labels = emitPlaces(emitter, shaped, emitter.inputTypes[1]);
  if (attrs.ignoreLabel === undefined) return [labels, null];
  const ignored = one("Equal", [labels, emitter.constant("int64", [], [attrs.ignoreLabel])]);
  const counted = one("Cast", [one("Not", [ignored])], { to: { int: FLOAT } });
  // An ignored label need not be a class.
  return [one("Where", [ignored, emitter.constant("int64", [], [0]), labels]), counted];
}

/** A sum over what counts, divided as the layer says. */
function divided(setting: Setting, terms: string, counted: string | null, fallback: "valid" | "batch"): string {
  const { attrs, dims, axis, one, number } = setting;
  const sum = sumOf(setting, counted === null ? terms : one("Mul", [terms, counted]));
  const outer = attrs.function === "sigmoid" ? (dims[0] ?? 1) : count(dims.slice(0, axis));
  const all = attrs.function === "sigmoid" ? count(dims) : count(dims) / (dims[axis] ?? 1);
  const normalization = attrs.normalization ?? fallback;
  if (normalization === "none") return sum;
  if (normalization === "valid" && counted !== null)
    return one("Div", [sum, one("Max", [sumOf(setting, counted), number(1)])]);
  return one("Div", [sum, number(Math.max(1, normalization === "batch" ? outer : all))]);
}

/** The smallest normal float: what a probability counts at least. */
const LEAST = 2 ** -126;

const losses: Readonly<Record<NonNullable<LossAttributes["function"]>, (setting: Setting) => string>> = {
  softmax(setting) {
    const { x, axis, one, number } = setting;
    const [labels, counted] = labelsOf(setting);
    const logarithms = one("LogSoftmax", [x], { axis: { int: axis } });
    const picked = one("GatherElements", [logarithms, labels], { axis: { int: axis } });
    return divided(setting, one("Neg", [one("Max", [picked, number(Math.log(LEAST))])]), counted, "valid");
  },
  /** log(1 + e^x) − x·target. */
  sigmoid(setting) {
    const { attrs, x, targets, one, number } = setting;
    const shaped = one("Reshape", [targets, one("Shape", [x])]);
    const terms = one("Sub", [one("Softplus", [x]), one("Mul", [x, shaped])]);
    if (attrs.ignoreLabel === undefined) return divided(setting, terms, null, "batch");
    const counted = one("Not", [one("Equal", [shaped, number(attrs.ignoreLabel)])]);
    return divided(setting, terms, one("Cast", [counted], { to: { int: FLOAT } }), "batch");
  },
  euclidean(setting) {
    const { x, targets, dims, one, number } = setting;
    const difference = one("Sub", [x, one("Reshape", [targets, one("Shape", [x])])]);
    const squares = sumOf(setting, one("Mul", [difference, difference]));
    return one("Div", [squares, number(2 * Math.max(1, dims[0] ?? 1))]);
  },
};

/**
 * A position is right where fewer than `top` other classes have a score as high as that of the right one. Further outputs
 * are the shares of each class; 0 for one that no target names.
 */
function encodeAccuracy(setting: Setting, output: string, further: readonly string[]): void {
  const { attrs, x, dims, axis, emitter, one, number } = setting;
  const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
  const [labels, counted] = labelsOf(setting);
  const right = one("GatherElements", [x, labels], { axis: { int: axis } });
  const asHigh = one("Cast", [one("GreaterOrEqual", [x, right])], { to: { int: FLOAT } });
  const rivals = one("ReduceSum", [asHigh, list([axis])]);
  const isRight = one("Cast", [one("Less", [rivals, number((attrs.top ?? 1) + 0.5)])], { to: { int: FLOAT } });
  emitter.emit("Identity", [divided(setting, isRight, counted, "valid")], {}, [output]);
  if (further.length === 0) return;
  const classes = Array.from({ length: dims[axis] ?? 1 }, (_, index) => index);
  const places = emitter.constant(
    "int64",
    dims.map((size, at) => (at === axis ? size : 1)),
    classes,
  );
  const named = one("Cast", [one("Equal", [labels, places])], { to: { int: FLOAT } });
  const ofClass = counted === null ? named : one("Mul", [named, counted]);
  const others = list(dims.map((_, at) => at).filter((at) => at !== axis));
  const sumOver = (name: string) => one("ReduceSum", [name, others], { keepdims: { int: 0 } });
  const share = one("Div", [sumOver(one("Mul", [ofClass, isRight])), one("Max", [sumOver(ofClass), number(1)])]);
  for (const name of further) emitter.emit("Identity", [share], {}, [name]);
}
