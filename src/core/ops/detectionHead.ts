import type { Dim } from "../ir/dim.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Message } from "../ir/message.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { mixing } from "./axes.ts";
import { defineOperator, fault } from "./define.ts";
import { dimText } from "./formula.ts";
import type { OnnxEmitter } from "./spec.ts";
import { asNumbers, knownDims, likeFirst } from "./tensors.ts";

/**
 * The last layer of a detector (Redmon et al.: YOLO v1 to v3): brings what the layer before has found for each position
 * and anchor (coordinates, whether there is an object, classes) into its range. The shape stays.
 */
export interface DetectionHeadAttributes extends Attributes {
  /**
   * yolo, gaussianYolo, region: a map with the numbers of each anchor in its channels. grid: a row of numbers for a grid of
   * `side` × `side` positions. instances: a map with classes, and the instance's name in `coordinates` numbers.
   */
  readonly form: "yolo" | "gaussianYolo" | "region" | "grid" | "instances";
  readonly anchors: number;
  readonly classes: number;
  readonly coordinates: number;
  /** grid. */
  readonly side?: number;
  /** The number of channels as the layer before states it: what a fix would change. */
  readonly features?: Dim;
  /** yolo: how far the centre may leave its position (`scale_x_y`). Default 1. */
  readonly scale?: number;
  /** yolo: the logistic function has been taken before. */
  readonly newCoordinates?: boolean;
  /** region, grid: over the classes. */
  readonly softmax?: boolean;
  /** region: the objectness stays as it is. */
  readonly background?: boolean;
  /** region: the classes are a tree that is not known. */
  readonly tree?: boolean;
}

interface Expectation {
  readonly count: number;
  readonly formula: string;
}

function expectationOf({ form, anchors, classes, coordinates, side = 1 }: DetectionHeadAttributes): Expectation {
  switch (form) {
    case "grid":
      return {
        count: side * side * ((1 + coordinates) * anchors + classes),
        formula: `${side}²·(${anchors}·(${coordinates} + 1) + ${classes})`,
      };
    case "instances":
      return { count: classes + coordinates, formula: `${classes} + ${coordinates}` };
    default:
      return {
        count: anchors * (classes + coordinates + 1),
        formula: `${anchors}·(${classes} + ${coordinates} + 1)`,
      };
  }
}

export const detectionHead = defineOperator<DetectionHeadAttributes>({
  op: "DetectionHead",
  summary: "Brings the numbers of each anchor into their range: coordinates, objectness, classes.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const got = knownDims(inputs[0])?.[1];
    const { count, formula } = expectationOf(attrs);
    if (got !== undefined && dimsEqual(got, count) === "no") {
      const sides = { expected: count, formula, got: dimText(got) };
      const text = attrs.form === "grid" ? message("headFeatures", sides) : message("headChannels", sides);
      // What does not come from the layer before is no fault of its own number.
      const isStated = attrs.features !== undefined && dimsEqual(attrs.features, got) === "yes";
      fault(site, "head-channels", text, isStated ? "features" : null, count > 0 ? count : null);
    }
    return likeFirst(inputs);
  },
  window(attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    if (rank === undefined) return "opaque";
    return attrs.softmax ? mixing(rank, [1]) : "pointwise";
  },
  explain(attrs) {
    const { count, formula } = expectationOf(attrs);
    return [`${formula} = ${count}`];
  },
  onnx: {
    op: "Sigmoid",
    since: 13,
    encode(attrs, emitter) {
      const dims = asNumbers(knownDims(emitter.inputTypes[0]) ?? [-1]);
      const [x] = emitter.inputs;
      if (!dims || dims[1] !== expectationOf(attrs).count || !x)
        return message("exportNeedsNumbers", { op: "DetectionHead" });
      if (attrs.tree) return message("exportNotSupported", { op: "DetectionHead" });
      return attrs.form === "grid" ? encodeGrid(attrs, emitter, x, dims) : encodeMap(attrs, emitter, x, dims);
    },
  },
});

type Step = (emitter: OnnxEmitter, x: string) => string;

