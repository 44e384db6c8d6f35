import type { Dim } from "../ir/dim.ts";
import type { Message } from "../ir/message.ts";
import type { Network, NetworkNode, ValueId } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import {
  constantField,
  type Interval,
  identityField,
  intervalAt,
  isUniform,
  joinFields,
  lookThrough,
  type PeriodicField,
} from "./periodicField.ts";
import { perNetwork } from "./perNetwork.ts";
import { spatialAxesOf } from "./spatialAxes.ts";
import { type Look, looksOf, opaqueBecause } from "./windowRules.ts";

/** How the units of a tensor see one spatial axis of an input. */
export interface AxisField {
  /** Input positions that unit 0 sees, from the first to the last, borders ignored. */
  readonly size: Dim;
  /** Input positions moved per unit; a fraction where the field steps unevenly, 0 where all units see the same. */
  readonly stride: Dim;
  /** The first input position that unit 0 sees; negative where it lies in padding. */
  readonly start: Dim;
  /** False where size or step differs between units, or the step between branches. */
  readonly aligned: boolean;
  /** Every unit sees the whole axis. */
  readonly global: boolean;
  /** The axis of the tensor along which the units lie; null: it has none left. */
  readonly axis: number | null;
}

/** The receptive field of a tensor's units in one input; one element a spatial axis of the input. */
export interface InputField {
  readonly input: string;
  readonly value: ValueId;
  readonly axes: readonly AxisField[];
}

/** Inputs that the tensor does not depend on are left out; so are all where it has no spatial axis left. */
export type Fields =
  | { readonly known: true; readonly inputs: readonly InputField[] }
  | { readonly known: false; readonly because: Message };

export interface NetworkFields {
  of(value: ValueId): Fields;
}

/** The whole axis of the input, or fields along an axis of the tensor (null: the same for all units). */
interface Trace {
  readonly axis: number | null;
  /** Each unit sees what all of them say: one for each step that branches have. */
  readonly fields: readonly PeriodicField[] | "whole";
}

/** By input, by its spatial axis. A reason where a tensor depends on an input in a way that is not known. */
type Traces = ReadonlyMap<ValueId, readonly Trace[] | Message>;

/** The receptive fields of all tensors of a network, from the windows of its operators; one pass in order of execution. */
export const fieldsOf: (network: Network) => NetworkFields = perNetwork(computeFields);

function computeFields(network: Network): NetworkFields {
  const traces: (Traces | undefined)[] = [];
  for (const { value } of network.inputs) {
    const axes = spatialAxesOf(network, value);
    traces[value] = new Map([[value, axes.map((axis): Trace => ({ axis, fields: [identityField] }))]]);
  }
  for (const node of network.nodes)
    for (const output of node.outputs) traces[output] = tracesOf(network, node, output, traces);
  return { of: (value) => describe(network, traces[value] ?? new Map()) };
}

function tracesOf(
  network: Network,
  node: NetworkNode,
  output: ValueId,
  traces: readonly (Traces | undefined)[],
): Traces {
  const looks = looksOf(network, node, output);
  const joined = new Map<ValueId, readonly Trace[] | Message>();
  for (const [index, source] of node.inputs.entries()) {
    const look = looks[index];
    if (source === null || !look || look.kind === "unseen") continue;
    for (const [input, seen] of traces[source] ?? []) {
      const through = isReason(seen)
        ? seen
        : look.kind === "opaque"
          ? opaqueBecause(node, look)
          : passThrough(network, look, source, seen);
      const before = joined.get(input);
      joined.set(input, before === undefined ? through : join(before, through));
    }
  }
  return joined;
}

const isReason = (traces: readonly Trace[] | Message): traces is Message => !Array.isArray(traces);

function passThrough(
  network: Network,
  look: Look,
  source: ValueId,
  traces: readonly Trace[],
): readonly Trace[] | Message {
  const result: Trace[] = [];
  for (const trace of traces) {
    const { axis, fields } = trace;
    if (axis === null) {
      result.push(trace);
      continue;
    }
    const at = look.origins.findIndex((origin) => origin?.from === axis);
    const window = look.origins[at]?.window ?? null;
    if (at < 0) result.push(wholeAxis(network, look, source, trace));
    else if (fields === "whole" || window === null) result.push({ axis: at, fields });
    else {
      const seen = fields.map((field) => lookThrough(window, field));
      if (seen.includes(null)) return message("fieldTooUneven");
      result.push({ axis: at, fields: joinFields([], seen as PeriodicField[]) });
    }
  }
  return result;
}

/**
 * Every unit sees all units along the axis. Where these were one unit of a larger field (a map of size 1), it is that field;
 * else it counts as the whole input. The axis stays where the output has one in its place (a pool to 1×1).
 */
function wholeAxis(network: Network, look: Look, source: ValueId, { axis, fields }: Trace): Trace {
  const shape = network.values[source]?.type.shape;
  const dims = shape?.rank === "known" ? shape.dims : [];
  const stays = axis !== null && look.origins.length === dims.length && look.origins[axis] === null;
  if (fields === "whole" || axis === null || dims[axis] !== 1) return { axis: stays ? axis : null, fields: "whole" };
  return { axis: stays ? axis : null, fields: [constantField(hullAt(fields, 0))] };
}

function join(a: readonly Trace[] | Message, b: readonly Trace[] | Message): readonly Trace[] | Message {
  if (isReason(a)) return a;
  if (isReason(b)) return b;
  return a.map((left, index): Trace => {
    const right = b[index] ?? left;
    const axis = left.axis ?? right.axis;
    if (left.fields === "whole" || right.fields === "whole") return { axis, fields: "whole" };
    return { axis, fields: joinFields(left.fields, right.fields) };
  });
}

function describe(network: Network, traces: Traces): Fields {
  const inputs: InputField[] = [];
  for (const { name, value } of network.inputs) {
    const seen = traces.get(value);
    if (seen === undefined) continue;
    if (isReason(seen)) return { known: false, because: seen };
    if (seen.length === 0 || seen.every((trace) => trace.axis === null)) continue;
    const shape = network.values[value]?.type.shape;
    const dims = shape?.rank === "known" ? shape.dims : [];
    const spatial = spatialAxesOf(network, value);
    inputs.push({
      input: name,
      value,
      axes: seen.map((trace, index) => axisField(trace, dims[spatial[index] ?? 0] ?? 0)),
    });
  }
  return { known: true, inputs };
}

/** What a unit sees of all fields together. */
function hullAt(fields: readonly PeriodicField[], unit: number): Interval {
  const seen = fields.map((field) => intervalAt(field, unit)).filter(({ low, high }) => low <= high);
  return { low: Math.min(...seen.map(({ low }) => low)), high: Math.max(...seen.map(({ high }) => high)) };
}

function axisField({ axis, fields }: Trace, inputSize: Dim): AxisField {
  if (fields === "whole") return { axis, size: inputSize, stride: 0, start: 0, aligned: true, global: true };
  const { low, high } = hullAt(fields, 0);
  const empty = low > high;
  return {
    axis,
    size: empty ? 0 : high - low + 1,
    stride: Math.max(...fields.map(({ advance, period }) => advance / period)),
    start: empty ? 0 : low,
    aligned: fields.length === 1 && fields.every(isUniform),
    global: false,
  };
}
