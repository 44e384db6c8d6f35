import { type Dim, isSymbolic } from "../ir/dim.ts";
import { variablesOf } from "../ir/dimArithmetic.ts";
import type { Network } from "../ir/network.ts";
import { operators } from "../ops/index.ts";
import { type CompiledDim, dimCompiler } from "./compileDim.ts";
import { collectEquations, collectFlattened, type SizeEquation } from "./sizeEvidence.ts";

/** The largest side of an input that is tried. */
const LARGEST = 4096;
/** The largest length of a signal along one axis that is tried. */
const LONGEST = 2 ** 20;
/** Sides that people use, the usual ones first. Among sizes that leave equally much over, these are taken. */
const CONVENTIONAL = [224, 32, 28, 256, 227, 299, 96, 64, 128, 512, 384, 105, 112, 48, 416, 320, 640, 300, 100, 16];

/** An inclusive range of sizes that fit. */
export interface SizeRange {
  readonly first: number;
  readonly last: number;
}

/** Sizes of a network's input that its layers imply. */
export interface ImpliedSizes {
  /** One a name, in the order asked for. */
  readonly sizes: readonly number[];
  readonly ranges: readonly SizeRange[];
  /** Names of the layers whose demands they meet, in the order of execution. */
  readonly layers: readonly string[];
  /** How many demands of layers agree. One is weak evidence: it may be the mistake itself. */
  readonly evidence: number;
}

/**
 * Which input sizes the layers themselves imply, best first; empty where nothing demands a size or no size meets a demand.
 *
 * `network` was recorded with one sample and with the names ("H", "W") as sizes of its input. Every size in it is a
 * non-decreasing function of each name, so sizes that meet a demand form intervals, found by binary search. Squares come
 * first; without one, pairs nearest to a square. Inside an interval the size is taken at which the fewest layers leave
 * pixels unused, then a conventional one, then the smallest.
 */
export const impliedSizes = (network: Network, names: readonly string[]): readonly ImpliedSizes[] =>
  sizesFrom(collectEquations(network), network, names);

/** The same if layers that take features were given maps flattened. */
export const flattenedSizes = (network: Network, names: readonly string[]): readonly ImpliedSizes[] =>
  sizesFrom(collectFlattened(network), network, names);

function sizesFrom(
  equations: readonly SizeEquation[],
  network: Network,
  names: readonly string[],
): readonly ImpliedSizes[] {
  const compile = dimCompiler(names);
  const demands = equations.map(({ size, equals, node }): Demand => {
    const layer = network.nodes[node]?.name ?? "";
    return { size: compile(size), equals, layer, of: variablesOf(size) };
  });
  if (demands.length === 0) return [];
  const smallest = smallestSize(network, names);
  const leftover = leftoverCounter(network, compile);
  const equal = equalSides(demands, names.length, smallest);
  const unequal = equal.length === 0 && names.length === 2 ? unequalSides(demands, smallest) : [];
  // Where some want one side and some another, each axis may have its own.
  const apart = equal.length > 1 ? sidesApart(demands, names, smallest) : [];
  const found = [...equal, ...unequal, ...apart];
  return found.map(({ ranges, evidence }) => {
    const sizes = chooseSides(ranges, leftover);
    const layers = demands.flatMap(({ size, equals, layer }) => (size(sizes) === equals ? [layer] : []));
    return { sizes, ranges, layers: [...new Set(layers)], evidence };
  });
}

/** The smallest equal sides at which every map of the network has at least one pixel; 1 where nothing limits it. */
export function smallestSize(network: Network, names: readonly string[]): number {
  const sizes: CompiledDim[] = [];
  const compile = dimCompiler(names);
  const seen = new Set<unknown>();
  for (const value of network.values) {
    if (value.type.shape.rank !== "known") continue;
    for (const dim of value.type.shape.dims) {
      if (!isSymbolic(dim) || seen.has(dim)) continue;
      seen.add(dim);
      sizes.push(compile(dim));
    }
  }
  const largest = names.length === 1 ? LONGEST : LARGEST;
  // One that no size makes positive (a difference that a branch not taken would trim) says nothing.
  const sidesOf = (side: number): readonly number[] => names.map(() => side);
  const asking = sizes.filter((size) => !(size(sidesOf(largest)) < 1));
  const fits = (side: number): boolean => asking.every((size) => !(size(sidesOf(side)) < 1));
  return firstWhere(1, largest, fits) ?? 1;
}

interface Demand {
  readonly size: CompiledDim;
  readonly equals: number;
  readonly layer: string;
  /** The names that the size depends on. */
  readonly of: ReadonlySet<string>;
}

interface Found {
  readonly ranges: readonly SizeRange[];
  readonly evidence: number;
}

