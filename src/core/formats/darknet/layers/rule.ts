import type { Fix, Severity } from "../../../ir/diagnostic.ts";
import type { Dim } from "../../../ir/dim.ts";
import type { Message } from "../../../ir/message.ts";
import type { Attribute, ValueId } from "../../../ir/network.ts";
import type { Span } from "../cfg.ts";
import type { Options, Stated } from "../options.ts";

/** Attributes of an operation: plain values, or stated ones, which carry where they are written. null: not stated. */
export type StatedAttributes = Readonly<Record<string, Attribute | Stated<Attribute> | undefined>>;

/** A map (1, channels, height, width); its sizes may be unknown. */
export interface ImageValue {
  readonly value: ValueId;
  readonly batch: Dim;
  readonly channels: Dim;
  readonly height: Dim;
  readonly width: Dim;
}

/** A layer that another one names by its number. */
export interface NamedLayer {
  readonly index: number;
  readonly value: ValueId;
  /** Where the number is written. */
  readonly at: Span;
}

export interface AddOptions {
  /** Comes before the names of the operation's parameters where a layer has several operations of one kind. */
  readonly part?: string;
  /** The number of the layer whose parameters these are. */
  readonly sharedWith?: number | undefined;
}

/** What a rule sees of the layer that it turns into operations. */
export interface LayerSite {
  /** The section's name as written. */
  readonly section: string;
  /** Counted from 0 after [net]. */
  readonly index: number;
  readonly options: Options;
  readonly titleAt: Span;
  /** The output of the layer before, or the network's input. */
  readonly previous: ValueId;
  /** Whether the next section takes a row of numbers as well as a map. */
  readonly feedsAnything: boolean;
  dims(value: ValueId): readonly Dim[] | null;
  /** `64x26x26`: the dimensions without the batch. */
  text(value: ValueId): string;
  /** The previous output as a map, as which Darknet's spatial layers need it; null, and reported, where it is none. */
  image(): ImageValue | null;
  /** The previous output as (1, features). */
  vector(): ValueId;
  /** The layers that an option names by number: from the beginning, or negative, backwards from this layer. */
  layers(key: string): readonly NamedLayer[];
  /**
   * The nearest layer before the previous one whose output has a value's dimensions from `axis` on, as a number relative to
   * this layer; null: none, but those left out.
   */
  nearestLike(value: ValueId, axis: number, leftOut?: readonly number[]): number | null;
  /** Where the previous layer states how many channels or numbers it gives: `filters=255`. */
  readonly previousSize: Stated<number> | null;
  /** The parameter shapes of a convolution before this one; null where that layer is none. */
  weightsOf(index: number): string | null;
  /** Records one operation on the previous output, or on the `inputs` given, and gives its first output. */
  add(op: string, attributes: StatedAttributes, inputs?: readonly ValueId[], options?: AddOptions): ValueId;
  /** A learned tensor that is used as one. */
  parameter(slot: string, dims: readonly Dim[]): ValueId;
  /** A tensor of known contents, in C order. */
  constant(name: string, dims: readonly number[], values: readonly number[]): ValueId;
  /** With dims a value of which some sizes are known. */
  unknown(because: Message, dims?: readonly Dim[]): ValueId;
  report(code: string, severity: Severity, text: Message, at: Span, fixes?: readonly Fix[]): void;
  /** Writes another text in place of one. */
  change(at: Span, text: string, title: Message): Fix;
}

/** Turns a layer into operations and gives its output. */
export type LayerRule = (site: LayerSite) => ValueId;

/** Rules by section. */
export type LayerRules = Readonly<Record<string, LayerRule>>;
