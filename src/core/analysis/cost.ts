import { type Dim, isUnknown } from "../ir/dim.ts";
import { addDims, multiplyDims, substitute, subtractDims, variablesOf } from "../ir/dimArithmetic.ts";
import { compareDims } from "../ir/dimComparison.ts";
import type { ElementType, Network, NetworkNode, Shape, TensorType, ValueId } from "../ir/index.ts";
import { elementsOf } from "../ops/tensors.ts";
import { viewOperators } from "../ops/views.ts";
import { mayCost } from "./knownSum.ts";
import { parameterNames, type StateNames } from "./parameters.ts";
import { type LayerRow, layerRows } from "./rows.ts";

/**
 * Sums over a network. They sum what is known; `coverage` says what is not. MACs that an unknown condition decides about are
 * left out, so that the sum is the least that the network costs.
 */
export interface Totals {
  /** Learnable elements, each tensor once, whether a node uses it or not. */
  readonly parameters: Dim;
  readonly trainableParameters: Dim;
  readonly bufferElements: Dim;
  readonly macs: Dim;
  readonly parameterBytes: Dim;
  /** All tensors that nodes make, in bytes. What shares its memory with an input (a view, an in-place operation) is free. */
  readonly activationBytes: Dim;
  /** The most bytes of inputs and made tensors that are needed at the same time, in the order of execution. */
  readonly peakActivationBytes: Dim;
}

/**
 * Numbers of calls (rows of the summary). `unknownParameters` counts parts of an unknown kind or presence too, `unknownMacs`
 * the calls that an unknown condition decides about.
 */
export interface Coverage {
  readonly calls: number;
  readonly unknownCalls: number;
  readonly unknownParameters: number;
  readonly unknownMacs: number;
}

export const totalsOf = (network: Network): Totals => ({ ...countsOf(network), ...activationTotals(network) });

/** The totals that ask nothing about lifetimes: what lenses and status bars show after each edit. */
export const countsOf = (network: Network): Omit<Totals, "activationBytes" | "peakActivationBytes"> => {
  const macs = new Sum();
  for (const node of network.nodes) if (!mayCost(node)) macs.add(node.macs);
  return { ...stateTotals(network), macs: macs.total };
};

/** What the sums of `countsOf` leave out because it is not known. */
export interface Gaps {
  readonly parameters: boolean;
  readonly macs: boolean;
}

export function gapsOf(network: Network): Gaps {
  let parameters = network.unknownParts !== undefined;
  let macs = false;
  for (const entry of network.state) parameters ||= entry.kind !== "buffer" && isOpen(entry);
  let names: StateNames | null = null;
  for (const node of network.nodes) {
    macs ||= isUnknown(node.macs) || mayCost(node);
    for (const param of node.params) {
      if (parameters || !isOpen(param)) continue;
      names ??= parameterNames(network);
      parameters = names.isParameter(param);
    }
  }
  return { parameters, macs };
}

const isOpen = (tensor: Pick<TensorType, "shape">): boolean => isUnknown(elementsOf(tensor));

export function coverageOf(network: Network, rows: readonly LayerRow[] = layerRows(network)): Coverage {
  let unknownCalls = 0;
  let unknownParameters = network.unknownParts?.length ?? 0;
  let unknownMacs = 0;
  for (const row of rows) {
    const nodes = network.nodes.slice(row.firstNode, row.endNode);
    if (row.outputs.some((value) => isUnknown(elementsOf(network.values[value]?.type)))) unknownCalls++;
    if (nodes.some((node) => node.params.some((param) => isUnknown(elementsOf(param))))) unknownParameters++;
    if (isUnknown(row.macs) || nodes.some(mayCost)) unknownMacs++;
  }
  return { calls: rows.length, unknownCalls, unknownParameters, unknownMacs };
}

const BYTES: Readonly<Record<ElementType, number>> = {
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
  int8: 1,
  uint8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  bool: 1,
  complex64: 8,
  complex128: 16,
  string: 0,
};

/** Bytes of a tensor; an element type that is not stated counts as float32, the default of every framework here. */
const bytesOf = (tensor: { readonly shape: Shape; readonly dtype: ElementType | null }): Dim =>
  multiplyDims(BYTES[tensor.dtype ?? "float32"], elementsOf(tensor));

const sumKnown = (dims: readonly Dim[]): Dim => {
  const sum = new Sum();
  for (const dim of dims) sum.add(dim);
  return sum.total;
};

/** What a call can be given without running out of stack, by a wide margin. */
const MOST_ARGUMENTS = 10_000;

