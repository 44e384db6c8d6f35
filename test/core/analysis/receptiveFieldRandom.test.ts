import assert from "node:assert/strict";
import { type AxisField, fieldsOf, regionOf } from "../../../src/core/analysis/receptiveField.ts";
import type { Attributes, Network, ValueId } from "../../../src/core/ir/index.ts";
import { createRandom, type Random } from "../../fuzz/random.ts";
import { type Sketch, sketchNetwork } from "../../support/buildNetwork.ts";
import * as oracle from "./receptiveFieldOracle.ts";

interface Step {
  readonly value: ValueId;
  readonly map: oracle.SeenMap;
  readonly says: string;
}

/** A layer on one map, by the operator's rule and by the oracle's; null: it does not fit this map. */
type Maker = (net: Sketch, x: Step, random: Random) => Step | null;

const networks = Number(process.env["RECEPTIVE_FIELD_NETWORKS"] ?? 60);
const channels = 8;
const between = (random: Random, low: number, high: number): number => low + random.below(high - low + 1);
const pair = (random: Random, low: number, high: number) => [between(random, low, high), between(random, low, high)];
const sizesOf = ({ map }: Step): readonly number[] => [map.height, map.width];

/** The sizes that the network says, since the rules of sizes are tested elsewhere. */
function sizesOfValue(net: Sketch, value: ValueId): readonly number[] | null {
  const { shape } = net.builder.typeOf(value);
  const sizes = shape.rank === "known" ? shape.dims.slice(2) : [];
  return sizes.every((size) => typeof size === "number" && size >= 1 && size <= 28) ? (sizes as number[]) : null;
}

function windowed(
  net: Sketch,
  x: Step,
  op: string,
  attrs: Attributes,
  samples: oracle.Samples,
  border: "padding" | "repeated" = "padding",
): Step | null {
  const value = net.op(op, x.value, attrs);
  const sizes = sizesOfValue(net, value);
  const count = op === "Conv" || op === "ConvTranspose" ? channels : x.map.channels;
  const says = `${op} ${JSON.stringify(attrs)}`;
  return sizes && { value, map: oracle.through(x.map, count, sizes, samples, border), says };
}

const fits = (x: Step, kernel: readonly number[], padding: readonly number[], dilation: readonly number[] = [1, 1]) =>
  sizesOf(x).every((size, a) => size + 2 * (padding[a] ?? 0) > (dilation[a] ?? 1) * ((kernel[a] ?? 1) - 1));

const convolution: Maker = (net, x, random) => {
  const attrs = {
    outChannels: channels,
    kernelSize: pair(random, 1, 4),
    stride: pair(random, 1, 3),
    padding: pair(random, 0, 2),
    dilation: random.below(3) === 0 ? pair(random, 1, 3) : [1, 1],
  };
  if (!fits(x, attrs.kernelSize, attrs.padding, attrs.dilation)) return null;
  return windowed(net, x, "Conv", attrs, oracle.sliding(attrs));
};

const pooling: Maker = (net, x, random) => {
  const kernelSize = pair(random, 2, 3);
  const padding = kernelSize.map((size) => random.below(Math.floor(size / 2) + 1));
  const attrs = { kernelSize, stride: pair(random, 1, 3), padding, ceilMode: random.below(2) === 0 };
  if (!fits(x, kernelSize, padding)) return null;
  const more = { dropLastWindow: "whenPadded" };
  return windowed(net, x, random.pick(["MaxPool", "AveragePool"]), { ...attrs, ...more }, oracle.sliding(attrs));
};

const deconvolution: Maker = (net, x, random) => {
  const attrs = {
    outChannels: channels,
    kernelSize: pair(random, 1, 4),
    stride: pair(random, 1, 3),
    padding: [0, random.below(2)],
    dilation: random.below(3) === 0 ? [2, 1] : [1, 1],
  };
  // A padding of 1 takes a sample away at both ends.
  if ((sizesOf(x)[1] ?? 1) - 1 + (attrs.kernelSize[1] ?? 1) < 3) return null;
  return windowed(net, x, "ConvTranspose", attrs, oracle.spreading(attrs));
};

