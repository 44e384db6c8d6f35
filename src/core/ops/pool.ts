import { type Dim, unknownDim } from "../ir/dim.ts";
import { isLess } from "../ir/dimComparison.ts";
import type { TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { fault } from "./define.ts";
import { dimText } from "./formula.ts";
import { encodeBatched } from "./onnxForms.ts";
import { encodePool } from "./poolOnnx.ts";
import { hasPadding, type PoolAttributes, pooledSize, poolRank, poolWindows } from "./poolWindow.ts";
import { type AxisWindow, checkWindows, extent, paddedSize, perAxisLines, slidingFormula } from "./spatial.ts";
import type { InferenceSite, OperatorSpec } from "./spec.ts";
import { dimsOf, isReason, knownDims, tensor, unknownTensor } from "./tensors.ts";

type Inputs = readonly (TensorType | null)[];

/** MaxPool, AveragePool and LpPool; their attributes are documented in `poolWindow.ts`. */
function infer(site: InferenceSite<PoolAttributes>, op: string): readonly TensorType[] {
  const { attrs, inputs } = site;
  const rank = poolRank(attrs);
  const dims = dimsOf(inputs[0]);
  if (isReason(dims)) return outputs(attrs, unknownTensor(inputs[0], dims));
  if (dims.length !== rank + 1 && dims.length !== rank + 2) {
    const problem = message("poolRank", { expected: rank + 2, got: dims.length });
    return outputs(attrs, unknownTensor(inputs[0], fault(site, "pool-rank", problem)));
  }
  const leading = dims.slice(0, dims.length - rank);
  const reason = checkWindows(site, rank, false);
  if (reason)
    return outputs(attrs, tensor(inputs[0], [...leading, ...Array.from({ length: rank }, () => unknownDim(reason))]));
  const windows = poolWindows(attrs, dims.slice(-rank));
  for (const window of windows) checkPadding(site, window);
  const sizes = windows.map((window) => checkedOutput(site, op, window, hasPadding(windows)));
  return outputs(attrs, tensor(inputs[0], [...leading, ...sizes]));
}

const outputs = (attrs: PoolAttributes, type: TensorType): readonly TensorType[] =>
  attrs.returnIndices ? [type, { ...type, dtype: "int64" }] : [type];

function checkPadding(site: InferenceSite<PoolAttributes>, window: AxisWindow): void {
  const { paddingLimit = "half" } = site.attrs;
  // The kernel itself counts, not what it spans with its dilation.
  const { before, kernel } = window;
  if (paddingLimit === "none" || typeof before !== "number" || typeof kernel !== "number") return;
  if (paddingLimit === "half" ? before * 2 <= kernel : before < kernel) return;
  const key = paddingLimit === "half" ? "poolPaddingHalf" : "poolPaddingKernel";
  fault(site, "pool-padding", message(key, { padding: before, kernel }), "padding");
}

function checkedOutput(site: InferenceSite<PoolAttributes>, op: string, window: AxisWindow, anyPadding: boolean): Dim {
  const size = pooledSize(site.attrs, window, anyPadding);
  const tooLarge = isLess(size, 1) === "yes";
  if (!tooLarge && !(needsWholeWindow(site.attrs, op) && isLess(window.input, window.kernel) === "yes")) return size;
  const input = tooLarge ? paddedSize(window) : window.input;
  const problem = message("kernelTooLarge", { kernel: dimText(extent(window)), input: dimText(input) });
  return unknownDim(fault(site, "pool-kernel-too-large", problem, "kernelSize"));
}

/** torch's means over three axes refuse an input smaller than the kernel even where padding would make up for it. */
const needsWholeWindow = (attrs: PoolAttributes, op: string): boolean =>
  op !== "MaxPool" && poolRank(attrs) === 3 && (attrs.paddingLimit ?? "half") === "half";

function poolOperator(op: string, summary: string): OperatorSpec<PoolAttributes> {
  return {
    op,
    summary,
    inputs: ["x"],
    infer: (site) => infer(site, op),
    params: () => [],
    macs: () => 0,
    window(attrs, inputs) {
      return poolWindows(attrs, spatialSizes(attrs, inputs)).map(({ kernel, stride, dilation, before }) => ({
        direction: "down",
        kernel,
        stride,
        dilation,
        paddingBefore: before,
      }));
    },
    explain(attrs, inputs, outputTypes) {
      const results = knownDims(outputTypes[0])?.slice(-poolRank(attrs));
      if (!results || !knownDims(inputs[0])) return [];
      const windows = poolWindows(attrs, spatialSizes(attrs, inputs));
      return perAxisLines(windows.map((window, axis) => poolFormula(attrs, window, results[axis] ?? 0)));
    },
    onnx: {
      op,
      since: 12,
      encode: (attrs, emitter) => encodeBatched(emitter, poolRank(attrs), (batched) => encodePool(op, attrs, batched)),
    },
  };
}

/** The formula, and the dropped window where there is one: `⌈(7 − 3)/2⌉ + 1 − 1`. */
function poolFormula(attrs: PoolAttributes, window: AxisWindow, result: Dim): string {
  if (!attrs.ceilMode || typeof result !== "number") return slidingFormula(window, result, attrs.ceilMode);
  const all = pooledSize({ ...attrs, dropLastWindow: "never" }, window, false);
  const formula = slidingFormula(window, result, true);
  return all === result ? formula : formula.replace(" = ", " − 1 = ");
}

function spatialSizes(attrs: PoolAttributes, inputs: Inputs): readonly Dim[] {
  const rank = poolRank(attrs);
  return knownDims(inputs[0])?.slice(-rank) ?? Array.from({ length: rank }, () => unknownDim(message("inputMissing")));
}

export const maxPool = poolOperator("MaxPool", "The largest sample of each window.");
export const averagePool = poolOperator("AveragePool", "The mean of each window.");
export const lpPool = poolOperator("LpPool", "The p-norm of each window: (Σ xᵖ)^(1/p).");
