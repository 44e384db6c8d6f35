import type { Message } from "../ir/message.ts";
import type { Network, NodeId, ValueId } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { type Area, areaOf, type Box, extentOf, isBox, join } from "./area.ts";
import { fieldsOf } from "./fields.ts";
import type { Interval } from "./periodicField.ts";
import { perNetwork } from "./perNetwork.ts";
import { type Positions, range, seenThrough } from "./positions.ts";
import { spatialAxesOf } from "./spatialAxes.ts";
import { type AxisWindow, endsOf, type Look, looksOf, opaqueBecause } from "./windowRules.ts";

/** What one unit of a tensor sees of one input; one interval (both ends included) a spatial axis of the input. */
export interface InputRegion {
  readonly input: string;
  readonly value: ValueId;
  /** Null: the unit sees nothing of this input but padding. Clipped in every layer on the way, not only at the input. */
  readonly clipped: readonly Interval[] | null;
  /** As if no map had a border. */
  readonly unclipped: readonly Interval[];
  /** False where branches see areas that do not add up to a rectangle; then these are its bounds. */
  readonly rectangular: boolean;
}

export type Region =
  | { readonly known: true; readonly unit: readonly number[]; readonly inputs: readonly InputRegion[] }
  | { readonly known: false; readonly because: Message };

/**
 * The exact part of each input that a unit depends on, by going back from it through the windows of every layer.
 * `unit`: one index for each axis of the tensor that comes from a spatial axis (row, column); all channels are meant.
 * Default: the middle, ⌊h/2⌋, ⌊w/2⌋. Sizes have to be numbers.
 */
export function regionOf(network: Network, value: ValueId, unit?: readonly number[]): Region {
  const shape = network.values[value]?.type.shape;
  if (shape?.rank !== "known") return { known: false, because: shape?.because ?? message("inputMissing") };
  const dims: number[] = [];
  for (const dim of shape.dims) {
    if (typeof dim !== "number") return { known: false, because: message("regionNeedsNumbers") };
    dims.push(dim);
  }
  const axes = unitAxes(network, value);
  const at = axes.map((axis, index) => unit?.[index] ?? Math.floor((dims[axis] ?? 1) / 2));
  const start = dims.map((size, axis): Positions => {
    const index = axes.indexOf(axis);
    const position = at[index] ?? 0;
    return index < 0 ? range(0, size - 1) : range(position, position);
  });
  const clipped = goBack(network, value, start, true);
  if ("key" in clipped) return { known: false, because: clipped };
  const unclipped = goBack(network, value, start, false);
  if ("key" in unclipped) return { known: false, because: unclipped };
  const inputs = network.inputs.flatMap(({ name, value: input }): InputRegion[] => {
    const free = unclipped.get(input);
    const spatial = spatialAxesOf(network, input);
    if (!free || spatial.length === 0) return [];
    const kept = clipped.get(input);
    const intervals = (area: Area) => spatial.map((axis) => interval(extentOf(area, axis)));
    const seen = kept ? intervals(kept) : null;
    const type = network.values[input]?.type.shape;
    // Nothing can be seen of an input with an axis of size 0.
    const isEmpty = type?.rank === "known" && type.dims.includes(0);
    return [
      {
        input: name,
        value: input,
        clipped: isEmpty ? null : seen,
        unclipped: intervals(free),
        rectangular: !kept || isBox(kept, spatial),
      },
    ];
  });
  return { known: true, unit: at, inputs };
}

const interval = (set: Positions | null): Interval => ({ low: set?.low ?? 0, high: set?.high ?? -1 });

/** The axes of a tensor that units are counted along, in the order of the input's spatial axes. */
export function unitAxes(network: Network, value: ValueId): readonly number[] {
  if (network.inputs.some((input) => input.value === value)) return spatialAxesOf(network, value);
  const fields = fieldsOf(network).of(value);
  if (!fields.known) {
    const shape = network.values[value]?.type.shape;
    return shape?.rank === "known" ? shape.dims.flatMap((_, axis) => (axis < 2 ? [] : [axis])) : [];
  }
  const axes = new Set<number>();
  for (const input of fields.inputs) for (const { axis } of input.axes) if (axis !== null) axes.add(axis);
  return [...axes];
}

function goBack(
  network: Network,
  from: ValueId,
  start: readonly Positions[],
  clip: boolean,
): Map<ValueId, Area> | Message {
  const dependent = dependentValues(network);
  const seen = new Map<ValueId, Area>([[from, areaOf(start)]]);
  for (let id: NodeId = network.values[from]?.producer ?? -1; id >= 0; id--) {
    const node = network.nodes[id];
    if (!node) continue;
    for (const output of node.outputs) {
      const units = seen.get(output);
      if (!units) continue;
      const looks = looksOf(network, node, output);
      for (const [index, input] of node.inputs.entries()) {
        const look = looks[index];
        if (input === null || !look || look.kind === "unseen" || !dependent.has(input)) continue;
        if (look.kind === "opaque") return opaqueBecause(node, look);
        for (const box of units.boxes) {
          const looked = lookBack(network, look, box, input, clip);
          if (!looked) continue;
          const area = { boxes: [looked], exact: units.exact };
          const before = seen.get(input);
          seen.set(input, before ? join(before, area) : area);
        }
      }
    }
  }
  return seen;
}

/** The tensors that depend on an input of the network; parameters and constants do not. */
const dependentValues = perNetwork((network): ReadonlySet<ValueId> => {
  const found = new Set(network.inputs.map((input) => input.value));
  for (const node of network.nodes)
    if (node.inputs.some((input) => input !== null && found.has(input)))
      for (const output of node.outputs) found.add(output);
  return found;
});

/** The positions of an input that units see; null: none but padding. */
function lookBack(network: Network, look: Look, units: Box, input: ValueId, clip: boolean): Box | null {
  const shape = network.values[input]?.type.shape;
  if (shape?.rank !== "known") return null;
  // An axis that no output axis comes from is seen whole.
  const axes = shape.dims.map((size): Positions | null => range(0, (typeof size === "number" ? size : 1) - 1));
  for (const [axis, origin] of look.origins.entries()) {
    const set = units[axis];
    const size = shape.dims[origin?.from ?? 0];
    if (!origin || !set || typeof size !== "number") continue;
    axes[origin.from] = !origin.window
      ? set
      : clip
        ? seenThrough(origin.window, set, size)
        : unclippedThrough(origin.window, set);
  }
  return axes.includes(null) ? null : (axes as Box);
}

/** With more samples to look at than this, an outer bound has to do. */
const MOST_SAMPLES = 65_536;

/** The hull of what the units see; after upsampling with gaps the outermost ones may see nothing. */
function unclippedThrough(window: AxisWindow, units: Positions): Positions | null {
  let phases = window.direction === "interleaved" ? window.stride : 1;
  if (window.direction === "up") {
    const { kernel, stride, dilation, padding } = window;
    phases = stride * dilation;
    if ((dilation === 1 && kernel >= stride) || kernel * phases > MOST_SAMPLES)
      return range(
        Math.ceil((units.low + padding - (kernel - 1) * dilation) / stride),
        Math.floor((units.high + padding) / stride),
      );
  }
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const look = (unit: number): void => {
    const ends = endsOf(window, unit);
    low = Math.min(low, ends?.[0] ?? low);
    high = Math.max(high, ends?.[1] ?? high);
  };
  for (let unit = units.low; unit <= Math.min(units.high, units.low + phases); unit++) look(unit);
  for (let unit = Math.max(units.low, units.high - phases); unit <= units.high; unit++) look(unit);
  return low > high ? null : range(low, high);
}
