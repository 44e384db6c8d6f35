import { type Dim, variable } from "./dim.ts";
import type { GivenInput } from "./facts.ts";
import type { ElementType, TensorType } from "./network.ts";
import { shapeOf } from "./shape.ts";

const elementTypes: ReadonlySet<string> = new Set<ElementType>([
  "float16",
  "bfloat16",
  "float32",
  "float64",
  "int8",
  "uint8",
  "int16",
  "int32",
  "int64",
  "bool",
  "complex64",
  "complex128",
  "string",
]);

const isElementType = (text: string): text is ElementType => elementTypes.has(text);

/**
 * Reads a shape as users write it: `1x3x224x224`, `Nx3xHxW` (names are symbolic), `scalar`, with `:int64` after it for an
 * element type. Null when the text is no shape. The letter x separates, so a name cannot contain it; `×` and `,` do as well.
 */
export function parseShapeText(text: string): TensorType | null {
  const colon = text.lastIndexOf(":");
  const dtype = colon < 0 ? null : text.slice(colon + 1).trim();
  if (dtype !== null && !isElementType(dtype)) return null;
  const sizes = (colon < 0 ? text : text.slice(0, colon)).trim();
  if (sizes === "scalar") return { shape: shapeOf(), dtype };
  const dims: Dim[] = [];
  for (const part of sizes.split(/\s*[x×,]\s*/)) {
    if (/^\d{1,15}$/.test(part)) dims.push(Number(part));
    else if (/^[A-Za-z_]\w*$/.test(part)) dims.push(variable(part));
    else return null;
  }
  return { shape: shapeOf(...dims), dtype };
}

/** Reads `SHAPE`, `NAME=SHAPE` or, as directives write it, `NAME:SHAPE`. Null when it is none of them. */
export function parseGivenInput(text: string): GivenInput | null {
  const unnamed = parseShapeText(text);
  if (unnamed !== null) return { name: null, type: unnamed };
  const named = /^\s*([\w.]+)\s*[=:](.*)$/.exec(text);
  const type = parseShapeText(named?.[2] ?? "");
  return type === null || named?.[1] === undefined ? null : { name: named[1], type };
}
