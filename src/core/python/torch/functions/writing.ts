// Functions that write into a copy of a tensor or look at it in another way: scatters, `index_put`, `as_strided`.
import type { Dim } from "../../../ir/dim.ts";
import { isLess, mayBeAlike } from "../../../ir/dimComparison.ts";
import { formatShape, shapeOf } from "../../../ir/shape.ts";
import { message } from "../../../messages/index.ts";
import { type Result, Slice, type Value } from "../../eval/value.ts";
import { sliceIndices } from "../containers.ts";
import type { FunctionCall, FunctionRow, Place } from "../function.ts";
import type { OperationFault } from "../record.ts";
import { tensorOf } from "../tensor.ts";
import { axisOf, dimsOfInput } from "./arguments.ts";
import { axisFaults, externalOne, tensorsAmong, viewOf, withAxis } from "./external.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

const disagree = (code: string, left: readonly Dim[], right: readonly Dim[]): OperationFault => {
  const sides = { left: formatShape(shapeOf(...left)), right: formatShape(shapeOf(...right)) };
  return { code, message: message("addShapes", sides) };
};

/**
 * An index for `gather` and `scatter` has as many axes as the tensor and, but along the axis that it picks from, is no
 * larger. Tensors without axes count as one.
 */
export function pickFaults(
  call: FunctionCall,
  limit: readonly Dim[] | null,
  picksAlong: boolean,
): readonly OperationFault[] {
  const index = dimsOfInput(call.value("index"));
  const axis = axisOf(call, "dim");
  if (limit === null || index === null || axis === null) return [];
  if (index.some((dim) => dim === 0)) return [];
  if (Math.max(index.length, 1) !== Math.max(limit.length, 1))
    return [{ ...disagree("index-shape", limit, index), attribute: "index" }];
  const at = axis < 0 ? axis + limit.length : axis;
  const larger = index.some((dim, along) => !(picksAlong && along === at) && isLess(limit[along] ?? 1, dim) === "yes");
  return larger ? [{ ...disagree("index-shape", limit, index), attribute: "index" }] : [];
}

/** Positions are integers. */
export function indexTypeFaults(index: Value): readonly OperationFault[] {
  const dtype = tensorOf(index)?.type.dtype ?? null;
  if (dtype === null || dtype === "int64" || dtype === "int32") return [];
  return [{ code: "index-type", message: message("indexType", { got: dtype }), attribute: "index" }];
}

/** The source has an element for each of the index. */
function scatter(call: FunctionCall, signature: string): Result {
  const dims = dimsOfInput(call.input);
  const faults = [
    ...axisFaults(dims, axisOf(call, "dim")),
    ...pickFaults(call, dims, true),
    ...pickFaults(call, dimsOfInput(call.value("src")), false),
    ...indexTypeFaults(call.value("index")),
  ];
  return externalOne(call, dims, tensorsAmong(call, signature), undefined, faults);
}

const scatters = (names: readonly string[], signature: string): FunctionRow => ({
  names,
  places: everywhere,
  signature,
  inPlace: true,
  run: (call) => scatter(call, signature),
});

/** Writes along an axis at listed places: as many as the source has there. */
const indexed = (names: readonly string[], signature: string): FunctionRow => ({
  names,
  places: everywhere,
  signature,
  inPlace: true,
  run(call) {
    const dims = dimsOfInput(call.input);
    const [index, source] = [dimsOfInput(call.value("index")), dimsOfInput(call.value("source"))];
    const axis = axisOf(call, "dim");
    const faults = [...axisFaults(dims, axis)];
    if (index !== null && index.length > 1)
      faults.push({ code: "index-rank", message: message("inputRank", { expected: "≤ 1", got: index.length }) });
    const count = index === null ? undefined : (index[0] ?? 1);
    const expected = faults.length > 0 || count === undefined ? null : withAxis(dims, axis, count);
    const fits = (one: readonly Dim[], other: readonly Dim[]) => mayBeAlike(one, other);
    if (expected !== null && source !== null && source.length > 0 && !fits(expected, source))
      faults.push(disagree("index-shape", expected, source));
    return externalOne(call, dims, tensorsAmong(call, signature), undefined, faults);
  },
});

/** A part of a tensor is replaced by a source that has the part's shape. */
const replaced = (
  name: string,
  signature: string,
  part: (call: FunctionCall, dims: readonly Dim[]) => readonly Dim[] | null,
): FunctionRow => ({
  names: [name],
  places: everywhere,
  signature,
  run(call) {
    const [dims, source] = [dimsOfInput(call.input), dimsOfInput(call.value("src"))];
    const wanted = dims === null ? null : part(call, dims);
    const fits = wanted === null || source === null || mayBeAlike(wanted, source);
    const faults = fits ? [] : [disagree("source-shape", wanted ?? [], source ?? [])];
    return externalOne(call, dims, [call.input, call.value("src")], undefined, faults);
  },
});

function sliceOf(call: FunctionCall, dims: readonly Dim[]): readonly Dim[] | null {
  const axis = axisOf(call, "dim");
  const size = axis === null ? undefined : dims.at(axis);
  if (typeof size !== "number") return null;
  const indices = sliceIndices(new Slice(call.value("start"), call.value("end"), call.value("step")), size);
  return indices === null ? null : withAxis(dims, axis, indices.length);
}

/** Elements by sizes and distances of one's own. Whether all are there depends on what the tensor is a view of. */
function strided(call: FunctionCall): Result {
  const [sizes, strides] = [call.list("size"), call.list("stride")];
  const faults: OperationFault[] = [];
  if (sizes.length !== strides.length) {
    const text = message("axisPairs", { left: sizes.length, right: strides.length });
    faults.push({ code: "strided-axes", message: text, attribute: "stride" });
  }
  const made = externalOne(call, sizes, undefined, undefined, faults);
  return viewOf(call, made, () => strides.map((stride) => (typeof stride === "number" ? stride : Number.NaN)));
}

export const writingFunctions: readonly FunctionRow[] = [
  scatters(["scatter"], "input, dim, index, src|value=None, reduce=None"),
  scatters(["scatter_add"], "input, dim, index, src"),
  scatters(["scatter_reduce"], "input, dim, index, src, reduce, *, include_self=True"),
  indexed(["index_add"], "input, dim, index, source, *, alpha=1, out=None"),
  indexed(["index_copy"], "input, dim, index, source"),
  indexed(["index_reduce"], "input, dim, index, source, reduce, *, include_self=True"),
  indexed(["index_fill"], "input, dim, index, value=None"),
  {
    names: ["index_put"],
    places: everywhere,
    signature: "input, indices, values, accumulate=False",
    inPlace: true,
    run: (call) => externalOne(call, dimsOfInput(call.input), tensorsAmong(call, "input, values")),
  },
  {
    names: ["put"],
    places: ["tensor"],
    signature: "input, index, source, accumulate=False",
    inPlace: true,
    run: (call) => externalOne(call, dimsOfInput(call.input), tensorsAmong(call, "input, index, source")),
  },
  replaced("select_scatter", "input, src, dim, index", (call, dims) => {
    const axis = axisOf(call, "dim");
    const at = axis !== null && axis < 0 ? axis + dims.length : axis;
    return at === null ? null : dims.filter((_, other) => other !== at);
  }),
  replaced("slice_scatter", "input, src, dim=0, start=None, end=None, step=1", sliceOf),
  replaced("diagonal_scatter", "input, src, offset=0, dim1=0, dim2=1", () => null),
  { names: ["as_strided"], places: everywhere, signature: "input, size, stride, storage_offset=0", run: strided },
];