/** The least number from `first` to `last` for which a monotone test holds. */
function firstWhere(first: number, last: number, test: (value: number) => boolean): number | null {
  if (!test(last)) return null;
  let [low, high] = [first, last];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The interval in which a non-decreasing function has a value; null: it never has. */
function intervalOf(value: (side: number) => number, equals: number, smallest: number): SizeRange | null {
  const first = firstWhere(smallest, LARGEST, (side) => value(side) >= equals);
  if (first === null || value(first) !== equals) return null;
  const beyond = firstWhere(first, LARGEST, (side) => value(side) > equals);
  return { first, last: beyond === null ? LARGEST : beyond - 1 };
}

function equalSides(demands: readonly Demand[], axes: number, smallest: number): readonly Found[] {
  const intervals = demands
    .map(({ size, equals }) => intervalOf((side) => size(Array<number>(axes).fill(side)), equals, smallest))
    .filter((interval) => interval !== null);
  return agreeing(intervals).map(({ range, evidence }) => ({ ranges: Array<SizeRange>(axes).fill(range), evidence }));
}

/** Where most intervals overlap; intervals that contradict an earlier choice make a choice of their own. */
function agreeing(intervals: readonly SizeRange[]): readonly { range: SizeRange; evidence: number }[] {
  const groups: { range: SizeRange; evidence: number }[] = [];
  for (const interval of intervals) {
    const group = groups.find(({ range }) => interval.first <= range.last && range.first <= interval.last);
    if (group === undefined) groups.push({ range: interval, evidence: 1 });
    else {
      group.range = {
        first: Math.max(group.range.first, interval.first),
        last: Math.min(group.range.last, interval.last),
      };
      group.evidence++;
    }
  }
  return groups.sort((a, b) => b.evidence - a.evidence).slice(0, 4);
}

/** Each axis by the demands that depend on it alone, where there are some for each and they agree. */
function sidesApart(demands: readonly Demand[], names: readonly string[], smallest: number): readonly Found[] {
  const ranges: SizeRange[] = [];
  for (const name of names) {
    const own = demands.filter(({ of }) => of.size === 1 && of.has(name));
    const intervals = own.map(({ size, equals }) =>
      intervalOf((side) => size(Array<number>(names.length).fill(side)), equals, smallest),
    );
    const groups = agreeing(intervals.filter((interval) => interval !== null));
    const [only] = groups;
    if (groups.length !== 1 || only === undefined || intervals.includes(null)) return [];
    ranges.push(only.range);
  }
  return [{ ranges, evidence: 1 }];
}

/** Height and width apart: for each height the widths that meet the first demand; the pair nearest to a square. */
function unequalSides(demands: readonly Demand[], smallest: number): readonly Found[] {
  const [demand] = demands;
  if (demand === undefined) return [];
  let best: { height: number; widths: SizeRange; distance: number } | null = null;
  const limit = 1024;
  for (let height = smallest; height <= limit; height++) {
    const widths = intervalOf((width) => demand.size([height, width]), demand.equals, smallest);
    if (widths === null || !demands.every(({ size, equals }) => size([height, widths.first]) === equals)) continue;
    const distance = Math.abs(Math.log(widths.first / height));
    if (best === null || distance < best.distance) best = { height, widths, distance };
  }
  if (best === null) return [];
  const { widths } = best;
  const heights = intervalOf((height) => demand.size([height, widths.first]), demand.equals, smallest);
  return [{ ranges: [heights ?? { first: best.height, last: best.height }, widths], evidence: demands.length }];
}

/** For given sizes of the input: how many layers with a stride do not use all of their pixels. */
function leftoverCounter(network: Network, compile: (dim: Dim) => CompiledDim): (sizes: readonly number[]) => number {
  const layers: ((sizes: readonly number[]) => boolean)[] = [];
  for (const node of network.nodes) {
    const inputs = node.inputs.map((id) => (id === null ? null : (network.values[id]?.type ?? null)));
    const rule = operators.get(node.op)?.window(node.attrs, inputs);
    const shape = inputs[0]?.shape;
    // Rounded up, the last window takes what is left over.
    if (!Array.isArray(rule) || shape?.rank !== "known" || node.attrs["ceilMode"] === true) continue;
    for (const [axis, window] of rule.entries()) {
      if (window.direction !== "down") continue;
      const { kernel, stride, dilation, paddingBefore } = window;
      const dim = shape.dims[shape.dims.length - rule.length + axis];
      if (typeof stride !== "number" || stride < 2 || typeof kernel !== "number" || dim === undefined) continue;
      const reach = (typeof dilation === "number" ? dilation : 1) * (kernel - 1) + 1;
      // A stride larger than the window skips pixels at every size.
      if (reach < stride) continue;
      // With padding the borders are covered anyway: then whole strides are what people mean.
      const unused = paddingBefore === 0 ? reach : 0;
      const size = compile(dim);
      layers.push((sizes) => (size(sizes) - unused) % stride !== 0);
    }
  }
  return (sizes) => layers.reduce((count, leaves) => count + (leaves(sizes) ? 1 : 0), 0);
}

const conventionalRank = (side: number): number => {
  const rank = CONVENTIONAL.indexOf(side);
  return rank < 0 ? CONVENTIONAL.length : rank;
};

function chooseSides(ranges: readonly SizeRange[], leftover: (sizes: readonly number[]) => number): readonly number[] {
  const [first] = ranges;
  if (first === undefined) return [];
  const square = ranges.every((range) => range.first === first.first && range.last === first.last);
  if (square) return ranges.map(() => best(first, (side) => ranges.map(() => side), leftover));
  const chosen = ranges.map((range) => range.first);
  for (const [axis, range] of ranges.entries()) {
    chosen[axis] = best(range, (side) => chosen.with(axis, side), leftover);
  }
  return chosen;
}

function best(
  range: SizeRange,
  sizesOf: (side: number) => readonly number[],
  leftover: (sizes: readonly number[]) => number,
): number {
  let chosen = range.first;
  let fewest = Number.POSITIVE_INFINITY;
  for (let side = range.first; side <= Math.min(range.last, range.first + 512); side++) {
    const count = leftover(sizesOf(side));
    if (count < fewest || (count === fewest && conventionalRank(side) < conventionalRank(chosen))) {
      chosen = side;
      fewest = count;
    }
  }
  return chosen;
}

/** What the reading of Python asks of this folder. */
export const sizeInference = { implied: impliedSizes, flattened: flattenedSizes, smallest: smallestSize };
