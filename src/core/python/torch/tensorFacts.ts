// What a tensor says of where and how it lies in memory, and conversions between such ways that leave its shape alone.

import { multiplyDims } from "../../ir/dimArithmetic.ts";
import { message } from "../../messages/index.ts";
import { type Call, getter, type Machine, method } from "../eval/native.ts";
import { type Instance, type Result, Tuple, Unknown, type Value } from "../eval/value.ts";
import { casts } from "./casting.ts";
import { elementBytes } from "./dtypes.ts";
import { countOfDims } from "./functions/arguments.ts";
import { sizeArguments } from "./functions/creation.ts";
import { dimToValue, numberOf } from "./reader.ts";
import { recordOne } from "./record.ts";
import { knownStrides } from "./strides.ts";
import { dimsOfTensor, layoutOf, payloadOf } from "./tensor.ts";

const payload = (self: Value) => payloadOf(self as Instance);
const same = method("*args, **options", (_, self) => self);
const bytesOf = (self: Value): number => elementBytes(payload(self).type.dtype ?? "float32");

/** `x.stride()`, `x.stride(1)`. */
function strideOf(self: Value, axis: Value): Value {
  const held = payload(self);
  const strides = knownStrides(layoutOf(held));
  if (strides === null) return new Unknown(message("tensorValueUnknown"));
  const at = axis === null ? null : numberOf(axis);
  return at === null ? new Tuple([...strides]) : (strides.at(at) ?? new Unknown(message("indexNotKnown")));
}

/** `x.sum_to_size(1, 3)`: sums over the axes that were broadcast. */
function summedTo(machine: Machine, self: Value, sizes: Value, call: Call): Result {
  const dims = sizeArguments(machine, sizes, null);
  const shape = dims instanceof Unknown ? null : dims;
  const attrs = { name: "sum_to_size", outputs: 1, shapes: [shape] };
  return recordOne(machine, { op: "External", type: "sum_to_size", attrs, inputs: [self], call });
}

export const tensorFacts: Readonly<Record<string, Value>> = {
  stride: method("dim=None", (_, self, [axis = null]) => strideOf(self, axis)),
  nbytes: getter((_, self) => dimToValue(multiplyDims(countOfDims(dimsOfTensor(payload(self))), bytesOf(self)))),
  itemsize: getter((_, self) => bytesOf(self)),
  element_size: method("", (_, self) => bytesOf(self)),
  is_cpu: getter(() => true),
  is_mps: getter(() => false),
  is_xpu: getter(() => false),
  is_nested: getter(() => false),
  is_mkldnn: getter(() => false),
  retains_grad: getter(() => false),
  output_nr: getter(() => 0),
  names: getter((_, self) => {
    const dims = dimsOfTensor(payload(self));
    return dims === null ? new Unknown(message("tensorValueUnknown")) : new Tuple(dims.map(() => null));
  }),
  is_pinned: method("*args", () => false),
  is_conj: method("", () => false),
  is_neg: method("", () => false),
  is_inference: method("", () => false),
  is_signed: method("", (_, self) => !["uint8", "bool"].includes(payload(self).type.dtype ?? "float32")),
  dim_order: method("*args, **options", (_, self) => {
    const dims = dimsOfTensor(payload(self));
    return dims === null ? new Unknown(message("tensorValueUnknown")) : new Tuple(dims.map((_, axis) => axis));
  }),
  cfloat: casts("complex64"),
  cdouble: casts("complex128"),
  xpu: same,
  ipu: same,
  to_dense: same,
  to_sparse: same,
  to_mkldnn: same,
  coalesce: same,
  _coalesced_: same,
  share_memory_: same,
  record_stream: method("*args", () => null),
  register_post_accumulate_grad_hook: method("hook", () => null),
  as_subclass: same,
  rename: same,
  refine_names: same,
  sum_to_size: method("*size", (machine, self, [sizes = null], call) => summedTo(machine, self, sizes, call)),
};
