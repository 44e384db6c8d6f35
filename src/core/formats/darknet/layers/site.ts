import type { NetworkBuilder } from "../../../ir/builder.ts";
import type { Dim } from "../../../ir/dim.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import type { Attribute, Param, ValueId } from "../../../ir/network.ts";
import { formatShape, shapeOf, unknownShape } from "../../../ir/shape.ts";
import type { FileId } from "../../../ir/source.ts";
import { message } from "../../../messages/index.ts";
import { operators } from "../../../ops/index.ts";
import { splitAttributes } from "../../splitAttributes.ts";
import type { CfgSection } from "../cfg.ts";
import { type Options, type Stated, siteOf } from "../options.ts";
import type { AddOptions, LayerSite, StatedAttributes } from "./rule.ts";

/** A layer that has been read: what later layers may ask about it. */
export interface BuiltLayer {
  readonly name: string;
  readonly section: CfgSection;
  readonly options: Options;
  readonly value: ValueId;
  /** The layer's own parameters by their names without the layer's: `weight`, `norm.bias`. */
  readonly params: ReadonlyMap<string, Param>;
}

export interface SiteSurroundings {
  readonly builder: NetworkBuilder;
  readonly file: FileId;
  readonly section: CfgSection;
  readonly options: Options;
  readonly index: number;
  readonly name: string;
  /** The layers before this one. */
  readonly layers: readonly BuiltLayer[];
  /** The output of the layer before, or the network's input. */
  readonly previous: ValueId;
  readonly feedsAnything: boolean;
  /** The parameters of this layer are added here. */
  readonly params: Map<string, Param>;
  /** Tells that this layer uses the output of another one. */
  taken(index: number): void;
}

