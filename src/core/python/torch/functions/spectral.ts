// torch.fft and the short-time transform: what they do to shapes and element types.
import { type Dim, formatDim } from "../../../ir/dim.ts";
import { addDims, floorDivide, multiplyDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import { isLess } from "../../../ir/dimComparison.ts";
import type { ElementType } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import type { NativeModule } from "../../eval/native.ts";
import type { Result } from "../../eval/value.ts";
import { isComplex } from "../dtypes.ts";
import { type FunctionCall, type FunctionRow, functionsOf, type Place } from "../function.ts";
import { dimList, valueToDim } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { makeTensor, ofDims, tensorOf } from "../tensor.ts";
import { dtypeFrom } from "../values.ts";
import { axesOf, dimsOfInput } from "./arguments.ts";
import { axisFaults, externalOne } from "./external.ts";
import { linalgRows } from "./linalg.ts";

/** What becomes of the last axis that is transformed: it stays, is halved (real input), or doubled (real output). */
type Kind = "complex" | "halved" | "doubled";

const dtypeOf = (call: FunctionCall): ElementType | null => tensorOf(call.input)?.type.dtype ?? null;

function resultType(call: FunctionCall, kind: Kind): ElementType {
  const wide = dtypeOf(call) === "float64" || dtypeOf(call) === "complex128";
  if (kind === "doubled") return wide ? "float64" : "float32";
  return wide ? "complex128" : "complex64";
}

/** `axes`: of how many it is by default; null: of all, or of as many as `s` has sizes. */
const transform = (name: string, kind: Kind, axes: number | null): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature:
    axes === 1
      ? "input, n=None, dim=-1, norm=None, *, out=None"
      : `input, s=None, dim=${axes === 2 ? "(-2, -1)" : "None"}, norm=None, *, out=None`,
  run(call) {
    const dims = dimsOfInput(call.input);
    if (dims === null) return externalOne(call, null, undefined, resultType(call, kind));
    const sizes = axes === 1 ? oneSize(call) : call.none("s") ? null : dimList(call.machine, call.value("s"));
    const stated = call.none("dim") ? null : axesOf(call, call.value("dim"));
    const count = sizes?.length ?? dims.length;
    const along = stated ?? Array.from({ length: count }, (_, index) => index - count);
    const faults = [...along.flatMap((axis) => axisFaults(dims, axis)), ...realFaults(call, kind)];
    if (faults.length > 0) return externalOne(call, null, undefined, resultType(call, kind), faults);
    const result = [...dims];
    for (const [index, stated] of along.entries()) {
      const axis = stated < 0 ? stated + dims.length : stated;
      const isLast = index === along.length - 1;
      // torch takes -1 for the size that is there.
      const size = sizes?.[index] === -1 ? null : (sizes?.[index] ?? null);
      const length = size ?? result[axis] ?? 1;
      if (isLast && kind === "doubled") result[axis] = size ?? multiplyDims(2, subtractDims(length, 1));
      else result[axis] = isLast && kind === "halved" ? addDims(floorDivide(length, 2), 1) : length;
      faults.push(...emptyFaults(result[axis] ?? 1));
    }
    return externalOne(call, result, undefined, resultType(call, kind), faults);
  },
});

function oneSize(call: FunctionCall): readonly Dim[] | null {
  const size = valueToDim(call.value("n"));
  return size === null ? null : [size];
}

/** A transform of real numbers takes no complex ones. */
function realFaults(call: FunctionCall, kind: Kind): OperationFault[] {
  const dtype = dtypeOf(call);
  if (kind !== "halved" || dtype === null || !isComplex(dtype)) return [];
  return [{ code: "fft-type", message: message("realExpected", { got: dtype }) }];
}

const emptyFaults = (size: Dim): readonly OperationFault[] =>
  isLess(size, 1) === "yes" ? [{ code: "fft-size", message: message("fftEmpty", { got: formatDim(size) }) }] : [];

const shifts = (name: string): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature: "input, dim=None",
  run: (call) => externalOne(call, dimsOfInput(call.input)),
});

const frequencies = (name: string, halved: boolean): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature: "n, d=1.0, *, out=None, dtype=None, layout=None, device=None, requires_grad=False",
  run(call) {
    const n = call.dim("n");
    const size = halved ? addDims(floorDivide(n, 2), 1) : n;
    return makeTensor({ type: ofDims([size], dtypeFrom(call.value("dtype")) ?? "float32") });
  },
});

