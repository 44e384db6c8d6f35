import type { Dim } from "../../ir/dim.ts";
import { isUnknown, unknownDim } from "../../ir/dim.ts";
import { dimsEqual } from "../../ir/dimComparison.ts";
import type { Message } from "../../ir/message.ts";
import type { ConstantData, ElementType, TensorType, ValueId } from "../../ir/network.ts";
import { formatShape, unknownShape } from "../../ir/shape.ts";
import { message } from "../../messages/index.ts";
import { nativeClass } from "../eval/native.ts";
import { objectClass } from "../eval/types.ts";
import { type ClassValue, Instance, type Value } from "../eval/value.ts";
import type { Layout, Strides } from "./strides.ts";
import type { Trace } from "./trace.ts";

/** What a torch.Tensor is to the analysis. Replaced as a whole, through the heap, by operations in place. */
export interface TensorPayload {
  readonly kind: "tensor";
  readonly type: TensorType;
  /** Elements, where the tensor is small and they are known. */
  readonly data: ConstantData | null;
  /** The network that `value` belongs to; null: made outside a network (a constructor's table, a parameter). */
  readonly trace: Trace | null;
  readonly value: ValueId;
  readonly requiresGrad: boolean;
  /** How far apart the elements of each axis lie. */
  readonly strides: Strides;
}

/** torch.Tensor. Its methods are filled in by tensorMethods.ts. */
export const tensorClass: ClassValue = nativeClass(
  "torch",
  "Tensor",
  [objectClass],
  {},
  { open: true, join: joinTensors },
);
export const parameterClass: ClassValue = nativeClass(
  "torch.nn.parameter",
  "Parameter",
  [tensorClass],
  {},
  { open: true },
);
export const bufferClass: ClassValue = nativeClass("torch.nn.parameter", "Buffer", [tensorClass], {}, { open: true });

export function tensorOf(value: Value): TensorPayload | null {
  if (!(value instanceof Instance)) return null;
  const payload = value.payload as TensorPayload | null;
  return payload !== null && typeof payload === "object" && payload.kind === "tensor" ? payload : null;
}

export const isTensor = (value: Value): value is Instance => tensorOf(value) !== null;

/** What an instance of torch.Tensor holds. */
export function payloadOf(tensor: Instance): TensorPayload {
  return (tensor.payload as TensorPayload | null) ?? notMade;
}

export interface TensorParts {
  readonly type: TensorType;
  readonly data?: ConstantData | null;
  readonly trace?: Trace | null;
  readonly value?: ValueId;
  readonly requiresGrad?: boolean;
  readonly strides?: Strides;
}

export function makeTensor(parts: TensorParts, cls: ClassValue = tensorClass): Instance {
  const tensor = new Instance(cls);
  tensor.payload = payloadFrom(parts);
  return tensor;
}

export const payloadFrom = (parts: TensorParts): TensorPayload => ({
  kind: "tensor",
  type: parts.type,
  data: parts.data ?? null,
  trace: parts.trace ?? null,
  value: parts.value ?? -1,
  requiresGrad: parts.requiresGrad ?? false,
  strides: parts.strides ?? null,
});

/** A subclass whose `__init__` has not called that of Tensor yet. */
const notMade = payloadFrom({ type: { shape: unknownShape(message("notATensor")), dtype: null } });

export const fromData = (data: ConstantData): Instance =>
  makeTensor({ type: { shape: { rank: "known", dims: data.dims }, dtype: data.dtype }, data });

export const ofDims = (dims: readonly Dim[], dtype: ElementType | null): TensorType => ({
  shape: { rank: "known", dims },
  dtype,
});

/** The dimensions, or null where even their number is not known. */
export const dimsOfTensor = (tensor: TensorPayload): readonly Dim[] | null =>
  tensor.type.shape.rank === "known" ? tensor.type.shape.dims : null;

/** How its elements lie; of a tensor of an unknown shape nobody knows. */
export const layoutOf = (tensor: TensorPayload): Layout => {
  const dims = dimsOfTensor(tensor);
  return dims === null ? { dims, strides: "unknown" } : { dims, strides: tensor.strides };
};

/** The same tensor whose elements lie in another way. */
export function withStrides(tensor: Value, strides: Strides): Value {
  const held = tensorOf(tensor);
  return held === null || held.strides === strides ? tensor : makeTensor({ ...held, strides });
}

export const shapeText = (tensor: TensorPayload): string => formatShape(tensor.type.shape);

/** Where two branches meet: what both sides agree on stays. */
export function joinTensors(first: Instance, second: Instance, because: Message): Value | null {
  const a = tensorOf(first);
  const b = tensorOf(second);
  if (a === null || b === null) return null;
  if (a.value === b.value && a.trace === b.trace && a.type === b.type) return first;
  const type = joinTypes(a.type, b.type, because);
  const trace = a.trace ?? b.trace;
  const value = trace === null ? -1 : branchValue(trace, a, b, type);
  const strides = a.strides === null && b.strides === null ? null : "unknown";
  return makeTensor({ type, trace, value, requiresGrad: a.requiresGrad || b.requiresGrad, strides });
}

/** Which of two tensors it is, is not known: a node, so that what follows hangs together with what went before. */
function branchValue(trace: Trace, a: TensorPayload, b: TensorPayload, type: TensorType): ValueId {
  const scope = trace.open.at(-1) ?? "";
  const inputs = [a, b].flatMap((side) => (side.trace === trace ? [side.value] : []));
  const { outputs } = trace.builder.add({
    op: "Branch",
    type: "branch",
    kind: "function",
    name: scope === "" ? "branch" : `${scope}.branch`,
    scope: scope === "" ? [] : scope.split("."),
    attrs: { shape: type.shape.rank === "known" ? type.shape.dims : null },
    inputs,
    params: [],
    at: null,
    definedAt: null,
    attrAt: {},
    context: null,
    when: "maybe",
  });
  const value = outputs[0] ?? -1;
  trace.builder.refine(value, type);
  return value;
}

/** Whether all that is known of one tensor is known of the other. */
export function coversTensor(general: Instance, other: Instance): boolean {
  const [a, b] = [tensorOf(general), tensorOf(other)];
  if (a === null || b === null || a.data !== null || general.cls !== other.cls) return false;
  if (a.type.dtype !== null && a.type.dtype !== b.type.dtype) return false;
  if (a.type.shape.rank === "unknown") return true;
  if (b.type.shape.rank === "unknown" || a.type.shape.dims.length !== b.type.shape.dims.length) return false;
  const dims = b.type.shape.dims;
  return a.type.shape.dims.every((dim, axis) => isUnknown(dim) || dimsEqual(dim, dims[axis] ?? dim) === "yes");
}

export function joinTypes(a: TensorType, b: TensorType, because: Message): TensorType {
  const dtype = a.dtype === b.dtype ? a.dtype : null;
  if (a.shape.rank === "unknown") return { shape: a.shape, dtype };
  if (b.shape.rank === "unknown") return { shape: b.shape, dtype };
  const dims = b.shape.dims;
  if (a.shape.dims.length !== dims.length) return { shape: unknownShape(because), dtype };
  const joined = a.shape.dims.map((dim, axis) => {
    const other = dims[axis] ?? dim;
    return dimsEqual(dim, other) === "yes" ? dim : unknownDim(because);
  });
  return { shape: { rank: "known", dims: joined }, dtype };
}
