import type { Diagnostic, Fix, RelatedInformation } from "./diagnostic.ts";
import type { Message } from "./message.ts";
import type {
  Attributes,
  CallId,
  ConstantData,
  ContextId,
  Network,
  NodeId,
  Param,
  StateEntry,
  TensorType,
  UnknownPart,
  ValueId,
} from "./network.ts";
import type { AttributeSites, SourceRange } from "./source.ts";

/** One operation to record. `params` null: the operator's own rule says what it has (declarative formats). */
export interface OperationCall {
  readonly op: string;
  readonly type: string;
  readonly kind: "module" | "function";
  readonly name: string;
  readonly scope: readonly string[];
  readonly attrs: Attributes;
  readonly inputs: readonly (ValueId | null)[];
  readonly params: readonly Param[] | null;
  /** Names for the outputs; "" or absent gives none. */
  readonly outputNames?: readonly string[];
  readonly at: SourceRange | null;
  readonly definedAt: SourceRange | null;
  readonly attrAt: AttributeSites;
  readonly context: ContextId | null;
  readonly when?: "always" | "maybe";
  /** Set for a call that is not modelled: why its result is not known. */
  readonly unknownBecause?: Message | undefined;
}

export interface RecordedOperation {
  readonly node: NodeId;
  readonly outputs: readonly ValueId[];
  /** Faults that the shape rule found; they are in the network's diagnostics already. */
  readonly problems: readonly Diagnostic[];
}

/** What a diagnostic on a node needs beside the problem: where to put it and whether its fix may be offered. */
export interface DiagnosticPlacement {
  /** The range to mark for an attribute (or null: the call), and whether a fix may rewrite it. */
  place(
    call: OperationCall,
    attribute: string | null,
  ): {
    readonly at: SourceRange | null;
    readonly editable: boolean;
    /** Other places that matter: where an argument that is wrong was given. */
    readonly related?: readonly RelatedInformation[];
    /** Where the argument is computed from numbers that are written there: how to make it what it should be. */
    readonly rewrite?: (is: number, wanted: number) => Fix | null;
  };
}

/** The only maker of a `Network`. Shape rules run as operations are added, so that a front-end sees shapes at once. */
export interface NetworkBuilder {
  input(name: string, type: TensorType): ValueId;
  /** A tensor that is no input and has no producer: `torch.zeros(…)`, an index table. */
  constant(name: string, type: TensorType, data: ConstantData | null): ValueId;
  /** A parameter or buffer used as a tensor. The same name gives the same value. */
  stateValue(name: string, type: TensorType): ValueId;
  /** A tensor of which only the type is known, and why nothing more (an unknown call's result). */
  unknownValue(name: string, type: TensorType, because: Message): ValueId;
  add(call: OperationCall): RecordedOperation;
  typeOf(value: ValueId): TensorType;
  /** Overwrites a value's type where the front-end knows more than the operator's rule (an annotation, a reshape by program). */
  refine(value: ValueId, type: TensorType): void;
  enterCall(call: {
    readonly name: string;
    readonly type: string;
    readonly leaf: boolean;
    readonly inputs: readonly (ValueId | null)[];
    readonly at: SourceRange | null;
    readonly definedAt: SourceRange | null;
    readonly context: ContextId | null;
  }): CallId;
  leaveCall(call: CallId, outputs: readonly ValueId[]): void;
  context(parent: ContextId | null, at: SourceRange): ContextId;
  state(entry: StateEntry): void;
  /** A part of which it is not known whether the model has it, or what it is. */
  unknownPart(part: UnknownPart): void;
  diagnostic(diagnostic: Diagnostic): void;
  output(name: string, value: ValueId): void;
  /** State to come back to: everything recorded since is forgotten (a branch that certainly raises). */
  mark(): number;
  rollback(mark: number): void;
  finish(): Network;
}
