// Texts of numbers and strings as Python writes them: repr of floats and strings, and the format mini-language.
import { exactFixed, type Int } from "./numbers.ts";

/** The shortest text that reads back as the same float. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const [mantissa = "", exponentText = "0"] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  return (value < 0 ? "-" : "") + layOut(digits, Number(exponentText), -4, 16, true);
}

/** Digits d.ddd × 10^exponent as text: with an exponent below `low` or from `high` on, positional between. */
function layOut(digits: string, exponent: number, low: number, high: number, keepPoint: boolean): string {
  if (exponent < low || exponent >= high) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return mantissa + exponentSuffix(exponent, "e");
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) {
    return digits + "0".repeat(exponent + 1 - digits.length) + (keepPoint ? ".0" : "");
  }
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

const exponentSuffix = (exponent: number, letter: string): string =>
  `${letter}${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const escaped = escapes[character];
    if (escaped !== undefined) out += escaped;
    else if (character === quote) out += `\\${quote}`;
    else if (code < 32 || code === 127) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(character)) out += escapeCode(code);
    else out += character;
  }
  return out + quote;
}

export function asciiRepr(text: string): string {
  return stringRepr(text).replace(/[^\x20-\x7e]/gu, (character) => escapeCode(character.codePointAt(0) ?? 0));
}

function escapeCode(code: number): string {
  if (code < 256) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 65536) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

export function bytesRepr(bytes: string): string {
  return `b${stringRepr(bytes).replace(/[\x80-\xff]/g, (character) => escapeCode(character.charCodeAt(0)))}`;
}

export interface FormatSpec {
  readonly fill: string;
  readonly align: "<" | ">" | "=" | "^" | "";
  readonly sign: "+" | "-" | " ";
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: "," | "_" | "";
  readonly precision: number | null;
  readonly type: string;
}

/** Null where the text is no format specifier. */
export function parseFormatSpec(text: string): FormatSpec | null {
  const match = /^(?:(.)?([<>=^]))?([-+ ])?z?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su.exec(text);
  if (match === null) return null;
  const [, fill, align, sign, alternate, zero, width, grouping, precision, type] = match;
  return {
    fill: fill ?? (zero === undefined ? " " : "0"),
    align: (align ?? (zero === undefined ? "" : "=")) as FormatSpec["align"],
    sign: (sign ?? "-") as FormatSpec["sign"],
    alternate: alternate !== undefined,
    width: Math.min(Number(width ?? 0), 100_000),
    grouping: (grouping ?? "") as FormatSpec["grouping"],
    precision: precision === undefined ? null : Math.min(Number(precision), 1000),
    type: type ?? "",
  };
}

function pad(body: string, spec: FormatSpec, standard: "<" | ">", signLength = 0): string {
  const missing = spec.width - [...body].length;
  if (missing <= 0) return body;
  const fill = (count: number): string => spec.fill.repeat(count);
  switch (spec.align === "" ? standard : spec.align) {
    case "<":
      return body + fill(missing);
    case "^":
      return fill(Math.floor(missing / 2)) + body + fill(Math.ceil(missing / 2));
    case "=":
      return body.slice(0, signLength) + fill(missing) + body.slice(signLength);
    default:
      return fill(missing) + body;
  }
}

/** Null where the type letter is none of strings'. */
export function formatString(text: string, spec: FormatSpec): string | null {
  if (spec.type !== "" && spec.type !== "s") return null;
  const body = spec.precision === null ? text : [...text].slice(0, spec.precision).join("");
  return pad(body, spec, "<");
}

function group(digits: string, separator: string, size = 3): string {
  return separator === "" ? digits : digits.replace(new RegExp(`\\B(?=(?:[0-9a-fA-F]{${size}})+$)`, "g"), separator);
}

const signText = (negative: boolean, sign: FormatSpec["sign"]): string => (negative ? "-" : sign === "-" ? "" : sign);

/** Zero padding of a grouped number goes on with the grouping. */
function padNumber(sign: string, digits: string, rest: string, spec: FormatSpec, groupSize = 3): string {
  let grouped = group(digits, spec.grouping, groupSize);
  if (spec.grouping !== "" && spec.fill === "0" && spec.align === "=") {
    let zeros = digits;
    while (sign.length + grouped.length + rest.length < spec.width) {
      zeros = `0${zeros}`;
      grouped = group(zeros, spec.grouping, groupSize);
    }
  }
  return pad(sign + grouped + rest, spec, ">", sign.length);
}

/** Null where the type letter is none of ints'. */
export function formatInt(value: Int, spec: FormatSpec): string | null {
  const radix = { b: 2, o: 8, x: 16, X: 16 }[spec.type];
  const negative = value < 0;
  const magnitude = negative ? -value : value;
  if (radix !== undefined) {
    const digits = magnitude.toString(radix);
    const prefix = spec.alternate ? `0${spec.type}` : "";
    const text = spec.type === "X" ? digits.toUpperCase() : digits;
    return padNumber(signText(negative, spec.sign) + prefix, text, "", spec, 4);
  }
  switch (spec.type) {
    case "":
    case "d":
    case "n":
      return spec.precision === null ? padNumber(signText(negative, spec.sign), magnitude.toString(), "", spec) : null;
    case "c":
      return pad(String.fromCodePoint(Number(value)), spec, "<");
    default:
      return formatFloat(Number(value), spec);
  }
}

/** Null where the type letter is none of floats'. */
export function formatFloat(value: number, spec: FormatSpec): string | null {
  const negative = value < 0 || Object.is(value, -0);
  const sign = signText(negative && !Number.isNaN(value), spec.sign);
  const magnitude = Math.abs(value);
  if (!Number.isFinite(value)) {
    const text = Number.isNaN(value) ? "nan" : "inf";
    const cased = /[EFG]/.test(spec.type) ? text.toUpperCase() : text;
    return pad(
      sign + cased + (spec.type === "%" ? "%" : ""),
      { ...spec, fill: spec.fill === "0" ? " " : spec.fill },
      ">",
    );
  }
  const body = floatBody(magnitude, spec);
  if (body === null) return null;
  const end = body.search(/[^0-9]/);
  return end < 0 ? padNumber(sign, body, "", spec) : padNumber(sign, body.slice(0, end), body.slice(end), spec);
}

function floatBody(magnitude: number, spec: FormatSpec): string | null {
  const precision = spec.precision ?? 6;
  switch (spec.type) {
    case "":
      return spec.precision === null ? floatRepr(magnitude) : general(magnitude, precision, true, spec.alternate);
    case "f":
    case "F":
      return exactFixed(magnitude, precision);
    case "%":
      return `${exactFixed(magnitude * 100, precision)}%`;
    case "e":
    case "E": {
      const [mantissa = "", exponent = "0"] = magnitude.toExponential(Math.min(precision, 100)).split("e");
      return mantissa + exponentSuffix(Number(exponent), spec.type);
    }
    case "g":
    case "n":
      return general(magnitude, precision, false, spec.alternate);
    case "G":
      return general(magnitude, precision, false, spec.alternate).toUpperCase();
    default:
      return null;
  }
}

/** `g`: significant digits, trailing zeros dropped. As str's own format it keeps ".0". */
function general(magnitude: number, precision: number, keepPoint: boolean, alternate: boolean): string {
  const significant = Math.min(Math.max(precision, 1), 100);
  const [mantissa = "", exponentText = "0"] = magnitude.toExponential(significant - 1).split("e");
  const digits = mantissa.replace(".", "");
  const trimmed = alternate ? digits : digits.replace(/(?<=.)0+$/, "");
  return layOut(trimmed, Number(exponentText), -4, keepPoint ? significant - 1 || 1 : significant, keepPoint);
}