/** A pool with switches, something in between, and the way back. */
const unpooling: Maker = (net, x, random) => {
  const attrs = { kernelSize: [2, 2], stride: [2, 2], padding: [0, 0], ceilMode: true };
  const [pooled = -1, places = -1] = net.ops("MaxPool", x.value, { ...attrs, returnIndices: true });
  const small = sizesOfValue(net, pooled);
  if (!small) return null;
  const inner = { outChannels: x.map.channels, kernelSize: [3, 3], stride: [1, 1], padding: [1, 1] };
  const changed = random.below(2) === 0 ? pooled : net.op("Conv", pooled, inner);
  const value = net.op("MaxUnpool", [changed, places], { ...attrs, outputSize: sizesOf(x), anyOutputSize: true });
  const poolMap = oracle.through(x.map, x.map.channels, small, oracle.sliding(attrs));
  const changedMap =
    changed === pooled ? poolMap : oracle.through(poolMap, x.map.channels, small, oracle.sliding(inner));
  const back = oracle.spreading(attrs);
  const maps = [poolMap, changedMap].map((map) => oracle.through(map, x.map.channels, sizesOf(x), back));
  return { value, map: oracle.together(maps, x.map.channels), says: "pool, unpool" };
};

const cropping: Maker = (net, x, random) => {
  const offsets = sizesOf(x).map((size) => random.below(Math.min(4, size)));
  const wanted = sizesOf(x).map((size, a) => between(random, 1, size - (offsets[a] ?? 0)));
  const reference = net.op("Constant", [], { shape: [1, 1, ...wanted] });
  const value = net.op("Crop", [x.value, reference], { offsets });
  const map = oracle.through(x.map, x.map.channels, wanted, oracle.shifted(offsets));
  return { value, map, says: `Crop ${offsets} to ${wanted}` };
};

const padding: Maker = (net, x, random) => {
  const pads = [0, 1].map(() => pair(random, -1, 2));
  if (sizesOf(x).some((size, axis) => size + (pads[axis]?.[0] ?? 0) + (pads[axis]?.[1] ?? 0) < 1)) return null;
  const value = net.op("Pad", x.value, { pads });
  const sizes = sizesOfValue(net, value);
  const before = oracle.shifted(pads.map(([first = 0]) => -first));
  return sizes && { value, map: oracle.through(x.map, x.map.channels, sizes, before), says: `Pad ${pads}` };
};

const reorganisation: Maker = (net, x, random) => {
  const form = random.pick(["plain", "reverse", "darknet"] as const);
  const stride = 2;
  const isEven = sizesOf(x).every((size) => size % stride === 0);
  if (x.map.channels % 4 !== 0 || (form !== "reverse" && !isEven)) return null;
  const value = net.op("Reorg", x.value, { stride, reverse: form === "reverse", plain: form === "plain" });
  if (!sizesOfValue(net, value)) return null;
  return { value, map: oracle.reorganised(x.map, stride, form), says: `Reorg ${form}` };
};

const upsampling: Maker = (net, x, random) => {
  if (random.below(2) === 0) {
    const factor = between(random, 2, 3);
    return windowed(net, x, "Resize", { mode: "nearest", scale: [factor, factor] }, oracle.repeated(factor));
  }
  const size = pair(random, 1, 24);
  const alignCorners = random.below(2) === 0;
  const samples = oracle.interpolated(sizesOf(x), size, alignCorners);
  return windowed(net, x, "Resize", { mode: "linear", size, alignCorners }, samples, "repeated");
};

/** A map from before, cut or padded to this one's size, beside it: Darknet's route, Caffe's Concat and Eltwise. */
const joining = (earlier: readonly Step[]): Maker => {
  return (net, x, random) => {
    const other = random.pick(earlier);
    const offsets = sizesOf(other).map((size, a) => Math.floor((size - (sizesOf(x)[a] ?? 0)) / 2));
    if (offsets.some((offset) => offset < 0)) return null;
    const cut = net.op("Crop", [other.value, x.value], { offsets });
    const map = oracle.through(other.map, other.map.channels, sizesOf(x), oracle.shifted(offsets));
    const isSum = other.map.channels === x.map.channels && random.below(2) === 0;
    const value = net.op(isSum ? "Add" : "Concat", [x.value, cut], isSum ? {} : { axis: 1 });
    const count = isSum ? x.map.channels : x.map.channels + map.channels;
    return { value, map: oracle.together([x.map, map], count), says: `join with ${other.says}` };
  };
};