/** So many of an anchor's numbers, and what is done to them. */
type Part = readonly [size: number, step: Step];

const asItIs: Step = (_emitter, x) => x;

const sigmoid: Step = (emitter, x) => emitter.emit("Sigmoid", [x])[0] ?? x;

const softmax: Step = (emitter, x) => emitter.emit("Softmax", [x], { axis: { int: 2 } })[0] ?? x;

/** scale·x − (scale − 1)/2. */
const stretched =
  (scale: number, before: Step): Step =>
  (emitter, x) => {
    const inner = before(emitter, x);
    if (scale === 1) return inner;
    const number = (value: number) => emitter.constant("float32", [], [value]);
    const product = emitter.emit("Mul", [inner, number(scale)]);
    return emitter.emit("Add", [...product, number(-0.5 * (scale - 1))])[0] ?? inner;
  };

/** The numbers of one anchor in their order (`yolo_layer.c`, `gaussian_yolo_layer.c`, pjreddie's `region_layer.c`). */
function partsOf(attrs: DetectionHeadAttributes): readonly Part[] {
  const { classes, coordinates, scale = 1 } = attrs;
  switch (attrs.form) {
    case "gaussianYolo": {
      const centre: Part = [1, stretched(scale, sigmoid)];
      const spread: Part = [1, sigmoid];
      const size: Part = [1, asItIs];
      return [centre, spread, centre, spread, size, spread, size, spread, [1 + classes, sigmoid]];
    }
    case "region": {
      const objectness: Part = [1, attrs.background ? asItIs : sigmoid];
      return [[2, sigmoid], [coordinates - 2, asItIs], objectness, [classes, attrs.softmax ? softmax : sigmoid]];
    }
    case "instances":
      return [
        [classes, sigmoid],
        [coordinates, asItIs],
      ];
    default: {
      const squash = attrs.newCoordinates ? asItIs : sigmoid;
      return [
        [2, stretched(scale, squash)],
        [2, asItIs],
        [1 + classes, squash],
      ];
    }
  }
}

function encodeMap(attrs: DetectionHeadAttributes, emitter: OnnxEmitter, x: string, dims: readonly number[]) {
  const [batch = 1, channels = 1, ...sizes] = dims;
  const anchors = attrs.form === "instances" ? 1 : attrs.anchors;
  const parts = partsOf(attrs).filter(([size]) => size > 0);
  const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
  const positions = sizes.reduce((product, size) => product * size, 1);
  const split = emitter.emit("Reshape", [x, list([batch, anchors, channels / anchors, positions])]);
  const pieces = emitter.emit(
    "Split",
    [...split, list(parts.map(([size]) => size))],
    { axis: { int: 2 } },
    parts.length,
  );
  const done = pieces.map((piece, index) => parts[index]?.[1](emitter, piece) ?? piece);
  const joined = emitter.emit("Concat", done, { axis: { int: 2 } });
  emitter.emit("Reshape", [...joined, list(dims)], {}, emitter.outputs);
  return null;
}

/** The classes of all positions come first; only they may change. */
function encodeGrid(
  attrs: DetectionHeadAttributes,
  emitter: OnnxEmitter,
  x: string,
  dims: readonly number[],
): Message | null {
  const { side = 1, classes } = attrs;
  const [batch = 1, features = 1] = dims;
  const count = side * side * classes;
  if (!attrs.softmax || count === 0 || count === features) {
    emitter.emit("Identity", [x], {}, emitter.outputs);
    return null;
  }
  const list = (...values: readonly number[]) => emitter.constant("int64", [values.length], values);
  const [found = "", boxes = ""] = emitter.emit("Split", [x, list(count, features - count)], { axis: { int: 1 } }, 2);
  const byPosition = emitter.emit("Reshape", [found, list(batch, side * side, classes)]);
  const shares = softmax(emitter, byPosition[0] ?? found);
  const flat = emitter.emit("Reshape", [shares, list(batch, count)]);
  emitter.emit("Concat", [...flat, boxes], { axis: { int: 1 } }, emitter.outputs);
  return null;
}
