import { type InputRegion, type Interval, regionOf, unitAxes } from "../../src/core/analysis/receptiveField.ts";
import { type Network, type NetworkNode, shapeOf, type ValueId } from "../../src/core/ir/index.ts";
import type { Target } from "../shared/locate.ts";

/** The tensor that is looked at: a layer's output or a module's. */
export interface Shown {
  readonly target: Target;
  readonly name: string;
  readonly type: string;
  readonly value: ValueId;
}

export function lastNodeOf(network: Network, call: number): NetworkNode | undefined {
  const record = network.calls[call];
  return record ? network.nodes[record.endNode - 1] : undefined;
}

export function shownFor(network: Network, target: Target): Shown | null {
  if (target.kind === "node") {
    const node = network.nodes[target.id];
    const value = node?.outputs[0];
    return node && value !== undefined ? { target, name: node.name, type: node.type, value } : null;
  }
  const call = network.calls[target.id];
  const value = call?.outputs[0];
  return call && value !== undefined ? { target, name: call.name, type: call.type, value } : null;
}

/** Before the cursor says anything: the last layer that still has a map. */
export function lastMapped(network: Network): NetworkNode | undefined {
  return network.nodes.findLast((node) => {
    const value = node.outputs[0];
    return value !== undefined && unitSizes(network, value).some((size) => size > 1);
  });
}

export function unitSizes(network: Network, value: ValueId): number[] {
  const { shape } = network.values[value]?.type ?? { shape: shapeOf() };
  if (shape.rank === "unknown") return [];
  const sizes = unitAxes(network, value).map((axis) => shape.dims[axis]);
  return sizes.every((size) => typeof size === "number") ? sizes : [];
}

/** From what the first unit sees to what the last one sees, without borders. */
export function reachOf(
  network: Network,
  value: ValueId,
  { value: input, unclipped }: InputRegion,
): readonly Interval[] {
  const last = unitSizes(network, value).map((size) => size - 1);
  const corners = [last.map(() => 0), last].flatMap((unit) => {
    const region = regionOf(network, value, unit);
    return region.known ? region.inputs.filter((one) => one.value === input) : [];
  });
  return unclipped.map(({ low, high }, axis) => ({
    low: Math.min(low, ...corners.map((corner) => corner.unclipped[axis]?.low ?? low)),
    high: Math.max(high, ...corners.map((corner) => corner.unclipped[axis]?.high ?? high)),
  }));
}

export function unitFits(network: Network, value: ValueId, unit: readonly number[] | null): boolean {
  const sizes = unitSizes(network, value);
  return unit !== null && unit.length === sizes.length && unit.every((at, axis) => at < (sizes[axis] ?? 0));
}

/** Sizes of the input's spatial axes: the last ones, as many as the region has. */
export function inputSizes(network: Network, region: InputRegion): number[] | null {
  const shape = network.values[region.value]?.type.shape;
  if (shape?.rank !== "known") return null;
  const sizes = shape.dims.slice(shape.dims.length - region.unclipped.length);
  return sizes.every((size) => typeof size === "number") ? sizes : null;
}
