// Functions that look through windows and grids: unfold, fold, grid_sample.
import { type Dim, formatDim } from "../../../ir/dim.ts";
import { addDims, floorDivide, modulo, multiplyDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual, isLess } from "../../../ir/dimComparison.ts";
import { formatShape, shapeOf } from "../../../ir/shape.ts";
import { message } from "../../../messages/index.ts";
import type { Result, Value } from "../../eval/value.ts";
import type { FunctionCall, FunctionRow } from "../function.ts";
import { dimList } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { axisOf, dimsOfInput } from "./arguments.ts";
import { axisFaults, externalOne, viewOf, withAxis } from "./external.ts";

/** Windows of a tensor along an axis, as a new last axis. */
function unfoldAxis(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const axis = axisOf(call, "dimension");
  const [size, step] = [call.dim("size"), call.dim("step")];
  const length = dims?.at(axis ?? 0);
  if (dims === null || axis === null || length === undefined)
    return externalOne(call, null, undefined, undefined, axisFaults(dims, axis));
  const windows = addDims(floorDivide(subtractDims(length, size), step), 1);
  const widened = withAxis(dims, axis, windows);
  const faults =
    isLess(length, size) === "yes"
      ? [
          {
            code: "unfold-size",
            message: message("kernelTooLarge", { kernel: formatDim(size), input: formatDim(length) }),
            attribute: "size",
          },
        ]
      : [];
  const made = externalOne(call, widened === null ? null : [...widened, size], undefined, undefined, faults);
  const at = axis < 0 ? axis + dims.length : axis;
  return viewOf(call, made, (strides) => {
    const apart = typeof step === "number" ? (strides[at] ?? 0) * step : Number.NaN;
    return [...strides.with(at, apart), strides[at] ?? 0];
  });
}

/** Sliding windows as columns: (N, C·kernel, positions). */
export function unfoldedDims(call: Pick<FunctionCall, "perAxis">, dims: readonly Dim[] | null): readonly Dim[] | null {
  if (dims === null || dims.length < 3) return null;
  const kernel = call.perAxis("kernel_size");
  const [stride, padding, dilation] = [call.perAxis("stride"), call.perAxis("padding"), call.perAxis("dilation")];
  const spatial = dims.slice(-2);
  const positions = spatial.map((size, axis) => {
    const reach = addDims(multiplyDims(dilation[axis] ?? 1, subtractDims(kernel[axis] ?? 1, 1)), 1);
    const room = subtractDims(addDims(size, multiplyDims(2, padding[axis] ?? 0)), reach);
    return addDims(floorDivide(room, stride[axis] ?? 1), 1);
  });
  const lead = dims.slice(0, -3);
  return [...lead, multiplyDims(dims[dims.length - 3] ?? 1, ...kernel), multiplyDims(...positions)];
}

/** The kernel does not fit, or the input is no map of channels. */
export function unfoldFaults(
  call: Pick<FunctionCall, "perAxis">,
  dims: readonly Dim[] | null,
): readonly OperationFault[] {
  if (dims === null) return [];
  if (dims.length !== 3 && dims.length !== 4)
    return [{ code: "unfold-rank", message: message("inputRank", { expected: "3, 4", got: dims.length }) }];
  const [kernel, padding, dilation] = [call.perAxis("kernel_size"), call.perAxis("padding"), call.perAxis("dilation")];
  return dims.slice(-2).flatMap((length, axis): readonly OperationFault[] => {
    const reach = addDims(multiplyDims(dilation[axis] ?? 1, subtractDims(kernel[axis] ?? 1, 1)), 1);
    const padded = addDims(length, multiplyDims(2, padding[axis] ?? 0));
    if (isLess(padded, reach) !== "yes") return [];
    const text = message("kernelTooLarge", { kernel: formatDim(reach), input: formatDim(padded) });
    return [{ code: "unfold-size", message: text, attribute: "kernelSize" }];
  });
}

