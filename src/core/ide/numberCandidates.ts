// Changes of numbers that could put a fault right, the likeliest first: which of them do is found by trying.
import type { Diagnostic, FileFacts, Network, SourceRange } from "../ir/index.ts";
import type { MessageArgument } from "../ir/message.ts";

/** Smaller numbers are kernels, strides and pads far more often than parts of a width. */
const leastFactor = 8;
/** Larger ones are hardly ever kernels, strides or pads. */
const largestWindow = 16;
/** A pad of 11 would do where a stride is wrong. */
const mostGrowth = 2;
/** Layers that are looked back from the one that has the fault, and what one counts as in characters of text. */
const mostSteps = 16;
const charactersForStep = 40;
/** A size that is written more often is many things. */
const mostPlaces = 6;
/** Numbers that are looked at for one that divides a size. */
const mostDivisors = 1_024;

/** The same change at one place or at several. */
export interface Candidate {
  readonly from: string;
  readonly to: string;
  readonly places: readonly { readonly start: number; readonly end: number }[];
}

/**
 * Numbers of the text that are one of two sizes that do not fit, or a number of groups or heads that has to divide one; the
 * same wherever they or their product are written; then those that may be a kernel, stride or pad behind sizes of maps, or behind
 * a map that is too small; then
 * those that are a factor of a size. Of each kind those first that the fault depends on.
 */
export function numberCandidates(
  text: string,
  fault: number,
  meant: readonly Diagnostic[],
  facts: FileFacts,
): readonly Candidate[] {
  const sizes = distinct(meant.flatMap(differing));
  const divisions = meant.flatMap(divisionsIn);
  const excesses = meant.flatMap(excessIn);
  const distance = distanceTo(anchorsOf(meant, fault, facts));
  const single: Candidate[] = [];
  const windows: Candidate[] = [];
  const factors: Candidate[] = [];
  for (const { 0: digits, index: start } of text.matchAll(/(?<![\w.])\d{1,9}(?![\w.])/g)) {
    const is = Number(digits);
    const places = [{ start, end: start + digits.length }];
    const add = (list: Candidate[], values: readonly number[]): void => {
      for (const to of values) if (to !== is) list.push({ from: digits, to: String(to), places });
    };
    for (const size of sizes) {
      if (is === size.from) add(single, [size.to]);
      if (size.spatial) add(windows, windowsFrom(is, size));
      add(factors, factorsFrom(is, size));
    }
    for (const excess of excesses) add(windows, smallerWindows(is, excess, text.slice(Math.max(0, start - 16), start)));
    for (const { count, size } of divisions) {
      if (is === count) add(single, nearestDivisors(size, count));
      if (is === size) add(single, [Math.floor(size / count) * count, Math.ceil(size / count) * count]);
    }
  }
  const nearest = ({ places }: Candidate): number => Math.min(...places.map(({ start }) => distance(start)));
  const ordered = [single, sizes.flatMap((size) => everywhere(text, single, size)), windows, factors].flatMap((list) =>
    list.sort((a, b) => nearest(a) - nearest(b)),
  );
  return [...new Map(ordered.map((one) => [`${one.to} ${one.places.map(({ start }) => start)}`, one])).values()];
}

/** A number of groups or heads, and the size that it does not divide. */
interface Division {
  readonly count: number;
  readonly size: number;
}

function divisionsIn({ message: { args } }: Diagnostic): readonly Division[] {
  const [size = 0] = sizesIn(args["channels"] ?? args["features"]);
  const [count = 0] = sizesIn(args["groups"] ?? args["heads"]);
  // Features that are split into heads of a rounded size make another number of elements.
  const features = sizesIn(args["from"]).at(-1) ?? 0;
  const split = sizesIn(args["to"]).map((axis) => ({ count: axis, size: features }));
  return [{ count, size }, ...split].filter((one) => one.count > 1 && one.size > 1 && one.size % one.count !== 0);
}