export function createLayerSite(surroundings: SiteSurroundings): LayerSite {
  const { builder, file, section, options, index, name, layers, previous, params } = surroundings;
  const rangeOf = (at: { readonly start: number; readonly end: number }) => ({ file, start: at.start, end: at.end });

  const report: LayerSite["report"] = (code, severity, text, at, fixes = []) =>
    builder.diagnostic({ code, severity, message: text, at: rangeOf(at), fixes, related: [] });

  const change: LayerSite["change"] = (at, text, title) => ({ title, edits: [{ at: rangeOf(at), text }] });

  const dims = (value: ValueId): readonly Dim[] | null => {
    const shape = value < 0 ? null : builder.typeOf(value).shape;
    return shape?.rank === "known" ? shape.dims : null;
  };

  const textOf = (value: ValueId): string => formatShape(shapeOf(...(dims(value)?.slice(1) ?? [])));

  function keep(slot: string, shape: readonly Dim[], isLearned: boolean, owner: BuiltLayer | undefined): Param {
    const entry = `${name}.${slot}`;
    const kind = isLearned ? "parameter" : "buffer";
    const sharedAs = owner?.params.get(slot)?.sharedAs ?? entry;
    const type = { shape: shapeOf(...shape), trainable: isLearned, sharedAs };
    builder.state({ name: entry, kind, ...type, dtype: "float32", persistent: true, data: null });
    return { name: entry, slot: slot.split(".").at(-1) ?? slot, ...type };
  }

  function paramsOf(
    op: string,
    attrs: Readonly<Record<string, Attribute>>,
    inputs: readonly ValueId[],
    add: AddOptions,
  ) {
    const types = inputs.map((value) => builder.typeOf(value));
    const owner = add.sharedWith === undefined ? undefined : layers[add.sharedWith];
    return (operators.get(op)?.params(attrs, types) ?? []).map((spec): Param => {
      const slot = add.part ? `${add.part}.${spec.slot}` : spec.slot;
      const param = params.get(slot) ?? keep(slot, spec.dims, spec.trainable !== false, owner);
      params.set(slot, param);
      return param;
    });
  }

  return {
    section: section.type,
    index,
    options,
    titleAt: section.titleAt,
    previous,
    feedsAnything: surroundings.feedsAnything,
    dims,
    text: textOf,
    image() {
      const shape = dims(previous);
      const [batch, channels, height, width] = shape ?? [];
      const isMap = batch !== undefined && channels !== undefined && height !== undefined && width !== undefined;
      if (isMap && shape?.length === 4 && ![channels, height, width].includes(0))
        return { value: previous, batch, channels, height, width };
      if (shape === null) return null;
      const text = message("darknetNeedsImage", { section: section.type, got: textOf(previous) });
      report("image-needed", "error", text, section.titleAt);
      const value = builder.unknownValue("", { shape: unknownShape(text), dtype: null }, text);
      const size = { kind: "unknown", because: text } as const;
      return { value, batch: size, channels: size, height: size, width: size };
    },
    vector: () => (dims(previous)?.length === 2 ? previous : add("Flatten", {}, [previous])),
    layers(key) {
      return options.integers(key).flatMap((stated) => {
        const layer = stated.value < 0 ? index + stated.value : stated.value;
        const found = layers[layer];
        if (found) {
          surroundings.taken(layer);
          return [{ index: layer, value: found.value, at: stated.at }];
        }
        const text = message("darknetLayerRange", { layer: stated.value, index });
        const nearest = layer < 0 ? "0" : "-1";
        const title = message("changeAttribute", { attribute: key, value: nearest });
        report("layer-range", "error", text, stated.at, index > 0 ? [change(stated.at, nearest, title)] : []);
        const because = message("darknetLayerUnknown", { layer: stated.value });
        const value = builder.unknownValue("", { shape: unknownShape(because), dtype: null }, because);
        return [{ index: layer, value, at: stated.at }];
      });
    },
    nearestLike(value, axis, leftOut = []) {
      const wanted = dims(value);
      if (!wanted) return null;
      const found = layers.findLastIndex((layer, at) => {
        const shape = at < index - 1 && !leftOut.includes(at) ? dims(layer.value) : null;
        return (
          shape?.length === wanted.length &&
          shape.every((dim, at) => at < axis || dimsEqual(dim, wanted[at] ?? 0) === "yes")
        );
      });
      return found < 0 ? null : found - index;
    },
    get previousSize() {
      const before = layers.at(-1);
      return before?.options.integer("filters") ?? before?.options.integer("output") ?? null;
    },
    weightsOf(layer) {
      const weight = (layer === index ? params : layers[layer]?.params)?.get("weight");
      return weight ? formatShape(weight.shape) : null;
    },
    add,
    parameter(slot, shape) {
      const param = keep(slot, shape, true, undefined);
      params.set(slot, param);
      return builder.stateValue(param.name, { shape: param.shape, dtype: null });
    },
    constant: (slot, shape, values) =>
      builder.constant(
        `${name}.${slot}`,
        { shape: shapeOf(...shape), dtype: "float32" },
        { dtype: "float32", dims: shape, values },
      ),
    unknown: (because, known) =>
      builder.unknownValue("", { shape: known ? shapeOf(...known) : unknownShape(because), dtype: null }, because),
    report,
    change,
  };

  function add(
    op: string,
    attributes: StatedAttributes,
    inputs: readonly ValueId[] = [previous],
    more: AddOptions = {},
  ): ValueId {
    const { attrs, attrAt } = splitAttributes(attributes, isStated, (written) => siteOf(file, written));
    const recorded = builder.add({
      op,
      type: section.type,
      kind: "module",
      name,
      scope: [],
      attrs,
      inputs,
      params: paramsOf(op, attrs, inputs, more),
      at: rangeOf(section.titleAt),
      definedAt: rangeOf(section.at),
      attrAt,
      context: null,
    });
    return recorded.outputs[0] ?? -1;
  }
}

const isStated = (attribute: Attribute | Stated<Attribute>): attribute is Stated<Attribute> =>
  typeof attribute === "object" && attribute !== null && "key" in attribute;
