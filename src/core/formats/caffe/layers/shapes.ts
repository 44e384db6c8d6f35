import type { Dim } from "../../../ir/dim.ts";
import { floorDivide, multiplyDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import type { Setting } from "../settings.ts";
import type { LayerRule, LayerRules, LayerSite } from "./rule.ts";

/** The axis of a layer's parameter message; the name that older files use comes second. */
function axisOf(site: LayerSite, param: string, older: string): Setting<number> | number {
  const settings = site.layer.settings(param);
  return settings.integer("axis") ?? settings.integer(older) ?? 1;
}

const concat: LayerRule = (site) =>
  site.add("Concat", { axis: axisOf(site, "concat_param", "concat_dim") }, site.inputs, 1);

const flatten: LayerRule = (site) => {
  const settings = site.layer.settings("flatten_param");
  const attributes = { startAxis: settings.integer("axis") ?? 1, endAxis: settings.integer("end_axis") ?? -1 };
  return site.add("Flatten", attributes, site.inputs.slice(0, 1), 1);
};

/** `shape` replaces the axes from `axis` on, `num_axes` of them; 0 copies the input's size of the same place. */
const reshape: LayerRule = (site) => {
  const settings = site.layer.settings("reshape_param");
  const stated = settings.message("shape").integers("dim");
  const [first] = stated;
  const shape: Setting<readonly Dim[]> | readonly Dim[] = first
    ? { value: stated.map((dim) => dim.value), field: "dim", at: first.at, composed: stated.length > 1 }
    : [];
  const start = settings.integer("axis")?.value ?? 0;
  const count = settings.integer("num_axes")?.value ?? -1;
  if (start === 0 && count === -1) return site.add("Reshape", { shape, zeroCopies: true }, site.inputs.slice(0, 1), 1);
  const dims = site.dims(0);
  if (dims === null) return site.add("Reshape", { shape: [0], zeroCopies: true }, site.inputs.slice(0, 1), 1);
  const from = start < 0 ? dims.length + start + 1 : start;
  const to = count < 0 ? dims.length : from + count;
  const replaced = stated.map((dim, index) => (dim.value === 0 ? (dims[from + index] ?? 0) : dim.value));
  return site.add(
    "Reshape",
    { shape: [...dims.slice(0, from), ...replaced, ...dims.slice(to)] },
    site.inputs.slice(0, 1),
    1,
  );
};

/** The axes that `order` leaves out follow in their own order. */
const permute: LayerRule = (site) => {
  const order = site.layer
    .settings("permute_param")
    .integers("order")
    .map((axis) => axis.value);
  const rank = site.dims(0)?.length ?? order.length;
  const rest = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !order.includes(axis));
  return site.add("Transpose", { permutation: [...order, ...rest] }, site.inputs.slice(0, 1), 1);
};

/** Cuts at each `slice_point`, else into equal parts. */
const slice: LayerRule = (site) => {
  const axis = axisOf(site, "slice_param", "slice_dim");
  const points = site.layer
    .settings("slice_param")
    .integers("slice_point")
    .map((point) => point.value);
  const tops = site.layer.tops.length;
  if (points.length === 0) return site.add("Split", { axis, parts: tops }, site.inputs.slice(0, 1), tops);
  const index = typeof axis === "number" ? axis : axis.value;
  const dims = site.dims(0);
  const total = dims?.[index < 0 ? dims.length + index : index];
  const last = points.at(-1) ?? 0;
  const inner = points.map((point, at) => point - (points[at - 1] ?? 0));
  if (total === undefined) return site.add("Split", { axis, parts: tops }, site.inputs.slice(0, 1), tops);
  return site.add("Split", { axis, sizes: [...inner, subtractDims(total, last)] }, site.inputs.slice(0, 1), tops);
};