/** Adds up what is known, of any number of terms. Nearly all are plain numbers; the others are added many at a time. */
class Sum {
  private known: Dim = 0;
  private readonly others: Dim[] = [];
  add(dim: Dim): void {
    if (typeof dim === "number" && typeof this.known === "number") this.known += dim;
    else if (!isUnknown(dim) && this.others.push(dim) === MOST_ARGUMENTS) this.known = this.total;
  }
  get total(): Dim {
    return this.others.length === 0 ? this.known : addDims(this.known, ...this.others.splice(0));
  }
}

function stateTotals(network: Network) {
  const [parameters, trainable, bytes, buffers] = [new Sum(), new Sum(), new Sum(), new Sum()];
  const counted = new Set<string>();
  const unsure: string[] = [];
  for (const entry of network.state) {
    if (entry.maybe) unsure.push(entry.sharedAs);
    if (entry.maybe || counted.has(entry.sharedAs)) continue;
    counted.add(entry.sharedAs);
    const elements = elementsOf(entry);
    if (entry.kind === "buffer") {
      buffers.add(elements);
      continue;
    }
    parameters.add(elements);
    bytes.add(multiplyDims(BYTES[entry.dtype ?? "float32"], elements));
    if (entry.trainable) trainable.add(elements);
  }
  for (const name of unsure) counted.add(name);
  let names: StateNames | null = null;
  // torch counts what is registered with the model. Other frameworks that state their tensors name all that a node has.
  for (const node of network.framework === "pytorch" ? [] : network.nodes)
    for (const param of node.params) {
      if (counted.has(param.sharedAs) || (node.when === "maybe" && network.unknownParts !== undefined)) continue;
      counted.add(param.sharedAs);
      const elements = elementsOf(param);
      names ??= parameterNames(network);
      if (!names.isParameter(param)) {
        buffers.add(elements);
        continue;
      }
      parameters.add(elements);
      bytes.add(multiplyDims(BYTES.float32, elements));
      if (param.trainable) trainable.add(elements);
    }
  return {
    parameters: parameters.total,
    trainableParameters: trainable.total,
    bufferElements: buffers.total,
    parameterBytes: bytes.total,
  };
}

const sharesMemory = (node: NetworkNode): boolean => viewOperators.has(node.op) || node.attrs["inPlace"] === true;

function activationTotals(network: Network): Pick<Totals, "activationBytes" | "peakActivationBytes"> {
  /** The value whose memory a value lies in. */
  const owner = network.values.map((value) => value.id);
  for (const node of network.nodes) {
    const [source] = node.inputs;
    if (source === null || source === undefined || !sharesMemory(node)) continue;
    for (const output of node.outputs) owner[output] = owner[source] ?? source;
  }
  const lastUse = lastUses(network, owner);
  const bytes = network.values.map((value) => bytesOf(value.type));
  const isOwner = (value: ValueId): boolean => owner[value] === value;

  let alive: Dim = sumKnown(network.inputs.map(({ value }) => bytes[value] ?? 0));
  let peak = alive;
  const made: Dim[] = [];
  const counted = new Set<ValueId>(network.inputs.map(({ value }) => value));
  for (const node of network.nodes) {
    for (const output of node.outputs) {
      const size = bytes[output] ?? 0;
      if (!isOwner(output) || isUnknown(size)) continue;
      made.push(size);
      alive = addDims(alive, size);
      counted.add(output);
    }
    peak = larger(alive, peak);
    for (const value of [...node.inputs, ...node.outputs]) {
      const memory = value === null ? undefined : owner[value];
      if (memory === undefined || lastUse[memory] !== node.id || !counted.delete(memory)) continue;
      const size = bytes[memory] ?? 0;
      if (!isUnknown(size)) alive = subtractDims(alive, size);
    }
  }
  return { activationBytes: sumKnown(made), peakActivationBytes: peak };
}

/** By the owner of the memory, the last node that reads or makes it; the end of the network for its outputs. */
function lastUses(network: Network, owner: readonly ValueId[]): readonly number[] {
  const last: number[] = [];
  for (const node of network.nodes)
    for (const value of [...node.inputs, ...node.outputs]) if (value !== null) last[owner[value] ?? value] = node.id;
  for (const { value } of network.outputs) last[owner[value] ?? value] = Number.POSITIVE_INFINITY;
  return last;
}

/** With symbolic sizes the order may depend on them: then the one that is larger at this size. */
const TYPICAL_SIZE = 224;

function larger(a: Dim, b: Dim): Dim {
  const order = compareDims(a, b);
  if (order !== "maybe") return order === "less" ? b : a;
  const at = (dim: Dim): number => {
    const names = [...variablesOf(dim)].map((name) => [name, TYPICAL_SIZE] as const);
    const value = substitute(dim, Object.fromEntries(names));
    return typeof value === "number" ? value : 0;
  };
  return at(a) > at(b) ? a : b;
}
