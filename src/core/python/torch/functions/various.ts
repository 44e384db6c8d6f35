// Functions whose shapes are worked out here: choosing, sorting, windows over tensors, grids.
import { type Dim, formatDim, unknownDim } from "../../../ir/dim.ts";
import { addDims, floorDivide, modulo, multiplyDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual, isLess } from "../../../ir/dimComparison.ts";
import type { ElementType } from "../../../ir/network.ts";
import { formatShape, shapeOf } from "../../../ir/shape.ts";
import { message } from "../../../messages/index.ts";
import { broadcast } from "../../../ops/broadcast.ts";
import { type Result, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { type FunctionCall, type FunctionRow, type Place, unknownTensor } from "../function.ts";
import { alongAxis, numeric } from "../numeric.ts";
import { dimList, itemsOf, numberOf, valueToDim } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { dimsOfTensor, fromData, isTensor, payloadFrom, payloadOf, tensorOf } from "../tensor.ts";
import { pairValue } from "../values.ts";
import { axesOf, axisOf, rankOf, sequenceOf, unknownAxis } from "./shapes.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

/** Outputs whose shapes are known here but whose operation has no rule of its own. */
export function external(
  call: FunctionCall,
  shapes: readonly (readonly Dim[] | null)[],
  inputs: readonly Value[] = [call.input],
  dtypes: readonly (ElementType | null | undefined)[] = [],
  faults: readonly OperationFault[] = [],
): readonly Value[] {
  const outputs = call.record({
    op: "External",
    attrs: { name: call.name, outputs: shapes.length, shapes },
    inputs,
    faults,
  });
  for (const [index, output] of outputs.entries()) {
    const dtype = dtypes[index];
    const payload = payloadOf(output);
    if (dtype === undefined || dtype === payload.type.dtype) continue;
    const type = { ...payload.type, dtype };
    payload.trace?.builder.refine(payload.value, type);
    output.payload = payloadFrom({ ...payload, type });
  }
  return outputs;
}

export const externalOne = (
  call: FunctionCall,
  dims: readonly Dim[] | null,
  inputs?: readonly Value[],
  dtype?: ElementType | null,
  faults: readonly OperationFault[] = [],
): Value => external(call, [dims], inputs, [dtype], faults)[0] ?? null;

export function dimsOfInput(value: Value): readonly Dim[] | null {
  const tensor = tensorOf(value);
  return tensor === null ? null : dimsOfTensor(tensor);
}

/** Replaces the size of an axis; null where the rank is not known or has no such axis. */
function withAxis(dims: readonly Dim[] | null, axis: number | null, size: Dim): readonly Dim[] | null {
  if (dims === null || axis === null) return null;
  const at = axis < 0 ? axis + dims.length : axis;
  return at >= 0 && at < dims.length ? dims.map((dim, index) => (index === at ? size : dim)) : null;
}

/** The axis does not exist. */
function axisFaults(dims: readonly Dim[] | null, axis: number | null): readonly OperationFault[] {
  if (dims === null || axis === null) return [];
  const rank = Math.max(dims.length, 1);
  if (axis >= -rank && axis < rank) return [];
  return [{ code: "axis-range", message: message("axisOutOfRange", { axis, rank: dims.length }), attribute: "axis" }];
}

/** A tensor has another number of axes than the function takes. */
function rankFaults(name: string, dims: readonly Dim[] | null, expected: number): readonly OperationFault[] {
  if (dims === null || dims.length === expected) return [];
  return [{ code: `${name}-rank`, message: message("inputRank", { expected, got: dims.length }) }];
}

/** A number beside tensors becomes a tensor without dimensions. */
function asTensor(value: Value): Value {
  if (isTensor(value) || value instanceof Unknown) return value;
  const number = numberOf(value);
  return number === null ? value : fromData(numeric("float32", [], [number]));
}

const sameShape = (names: readonly string[], signature: string, inPlace = false): FunctionRow => ({
  names,
  places: everywhere,
  signature,
  inPlace,
  run: (call) => externalOne(call, dimsOfInput(call.input), tensorsAmong(call, signature)),
});

/** Element by element over several tensors. */
function broadcasting(names: readonly string[], signature: string): FunctionRow {
  return {
    names,
    places: everywhere,
    signature,
    inPlace: true,
    run(call) {
      const tensors = tensorsAmong(call, signature);
      const shapes = tensors.map(dimsOfInput);
      let dims: readonly Dim[] | null = shapes[0] ?? null;
      for (const shape of shapes.slice(1)) dims = dims === null || shape === null ? null : broadcast(dims, shape).dims;
      return externalOne(call, dims, tensors);
    },
  };
}

/** The arguments that are tensors. */
function tensorsAmong(call: FunctionCall, signature: string): readonly Value[] {
  const names = signature.split(",").map((part) => part.trim().split("=")[0] ?? "");
  return names.map((name) => call.value(name)).filter(isTensor);
}

function sorted(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const [values = null, indices = null] = external(call, [dims, dims], [call.input], [undefined, "int64"]);
  return pairValue(values, indices);
}

function topK(call: FunctionCall): Result {
  const whole = dimsOfInput(call.input);
  const [axis, k] = [axisOf(call, "dim"), call.dim("k")];
  const dims = withAxis(whole, axis, k);
  const length = whole?.length === 0 ? 1 : axis === null ? undefined : whole?.at(axis);
  const tooMany = length !== undefined && isLess(length, k) === "yes";
  const faults = tooMany
    ? [
        {
          code: "topk-range",
          message: message("topkRange", { k: formatDim(k), size: formatDim(length) }),
          attribute: "k",
        },
      ]
    : [];
  const shape = whole?.length === 0 ? whole : dims;
  const [values = null, indices = null] = external(
    call,
    [shape, shape],
    [call.input],
    [undefined, "int64"],
    [...faults, ...axisFaults(whole, axis)],
  );
  return pairValue(values, indices);
}

function repeatInterleave(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const repeats = valueToDim(call.value("repeats"));
  if (dims === null || repeats === null || isTensor(call.value("repeats"))) {
    const axis = axisOf(call, "dim");
    return externalOne(call, withAxis(dims, axis, unknownDim(message("dependsOnValues", { name: call.name }))));
  }
  if (call.none("dim")) return externalOne(call, [multiplyDims(...dims, repeats)]);
  const axis = axisOf(call, "dim") ?? 0;
  return externalOne(call, withAxis(dims, axis, multiplyDims(dims.at(axis) ?? 1, repeats)));
}

/** Grids of every combination: with "xy" the first two axes change places. */
function meshgrid(call: FunctionCall): Result {
  const given = itemsOf(call.machine, call.value("tensors")) ?? [];
  const only = given.length === 1 && !isTensor(given[0] ?? null) ? itemsOf(call.machine, given[0] ?? null) : null;
  const tensors = only ?? given;
  const sizes = tensors.map((tensor) => {
    const dims = dimsOfInput(tensor);
    return dims === null ? unknownDim(message("tensorValueUnknown")) : (dims[0] ?? 1);
  });
  if (call.text("indexing") === "xy" && sizes.length > 1) [sizes[0], sizes[1]] = [sizes[1] ?? 1, sizes[0] ?? 1];
  const grids = gridData(tensors, call.text("indexing") === "xy");
  if (grids !== null) return new Tuple(grids);
  return new Tuple(
    external(
      call,
      tensors.map(() => sizes),
      tensors,
    ),
  );
}

/** The grids of known vectors. */
function gridData(tensors: readonly Value[], swapped: boolean): readonly Value[] | null {
  const datas = tensors.map((tensor) => tensorOf(tensor)?.data ?? null);
  if (datas.some((data) => data === null || data.dims.length !== 1)) return null;
  const lengths = datas.map((data) => data?.values.length ?? 0);
  const order = lengths.map((_, index) => (swapped && index < 2 ? 1 - index : index));
  if (lengths.length === 1) order[0] = 0;
  const dims = order.map((index) => lengths[index] ?? 0);
  const count = dims.reduce((a, b) => a * b, 1);
  if (count > 4096) return null;
  return datas.map((data, which) => {
    const axis = order.indexOf(which);
    const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
    const size = dims[axis] ?? 1;
    const values = Array.from({ length: count }, (_, index) => data?.values[Math.floor(index / inner) % size] ?? 0);
    return fromData(numeric(data?.dtype ?? "float32", dims, values));
  });
}

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
  return externalOne(call, widened === null ? null : [...widened, size], undefined, undefined, faults);
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

function oneHot(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const classes = valueToDim(call.value("num_classes"));
  const depth =
    classes === null || classes === -1 ? unknownDim(message("dependsOnValues", { name: call.name })) : classes;
  return externalOne(call, dims === null ? null : [...dims, depth], undefined, "int64");
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

function outer(call: FunctionCall): Result {
  const [a, b] = [dimsOfInput(call.input), dimsOfInput(call.value("vec2"))];
  const faults = [...rankFaults("outer", a, 1), ...rankFaults("outer", b, 1)];
  return externalOne(
    call,
    a === null || b === null ? null : [...a, ...b],
    [call.input, call.value("vec2")],
    undefined,
    faults,
  );
}

/** Results whose size is the number of elements that pass a test. */
const counted = (
  names: readonly string[],
  signature: string,
  rank: (call: FunctionCall) => readonly Dim[],
): FunctionRow => ({
  names,
  places: everywhere,
  signature,
  run: (call) => externalOne(call, [unknownDim(message("dependsOnValues", { name: call.name })), ...rank(call)]),
});

const flips = (names: readonly string[], axes: (call: FunctionCall) => readonly number[] | null): FunctionRow => ({
  names,
  places: everywhere,
  signature: "input, dims=None",
  methodSignature: "*dims",
  run(call) {
    const chosen = axes(call);
    if (chosen === null) return unknownTensor(call.machine, unknownAxis(call.value("dims")));
    let data = tensorOf(call.input)?.data ?? null;
    const rank = data?.dims.length ?? 0;
    const positive = chosen.map((axis) => (axis < 0 ? axis + rank : axis));
    if (data !== null && positive.every((axis) => axis >= 0 && axis < rank)) {
      for (const axis of positive) data = alongAxis(data, axis, (line) => line.toReversed());
      return fromData(data);
    }
    return call.record({ op: "Flip", attrs: { axes: chosen } })[0] ?? null;
  },
});

/** Axes given one by one or as one sequence. */
function spreadAxes(call: FunctionCall, name: string): readonly number[] | null {
  const value = call.value(name);
  const items = itemsOf(call.machine, value);
  const only = items?.length === 1 ? (items[0] ?? null) : null;
  return axesOf(call, only !== null && itemsOf(call.machine, only) !== null ? only : value);
}

/** x / max(‖x‖, ε) along an axis. */
function normalize(call: FunctionCall): Result {
  const axis = axisOf(call, "dim");
  if (axis === null) return externalOne(call, dimsOfInput(call.input));
  const norms = call.record({
    op: "Reduce",
    attrs: { function: "norm", order: call.number("p", 2), axes: [axis], keepDims: true },
  });
  const limited = call.record({
    op: "Unary",
    attrs: { function: "clamp", minimum: call.number("eps", 1e-12) },
    inputs: norms,
  });
  return call.record({ op: "Div", attrs: {}, inputs: [call.input, ...limited] })[0] ?? null;
}

export const variousFunctions: readonly FunctionRow[] = [
  {
    names: ["where"],
    places: ["torch"],
    signature: "condition, input=None, other=None",
    run(call) {
      const [condition, a, b] = [call.value("condition"), call.value("input"), call.value("other")];
      if (a === null && b === null) {
        const rank = rankOf(condition);
        if (rank === null) return call.machine.unknown(message("dependsOnValues", { name: "where" }));
        const positions = [unknownDim(message("dependsOnValues", { name: "where" }))];
        const axes = new Array<typeof positions>(Math.max(rank, 1)).fill(positions);
        return new Tuple(external(call, axes, [condition], new Array<"int64">(axes.length).fill("int64")));
      }
      return call.record({ op: "Where", attrs: {}, inputs: [condition, asTensor(a), asTensor(b)] })[0] ?? null;
    },
  },
  {
    names: ["where"],
    places: ["tensor"],
    signature: "input, condition, other",
    run: (call) =>
      call.record({
        op: "Where",
        attrs: {},
        inputs: [call.value("condition"), call.input, asTensor(call.value("other"))],
      })[0] ?? null,
  },
  {
    names: ["masked_fill"],
    places: everywhere,
    signature: "input, mask, value",
    inPlace: true,
    run: (call) =>
      call.record({
        op: "Where",
        attrs: {},
        inputs: [call.value("mask"), asTensor(call.value("value")), call.input],
      })[0] ?? null,
  },
  {
    names: ["gather"],
    places: everywhere,
    signature: "input, dim, index, *, sparse_grad=False, out=None",
    run: (call) => externalOne(call, dimsOfInput(call.value("index")), [call.input, call.value("index")]),
  },
  {
    names: ["take_along_dim"],
    places: everywhere,
    signature: "input, indices, dim=None",
    run: (call) => externalOne(call, dimsOfInput(call.value("indices")), [call.input, call.value("indices")]),
  },
  {
    names: ["index_select"],
    places: everywhere,
    signature: "input, dim, index, *, out=None",
    attributeNames: { dim: "axis" },
    operation: (call) => ({
      op: "IndexSelect",
      attrs: { axis: axisOf(call, "dim") ?? 0 },
      inputs: [call.input, call.value("index")],
    }),
  },
  sameShape(["scatter", "scatter_add"], "input, dim, index, src=None, value=None, reduce=None", true),
  sameShape(["index_add", "index_copy"], "input, dim, index, source=None, alpha=1", true),
  sameShape(["index_fill"], "input, dim, index, value=None", true),
  sameShape(["masked_scatter"], "input, mask, source=None", true),
  sameShape(["tril", "triu"], "input, diagonal=0", true),
  sameShape(["cummax", "cummin", "logcumsumexp"], "input, dim=None"),
  sameShape(["bernoulli", "multinomial_like", "nan_to_num"], "input, p=None", true),
  broadcasting(["lerp"], "input, end, weight=None"),
  broadcasting(["atan2", "arctan2", "hypot"], "input, other"),
  ...(["addcmul", "addcdiv"] as const).map(
    (name): FunctionRow => ({
      names: [name],
      places: everywhere,
      signature: "input, tensor1, tensor2, value=1",
      inPlace: true,
      run(call) {
        const given = [call.value("tensor1"), call.value("tensor2")];
        const products = call.record({ op: name === "addcmul" ? "Mul" : "Div", attrs: {}, inputs: given });
        return call.record({ op: "Add", attrs: {}, inputs: [call.input, ...products] })[0] ?? null;
      },
    }),
  ),
  { names: ["sort"], places: everywhere, signature: "input, dim=-1, descending=False, stable=False", run: sorted },
  {
    names: ["argsort"],
    places: everywhere,
    signature: "input, dim=-1, descending=False, stable=False",
    run: (call) => externalOne(call, dimsOfInput(call.input), undefined, "int64"),
  },
  {
    names: ["kron"],
    places: everywhere,
    signature: "input, other",
    run(call) {
      const [a, b] = [dimsOfInput(call.input), dimsOfInput(call.value("other"))];
      const rank = Math.max(a?.length ?? 0, b?.length ?? 0);
      const at = (dims: readonly Dim[], axis: number): Dim => dims[axis - rank + dims.length] ?? 1;
      const dims = a && b && Array.from({ length: rank }, (_, axis) => multiplyDims(at(a, axis), at(b, axis)));
      return externalOne(call, dims, [call.input, call.value("other")]);
    },
  },
  ...(["median", "mode", "nanmedian"] as const).map(
    (name): FunctionRow => ({
      names: [name],
      places: everywhere,
      signature: name === "mode" ? "input, dim=-1, keepdim=False" : "input, dim=None, keepdim=False",
      run(call) {
        const whole = dimsOfInput(call.input);
        if (call.none("dim")) return externalOne(call, []);
        const axis = axisOf(call, "dim");
        const kept = withAxis(whole, axis, 1);
        const at = axis === null || whole === null ? -1 : axis < 0 ? axis + whole.length : axis;
        const dims = call.flag("keepdim") ? kept : (kept?.filter((_, index) => index !== at) ?? null);
        const faults = axisFaults(whole, axis);
        const [values = null, indices = null] = external(
          call,
          [dims, dims],
          [call.input],
          [undefined, "int64"],
          faults,
        );
        return pairValue(values, indices);
      },
    }),
  ),
  { names: ["topk"], places: everywhere, signature: "input, k, dim=-1, largest=True, sorted=True", run: topK },
  {
    names: ["repeat_interleave"],
    places: everywhere,
    signature: "input, repeats, dim=None, *, output_size=None",
    run: repeatInterleave,
  },
  { names: ["meshgrid"], places: ["torch"], signature: "*tensors, indexing='ij'", run: meshgrid },
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
  { names: ["one_hot"], places: ["functional"], signature: "tensor, num_classes=-1", run: oneHot },
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
      return externalOne(call, size === null ? null : [size[0] ?? 1, ...size.slice(2), size.length - 2]);
    },
  },
  { names: ["outer", "ger"], places: everywhere, signature: "input, vec2", run: outer },
  {
    names: ["roll"],
    places: everywhere,
    signature: "input, shifts, dims=None",
    operation(call) {
      const shifts = axesOf(call, call.value("shifts"));
      const axes = call.none("dims") ? null : axesOf(call, call.value("dims"));
      if (shifts === null || axes === null) return unknownAxis(call.value("shifts"));
      return { op: "Roll", attrs: { axes, shifts } };
    },
  },
  flips(["flip"], (call) => spreadAxes(call, "dims")),
  flips(["fliplr"], () => [1]),
  flips(["flipud"], () => [0]),
  counted(["nonzero", "argwhere"], "input, as_tuple=False", (call) => [rankOf(call.input) ?? 1]),
  counted(["masked_select"], "input, mask", () => []),
  {
    names: ["normalize"],
    places: ["functional"],
    signature: "input, p=2.0, dim=1, eps=1e-12, out=None",
    run: normalize,
  },
  {
    names: ["cdist"],
    places: ["torch"],
    signature: "x1, x2, p=2.0, compute_mode=None",
    run(call) {
      const [a, b] = [dimsOfInput(call.input), dimsOfInput(call.value("x2"))];
      const dims = a === null || b === null ? null : [...a.slice(0, -1), b.at(-2) ?? 1];
      const flat = [a, b].find((shape) => shape !== null && shape.length < 2);
      const faults = flat
        ? [{ code: "cdist-rank", message: message("inputRank", { expected: "≥ 2", got: flat.length }) }]
        : [];
      return externalOne(call, dims, [call.input, call.value("x2")], undefined, faults);
    },
  },
  {
    names: ["cosine_similarity"],
    places: ["torch", "functional"],
    signature: "x1, x2, dim=1, eps=1e-08",
    run(call) {
      const product = call.record({ op: "Mul", attrs: {}, inputs: [call.input, call.value("x2")] });
      return (
        call.record({
          op: "Reduce",
          attrs: { function: "sum", axes: [axisOf(call, "dim") ?? 1] },
          inputs: product,
        })[0] ?? null
      );
    },
  },
  {
    names: ["pairwise_distance"],
    places: ["functional", "torch"],
    signature: "x1, x2, p=2.0, eps=1e-06, keepdim=False",
    run(call) {
      const difference = call.record({ op: "Sub", attrs: {}, inputs: [call.input, call.value("x2")] });
      const attrs = { function: "norm", order: call.number("p", 2), axes: [-1], keepDims: call.flag("keepdim") };
      return call.record({ op: "Reduce", attrs, inputs: difference })[0] ?? null;
    },
  },
  {
    names: ["broadcast_tensors"],
    places: ["torch"],
    signature: "*tensors",
    run(call) {
      const tensors = sequenceOf(call, call.value("tensors"));
      if (tensors === undefined) return undefined;
      if (tensors instanceof Unknown) return unknownTensor(call.machine, tensors.because);
      const sum = tensors.length === 0 ? [] : call.record({ op: "Add", attrs: {}, inputs: tensors });
      const dims = dimsOfInput(sum[0] ?? null);
      return new Tuple(
        external(
          call,
          tensors.map(() => dims),
          tensors,
        ),
      );
    },
  },
];
