import type { Dim } from "../ir/dim.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Message } from "../ir/message.ts";
import type { Network, NetworkNode, TensorType, ValueId } from "../ir/network.ts";
import type { AxisOrigin, InterleavedWindow, Window, WindowRule } from "../ir/operator.ts";
import { message } from "../messages/index.ts";
import { operators } from "../ops/index.ts";
import { perNetwork } from "./perNetwork.ts";

/** A window with plain numbers, as an output axis sees one input axis. */
export type AxisWindow =
  | {
      readonly direction: "down" | "up";
      readonly kernel: number;
      readonly stride: number;
      readonly dilation: number;
      readonly padding: number;
    }
  | { readonly direction: "adaptive"; readonly input: number; readonly output: number }
  | { readonly direction: "resample"; readonly taps: 1 | 2 | 4; readonly step: number; readonly offset: number }
  | InterleavedWindow;

/** An output axis: where it comes from. `window` null: position by position. */
export interface Origin {
  readonly from: number;
  readonly window: AxisWindow | null;
}

/** How a node's output looks at one of its inputs: one origin per output axis. Input axes without one are seen whole. */
export interface Look {
  readonly kind: "axes";
  readonly origins: readonly (Origin | null)[];
}

export type LookRule = Look | { readonly kind: "unseen" } | OpaqueLook;

/** `why`: "data" where other numbers make other parts count. */
interface OpaqueLook {
  readonly kind: "opaque";
  readonly why: "unknown" | "data";
}

const OPAQUE: LookRule = { kind: "opaque", why: "unknown" };

/** Why the field of a value behind the node cannot be told. */
export function opaqueBecause(node: NetworkNode, { why }: OpaqueLook): Message {
  const layer = node.name === "" ? node.type : node.name;
  return message(why === "data" ? "fieldFromData" : "fieldOpaque", { layer });
}

const rulesByOutput = perNetwork(() => new Map<ValueId, readonly LookRule[]>());

/** One rule for each input of the node that makes the value. Computed once for a network. */
export function looksOf(network: Network, node: NetworkNode, output: ValueId): readonly LookRule[] {
  const known = rulesByOutput(network);
  let looks = known.get(output);
  if (!looks) {
    looks = computeLooks(network, node, output);
    known.set(output, looks);
  }
  return looks;
}

function computeLooks(network: Network, node: NetworkNode, output: ValueId): readonly LookRule[] {
  const types = node.inputs.map((input) => (input === null ? null : (network.values[input]?.type ?? null)));
  const spec = operators.get(node.op);
  const after = dimsOf(network.values[output]?.type);
  if (!spec || !after) return types.map(() => OPAQUE);
  const rule = spec.window(node.attrs, types, node.outputs.indexOf(output));
  return types.map((type, input) =>
    look(typeof rule === "object" && "perInput" in rule ? rule.perInput[input] : rule, type, after),
  );
}

const dimsOf = (type: TensorType | null | undefined): readonly Dim[] | null =>
  type?.shape.rank === "known" ? type.shape.dims : null;

function look(rule: WindowRule | undefined, type: TensorType | null, after: readonly Dim[]): LookRule {
  const before = dimsOf(type);
  if (rule === "unseen" || type === null) return { kind: "unseen" };
  if (rule === "data") return { kind: "opaque", why: "data" };
  if (rule === undefined || rule === "opaque" || !before) return OPAQUE;
  if (rule === "pointwise") return { kind: "axes", origins: after.map((_, axis) => aligned(axis, after, before)) };
  // A sample of the batch never sees another one.
  if (rule === "global")
    return { kind: "axes", origins: after.map((_, axis) => (axis === 0 && after.length > 1 ? identity(0) : null)) };
  if ("perInput" in rule) return OPAQUE;
  if ("axes" in rule) return fromOrigins(rule.axes);
  return fromWindows(rule, before.length, after.length);
}

const identity = (from: number): Origin => ({ from, window: null });

/** Broadcasting: an axis of size 1 is seen as a whole by every unit. */
function aligned(axis: number, after: readonly Dim[], before: readonly Dim[]): Origin | null {
  const from = axis - after.length + before.length;
  return from < 0 || (before[from] === 1 && after[axis] !== 1) ? null : identity(from);
}

