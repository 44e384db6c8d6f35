// What convolutions have beside forward, for the many classes that derive from them and convolve with other weights.
import type { Dim } from "../../../ir/dim.ts";
import { floorDivide, multiplyDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import { message } from "../../../messages/index.ts";
import { type Call, getter, type Machine, method } from "../../eval/native.ts";
import { type Instance, List, type NativeFunction, type Result, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { functionsOf } from "../function.ts";
import { neuralFunctions } from "../functions/neural.ts";
import { dimsPerAxis, dimToValue, readAttributes } from "../reader.ts";

let functions: Readonly<Record<string, NativeFunction>> | null = null;

/** Calls a function of torch.nn.functional. */
function functional(machine: Machine, name: string, args: readonly Value[], call: Call): Result {
  functions ??= functionsOf(neuralFunctions, "functional");
  return machine.call(functions[name] ?? null, args, null, call.site);
}

export const convolutionMembers = (rank: number): Readonly<Record<string, Value>> => ({
  output_padding: new Tuple(Array.from({ length: rank }, () => 0)),
  _reversed_padding_repeated_twice: getter((machine, self) => new List(reversedPadding(machine, self, rank))),
  _conv_forward: method("input, weight, bias", (machine, self, [input = null, weight = null, bias = null], call) => {
    const layer = readAttributes(machine, self as Instance);
    const [stride, dilation, groups] = ["stride", "dilation", "groups"].map((name) => layer.value(name));
    const mode = layer.value("padding_mode");
    const isPadded = typeof mode === "string" && mode !== "zeros";
    const padded = isPadded
      ? functional(machine, "pad", [input, new List(reversedPadding(machine, self, rank)), mode], call)
      : input;
    if (padded === undefined) return undefined;
    const padding = isPadded ? 0 : layer.value("padding");
    const args = [padded, weight, bias, stride ?? 1, padding, dilation ?? 1, groups ?? 1];
    return functional(machine, `conv${rank}d`, args, call);
  }),
});

export const transposedMembers: Readonly<Record<string, Value>> = {
  _output_padding: method(
    "*args, **options",
    () => new Unknown(message("torchNotModelled", { name: "_output_padding" })),
  ),
};

/** Before and after each axis, the last axis first, as `F.pad` takes it. */
function reversedPadding(machine: Machine, self: Value, rank: number): Value[] {
  const layer = readAttributes(machine, self as Instance);
  const perAxis = (name: string): readonly Dim[] => dimsPerAxis(machine, layer.value(name), rank);
  const padding = layer.value("padding");
  const none = perAxis("kernel_size").map((): readonly [Dim, Dim] => [0, 0]);
  const pairs =
    padding === "valid"
      ? none
      : padding === "same"
        ? samePadding(perAxis("kernel_size"), perAxis("dilation"))
        : perAxis("padding").map((dim): readonly [Dim, Dim] => [dim, dim]);
  return pairs.toReversed().flatMap((pair) => pair.map(dimToValue));
}

/** The odd one of `dilation · (kernel - 1)` comes after. */
const samePadding = (kernel: readonly Dim[], dilation: readonly Dim[]): readonly (readonly [Dim, Dim])[] =>
  kernel.map((size, axis) => {
    const total = multiplyDims(dilation[axis] ?? 1, subtractDims(size, 1));
    const before = floorDivide(total, 2);
    return [before, subtractDims(total, before)];
  });