/** Channels that the kernel does not divide, or another number of positions than the output has windows. */
export function foldFaults(
  call: Pick<FunctionCall, "perAxis">,
  dims: readonly Dim[] | null,
): readonly OperationFault[] {
  const [channels, positions] = [dims?.at(-2), dims?.at(-1)];
  if (channels === undefined || positions === undefined) return [];
  const kernel = call.perAxis("kernel_size");
  const elements = multiplyDims(...kernel);
  if (dimsEqual(modulo(channels, elements), 0) === "no") {
    const text = message("foldChannels", { got: formatDim(channels), kernel: formatDim(elements) });
    return [{ code: "fold-channels", message: text, attribute: "kernelSize" }];
  }
  const [stride, padding, dilation] = [call.perAxis("stride"), call.perAxis("padding"), call.perAxis("dilation")];
  const windows = call.perAxis("output_size").map((length, axis) => {
    const reach = addDims(multiplyDims(dilation[axis] ?? 1, subtractDims(kernel[axis] ?? 1, 1)), 1);
    const room = subtractDims(addDims(length, multiplyDims(2, padding[axis] ?? 0)), reach);
    return addDims(floorDivide(room, stride[axis] ?? 1), 1);
  });
  const expected = multiplyDims(...windows);
  if (dimsEqual(expected, positions) !== "no") return [];
  const text = message("foldPositions", { expected: formatDim(expected), got: formatDim(positions) });
  return [{ code: "fold-positions", message: text, attribute: "outputSize" }];
}

/** The reverse of unfold: (N, C, output size). */
export function foldedDims(call: Pick<FunctionCall, "perAxis">, dims: readonly Dim[] | null): readonly Dim[] | null {
  if (dims === null || dims.length < 2) return null;
  const channels = floorDivide(dims[dims.length - 2] ?? 1, multiplyDims(...call.perAxis("kernel_size")));
  return [...dims.slice(0, -2), channels, ...call.perAxis("output_size")];
}

/** One place of `grid` for each place of the output: (N, C) of the input, sizes of the grid. */
function gridSample(call: FunctionCall): Result {
  const [input, grid] = [dimsOfInput(call.input), dimsOfInput(call.value("grid"))];
  const dims = input === null || grid === null ? null : [...input.slice(0, 2), ...grid.slice(1, -1)];
  const faults: OperationFault[] = [];
  if (input !== null && grid !== null) {
    const axes = input.length - 2;
    const shapes = { input: formatShape(shapeOf(...input)), grid: formatShape(shapeOf(...grid)) };
    const fits =
      grid.length === input.length &&
      dimsEqual(grid[0] ?? 1, input[0] ?? 1) !== "no" &&
      dimsEqual(grid.at(-1) ?? axes, axes) !== "no";
    if (!fits) faults.push({ code: "grid-shape", message: message("gridShape", shapes), attribute: "grid" });
  }
  return externalOne(call, dims, [call.input, call.value("grid")], undefined, faults);
}

export const windowFunctions: readonly FunctionRow[] = [
  { names: ["unfold"], places: ["tensor"], signature: "input, dimension, size, step", run: unfoldAxis },
  {
    names: ["unfold"],
    places: ["functional"],
    signature: "input, kernel_size, dilation=1, padding=0, stride=1",
    run(call) {
      const dims = dimsOfInput(call.input);
      return externalOne(call, unfoldedDims(call, dims), undefined, undefined, unfoldFaults(call, dims));
    },
  },
  {
    names: ["fold"],
    places: ["functional"],
    signature: "input, output_size, kernel_size, dilation=1, padding=0, stride=1",
    run(call) {
      const dims = dimsOfInput(call.input);
      return externalOne(call, foldedDims(call, dims), undefined, undefined, foldFaults(call, dims));
    },
  },
  {
    names: ["grid_sample"],
    places: ["functional"],
    signature: "input, grid, mode='bilinear', padding_mode='zeros', align_corners=None",
    run: gridSample,
  },
  {
    names: ["affine_grid"],
    places: ["functional"],
    signature: "theta, size, align_corners=None",
    run(call) {
      const size = dimList(call.machine, call.value("size"));
      const dims = size === null ? null : [size[0] ?? 1, ...size.slice(2), size.length - 2];
      return externalOne(call, dims, undefined, undefined, size === null ? [] : matrixFaults(call.input, size));
    },
  },
];

/** An affine matrix of n rows and n + 1 columns for each image of the batch: it is multiplied with a batch of grids. */
function matrixFaults(theta: Value, size: readonly Dim[]): readonly OperationFault[] {
  const dims = dimsOfInput(theta);
  const axes = size.length - 2;
  if (dims === null || (axes !== 2 && axes !== 3)) return [];
  const expected = [size[0] ?? 1, axes, axes + 1];
  if (dims.length === 3 && dims.every((dim, axis) => dimsEqual(dim, expected[axis] ?? 0) !== "no")) return [];
  const shapes = { expected: formatShape(shapeOf(...expected)), got: formatShape(shapeOf(...dims)) };
  return [{ code: "affine-matrices", message: message("affineMatrices", shapes), attribute: "theta" }];
}