/** Without an axis the best of each item of the batch. */
const argMax: LayerRule = (site) => {
  const settings = site.layer.settings("argmax_param");
  const axis = settings.integer("axis");
  const top = settings.integer("top_k")?.value ?? 1;
  if (top !== 1 || settings.boolean("out_max_val")?.value === true)
    return site.add("External", { name: site.layer.type, outputs: 1 }, site.inputs, 1);
  if (axis) return site.add("ArgMax", { axis, keepDims: true }, site.inputs.slice(0, 1), 1);
  const flat = site.add("Flatten", { startAxis: 1 }, site.inputs.slice(0, 1), 1);
  const best = site.add("ArgMax", { axis: 1, keepDims: true }, flat, 1);
  const rank = Math.max(3, site.dims(0)?.length ?? 4);
  const shape = [0, ...Array.from({ length: rank - 1 }, () => 1)];
  return site.add("Reshape", { shape, zeroCopies: true }, best, 1);
};

/** All axes from `axis` on become one number, times `coeff`. */
const reduction: LayerRule = (site) => {
  const settings = site.layer.settings("reduction_param");
  const operation = settings.word("operation")?.value ?? "SUM";
  const from = settings.integer("axis")?.value ?? 0;
  const rank = site.dims(0)?.length ?? 0;
  const start = from < 0 ? rank + from : from;
  const axes = Array.from({ length: Math.max(0, rank - start) }, (_, index) => start + index);
  const before =
    operation === "ASUM"
      ? site.add("Unary", { function: "abs" }, site.inputs.slice(0, 1), 1)
      : operation === "SUMSQ"
        ? site.add("Pow", { scalar: 2 }, site.inputs.slice(0, 1), 1)
        : site.inputs.slice(0, 1);
  const reduced = site.add("Reduce", { function: operation === "MEAN" ? "mean" : "sum", axes }, before, 1);
  const coefficient = settings.number("coeff")?.value ?? 1;
  return coefficient === 1 ? reduced : site.add("Mul", { scalar: coefficient }, reduced, 1);
};

/** `tiles` copies one after the other along an axis. */
const tile: LayerRule = (site) => {
  const settings = site.layer.settings("tile_param");
  const axis = settings.integer("axis")?.value ?? 1;
  const rank = site.dims(0)?.length ?? 0;
  const at = axis < 0 ? rank + axis : axis;
  const repeats = Array.from({ length: rank }, (_, index) =>
    index === at ? (settings.integer("tiles")?.value ?? 1) : 1,
  );
  return site.add("Tile", { repeats }, site.inputs.slice(0, 1), 1);
};

/** Items of the batch in the order that the second bottom gives. */
const batchReindex: LayerRule = (site) => {
  const dims = site.dims(0);
  const count = site.dims(1)?.[0];
  const shapes = [dims && count !== undefined ? [count, ...dims.slice(1)] : null];
  return site.add("External", { name: site.layer.type, outputs: 1, shapes }, site.inputs, 1);
};

/** A learned blob by itself. */
const parameter: LayerRule = (site) => {
  const dims =
    site.layer
      .settings("parameter_param")
      .shapes("shape")[0]
      ?.map((dim) => dim.value) ?? [];
  return [site.parameter("weight", dims)];
};

/** Squares of positions become channels (YOLO v2's forks). */
const reorganise: LayerRule = (site) => {
  const stride = site.layer.settings("reorg_param").integer("stride")?.value ?? 1;
  const dims = site.dims(0);
  const [batch, channels, height, width] = dims ?? [];
  const isPlane = batch !== undefined && channels !== undefined && height !== undefined && width !== undefined;
  const shape = isPlane
    ? [batch, multiplyDims(channels, stride * stride), floorDivide(height, stride), floorDivide(width, stride)]
    : null;
  return site.add("External", { name: site.layer.type, outputs: 1, shapes: [shape] }, site.inputs, 1);
};

/** A copy for each top. */
const split: LayerRule = (site) => site.layer.tops.flatMap(() => site.add("Identity", {}, site.inputs.slice(0, 1), 1));

export const shapeRules: LayerRules = {
  ArgMax: argMax,
  BatchReindex: batchReindex,
  Parameter: parameter,
  Permute: permute,
  Reduction: reduction,
  Slice: slice,
  Concat: concat,
  Flatten: flatten,
  Reorg: reorganise,
  Reshape: reshape,
  Split: split,
  Tile: tile,
  HDF5Output: () => [],
  MatWrite: () => [],
  Silence: () => [],
};
