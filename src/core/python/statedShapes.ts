// Shapes that a forward states for its reader: jaxtyping and torchtyping annotations, docstrings, comments at its head.
import type { ElementType } from "../ir/network.ts";
import type { Code } from "./eval/code.ts";
import { BoundMethod, FunctionValue, type Value } from "./eval/value.ts";
import type { ForwardParameter } from "./inputs.ts";
import type { ModelQuestion } from "./modelQuestion.ts";
import type { Expression } from "./syntax/ast.ts";

/** A number, or a name for a size that is left open. */
export type StatedDim = number | string;

export interface StatedShape {
  readonly dims: readonly StatedDim[];
  readonly dtype: ElementType | null;
  readonly isAnnotation: boolean;
}

/** By parameter; those of which nothing is said are left out. */
export function statedShapes(
  { program, instance }: ModelQuestion,
  parameters: readonly ForwardParameter[],
): ReadonlyMap<string, StatedShape> {
  const stated = new Map<string, StatedShape>();
  const code = codeOf(program.machine.findAttribute(instance, "forward") ?? null);
  if (code === null || code.node.kind !== "FunctionDef") return stated;
  const text = documentation(program.sourceOf(code.file), code, instance.cls.namespace.entries.get("__doc__") ?? null);
  for (const { name } of parameters) {
    const annotation = code.node.params.find((parameter) => parameter.name === name)?.annotation ?? null;
    const annotated = annotation === null ? null : fromAnnotation(annotation);
    const shape = annotated ?? fromText(text, name, parameters.length === 1);
    if (shape !== null) stated.set(name, shape);
  }
  return stated;
}

function codeOf(forward: Value): Code | null {
  const callee = forward instanceof BoundMethod ? forward.callee : forward;
  return callee instanceof FunctionValue ? (callee.code as Code) : null;
}

// ---- Annotations

/** jaxtyping's names for element types. */
const elementTypes: Readonly<Record<string, ElementType | null>> = {
  Float: null,
  Float16: "float16",
  Float32: "float32",
  Float64: "float64",
  BFloat16: "bfloat16",
  Int: "int64",
  Int8: "int8",
  Int16: "int16",
  Int32: "int32",
  Int64: "int64",
  Integer: "int64",
  UInt8: "uint8",
  Bool: "bool",
  Num: null,
  Real: null,
  Inexact: null,
  Shaped: null,
  Complex64: "complex64",
};

const nameOf = (expression: Expression): string =>
  expression.kind === "Name" ? expression.id : expression.kind === "Attribute" ? expression.attr : "";

/** `Float[Tensor, "batch 3 224 224"]`, `TensorType["batch", 3, 224, 224]`; unions of them with None too. */
function fromAnnotation(annotation: Expression): StatedShape | null {
  if (annotation.kind === "BinOp") return fromAnnotation(annotation.left) ?? fromAnnotation(annotation.right);
  if (annotation.kind !== "Subscript") return null;
  const name = nameOf(annotation.value);
  const parts = annotation.slice.kind === "Tuple" ? annotation.slice.elts : [annotation.slice];
  if (name === "Optional") return parts[0] === undefined ? null : fromAnnotation(parts[0]);
  if (name === "TensorType") {
    const dims = parts.map((part) =>
      part.kind === "Int" ? Number(part.value) : part.kind === "String" ? part.value : null,
    );
    const known = dims.filter((dim) => dim !== null);
    return known.length === dims.length && dims.length > 0 ? stated(known, null, true) : null;
  }
  const text = parts[1];
  if (!Object.hasOwn(elementTypes, name) || text?.kind !== "String") return null;
  const tokens = text.value
    .trim()
    .split(/\s+/)
    .filter((token) => token !== "");
  // `*batch` and `...` leave the number of dimensions open.
  if (tokens.length === 0 || tokens.some((token) => token.startsWith("*") || token.includes("..."))) return null;
  const dims = tokens.map((token) => dimFrom(token.replace(/^[#?]+/, "").replace(/^\w+=(?=\d+$)/, "")));
  return stated(dims, elementTypes[name] ?? null, true);
}

const dimFrom = (token: string): StatedDim => (/^\d+$/.test(token) ? Number(token) : token);

const stated = (dims: readonly StatedDim[], dtype: ElementType | null, isAnnotation: boolean): StatedShape => ({
  dims,
  dtype,
  isAnnotation,
});

// ---- Texts

/** Docstring of forward, else of the class, and the comments between the header and the first statement. */
function documentation(source: string, code: Code, classText: Value): string {
  const head = source.slice(code.start, code.end).split("\n", 24);
  const comments = head.flatMap((line) => {
    const at = line.indexOf("#");
    return at < 0 ? [] : [line.slice(at + 1)];
  });
  const first = code.node.kind === "FunctionDef" ? code.node.body[0] : undefined;
  // Comments further down are about what is computed, not about what comes in.
  const until = first === undefined ? 0 : source.slice(code.start, first.start).split("\n").length;
  const early = comments.slice(0, head.slice(0, until).filter((line) => line.includes("#")).length);
  const said = code.docstring ?? (typeof classText === "string" ? classText : "");
  return [said, ...early].join("\n");
}

/** Words in parentheses that are no sizes. */
const otherWords =
  /^(?:tensor|torch|optional|int|float|bool|str|list|tuple|dict|default|none|required|array|image|images)$/i;

/** `x (Tensor): images of shape (B, 3, 224, 224)`, `x: B x 3 x 224 x 224`, and `Input: (N, 3, H, W)` for an only input. */
function fromText(text: string, name: string, isOnly: boolean): StatedShape | null {
  const names = isOnly ? `(?:${escaped(name)}|[Ii]nputs?)` : escaped(name);
  const line = new RegExp(
    `^[ \\t*\`-]*(?:Args?:|:param\\s+)?[ \\t\`]*${names}\\b(?![.\\w])(.*(?:\\n[ \\t]+\\S.*)?)`,
    "m",
  ).exec(text)?.[1];
  return line === undefined ? null : sizesIn(line);
}

const escaped = (name: string): string => name.replace(/[^\w]/g, "\\$&");

function sizesIn(text: string): StatedShape | null {
  const saysShape = /shape|size|dim/i.test(text);
  for (const [, inside = ""] of text.matchAll(/[([]([^()[\]]{1,60})[)\]]/g)) {
    const dims = dimsFrom(inside.split(","), saysShape);
    if (dims !== null) return stated(dims, null, false);
  }
  const product = /(?<![\w])\w{1,10}(?:[ ]?[x×*][ ]?\w{1,10}){2,4}(?![\w])/.exec(text)?.[0];
  const dims = product === undefined ? null : dimsFrom(product.split(/[ ]?[x×*][ ]?/), true);
  return dims === null ? null : stated(dims, null, false);
}

/** Null where the words do not read as sizes: one of them must be a number, unless the text speaks of a shape. */
function dimsFrom(words: readonly string[], saysShape: boolean): readonly StatedDim[] | null {
  const tokens = words.map((word) => word.trim().replace(/^[`$]+|[`$]+$/g, ""));
  if (tokens.length < 2 || tokens.length > 6) return null;
  if (!tokens.every((token) => /^(?:\d{1,5}|[A-Za-z_]\w{0,14})$/.test(token) && !otherWords.test(token))) return null;
  return saysShape || tokens.some((token) => /^\d+$/.test(token)) ? tokens.map(dimFrom) : null;
}
