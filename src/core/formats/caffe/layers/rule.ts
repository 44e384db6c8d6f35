import type { Diagnostic, Severity } from "../../../ir/diagnostic.ts";
import type { Dim } from "../../../ir/dim.ts";
import type { Message } from "../../../ir/message.ts";
import type { Attribute, TensorType, ValueId } from "../../../ir/network.ts";
import type { CaffeLayer } from "../definition.ts";
import type { Setting } from "../settings.ts";
import type { Span } from "../textFormat/tree.ts";

/** Attributes of an operation: plain values, or settings, which carry where they are written. null: not stated. */
export type StatedAttributes = Readonly<Record<string, Attribute | Setting<Attribute> | undefined>>;

/** What a rule sees of the layer that it turns into operations. */
export interface LayerSite {
  readonly layer: CaffeLayer;
  readonly phase: "TRAIN" | "TEST";
  /** The bottoms' values. */
  readonly inputs: readonly ValueId[];
  typeOf(value: ValueId): TensorType;
  /** The dimensions of a bottom; null where it is missing or its rank is not known. */
  dims(input: number): readonly Dim[] | null;
  /** Records one operation on the bottoms, or on the `inputs` given, and gives its outputs. */
  add(
    op: string,
    attributes: StatedAttributes,
    inputs?: readonly (ValueId | null)[],
    outputs?: number,
  ): readonly ValueId[];
  /** A blob of the layer that is no operation's, only kept beside the others. */
  statistic(slot: string, dims: readonly Dim[]): void;
  /** A learned blob that is used as a tensor. */
  parameter(slot: string, dims: readonly Dim[]): ValueId;
  unknown(because: Message): ValueId;
  report(code: string, severity: Severity, text: Message, at: Span, fixes?: Diagnostic["fixes"]): void;
}

/** Turns a layer into operations and gives the values of its tops, in order. */
export type LayerRule = (site: LayerSite) => readonly ValueId[];

/** Rules by layer type. */
export type LayerRules = Readonly<Record<string, LayerRule>>;