const makers: readonly Maker[] = [
  convolution,
  convolution,
  pooling,
  deconvolution,
  unpooling,
  cropping,
  padding,
  reorganisation,
  upsampling,
];

function randomNetwork(random: Random): { readonly network: Network; readonly steps: readonly Step[] } {
  const net = sketchNetwork();
  const [height = 8, width = 8] = pair(random, 6, 14);
  const value = net.input([1, channels, height, width]);
  const steps: Step[] = [{ value, map: oracle.inputMap(channels, height, width), says: `input ${height}x${width}` }];
  for (let tries = between(random, 3, 9); tries > 0; tries--) {
    const maker = random.below(4) === 0 ? joining(steps) : random.pick(makers);
    const last = steps.at(-1);
    const step = last && maker(net, last, random);
    if (step) steps.push(step);
  }
  return { network: net.finish(...steps.slice(1).map((step) => step.value)), steps };
}

/** Bounds of a set of cells, and whether it has every cell of its rows in every one of its columns. */
function describeCells(cells: oracle.Cells, width: number) {
  const rows = new Set([...cells].map((cell) => Math.floor(cell / width)));
  const columns = new Set([...cells].map((cell) => cell % width));
  const ends = (set: ReadonlySet<number>) => ({ low: Math.min(...set), high: Math.max(...set) });
  const bounds = cells.size === 0 ? null : [ends(rows), ends(columns)];
  return { bounds, isProduct: cells.size === rows.size * columns.size };
}

/** Calls `check` for every layer of every network, with what to say where it fails. */
function forEachLayer(check: (network: Network, step: Step, input: oracle.SeenMap, where: string) => void): void {
  for (let seed = 0; seed < networks; seed++) {
    const { network, steps } = randomNetwork(createRandom(seed));
    const story = `seed ${seed}: ${steps.map(({ says }) => says).join("; ")}`;
    assert.deepEqual(network.diagnostics, [], story);
    const input = steps[0]?.map;
    assert.ok(input);
    for (const [index, step] of steps.entries()) check(network, step, input, `layer ${index} of ${story}`);
  }
}

describe("receptive fields of random networks", function () {
  this.timeout(120_000);

  it("are those that follow cell by cell from the definitions of the layers", () => {
    forEachLayer((network, { value, map }, { width }, where) => {
      for (const [cell, cells] of map.seen.entries()) {
        const unit = [Math.floor(cell / map.width), cell % map.width];
        const region = regionOf(network, value, unit);
        const wanted = describeCells(cells, width);
        const [input] = region.known ? region.inputs : [];
        // A unit between the samples that a layer spreads sees nothing, not even padding.
        assert.deepEqual(input?.clipped ?? null, wanted.bounds, `unit ${unit}, ${where}`);
        if ((input?.rectangular ?? true) !== wanted.isProduct)
          assert.fail(`${wanted.isProduct ? "a rectangle" : "no rectangle"}: unit ${unit}, ${where}`);
      }
    });
  });

  it("have the start, size and stride that follow where no map has a border", () => {
    forEachLayer((network, { value, map: { free, height, width } }, _, where) => {
      const fields = fieldsOf(network).of(value);
      if (!free || !fields.known) return;
      for (const axis of [0, 1] as const) {
        const field: AxisField | undefined = fields.inputs[0]?.axes[axis];
        assert.ok(field, where);
        const first: oracle.Ends | null = free(0, axis);
        const said: oracle.Ends | null =
          field.size === 0 ? null : { low: Number(field.start), high: Number(field.start) + Number(field.size) - 1 };
        if (!field.global) assert.deepEqual(said, first, `axis ${axis}, ${where}`);
        if (!field.aligned || !first || field.global) continue;
        for (let unit = 1; unit < (axis === 0 ? height : width); unit++) {
          const moved: number = unit * Number(field.stride);
          assert.deepEqual(free(unit, axis), { low: first.low + moved, high: first.high + moved }, where);
        }
      }
    });
  });
});
