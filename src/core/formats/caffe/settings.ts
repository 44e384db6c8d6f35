import type { Message } from "../../ir/message.ts";
import type { AttributeSite } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { Field, Scalar, Span, TextMessage } from "./textFormat/tree.ts";

/** One value that the file states, and where. */
export interface Setting<T> {
  readonly value: T;
  /** The field's name as written: `kernelsize` in the oldest syntax. */
  readonly field: string;
  readonly at: Span;
  /** Put together from several fields: no single text to replace. */
  readonly composed?: boolean;
}

/** Tells that a field's value cannot be what its type asks for (`num_output: cls6x`). */
export type ReportValue = (at: Span, text: Message) => void;

/**
 * The fields of a layer's own parameter message, read by type. A name may have spellings of older syntaxes. A value of the
 * wrong type is reported once and counts as absent; where a field is repeated that should not be, the last one holds, as in
 * protobuf.
 */
export interface Settings {
  has(name: string): boolean;
  integer(name: string): Setting<number> | null;
  integers(name: string): readonly Setting<number>[];
  /** Of a blob, which Caffe refuses where it is below zero. */
  size(name: string): Setting<number> | null;
  /** Null where one of them is no size: the others would take the places of their neighbours. */
  sizes(name: string): readonly Setting<number>[] | null;
  number(name: string): Setting<number> | null;
  numbers(name: string): readonly Setting<number>[];
  boolean(name: string): Setting<boolean> | null;
  /** An enum's name or a string. */
  word(name: string): Setting<string> | null;
  words(name: string): readonly Setting<string>[];
  message(name: string): Settings;
  /** The `dim`s of each `name { dim: 1 dim: 3 }`; null where one is no size. */
  shapes(name: string): readonly (readonly Setting<number>[] | null)[];
  /** Where the parameter message is written; null when it is not there at all. */
  readonly at: Span | null;
}

/** Spellings that older syntaxes have for a field. */
const olderNames: ReadonlyMap<string, readonly string[]> = new Map([
  ["kernel_size", ["kernelsize"]],
  ["bias_term", ["biasterm"]],
  ["batch_size", ["batchsize"]],
  ["crop_size", ["cropsize"]],
  ["dilation", ["hole"]],
]);

type Expected = "integer" | "size" | "number" | "boolean" | "word";
type Decode<T> = (scalar: Scalar) => T | null;

export const readSettings = (fields: readonly Field[], at: Span | null, report: ReportValue): Settings =>
  new FieldSettings(fields, at, report);

const isNamed = (field: Field, name: string): boolean =>
  field.name === name || olderNames.get(name)?.includes(field.name) === true;

/** A class, so that the thousands of messages of a file share its methods. */
class FieldSettings implements Settings {
  readonly at: Span | null;
  private readonly fields: readonly Field[];
  private readonly report: ReportValue;

  constructor(fields: readonly Field[], at: Span | null, report: ReportValue) {
    this.fields = fields;
    this.at = at;
    this.report = report;
  }

  has(name: string): boolean {
    for (const field of this.fields) if (isNamed(field, name)) return true;
    return false;
  }

  integer(name: string): Setting<number> | null {
    return this.last(name, "integer", integerOf);
  }

  integers(name: string): readonly Setting<number>[] {
    return this.all(name, "integer", integerOf);
  }

  size(name: string): Setting<number> | null {
    return this.last(name, "size", sizeOf);
  }

  sizes(name: string): readonly Setting<number>[] | null {
    const found = this.all(name, "size", sizeOf);
    return found.length === this.fields.filter((field) => isNamed(field, name)).length ? found : null;
  }

  number(name: string): Setting<number> | null {
    return this.last(name, "number", numberOf);
  }

  numbers(name: string): readonly Setting<number>[] {
    return this.all(name, "number", numberOf);
  }

  boolean(name: string): Setting<boolean> | null {
    return this.last(name, "boolean", booleanOf);
  }

  word(name: string): Setting<string> | null {
    return this.last(name, "word", wordOf);
  }

  words(name: string): readonly Setting<string>[] {
    return this.all(name, "word", wordOf);
  }

  shapes(name: string): readonly (readonly Setting<number>[] | null)[] {
    return this.messages(name).map((value) => readSettings(value.fields, value, this.report).sizes("dim"));
  }

  message(name: string): Settings {
    const messages = this.messages(name);
    const [first] = messages;
    const inside = messages.length > 1 ? messages.flatMap((value) => value.fields) : (first?.fields ?? []);
    return readSettings(inside, first ?? null, this.report);
  }

  private messages(name: string): TextMessage[] {
    const found: TextMessage[] = [];
    for (const field of this.fields)
      if (field.value.kind === "message" && isNamed(field, name)) found.push(field.value);
    return found;
  }

  private all<T>(name: string, expected: Expected, decode: Decode<T>): Setting<T>[] {
    const found: Setting<T>[] = [];
    for (const field of this.fields) {
      const value = isNamed(field, name) ? this.value(field, expected, decode) : null;
      if (value !== null) found.push(value);
    }
    return found;
  }

  /** Most lookups find nothing, and there are dozens for each layer: they make no lists. */
  private last<T>(name: string, expected: Expected, decode: Decode<T>): Setting<T> | null {
    let found: Setting<T> | null = null;
    for (const field of this.fields) if (isNamed(field, name)) found = this.value(field, expected, decode) ?? found;
    return found;
  }

  private value<T>({ name, value: scalar }: Field, expected: Expected, decode: Decode<T>): Setting<T> | null {
    const value = scalar.kind === "message" ? null : decode(scalar);
    if (value !== null) return { value, field: name, at: { start: scalar.start, end: scalar.end } };
    const got = scalar.kind === "message" ? "{ }" : scalar.text.slice(0, 40);
    this.report(scalar, message(wrongValue[expected], { field: name, got }));
    return null;
  }
}

const wrongValue = {
  integer: "caffeExpectedInteger",
  size: "caffeExpectedSize",
  number: "caffeExpectedNumber",
  boolean: "caffeExpectedBoolean",
  word: "caffeExpectedWord",
} as const;

const wordOf = (scalar: Scalar): string | null => (scalar.kind === "number" ? null : scalar.text);

const integerOf = (scalar: Scalar): number | null =>
  scalar.kind === "number" && Number.isSafeInteger(scalar.value) ? scalar.value : null;

const sizeOf = (scalar: Scalar): number | null => {
  const size = integerOf(scalar);
  return size === null || size < 0 ? null : size;
};

const numberOf = (scalar: Scalar): number | null => {
  if (scalar.kind === "number") return scalar.value;
  return scalar.kind === "identifier" && /^-?(inf(inity)?|nan)$/i.test(scalar.text) ? scalar.value : null;
};

const booleanOf = (scalar: Scalar): boolean | null => {
  if (scalar.kind === "string") return null;
  if (["true", "True", "t", "1"].includes(scalar.text)) return true;
  return ["false", "False", "f", "0"].includes(scalar.text) ? false : null;
};

/** Where a fix for an attribute points. */
export const siteOf = (file: string, setting: Setting<unknown>): AttributeSite => ({
  file,
  start: setting.at.start,
  end: setting.at.end,
  constant: setting.composed !== true,
  argument: setting.field,
});