function fromOrigins(axes: readonly AxisOrigin[]): LookRule {
  const origins: (Origin | null)[] = [];
  for (const { from, window } of axes) {
    if (from === null || window?.direction === "every") {
      origins.push(null);
      continue;
    }
    const numeric = window ? numericWindow(window) : null;
    if (numeric === undefined) return OPAQUE;
    origins.push({ from, window: numeric });
  }
  return { kind: "axes", origins };
}

/** The last axes by their windows, all channels before them, the batch before these sample by sample. */
function fromWindows(windows: readonly Window[], before: number, after: number): LookRule {
  const leading = after - windows.length;
  if (leading < 0 || before !== after) return OPAQUE;
  const axes = Array.from({ length: after }, (_, axis): AxisOrigin => {
    const window = windows[axis - leading];
    return window ? { from: axis, window } : { from: axis === leading - 1 ? null : axis };
  });
  return fromOrigins(axes);
}

/** Larger windows are not looked into: their samples are counted one by one where no formula gives them. */
const LARGEST = 65_536;

/** What a unit sees through interleaved rows are stride³ of them. */
const LARGEST_STRIDE = 32;

/** undefined: a size of the window is not a number, or too large. */
function numericWindow(window: Exclude<Window, { direction: "every" }>): AxisWindow | undefined {
  switch (window.direction) {
    case "resample":
      return window;
    case "interleaved":
      return window.stride > LARGEST_STRIDE ? undefined : window;
    case "adaptive": {
      const { input, output } = window;
      if (dimsEqual(input, output) === "yes") return evenWindow(1);
      if (typeof input !== "number" || typeof output !== "number" || output < 1) return undefined;
      if (input % output === 0) return evenWindow(input / output);
      return input > LARGEST || output > LARGEST ? undefined : { direction: "adaptive", input, output };
    }
    default: {
      const { kernel, stride, dilation, paddingBefore: padding, direction } = window;
      if (typeof kernel !== "number" || typeof stride !== "number") return undefined;
      if (typeof dilation !== "number" || typeof padding !== "number") return undefined;
      if (Math.min(kernel, stride, dilation) < 1 || Math.max(kernel, stride, dilation) > LARGEST) return undefined;
      return { direction, kernel, stride, dilation, padding };
    }
  }
}

/** Neighbouring windows of equal length. */
const evenWindow = (length: number): AxisWindow => ({
  direction: "down",
  kernel: length,
  stride: length,
  dilation: 1,
  padding: 0,
});

/** The samples that unit sees, unclipped, in no order: for windows whose samples have to be looked at one by one. */
export function samplesOf(window: AxisWindow, unit: number): readonly number[] {
  switch (window.direction) {
    case "down":
      return Array.from(
        { length: window.kernel },
        (_, k) => unit * window.stride - window.padding + k * window.dilation,
      );
    case "up": {
      const samples: number[] = [];
      for (let k = 0; k < window.kernel; k++) {
        const reach = unit + window.padding - k * window.dilation;
        if (reach % window.stride === 0) samples.push(reach / window.stride);
      }
      return samples;
    }
    case "adaptive": {
      const first = Math.floor((unit * window.input) / window.output);
      const end = Math.ceil(((unit + 1) * window.input) / window.output);
      return Array.from({ length: end - first }, (_, index) => first + index);
    }
    case "interleaved": {
      const { stride, size } = window;
      const samples = new Set<number>();
      for (let group = 0; group < stride * stride; group++) {
        const piece = unit + (group * size) / stride;
        const turns = Math.floor(piece / stride);
        const first = stride * stride * turns + (piece - turns * stride) - group * size;
        for (let k = 0; k < stride; k++) samples.add(first + k * stride);
      }
      return [...samples];
    }
    case "resample": {
      const place = window.step * unit + window.offset;
      const below = Math.floor(place + ROUNDING);
      // On a sample exactly, its neighbours have weight 0.
      if (window.taps === 1 || Math.abs(place - below) < ROUNDING) return [below];
      return window.taps === 2 ? [below, below + 1] : [below - 1, below, below + 1, below + 2];
    }
  }
}

/** The first and last of them; null: there are none. A pool of everything is as long as its map. */
export function endsOf(window: AxisWindow, unit: number): readonly [low: number, high: number] | null {
  if (window.direction === "down") {
    const first = unit * window.stride - window.padding;
    return [first, first + (window.kernel - 1) * window.dilation];
  }
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const sample of samplesOf(window, unit)) {
    low = Math.min(low, sample);
    high = Math.max(high, sample);
  }
  return low > high ? null : [low, high];
}

const ROUNDING = 1e-9;