const spectralRows: readonly FunctionRow[] = [
  ...[["fft", "ifft"] as const, ["fft2", "ifft2"] as const, ["fftn", "ifftn"] as const].flatMap((names, index) =>
    names.map((name) => transform(name, "complex", [1, 2, null][index] ?? null)),
  ),
  ...(["", "2", "n"] as const).flatMap((suffix, index) => {
    const axes = [1, 2, null][index] ?? null;
    return [
      transform(`rfft${suffix}`, "halved", axes),
      transform(`ihfft${suffix}`, "halved", axes),
      transform(`irfft${suffix}`, "doubled", axes),
      transform(`hfft${suffix}`, "doubled", axes),
    ];
  }),
  shifts("fftshift"),
  shifts("ifftshift"),
  frequencies("fftfreq", false),
  frequencies("rfftfreq", true),
];

const everywhere: readonly Place[] = ["torch", "tensor"];

/** (…, frequencies, frames), as numbers of two parts where `return_complex` is False. */
function shortTime(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const transformed = call.dim("n_fft");
  const dtype = dtypeOf(call);
  const isReal = dtype === null || !isComplex(dtype);
  const faults: OperationFault[] = [];
  if (dims !== null && dims.length !== 1 && dims.length !== 2)
    faults.push({ code: "stft-rank", message: message("inputRank", { expected: "1, 2", got: dims.length }) });
  if (call.none("return_complex") && isReal)
    faults.push({ code: "stft-complex", message: message("stftComplex"), attribute: "returnComplex" });
  if (dims === null || faults.length > 0) return externalOne(call, null, undefined, undefined, faults);
  const hop = call.none("hop_length") ? floorDivide(transformed, 4) : call.dim("hop_length");
  const added = call.flag("center") ? multiplyDims(2, floorDivide(transformed, 2)) : 0;
  const room = subtractDims(addDims(dims.at(-1) ?? 0, added), transformed);
  if (isLess(room, 0) === "yes") {
    const sides = { kernel: formatDim(transformed), input: formatDim(addDims(dims.at(-1) ?? 0, added)) };
    faults.push({ code: "stft-size", message: message("kernelTooLarge", sides), attribute: "nFft" });
  }
  const onesided = call.none("onesided") ? isReal : call.flag("onesided");
  const bins = onesided ? addDims(floorDivide(transformed, 2), 1) : transformed;
  const complex = call.none("return_complex") || call.flag("return_complex");
  const shape = [...dims.slice(0, -1), bins, addDims(floorDivide(room, hop), 1), ...(complex ? [] : [2])];
  return externalOne(call, shape, undefined, complex ? "complex64" : (dtype ?? "float32"), faults);
}

/** Samples of the frames laid over each other; with `center` half a window less at both ends. */
function shortTimeBack(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  if (dims === null || dims.length < 2) return externalOne(call, null);
  const transformed = call.dim("n_fft");
  const hop = call.none("hop_length") ? floorDivide(transformed, 4) : call.dim("hop_length");
  const whole = addDims(transformed, multiplyDims(hop, subtractDims(dims.at(-1) ?? 1, 1)));
  const cut = call.flag("center") ? multiplyDims(2, floorDivide(transformed, 2)) : 0;
  const length = call.none("length") ? subtractDims(whole, cut) : call.dim("length");
  return externalOne(call, [...dims.slice(0, -2), length], undefined, "float32");
}

const window = (name: string): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature: `window_length, periodic=True, ${name === "kaiser_window" ? "beta=12.0, " : name === "hamming_window" ? "alpha=0.54, beta=0.46, " : ""}*, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False`,
  run: (call) => makeTensor({ type: ofDims([call.dim("window_length")], dtypeFrom(call.value("dtype")) ?? "float32") }),
});

export const shortTimeFunctions: readonly FunctionRow[] = [
  {
    names: ["stft"],
    places: everywhere,
    signature:
      "input, n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode='reflect', normalized=False, onesided=None, return_complex=None, align_to_window=None",
    run: shortTime,
  },
  {
    names: ["istft"],
    places: everywhere,
    signature:
      "input, n_fft, hop_length=None, win_length=None, window=None, center=True, normalized=False, onesided=None, length=None, return_complex=False",
    run: shortTimeBack,
  },
  ...["bartlett_window", "blackman_window", "hamming_window", "hann_window", "kaiser_window"].map(window),
];

export const spectralModules: readonly NativeModule[] = [
  { name: "torch.fft", attributes: functionsOf(spectralRows, "torch") },
  { name: "torch.linalg", attributes: functionsOf(linalgRows, "torch") },
];
