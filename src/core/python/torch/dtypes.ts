import type { ElementType } from "../../ir/network.ts";

/** How torch orders element types: a category beats any type of a lower category, whatever its width. */
type Category = 0 | 1 | 2 | 3;

interface ElementTypeFacts {
  readonly category: Category;
  /** Order inside the category. */
  readonly width: number;
  readonly bytes: number;
}

const facts: Readonly<Record<Exclude<ElementType, "string">, ElementTypeFacts>> = {
  bool: { category: 0, width: 0, bytes: 1 },
  uint8: { category: 1, width: 0, bytes: 1 },
  int8: { category: 1, width: 1, bytes: 1 },
  int16: { category: 1, width: 2, bytes: 2 },
  int32: { category: 1, width: 3, bytes: 4 },
  int64: { category: 1, width: 4, bytes: 8 },
  float16: { category: 2, width: 0, bytes: 2 },
  bfloat16: { category: 2, width: 1, bytes: 2 },
  float32: { category: 2, width: 2, bytes: 4 },
  float64: { category: 2, width: 3, bytes: 8 },
  complex64: { category: 3, width: 0, bytes: 8 },
  complex128: { category: 3, width: 1, bytes: 16 },
};

/** torch's names of element types; several are aliases. */
export const dtypeNames: Readonly<Record<string, ElementType>> = {
  float16: "float16",
  half: "float16",
  bfloat16: "bfloat16",
  float32: "float32",
  float: "float32",
  float64: "float64",
  double: "float64",
  int8: "int8",
  uint8: "uint8",
  int16: "int16",
  short: "int16",
  int32: "int32",
  int: "int32",
  int64: "int64",
  long: "int64",
  bool: "bool",
  complex64: "complex64",
  cfloat: "complex64",
  complex128: "complex128",
  cdouble: "complex128",
};

export const isFloating = (dtype: ElementType): boolean => dtype !== "string" && facts[dtype].category === 2;
export const isIntegral = (dtype: ElementType): boolean => dtype !== "string" && facts[dtype].category <= 1;
export const isComplex = (dtype: ElementType): boolean => dtype !== "string" && facts[dtype].category === 3;
export const elementBytes = (dtype: ElementType): number => (dtype === "string" ? 0 : facts[dtype].bytes);

/** An operand of type promotion: a tensor with dimensions, a tensor without, or a Python number. */
export interface PromotionOperand {
  readonly dtype: ElementType | null;
  readonly priority: "tensor" | "scalarTensor" | "number";
}

/**
 * The element type of an arithmetic result (https://pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc):
 * scalars count only when their category is higher than that of all tensors with dimensions. null where one that counts
 * is not stated.
 */
export function promote(operands: readonly PromotionOperand[]): ElementType | null {
  let result: ElementType | null = null;
  for (const priority of ["tensor", "scalarTensor", "number"] as const) {
    for (const operand of operands) {
      if (operand.priority !== priority) continue;
      if (operand.dtype === null) return null;
      if (result === null) result = operand.dtype === "float64" && priority === "number" ? "float32" : operand.dtype;
      else result = wider(result, operand.dtype, priority === "tensor");
    }
  }
  return result;
}

function wider(a: ElementType, b: ElementType, sameStanding: boolean): ElementType {
  if (a === "string" || b === "string") return a;
  const factsA = facts[a];
  const factsB = facts[b];
  if (factsA.category !== factsB.category) {
    if (factsA.category > factsB.category) return a;
    // A Python float that joins integers gives the default float type.
    return sameStanding || b !== "float64" ? b : "float32";
  }
  if (!sameStanding) return a;
  // float16 and bfloat16 have no common half; uint8 and int8 no common byte.
  if (factsA.category === 2 && factsA.width < 2 && factsB.width < 2 && a !== b) return "float32";
  if ((a === "uint8" && b === "int8") || (a === "int8" && b === "uint8")) return "int16";
  return factsA.width >= factsB.width ? a : b;
}

/** The value as the element type can hold it. */
export function roundTo(dtype: ElementType, value: number): number {
  switch (dtype) {
    case "float32":
    case "float16":
    case "bfloat16":
      return Math.fround(value);
    case "bool":
      return value !== 0 ? 1 : 0;
    case "float64":
    case "complex64":
    case "complex128":
    case "string":
      return value;
    case "uint8":
      return ((Math.trunc(value) % 256) + 256) % 256;
    case "int8":
      return (Math.trunc(value) << 24) >> 24;
    case "int16":
      return (Math.trunc(value) << 16) >> 16;
    case "int32":
      return Math.trunc(value) | 0;
    case "int64":
      return Math.trunc(value);
  }
}
