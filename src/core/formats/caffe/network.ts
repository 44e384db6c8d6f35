import type { NetworkBuilder } from "../../ir/builder.ts";
import { createNetworkBuilder } from "../../ir/createNetworkBuilder.ts";
import type { GivenInput, ModelInput, ShouldStop } from "../../ir/facts.ts";
import { nearestName } from "../../ir/nearest.ts";
import type { Network, ValueId } from "../../ir/network.ts";
import type { FileId } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import { operators } from "../../ops/index.ts";
import { leastBottoms } from "./bottoms.ts";
import type { CaffeDefinition, CaffeLayer } from "./definition.ts";
import { type InputSource, type NetworkInput, resolveInputs } from "./inputs.ts";
import { layerRules } from "./layers/index.ts";
import { createLayerSite } from "./layers/site.ts";
import { isIncluded, type NetState } from "./phases.ts";
import { scopesOf } from "./scopes.ts";
import { isSource, statedShapes } from "./sources.ts";
import { changeTo, createWiring, type Wiring } from "./wiring.ts";

export interface NetworkOptions {
  readonly file: FileId;
  readonly model: string;
  readonly state: NetState;
  readonly inputs: readonly InputSource[];
  readonly shouldStop: ShouldStop;
}

export interface BuiltNetwork {
  readonly network: Network;
  readonly inputs: readonly ModelInput[];
  /** Given inputs that the network has no place for. */
  readonly unused: readonly GivenInput[];
}

/** Wires the layers that belong to the state, in the file's order, by the names of their blobs. Null when stopped. */
export function buildNetwork(definition: CaffeDefinition, options: NetworkOptions): BuiltNetwork | null {
  const { file, state, shouldStop } = options;
  const builder = createNetworkBuilder({ framework: "caffe", model: options.model, phase: state.phase, operators });
  const layers = definition.layers.filter((layer) => isIncluded(layer, state));
  const { inputs, unused } = resolveInputs(file, networkInputs(definition, layers), options.inputs);
  const wiring = createWiring(builder, definition, options);
  const values = new Map(inputs.map((input) => [input.name, builder.input(input.name, input.type)]));
  for (const { name } of definition.inputs) wiring.define(name.value, values.get(name.value) ?? -1, null);
  const scopes = scopesOf(layers.map((layer) => layer.name));
  for (const [index, layer] of layers.entries()) {
    if (shouldStop()) return null;
    addLayer(builder, wiring, layer, scopes[index] ?? [], values, options);
  }
  wiring.nameOutputs();
  return { network: builder.finish(), inputs, unused };
}

/** Declared inputs, then the tops of source layers. A name counts once. */
function networkInputs(definition: CaffeDefinition, layers: readonly CaffeLayer[]): NetworkInput[] {
  const inputs = new Map<string, NetworkInput>();
  for (const { name, dims } of definition.inputs) {
    inputs.set(name.value, { name: name.value, dims: dims?.map((dim) => dim.value) ?? null, at: name.at });
  }
  for (const layer of layers) {
    if (!isSource(layer)) continue;
    const shapes = statedShapes(layer);
    for (const [index, top] of layer.tops.entries()) {
      if (inputs.has(top.value)) continue;
      inputs.set(top.value, { name: top.value, dims: shapes[index] ?? null, at: top.at });
    }
  }
  return [...inputs.values()];
}

function addLayer(
  builder: NetworkBuilder,
  wiring: Wiring,
  layer: CaffeLayer,
  scope: readonly string[],
  inputs: ReadonlyMap<string, ValueId>,
  options: NetworkOptions,
): void {
  const { file } = options;
  const at = { file, start: layer.nameAt.start, end: layer.nameAt.end };
  const bottoms: ValueId[] = [];
  for (const bottom of layer.bottoms) bottoms.push(wiring.read(bottom));
  const call = builder.enterCall({
    name: layer.name,
    type: layer.type,
    leaf: true,
    inputs: bottoms,
    at,
    definedAt: { file, start: layer.at.start, end: layer.at.end },
    context: null,
  });
  const outputs = isSource(layer)
    ? layer.tops.map((top) => inputs.get(top.value) ?? -1)
    : operationsOf(builder, wiring, layer, scope, bottoms, options);
  builder.leaveCall(call, outputs);
  for (const [index, top] of layer.tops.entries()) {
    const value = outputs[index];
    if (value !== undefined) wiring.define(top.value, value, { layer, index, at: top.at });
  }
  // Caffe gives a loss without a top an anonymous one.
  if (layer.tops.length === 0) for (const value of outputs) builder.output(layer.name, value);
}

function operationsOf(
  builder: NetworkBuilder,
  wiring: Wiring,
  layer: CaffeLayer,
  scope: readonly string[],
  bottoms: readonly ValueId[],
  options: NetworkOptions,
): readonly ValueId[] {
  const site = createLayerSite({
    builder,
    layer,
    inputs: bottoms,
    file: options.file,
    phase: options.state.phase,
    entryPrefix: wiring.entryPrefix(layer),
    shared: wiring.sharing,
    scope,
  });
  if (layer.type === "") {
    site.report("layer-type", "error", message("caffeTypeMissing"), layer.nameAt);
  }
  const rule = Object.hasOwn(layerRules, layer.type) ? layerRules[layer.type] : undefined;
  const least = leastBottoms(layer.type);
  if (rule && bottoms.length >= least) return rule(site);
  if (rule) {
    const counts = { type: layer.type, least, got: bottoms.length };
    site.report("bottom-count", "error", message("caffeBottomCount", counts), layer.typeAt ?? layer.nameAt);
  }
  if (layer.type !== "" && !rule) {
    const nearest = nearestName(layer.type, Object.keys(layerRules));
    const typeAt = layer.typeAt ?? layer.nameAt;
    site.report(
      "layer-type",
      "warning",
      message("caffeUnknownType", { type: layer.type }),
      typeAt,
      nearest === null ? [] : [changeTo(options.file, typeAt, nearest)],
    );
  }
  const outputs = layer.tops.length;
  return site.add("External", { name: layer.type, outputs }, bottoms, outputs);
}
