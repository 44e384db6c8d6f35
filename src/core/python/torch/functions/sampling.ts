// Random tensors, and others that are made of sizes alone.
import type { Dim } from "../../../ir/dim.ts";
import type { ElementType } from "../../../ir/network.ts";
import { type Result, Tuple, Unknown } from "../../eval/value.ts";
import { type FunctionCall, type FunctionRow, unknownTensor } from "../function.ts";
import { numberOf } from "../reader.ts";
import { isTensor, makeTensor, ofDims, tensorOf } from "../tensor.ts";
import { dtypeFrom } from "../values.ts";
import { dimsOfInput } from "./arguments.ts";
import { sizeArguments } from "./creation.ts";
import { broadcastAll } from "./elementwise.ts";
import { externalOne } from "./external.ts";

const options = "out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False";

const made = (call: FunctionCall, dims: readonly Dim[], dtype: ElementType): Result =>
  makeTensor({ type: ofDims(dims, dtypeFrom(call.value("dtype")) ?? dtype), requiresGrad: call.flag("requires_grad") });

/** `normal(0, 1, size)`, or a mean and a deviation for each element. */
function normal(call: FunctionCall): Result {
  const size = call.value("size");
  if (size !== null) {
    const dims = sizeArguments(call.machine, new Tuple([size]), null);
    return dims instanceof Unknown ? unknownTensor(call.machine, dims.because) : made(call, dims, "float32");
  }
  const tensors = [call.value("mean"), call.value("std")].filter(isTensor);
  const [dims, faults] = broadcastAll(tensors.map(dimsOfInput));
  return externalOne(call, dims, tensors, undefined, faults);
}

/** Both ends belong to the range. */
function closedRange(call: FunctionCall): Result {
  const [start, end, step] = [call.value("start"), call.value("end"), call.value("step")].map(numberOf);
  if (typeof start !== "number" || typeof end !== "number" || typeof step !== "number" || step === 0)
    return made(call, [call.dim("end")], "float32");
  return made(call, [Math.max(0, Math.floor((end - start) / step) + 1)], "float32");
}

export const samplingFunctions: readonly FunctionRow[] = [
  {
    names: ["normal"],
    places: ["torch"],
    signature: `mean=0.0, std=1.0, size=None, *, generator=None, ${options}`,
    run: normal,
  },
  {
    names: ["poisson", "_standard_gamma", "_sample_dirichlet"],
    places: ["torch"],
    signature: "input, generator=None",
    run: (call) => externalOne(call, dimsOfInput(call.input)),
  },
  {
    names: ["binomial"],
    places: ["torch"],
    signature: "count, prob, generator=None",
    run(call) {
      const [dims, faults] = broadcastAll([call.value("count"), call.value("prob")].map(dimsOfInput));
      return externalOne(call, dims, undefined, undefined, faults);
    },
  },
  {
    names: ["randint_like"],
    places: ["torch"],
    signature: `input, low|high, high=None, *, ${options}, memory_format=None`,
    run(call) {
      const dims = dimsOfInput(call.input);
      const dtype = dtypeFrom(call.value("dtype")) ?? tensorOf(call.input)?.type.dtype ?? null;
      return externalOne(call, dims, undefined, dtype);
    },
  },
  { names: ["range"], places: ["torch"], signature: `start, end, step=1, *, ${options}`, run: closedRange },
  {
    names: ["empty_strided"],
    places: ["torch"],
    signature: `size, stride, *, ${options}`,
    run: (call) => made(call, call.list("size"), "float32"),
  },
  {
    names: ["empty_permuted"],
    places: ["torch"],
    signature: `size, physical_layout, *, ${options}`,
    run: (call) => made(call, call.list("size"), "float32"),
  },
];
