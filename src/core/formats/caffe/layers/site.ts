import type { NetworkBuilder } from "../../../ir/builder.ts";
import type { Dim } from "../../../ir/dim.ts";
import type { Attribute, Param, ValueId } from "../../../ir/network.ts";
import { formatShape, shapeOf, unknownShape } from "../../../ir/shape.ts";
import type { FileId } from "../../../ir/source.ts";
import { message } from "../../../messages/index.ts";
import { operators } from "../../../ops/index.ts";
import { splitAttributes } from "../../splitAttributes.ts";
import type { CaffeLayer } from "../definition.ts";
import { type Setting, siteOf } from "../settings.ts";
import type { LayerSite } from "./rule.ts";

/** Learned blobs with a name of their own (`param { name }`): the layer and the state entry that have them first. */
export type SharedBlobs = Map<string, { readonly layer: string; readonly entry: string; readonly shape: string }>;

export function createLayerSite(
  builder: NetworkBuilder,
  layer: CaffeLayer,
  inputs: readonly ValueId[],
  file: FileId,
  phase: "TRAIN" | "TEST",
  entryPrefix: string,
  shared: SharedBlobs,
  scope: readonly string[],
): LayerSite {
  const rangeOf = (at: { readonly start: number; readonly end: number }) => ({ file, start: at.start, end: at.end });
  /** The layer's blobs by slot. Operations that it repeats (one for each bottom) use the same ones. */
  const own = new Map<string, Param>();

  const report: LayerSite["report"] = (code, severity, text, at, fixes = []) =>
    builder.diagnostic({ code, severity, message: text, at: rangeOf(at), fixes, related: [] });

  function paramsOf(
    op: string,
    attrs: Readonly<Record<string, Attribute>>,
    values: readonly (ValueId | null)[],
  ): Param[] {
    const types = values.map((value) => (value === null ? null : builder.typeOf(value)));
    return (operators.get(op)?.params(attrs, types) ?? []).map((spec): Param => {
      const known = own.get(spec.slot);
      if (known) return known;
      const rule = layer.blobs[own.size];
      const name = `${entryPrefix}.${spec.slot}`;
      const shape = shapeOf(...spec.dims);
      const isStatistic = spec.trainable === false;
      const trainable = !isStatistic && rule?.learningRate !== 0;
      const sharedAs = rule?.name ? shareBlob(rule.name, name, formatShape(shape)) : name;
      builder.state({
        name,
        kind: isStatistic ? "buffer" : "parameter",
        shape,
        dtype: "float32",
        trainable,
        sharedAs,
        persistent: true,
        data: null,
      });
      const param = { name, slot: spec.slot, shape, trainable, sharedAs };
      own.set(spec.slot, param);
      return param;
    });
  }

  function shareBlob(blob: Setting<string>, entry: string, shape: string): string {
    const owner = shared.get(blob.value);
    if (!owner) {
      shared.set(blob.value, { layer: layer.name, entry, shape });
      return entry;
    }
    if (owner.shape !== shape && !`${owner.shape}${shape}`.includes("?")) {
      const places = { name: blob.value, layer: owner.layer, expected: owner.shape, got: shape };
      report("shared-parameter-shape", "error", message("caffeSharedShape", places), blob.at);
    }
    return owner.entry;
  }

  function keepState(slot: string, dims: readonly Dim[], kind: "parameter" | "buffer"): string {
    const name = `${entryPrefix}.${slot}`;
    const trainable = kind === "parameter" && layer.blobs[0]?.learningRate !== 0;
    const shape = shapeOf(...dims);
    builder.state({ name, kind, shape, dtype: "float32", trainable, sharedAs: name, persistent: true, data: null });
    return name;
  }

  return {
    layer,
    phase,
    inputs,
    typeOf: (value) => builder.typeOf(value),
    dims(input): readonly Dim[] | null {
      const value = inputs[input];
      const shape = value === undefined ? null : builder.typeOf(value).shape;
      return shape?.rank === "known" ? shape.dims : null;
    },
    add(op, attributes, values = inputs, outputs = Math.max(1, layer.tops.length)) {
      const { attrs, attrAt } = splitAttributes(attributes, isSetting, (written) => siteOf(file, written));
      const recorded = builder.add({
        op,
        type: layer.type,
        kind: "module",
        name: layer.name,
        scope,
        attrs,
        inputs: values,
        params: paramsOf(op, attrs, values),
        outputNames: Array.from({ length: outputs }, (_, index) => layer.tops[index]?.value ?? ""),
        at: rangeOf(layer.nameAt),
        definedAt: rangeOf(layer.at),
        attrAt,
        context: null,
      });
      return recorded.outputs;
    },
    statistic: (slot, dims) => void keepState(slot, dims, "buffer"),
    parameter: (slot, dims) =>
      builder.stateValue(keepState(slot, dims, "parameter"), { shape: shapeOf(...dims), dtype: null }),
    unknown: (because) =>
      builder.unknownValue(layer.tops[0]?.value ?? "", { shape: unknownShape(because), dtype: null }, because),
    report,
  };
}

const isSetting = (stated: Attribute | Setting<Attribute>): stated is Setting<Attribute> =>
  typeof stated === "object" && stated !== null && "field" in stated;
