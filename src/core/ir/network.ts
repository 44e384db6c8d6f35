import type { Diagnostic } from "./diagnostic.ts";
import type { Dim } from "./dim.ts";
import type { Message } from "./message.ts";
import type { Shape } from "./shape.ts";
import type { AttributeSites, SourceRange } from "./source.ts";

export type ValueId = number;
export type NodeId = number;
export type CallId = number;
export type ContextId = number;

export type ElementType =
  | "float16"
  | "bfloat16"
  | "float32"
  | "float64"
  | "int8"
  | "uint8"
  | "int16"
  | "int32"
  | "int64"
  | "bool"
  | "complex64"
  | "complex128"
  | "string";

/** `dtype` is null where no source states it. */
export interface TensorType {
  readonly shape: Shape;
  readonly dtype: ElementType | null;
}

/** Small constant contents, in C order; integers of int64 tensors are exact up to 2^53. */
export interface ConstantData {
  readonly dtype: ElementType;
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

/** A tensor of the network, assigned once. `producer` is null for inputs, state entries and constants. */
export interface Value {
  readonly id: ValueId;
  readonly name: string;
  readonly type: TensorType;
  readonly producer: NodeId | null;
  /** The name of the state entry (parameter or buffer) that this value is, else null. */
  readonly state: string | null;
  /** Known contents of a constant, else null. */
  readonly data: ConstantData | null;
}

/** An attribute of a node. Lists of dims are per spatial axis unless the operator says otherwise. */
export type Attribute = Dim | boolean | string | null | readonly Attribute[];
export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * A learnable tensor or statistic that a node uses. `slot` is the operator's name for it ("weight", "bias",
 * "runningMean"), `sharedAs` the name of the state entry that holds it: two nodes with the same `sharedAs` share it.
 */
export interface Param {
  readonly name: string;
  readonly slot: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  readonly sharedAs: string;
}

/**
 * One operation. `type` and `name` are the framework's ("Conv2d", "layer1.0.conv1"), `op` is ConvLens's ("Conv").
 * `at` is where the call is written, `definedAt` where the layer is constructed. `attrAt` says where an attribute of
 * `attrs` was written: fixes point there.
 */
export interface NetworkNode {
  readonly id: NodeId;
  readonly op: string;
  readonly type: string;
  readonly kind: "module" | "function";
  readonly name: string;
  /** Names of the enclosing modules, outermost first; the node's own name is not among them. */
  readonly scope: readonly string[];
  readonly attrs: Attributes;
  readonly inputs: readonly (ValueId | null)[];
  readonly outputs: readonly ValueId[];
  readonly params: readonly Param[];
  readonly macs: Dim;
  readonly at: SourceRange | null;
  readonly definedAt: SourceRange | null;
  readonly attrAt: AttributeSites;
  /** The innermost module call that the node belongs to. */
  readonly call: CallId | null;
  /** The chain of calls that led here (functions included), in `Network.contexts`; null at the top. */
  readonly context: ContextId | null;
  /** "maybe" where the node lies in a branch whose condition is unknown. */
  readonly when: "always" | "maybe";
  /** Why an output shape is unknown, when it is. */
  readonly unknownBecause: Message | null;
}

/** One call on the way to a node: where it is written, and the call around it. */
export interface CallContext {
  readonly parent: ContextId | null;
  readonly at: SourceRange;
}

/**
 * One call of a module. A leaf has no child modules: it is one row of a summary, whatever number of nodes it made.
 * Nodes `firstNode` (inclusive) to `endNode` (exclusive) were recorded during the call.
 */
export interface ModuleCall {
  readonly id: CallId;
  readonly parent: CallId | null;
  /** Dotted path ("layer1.0"), "" for the model itself. */
  readonly name: string;
  readonly type: string;
  readonly leaf: boolean;
  readonly inputs: readonly (ValueId | null)[];
  readonly outputs: readonly ValueId[];
  readonly firstNode: NodeId;
  readonly endNode: NodeId;
  readonly at: SourceRange | null;
  readonly definedAt: SourceRange | null;
  readonly context: ContextId | null;
}

/**
 * A parameter or buffer of the model, in the order of the framework's state dict, whether a node uses it or not.
 * Aliases of one tensor have the same `sharedAs` (the name of the first) and count once.
 */
export interface StateEntry {
  readonly name: string;
  readonly kind: "parameter" | "buffer";
  readonly shape: Shape;
  readonly dtype: ElementType;
  readonly trainable: boolean;
  readonly sharedAs: string;
  /** False for buffers that the framework leaves out of its state dict. */
  readonly persistent: boolean;
  /** Known contents (an index table computed by the constructor), else null. */
  readonly data: ConstantData | null;
  /** Set where an unknown condition decides whether the model has it: sums leave it out. */
  readonly maybe?: true;
}

/** A part that holds parameters, or may, of which it is not known whether the model has it, or what it is. */
export interface UnknownPart {
  readonly name: string;
  readonly because: Message;
}

export interface NamedValue {
  readonly name: string;
  readonly value: ValueId;
}

/** A network as plain data. Made by `NetworkBuilder` only; crosses to views as it is. */
export interface Network {
  readonly framework: string;
  /** The expression that made it: `resnet50()`, or the file's own name of the network. */
  readonly model: string;
  readonly phase: "TRAIN" | "TEST";
  readonly inputs: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
  readonly values: readonly Value[];
  readonly nodes: readonly NetworkNode[];
  readonly calls: readonly ModuleCall[];
  readonly contexts: readonly CallContext[];
  readonly state: readonly StateEntry[];
  /** With any of them, sums over the state are at least what they say. */
  readonly unknownParts?: readonly UnknownPart[];
  readonly diagnostics: readonly Diagnostic[];
}
