// Tensors of another element type.
import type { ElementType } from "../../ir/network.ts";
import { type Call, type Machine, method } from "../eval/native.ts";
import { Dict, type Instance, type Result, Tuple, type Value } from "../eval/value.ts";
import { isFloating, isIntegral, roundTo } from "./dtypes.ts";
import { inFormat } from "./memoryFormat.ts";
import { mapUnary } from "./numeric.ts";
import { recordOne } from "./record.ts";
import { fromData, payloadOf, tensorOf } from "./tensor.ts";
import { dtypeFrom } from "./values.ts";

/** `x.float()`, `x.to(torch.int64)`: another element type; the same one gives the tensor itself. */
export function cast(machine: Machine, self: Value, dtype: ElementType | null, call: Call): Result {
  const { type, data } = payloadOf(self as Instance);
  if (dtype === null || dtype === type.dtype) return self;
  if (data !== null) {
    const round = isFloating(data.dtype) && isIntegral(dtype) ? Math.trunc : (value: number) => value;
    return fromData(mapUnary(data, dtype, (value) => roundTo(dtype, round(value))));
  }
  // Models are analysed as if all was float32 where nothing else is stated: a cast to it is none.
  if (type.dtype === null && isFloating(dtype)) return self;
  return recordOne(machine, { op: "Cast", type: "to", attrs: { dtype }, inputs: [self], call });
}

export const casts = (dtype: ElementType) =>
  method("memory_format=None", (machine, self, [format = null], call) => {
    const made = cast(machine, self, dtype, call);
    return format === null || made === undefined ? made : inFormat(machine, made, format);
  });

/** `x.to("cuda")`, `x.to(torch.float16)`, `x.to(other)`. */
export const to = method("*args, **options", (machine, self, [args, options], call) => {
  const made = converted(machine, self, args ?? null, options ?? null, call);
  const format = options instanceof Dict ? (options.entries.get("memory_format") ?? null) : null;
  return format === null || made === undefined ? made : inFormat(machine, made, machine.force(format));
});

function converted(machine: Machine, self: Value, args: Value, options: Value, call: Call): Result {
  const given = args instanceof Tuple ? args.items : [];
  const named = options instanceof Dict ? [...options.entries.values()] : [];
  for (const value of [...given, ...named]) {
    const dtype = dtypeFrom(machine.force(value));
    if (dtype !== null) return cast(machine, self, dtype, call);
    const other = tensorOf(machine.force(value));
    if (other !== null) return cast(machine, self, other.type.dtype, call);
  }
  return self;
}
