import { regionOf } from "../../src/core/analysis/receptiveField.ts";
import { encodeGraph } from "../../src/core/formats/onnx/encode.ts";
import { planExport } from "../../src/core/formats/onnx/plan.ts";
import type { Network } from "../../src/core/ir/network.ts";
import { operators } from "../../src/core/ops/index.ts";
import type { Random } from "./random.ts";

/** Values whose region is asked for. */
const valuesTried = 2;

/** What the views ask of a network beside its summary: the area of a unit, and a model to run. Null: nothing is wrong. */
export function checkViews(network: Network, random: Random): string | null {
  const inputs = new Map(network.inputs.map(({ value }) => [value, network.values[value]?.type.shape]));
  for (let left = network.nodes.length > 0 ? valuesTried : 0; left > 0; left--) {
    const [value] = random.pick(network.nodes).outputs;
    const region = value === undefined ? null : regionOf(network, value);
    if (!region?.known) continue;
    for (const { value: input, clipped } of region.inputs) {
      const shape = inputs.get(input);
      const sizes = shape?.rank === "known" ? shape.dims.filter((dim) => typeof dim === "number") : [];
      const largest = Math.max(0, ...sizes);
      if (clipped?.some(({ low, high }) => !(0 <= low && low <= high && high < largest)))
        return `a unit sees ${JSON.stringify(clipped)} of an input of ${sizes.join("x")}`;
    }
  }
  // The weights are left out: they are asked for when a file is written.
  const plan = planExport(network, { without: new Set(), extraOutputs: [] });
  const encoded = encodeGraph(network, plan, () => {}, operators);
  if ("because" in encoded) return null;
  const made = new Set([
    ...encoded.graph.inputs.map(({ name }) => name),
    ...encoded.graph.initializers.map(({ name }) => name),
  ]);
  for (const node of encoded.graph.nodes) {
    const missing = node.inputs.find((name) => name !== "" && !made.has(name));
    if (missing !== undefined) return `${node.name} of the export takes ${missing}, which nothing before it makes`;
    for (const name of node.outputs) {
      if (made.has(name)) return `two nodes of the export make ${name}`;
      made.add(name);
    }
  }
  const unmade = encoded.graph.outputs.find(({ name }) => !made.has(name));
  return unmade ? `nothing makes the output ${unmade.name} of the export` : null;
}
