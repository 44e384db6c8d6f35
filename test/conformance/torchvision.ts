import path from "node:path";
import type { SummaryLayer } from "../../src/core/analysis/summary.ts";
import type { Network } from "../../src/core/ir/network.ts";
import { sharedFolder } from "../support/shared.ts";
import { wheelFolder } from "../support/wheel.ts";
import { type Case, type CaseSet, type Selection, same, selects, show } from "./cases.ts";
import { commandLineCase } from "./commandLine.ts";
import { answer, listTruth, type Question, readTruth, shapesIn } from "./truth.ts";

/** A call of a module without children, as torch ran it. */
type Call = readonly [
  call: number,
  name: string,
  className: string,
  inputs: unknown,
  output: unknown,
  own: Readonly<Record<string, readonly number[]>>,
  flops: number,
];

export function torchvisionSet(selection: Selection): CaseSet {
  const shared = sharedFolder();
  const sources = wheelFolder("torchvision-0.28.0");
  if (shared === null || sources === null)
    return { name: "torchvision", cases: [], missing: "its sources or its truth" };
  const names = listTruth(shared, "truth/torchvision").map((file) => path.basename(file, ".json"));
  const cases = names
    .filter((name) => selects(selection, name, true))
    .map((name): Case => {
      return { name, run: () => compare(readTruth(shared, "truth/torchvision", `${name}.json`), sources) };
    });
  const sample =
    names.includes("resnet18") && cases.length > 1 ? readTruth(shared, "truth/torchvision/resnet18.json") : null;
  return {
    name: "torchvision",
    cases: sample ? [...cases, commandLineCase(questionOf(sample, sources))] : cases,
    missing: null,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the truth is JSON whose form its README states
type Truth = any;

function questionOf(truth: Truth, sources: string): Question {
  const noBackbone = truth.kind === "detection" || truth.kind === "segmentation" ? ", weights_backbone=None" : "";
  const name = truth.kind === "detection" ? "images" : null;
  return {
    file: path.join(sources, truth.module),
    model: `${truth.builder}(weights=None${noBackbone})`,
    inputs: shapesIn(truth.input_shapes).map((shape) => [name, shape] as const),
    searchPaths: [sources],
  };
}

function compare(truth: Truth, sources: string): string | null {
  const answered = answer(questionOf(truth, sources));
  if (typeof answered === "string") return answered;
  const { summary, network } = answered;
  const error = summary.diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (error) return `false error ${error.code}: ${error.message}`;
  const totals = {
    parameters: truth.params_total,
    trainableParameters: truth.params_trainable,
    bufferElements: truth.buffers_elems,
    ...(truth.kind !== "detection" && { macs: truth.macs_total }),
  };
  for (const [name, expected] of Object.entries(totals)) {
    const got = summary.totals[name as keyof typeof totals];
    if (got !== expected) return `${name} ${got}, measured ${expected}`;
  }
  const layers = summary.layers.filter((layer) => layer.kind === "module");
  // What follows non-maximum suppression depends on the data, and so does the transform's own row.
  if (truth.kind === "detection") return compareStatic(truth.layers, layers);
  if (layers.length !== truth.layers.length)
    return `${layers.length} calls of modules, measured ${truth.layers.length}`;
  if (
    truth.kind !== "detection" &&
    !same(
      summary.outputs.map((output) => output.shape),
      shapesIn(truth.output),
    )
  )
    return `outputs ${show(summary.outputs)}, measured ${show(truth.output)}`;
  return compareLayers(truth.layers, layers, network);
}

function compareLayers(calls: readonly Call[], layers: readonly SummaryLayer[], network: Network): string | null {
  const state = new Map(network.state.map((entry) => [entry.name, entry]));
  const counted = new Set<string>();
  for (const [index, [, name, className, inputs, output, own, flops]] of calls.entries()) {
    const layer = layers[index];
    if (layer?.name !== name) return `call ${index} is of ${layer?.name ?? "nothing"}, measured ${name}`;
    if (layer.type !== className) return `${name} is a ${layer.type}, measured ${className}`;
    if (!same(layer.outputs, shapesIn(output))) return `${name} gives ${show(layer.outputs)}, measured ${show(output)}`;
    const measuredInputs = shapesIn(inputs);
    if (!same(layer.inputs.slice(0, measuredInputs.length), measuredInputs))
      return `${name} takes ${show(layer.inputs)}, measured ${show(inputs)}`;
    if (typeof layer.macs !== "number" || layer.macs * 2 !== flops)
      return `${name} has ${layer.macs} MACs, measured ${flops / 2}`;
    let parameters = 0;
    for (const [slot, shape] of Object.entries(own)) {
      const entry = state.get(`${name}.${slot}`);
      const dims = entry?.shape.rank === "known" ? entry.shape.dims : null;
      if (!same(dims, shape)) return `${name}.${slot} is ${show(dims)}, measured ${show(shape)}`;
      if (!counted.has(`${name}.${slot}`)) parameters += shape.reduce((product, size) => product * size, 1);
      counted.add(`${name}.${slot}`);
    }
    if (layer.parameters !== parameters) return `${name} has ${layer.parameters} parameters, measured ${parameters}`;
  }
  return null;
}

function compareStatic(calls: readonly Call[], layers: readonly SummaryLayer[]): string | null {
  let next = 0;
  for (const [, name, , , output] of calls) {
    const [shape] = shapesIn(output);
    if (/^roi_heads\./.test(name) || /Transform/.test(name) || !shape || !same(shape, output)) continue;
    const index = layers.findIndex((layer, at) => at >= next && layer.name === name);
    if (index < 0) return `${name} is not called`;
    if (!layers[index]?.outputs.some((got) => same(got, shape)))
      return `${name} gives ${show(layers[index]?.outputs)}, measured ${show(output)}`;
    next = index + 1;
  }
  return null;
}
