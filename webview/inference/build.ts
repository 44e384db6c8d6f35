import { type ExportOptions, type ExportResult, exportOnnxInSteps } from "../../src/core/formats/onnx/index.ts";
import type { Network, ValueId } from "../../src/core/ir/index.ts";
import type { FillWeights } from "../../src/core/ir/weights.ts";
import { deterministicWeights, randomWeights } from "../../src/core/weights/index.ts";

export interface WeightChoice {
  readonly kind: "deterministic" | "random";
  readonly seed: number;
}

export function weightsOf(network: Network, choice: WeightChoice): FillWeights {
  return choice.kind === "deterministic" ? deterministicWeights(network) : randomWeights(network, choice.seed);
}

/** The page may work so long before it lets the browser draw and take events. */
const SLICE = 12;

/** Builds the ONNX model in slices. Null: stopped. */
export async function buildModel(
  network: Network,
  options: ExportOptions,
  stopped: () => boolean,
  progress: (part: number) => void,
): Promise<ExportResult | null> {
  const steps = exportOnnxInSteps(network, options);
  for (;;) {
    const until = performance.now() + SLICE;
    while (performance.now() < until) {
      const step = steps.next();
      if (step.done) return step.value;
      progress(step.value);
    }
    await nextTask();
    if (stopped()) return null;
  }
}

/** Sooner than a timer, which browsers hold back to 4 ms. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

/** Layer outputs in batches whose numbers together stay within `bytes`, so that a large model is checked in several runs. */
export function checkBatches(
  network: Network,
  isExported: (value: ValueId) => boolean,
  bytes: number,
): readonly (readonly ValueId[])[] {
  const batches: ValueId[][] = [];
  let current: ValueId[] = [];
  let size = 0;
  for (const node of network.nodes) {
    for (const id of node.outputs) {
      if (!isExported(id)) continue;
      const own = 4 * sizeOf(network, id);
      if (current.length > 0 && size + own > bytes) {
        batches.push(current);
        current = [];
        size = 0;
      }
      current.push(id);
      size += own;
    }
  }
  if (current.length > 0) batches.push(current);
  return batches;
}

function sizeOf(network: Network, id: ValueId): number {
  const shape = network.values[id]?.type.shape;
  if (shape?.rank !== "known") return 1;
  return shape.dims.reduce<number>((product, dim) => product * (typeof dim === "number" ? dim : 1), 1);
}
