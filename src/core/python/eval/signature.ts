// Parameters of native functions, declared in Python's spelling: "input, /, p=0.5, *rest, inplace=False, **options".
// `dim|axis=0`: the parameter `dim`, which may be given as `axis=` too.
// Defaults are literals: None, True, False, numbers, 'strings' and tuples of them; `...` stands for "not given".
import { Float, type ParameterRole, Tuple, type Value } from "./value.ts";

export interface SignatureParameter {
  readonly name: string;
  /** Other names by which it may be given. */
  readonly aliases?: readonly string[];
  readonly role: ParameterRole;
  /** Undefined: required, or optional with no value of its own (`optional` is true). */
  readonly default: Value | undefined;
  readonly optional: boolean;
}

export interface Signature {
  readonly parameters: readonly SignatureParameter[];
  /** Index by name of every parameter. */
  readonly places: ReadonlyMap<string, number>;
  /** Index by name of what may be given by keyword. */
  readonly byName: ReadonlyMap<string, number>;
  /** How many leading parameters take positional arguments. */
  readonly positional: number;
  readonly varPositional: number | null;
  readonly varKeyword: number | null;
  /** Every parameter takes a positional argument: as many arguments as parameters are bound as they stand. */
  readonly isPlain: boolean;
}

const parsed = new Map<string, Signature>();

export function parseSignature(text: string): Signature {
  let signature = parsed.get(text);
  if (signature === undefined) {
    signature = parse(text);
    parsed.set(text, signature);
  }
  return signature;
}

function parse(text: string): Signature {
  const parameters: SignatureParameter[] = [];
  let role: ParameterRole = "positional";
  for (const piece of splitParameters(text)) {
    if (piece === "/") {
      parameters.forEach((parameter, index) => {
        parameters[index] = { ...parameter, role: "positionalOnly" };
      });
    } else if (piece === "*") {
      role = "keywordOnly";
    } else if (piece.startsWith("**")) {
      parameters.push({ name: piece.slice(2), role: "varKeyword", default: undefined, optional: true });
    } else if (piece.startsWith("*")) {
      const [name = "", ...aliases] = piece.slice(1).split("|");
      parameters.push({ name, aliases, role: "varPositional", default: undefined, optional: true });
      role = "keywordOnly";
    } else {
      const equals = piece.indexOf("=");
      const [name = "", ...aliases] = (equals < 0 ? piece : piece.slice(0, equals).trim()).split("|");
      const literal = equals < 0 ? "..." : piece.slice(equals + 1).trim();
      const fallback = literal === "..." ? undefined : parseLiteral(literal);
      const others = aliases.length === 0 ? {} : { aliases };
      parameters.push({ name, ...others, role, default: fallback, optional: equals >= 0 });
    }
  }
  const byName = new Map<string, number>();
  let positional = 0;
  parameters.forEach((parameter, index) => {
    if (parameter.role === "positional" || parameter.role === "keywordOnly")
      for (const name of [parameter.name, ...(parameter.aliases ?? [])]) byName.set(name, index);
    if (parameter.role === "positional" || parameter.role === "positionalOnly") positional = index + 1;
  });
  const find = (wanted: ParameterRole): number | null => {
    const index = parameters.findIndex((parameter) => parameter.role === wanted);
    return index < 0 ? null : index;
  };
  return {
    parameters,
    places: new Map(parameters.map(({ name }, index) => [name, index])),
    byName,
    positional,
    varPositional: find("varPositional"),
    varKeyword: find("varKeyword"),
    isPlain: positional === parameters.length,
  };
}

/** Splits at commas outside brackets and quotes. */
function splitParameters(text: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let quote = "";
  let piece = "";
  for (const character of text) {
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === "'" || character === '"') {
      quote = character;
    } else if (character === "(") {
      depth++;
    } else if (character === ")") {
      depth--;
    } else if (character === "," && depth === 0) {
      pieces.push(piece.trim());
      piece = "";
      continue;
    }
    piece += character;
  }
  if (piece.trim() !== "") pieces.push(piece.trim());
  return pieces;
}

function parseLiteral(text: string): Value {
  if (text === "None") return null;
  if (text === "True") return true;
  if (text === "False") return false;
  if (text.startsWith("'") || text.startsWith('"')) return text.slice(1, -1);
  if (text.startsWith("(")) return new Tuple(splitParameters(text.slice(1, -1)).map(parseLiteral));
  if (/^-?\d+$/.test(text)) return Number(text);
  if (text === "inf") return new Float(Number.POSITIVE_INFINITY);
  const number = Number(text);
  if (Number.isNaN(number)) throw new Error(`signature with a default that is no literal: ${text}`);
  return new Float(number);
}
