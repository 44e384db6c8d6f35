import type { Dim } from "../../../ir/dim.ts";
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
  const stated = settings.shapes("shape")[0] ?? [];
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

/** A copy for each top. */
const split: LayerRule = (site) => site.layer.tops.flatMap(() => site.add("Identity", {}, site.inputs.slice(0, 1), 1));

export const shapeRules: LayerRules = {
  Concat: concat,
  Flatten: flatten,
  Reshape: reshape,
  Split: split,
  Silence: () => [],
};
