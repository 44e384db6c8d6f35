// torch.nn.init: fills change no shape and no count, so each gives its tensor back.
import { multiplyDims } from "../../ir/dimArithmetic.ts";
import { message } from "../../messages/index.ts";
import { type NativeModule, native } from "../eval/native.ts";
import { Float, type NativeFunction, Tuple, Unknown, type Value } from "../eval/value.ts";
import { dimToValue, numberOf } from "./reader.ts";
import { dimsOfTensor, tensorOf } from "./tensor.ts";

const fills = {
  uniform_: "tensor, a=0.0, b=1.0, generator=None",
  normal_: "tensor, mean=0.0, std=1.0, generator=None",
  trunc_normal_: "tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None",
  constant_: "tensor, val",
  ones_: "tensor",
  zeros_: "tensor",
  eye_: "tensor",
  dirac_: "tensor, groups=1",
  xavier_uniform_: "tensor, gain=1.0, generator=None",
  xavier_normal_: "tensor, gain=1.0, generator=None",
  kaiming_uniform_: "tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None",
  kaiming_normal_: "tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None",
  orthogonal_: "tensor, gain=1, generator=None",
  sparse_: "tensor, sparsity, std=0.01, generator=None",
} as const;

const fill = (name: string, signature: string): NativeFunction =>
  native(name, signature, (_, [tensor]) => tensor ?? null);

/** (fan in, fan out) of a weight: channels times the kernel's elements. */
function fans(tensor: Value): Value {
  const payload = tensorOf(tensor);
  const dims = payload === null ? null : dimsOfTensor(payload);
  if (dims === null || dims.length < 2) return new Unknown(message("tensorValueUnknown"));
  const field = multiplyDims(...dims.slice(2));
  return new Tuple([dimToValue(multiplyDims(dims[1] ?? 1, field)), dimToValue(multiplyDims(dims[0] ?? 1, field))]);
}

function gain(nonlinearity: Value, parameter: Value): Value {
  if (nonlinearity === "tanh") return new Float(5 / 3);
  if (nonlinearity === "relu") return new Float(Math.SQRT2);
  if (nonlinearity === "leaky_relu") return new Float(Math.sqrt(2 / (1 + (numberOf(parameter) ?? 0.01) ** 2)));
  return nonlinearity === "selu" ? new Float(0.75) : 1;
}

const table: Record<string, Value> = {
  calculate_gain: native("calculate_gain", "nonlinearity, param=None", (_, [nonlinearity, parameter]) =>
    gain(nonlinearity ?? null, parameter ?? null),
  ),
  _calculate_fan_in_and_fan_out: native("_calculate_fan_in_and_fan_out", "tensor", (_, [tensor]) =>
    fans(tensor ?? null),
  ),
  _calculate_correct_fan: native("_calculate_correct_fan", "tensor, mode", (_, [tensor, mode]) => {
    const both = fans(tensor ?? null);
    return both instanceof Tuple ? (both.items[mode === "fan_out" ? 1 : 0] ?? null) : both;
  }),
};
for (const [name, signature] of Object.entries(fills)) {
  table[name] = fill(name, signature);
  // The names without underscore are deprecated and still there.
  table[name.slice(0, -1)] = fill(name, signature);
}

export const initModule: NativeModule = { name: "torch.nn.init", attributes: table };
