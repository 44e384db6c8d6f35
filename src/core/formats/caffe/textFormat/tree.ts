import type { Message } from "../../../ir/message.ts";

/** A piece of the text: UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value without fields. An identifier is an enum's name, `true`, `inf` or a word that the file's author mistyped. */
export interface Scalar extends Span {
  readonly kind: "string" | "number" | "identifier";
  /** The decoded string, or the text as written (with its sign). */
  readonly text: string;
  /** The number's value; NaN for strings and for identifiers other than `inf`. */
  readonly value: number;
}

/** `{ … }`, or the whole file. */
export interface TextMessage extends Span {
  readonly kind: "message";
  readonly fields: readonly Field[];
}

/** One `name: value`. A list `name: [1, 2]` gives a field an element, as protobuf reads it. */
export interface Field extends Span {
  readonly name: string;
  readonly nameAt: Span;
  readonly value: Scalar | TextMessage;
}

export interface SyntaxFault {
  readonly message: Message;
  readonly at: Span;
}

export interface TextFormatTree {
  readonly root: TextMessage;
  readonly faults: readonly SyntaxFault[];
}
