// Layers that are constructed with the same arguments have the same attributes, tensors and operation: a network of hundreds
// of layers has a few dozen forms, and each is worked out once.
import type { Message } from "../../ir/message.ts";
import type { TensorType } from "../../ir/network.ts";
import { Float, type Instance, Tuple, type Value } from "../eval/value.ts";
import { isOfSize } from "./actualSizes.ts";
import type { LayerOperation } from "./layer.ts";
import { held } from "./moduleTree.ts";
import { isTensor } from "./tensor.ts";

/** What all layers of one row with the same arguments share. */
export interface LayerForm {
  /** Whether other layers may have it: false where an argument may change, or is not known. */
  readonly isShared: boolean;
  /** Attributes in the order in which the constructor sets them. */
  readonly attributes: readonly (readonly [name: string, value: Value])[];
  /** Type null: registered as None. */
  readonly tensors: readonly { readonly name: string; readonly buffer: boolean; readonly type: TensorType | null }[];
  /** What the constructor finds wrong with its arguments. */
  readonly faults: readonly { readonly argument: string; readonly code: string; readonly message: Message }[];
  /** What forward does with a plain input, once it has been asked. */
  operation: LayerOperation | null;
}

/** Arguments as text, where they are plain values that cannot change; null for others. */
export function formKey(args: readonly Value[]): string | null {
  let key = "";
  for (const value of args) {
    const part = keyPart(value);
    if (part === null) return null;
    key += part;
  }
  return key;
}

function keyPart(value: Value): string | null {
  switch (typeof value) {
    case "number":
      return `${value},`;
    case "boolean":
      return value ? "True," : "False,";
    case "string":
      return `${JSON.stringify(value)},`;
  }
  if (value === null) return "None,";
  if (value instanceof Float) return `float ${value.value},`;
  if (!(value instanceof Tuple) || value.cls !== null) return null;
  const inner = formKey(value.items);
  return inner === null ? null : `(${inner}),`;
}

/** Whether a layer still has what its constructor gave it: a program may have set attributes, a bias to None, other weights. */
export function isUnchanged(layer: Instance, { attributes, tensors }: LayerForm): boolean {
  const { entries } = layer.attributes;
  // Asked at every call of a layer: by index, which makes no iterators.
  for (let index = 0; index < attributes.length; index++) {
    const [name, value] = attributes[index] as LayerForm["attributes"][number];
    if (entries.get(name) !== value) return false;
  }
  for (let index = 0; index < tensors.length; index++) {
    const { name, buffer, type } = tensors[index] as LayerForm["tensors"][number];
    const tensor = held(layer, buffer ? "_buffers" : "_parameters").get(name) ?? null;
    if ((tensor === null) !== (type === null)) return false;
    if (type?.shape.rank === "known" && isTensor(tensor) && !isOfSize(tensor, type.shape.dims)) return false;
  }
  return true;
}