/** A kernel, and the map that it is larger than. */
interface Excess {
  readonly kernel: number;
  readonly input: number;
}

function excessIn({ message: { args } }: Diagnostic): readonly Excess[] {
  const [kernel = 0] = sizesIn(args["kernel"]);
  const [input = 0] = sizesIn(args["input"]);
  return kernel > input ? [{ kernel, input }] : [];
}

/** A kernel that fits; a stride that leaves twice as much; a kernel that takes less off, or a pad that adds what is missing. */
function smallerWindows(is: number, { kernel, input }: Excess, before: string): readonly number[] {
  if (is === kernel && input > 0) return [input];
  if (is > largestWindow) return [];
  // A stride of 1 says something; a pool of 1 does nothing.
  const isHalved = is % 2 === 0 && (is > 2 || /\bstride\s*=\s*\(?$/.test(before));
  const missing = Math.ceil((kernel - input) / 2);
  return [...(isHalved ? [is / 2] : []), ...(missing <= mostGrowth ? [is + missing] : [])];
}

/** The next smaller and the next larger number, up to a few times as large, that divides a size. */
function nearestDivisors(size: number, count: number): readonly number[] {
  const divides = (value: number): boolean => size % value === 0;
  const smaller = Array.from({ length: Math.min(count, mostDivisors) - 1 }, (_, index) => count - 1 - index).find(
    divides,
  );
  const larger = Array.from({ length: Math.min(count * 3, mostDivisors) }, (_, index) => count + 1 + index).find(
    divides,
  );
  return [smaller, larger].flatMap((value) => (value === undefined || value > size ? [] : [value]));
}

/** A size, or a product that is one, changed at all of its places. */
function everywhere(text: string, single: readonly Candidate[], { from, to }: Sizes): readonly Candidate[] {
  const numbers = single.filter((one) => Number(one.from) === from && Number(one.to) === to);
  const products = new Map<string, { readonly start: number; readonly end: number }[]>();
  for (const { 0: written, index: start } of text.matchAll(/(?<![\w.*])\d{1,6}(?:\s?\*\s?\d{1,6}){1,4}(?![\w.*])/g)) {
    if (factorsOf(written).reduce((product, factor) => product * factor, 1) !== from) continue;
    products.set(written, [...(products.get(written) ?? []), { start, end: start + written.length }]);
  }
  return [
    ...(numbers.length > 1 ? [{ from: `${from}`, to: `${to}`, places: numbers.flatMap(({ places }) => places) }] : []),
    ...[...products].flatMap(([written, places]) =>
      productsLike(written, to).map((like) => ({ from: written, to: like, places })),
    ),
  ].filter(({ places }) => places.length <= mostPlaces);
}

const factorsOf = (product: string): readonly number[] => product.split("*").map(Number);

/** The product with one of its factors changed, wherever that is written in it, so that it becomes a size. */
function productsLike(product: string, size: number): readonly string[] {
  const factors = factorsOf(product);
  return [...new Set(factors)]
    .map((factor) => ({ factor, times: factors.filter((other) => other === factor).length }))
    .sort((a, b) => b.times - a.times)
    .flatMap(({ factor, times }) => {
      const others = factors.reduce((rest, other) => (other === factor ? rest : rest * other), 1);
      const root = Math.round((size / others) ** (1 / times));
      if (root < 1 || root ** times * others !== size) return [];
      return [product.replace(/\d+/g, (digits) => String(Number(digits) === factor ? root : Number(digits)))];
    });
}

interface Sizes {
  readonly from: number;
  readonly to: number;
  /** Of a map, not channels or features. */
  readonly spatial: boolean;
}

/** Another kernel, stride or pad that could make a map of the other size. */
function windowsFrom(is: number, { from, to }: Sizes): readonly number[] {
  if (is > largestWindow) return [];
  const difference = to - from;
  // Borders make a map with half the stride a little less than twice as large.
  const times = Math.round(Math.max(to / from, from / to));
  return [is - difference, is + difference, is + difference / 2, is - difference / 2, is / times, is * times].filter(
    (value) => Number.isInteger(value) && value >= 0 && value - is <= mostGrowth,
  );
}

/** Of a size that is some times another, a factor is as many times another. */
function factorsFrom(is: number, { from, to }: Sizes): readonly number[] {
  const ratio = to / from;
  const isPlain = Number.isInteger(ratio) || Number.isInteger(1 / ratio);
  return is >= leastFactor && is !== from && from % is === 0 && isPlain && Number.isInteger(is * ratio)
    ? [is * ratio]
    : [];
}

/** Arguments of messages that set two sizes, or two shapes, against each other. */
const opposed = [
  ["expected", "got"],
  ["left", "right"],
  ["first", "other"],
] as const;

function differing({ message: { args } }: Diagnostic): readonly Sizes[] {
  return [
    ...flattened(sizesIn(args["from"]), sizesIn(args["to"])),
    ...opposed.flatMap(([one, other]) => {
      const [left, right] = [sizesIn(args[one]), sizesIn(args[other])];
      if (left.length !== right.length) return [];
      return left.flatMap((from, axis): Sizes[] => {
        const to = right[axis] ?? from;
        const spatial = axis >= 2;
        return from === to || from <= 0 || to <= 0
          ? []
          : [
              { from, to, spatial },
              { from: to, to: from, spatial },
            ];
      });
    }),
  ];
}

/** Rows of a batch that are given another length than their elements make. */
function flattened([, ...from]: readonly number[], to: readonly number[]): readonly Sizes[] {
  const [, length = 0] = to;
  const elements = from.reduce((product, size) => product * size, 1);
  return from.length > 0 && to.length === 2 && length > 0 && length !== elements
    ? [{ from: length, to: elements, spatial: false }]
    : [];
}

const sizesIn = (given: MessageArgument | undefined): readonly number[] =>
  /^-?\d+([x×]-?\d+)*$/.test(String(given)) ? String(given).split(/[x×]/).map(Number) : [];

const distinct = (sizes: readonly Sizes[]): readonly Sizes[] => [
  ...new Map(sizes.map((pair) => [`${pair.from} ${pair.to}`, pair])).values(),
];

/** Offsets that the fault depends on, with the number of layers between. */
type Anchors = readonly { readonly offset: number; readonly steps: number }[];

/** The fault, what it is related to, and the layers before the one that has it, nearest first. */
function anchorsOf(meant: readonly Diagnostic[], fault: number, facts: FileFacts): Anchors {
  const own = (at: SourceRange | null, steps: number): Anchors =>
    at?.file === facts.file ? [{ offset: at.start, steps }] : [];
  const related = meant.flatMap((diagnostic) => diagnostic.related.flatMap(({ at }) => own(at, 0)));
  const found = [{ offset: fault, steps: 0 }, ...related];
  for (const { network } of facts.models) {
    let nodes = network.nodes.filter(({ at }) => at?.file === facts.file && at.start === fault);
    for (let steps = 0; steps < mostSteps && nodes.length > 0; steps++) {
      for (const { at, definedAt } of nodes) found.push(...own(definedAt ?? at, steps));
      const producers = new Set(nodes.flatMap(({ inputs }) => inputs.flatMap((input) => producerOf(network, input))));
      nodes = [...producers].flatMap((id) => network.nodes[id] ?? []);
    }
  }
  return found;
}

const producerOf = ({ values }: Network, input: number | null): readonly number[] => {
  const producer = input === null ? null : values[input]?.producer;
  return producer === null || producer === undefined ? [] : [producer];
};

const distanceTo =
  (anchors: Anchors) =>
  (offset: number): number =>
    Math.min(...anchors.map((anchor) => Math.abs(anchor.offset - offset) + anchor.steps * charactersForStep));
