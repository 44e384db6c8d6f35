import type { Severity } from "./diagnostic.ts";
import type { Dim } from "./dim.ts";
import type { Message } from "./message.ts";
import type { Attribute, Attributes, NetworkNode, TensorType } from "./network.ts";

/** What an operator asks of its surroundings while it infers. */
export interface InferenceSite<A extends Attributes = Attributes> {
  readonly attrs: A;
  /** null: an optional input that is not given. */
  readonly inputs: readonly (TensorType | null)[];
  report(problem: Problem): void;
}

/** A fault that a shape rule finds. The builder turns it into a diagnostic on the argument's own source range. */
export interface Problem {
  /** Stable, names the fault: `conv-channels`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: Message;
  /** The attribute that is wrong ("inChannels"), else null: then the call itself is marked. */
  readonly attribute: string | null;
  /** The value that would be right, offered as a fix when the attribute is written as a constant. */
  readonly suggestion: Attribute;
}

/**
 * How one output unit looks at the input along one spatial axis: it sees `kernel` samples, `dilation` apart, the first at
 * index · stride − padding. Transposed windows (`direction: "up"`) spread instead: input sample i reaches outputs
 * i · stride − padding + k · dilation.
 */
export interface SlidingWindow {
  readonly direction: "down" | "up";
  readonly kernel: Dim;
  readonly stride: Dim;
  readonly dilation: Dim;
  /** Added before the first sample; may be negative (a crop). */
  readonly paddingBefore: Dim;
}

/** Unit i of `output` sees samples ⌊i·input/output⌋ to ⌈(i + 1)·input/output⌉ − 1 of `input`. */
export interface AdaptiveWindow {
  readonly direction: "adaptive";
  readonly input: Dim;
  readonly output: Dim;
}

/**
 * Interpolation: unit i sees `taps` samples around its place in the input, step · i + offset (1 tap: the sample at or below
 * it; 2 taps: the one below and the one above; 4 taps: two on each side). Samples outside count as the nearest inside.
 */
export interface ResampleWindow {
  readonly direction: "resample";
  readonly taps: 1 | 2 | 4;
  readonly step: number;
  readonly offset: number;
}

/**
 * Rows of a map that is read as one of rows `stride` times as long, then cut in squares (Darknet's reorg): what a unit u
 * sees in one of the stride² groups of channels begins at row stride²·⌊v/stride⌋ + v mod stride with v = u + group·size/stride,
 * less group·size, and goes on every `stride` rows. A row outside is the one at the other end of the map.
 */
export interface InterleavedWindow {
  readonly direction: "interleaved";
  readonly stride: number;
  /** Of the input; a multiple of the stride. */
  readonly size: number;
}

/** How one axis is seen. "every": each unit sees the whole axis. */
export type Window =
  | SlidingWindow
  | AdaptiveWindow
  | ResampleWindow
  | InterleavedWindow
  | { readonly direction: "every" };

/** An axis of the output: the input axis that it comes from (null: none) and how (absent: position by position). */
export interface AxisOrigin {
  readonly from: number | null;
  readonly window?: Window;
}

/**
 * Where the units of the output come from.
 * - windows: one per spatial axis, the last axes of the tensor; of the channels before them all are seen;
 * - "pointwise": each position from the same position, with broadcasting;
 * - "global": every unit sees all of its sample;
 * - `axes`: one origin per axis of the output; input axes that no axis comes from are seen whole;
 * - `perInput`: a rule for each input;
 * - "unseen": the elements of this input play no part, only its shape;
 * - "data": other parts for other numbers: those of regions, of indices;
 * - "opaque": not known.
 */
export type WindowRule =
  | readonly Window[]
  | "pointwise"
  | "global"
  | "unseen"
  | "data"
  | "opaque"
  | { readonly axes: readonly AxisOrigin[] }
  | { readonly perInput: readonly WindowRule[] };

/** One line of a worked formula: `H: ⌊(224 + 2·3 − 7)/2⌋ + 1 = 112`. Symbols of mathematics need no translation. */
export type FormulaLine = string;

export interface ParameterSpec {
  readonly slot: string;
  readonly dims: readonly Dim[];
  /** false: a statistic (a running mean). Default: true. */
  readonly trainable?: boolean;
}

/**
 * What ConvLens knows about an operator. One file each, so that the shape rule, the costs, the window and the ONNX mapping
 * cannot drift apart.
 */
export interface OperatorSpec<A extends Attributes = Attributes> {
  /** ConvLens's name: "Conv". */
  readonly op: string;
  /** One sentence in the field's words. */
  readonly summary: string;
  /** Names of the tensor inputs, in order; a trailing `?` marks an optional one, `…` a repeated one. */
  readonly inputs: readonly string[];
  /** Shape rule. Reports problems, never throws; what it cannot know is unknown with a reason. One type per output. */
  infer(site: InferenceSite<A>): readonly TensorType[];
  /** Learnable tensors and statistics that the operator has when the front-end does not state them itself (Caffe). */
  params(attrs: A, inputs: readonly (TensorType | null)[]): readonly ParameterSpec[];
  /** Multiply-accumulates of convolutions, matrix products and attention; 0 for all else. */
  macs(attrs: A, inputs: readonly (TensorType | null)[], outputs: readonly TensorType[]): Dim;
  /** `output`: which of several outputs is asked about; they may look at different parts of the input. Default 0. */
  window(attrs: A, inputs: readonly (TensorType | null)[], output?: number): WindowRule;
  /** The worked formula of the output size, a line per axis with its own numbers; empty where there is nothing to show. */
  explain(attrs: A, inputs: readonly (TensorType | null)[], outputs: readonly TensorType[]): readonly FormulaLine[];
  /** The product behind the number of parameters, `7·7·3·64 + 64`, without the result. Absent: nothing to show. */
  explainParameters?(attrs: A, inputs: readonly (TensorType | null)[]): FormulaLine;
  readonly onnx: OnnxMapping<A> | null;
}

/** What an operator may emit while it is encoded. Names are those of ONNX values. */
export interface OnnxEmitter {
  /** ONNX names of the node's inputs (null: absent) and of the outputs that must be produced. */
  readonly inputs: readonly (string | null)[];
  readonly outputs: readonly string[];
  readonly inputTypes: readonly (TensorType | null)[];
  readonly outputTypes: readonly TensorType[];
  readonly node: NetworkNode;
  /** The ONNX name of the initializer that fills a slot ("weight"), or null when the node has none. */
  param(slot: string): string | null;
  /** Adds an initializer and gives its name. */
  constant(dtype: "float32" | "int64", dims: readonly number[], values: readonly number[]): string;
  /** Adds a node. With no `outputs` a fresh name is made; the names are returned. */
  emit(
    type: string,
    inputs: readonly (string | null)[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    outputs?: readonly string[] | number,
  ): readonly string[];
}

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string }
  | { readonly strings: readonly string[] };

export interface OnnxMapping<A extends Attributes = Attributes> {
  /** The ONNX operator that stands for this one (the main one, where several nodes are emitted). */
  readonly op: string;
  /** The lowest opset whose rules the encoding uses. */
  readonly since: number;
  /** Emits the nodes, or says why it cannot: then nothing was emitted. */
  encode(attrs: A, emitter: OnnxEmitter): Message | null;
}
