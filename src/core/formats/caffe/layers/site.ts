import type { NetworkBuilder } from "../../../ir/builder.ts";
import type { Diagnostic, Severity } from "../../../ir/diagnostic.ts";
import type { Dim } from "../../../ir/dim.ts";
import type { Message } from "../../../ir/message.ts";
import type { Attribute, Param, TensorType, ValueId } from "../../../ir/network.ts";
import type { ParameterSpec } from "../../../ir/operator.ts";
import { formatShape, shapeOf, unknownShape } from "../../../ir/shape.ts";
import type { FileId, SourceRange } from "../../../ir/source.ts";
import { message } from "../../../messages/index.ts";
import { operators } from "../../../ops/index.ts";
import { splitAttributes } from "../../splitAttributes.ts";
import type { CaffeLayer } from "../definition.ts";
import { type Setting, siteOf } from "../settings.ts";
import type { Span } from "../textFormat/tree.ts";
import type { LayerSite, StatedAttributes } from "./rule.ts";

/** Learned blobs with a name of their own (`param { name }`): the layer and the state entry that have them first. */
export type SharedBlobs = Map<string, { readonly layer: string; readonly entry: string; readonly shape: string }>;

/** Where a layer's operations are recorded. */
export interface SiteSurroundings {
  readonly builder: NetworkBuilder;
  readonly layer: CaffeLayer;
  readonly inputs: readonly ValueId[];
  readonly file: FileId;
  readonly phase: "TRAIN" | "TEST";
  /** What the layer's blobs are called before the dot. */
  readonly entryPrefix: string;
  readonly shared: SharedBlobs;
  readonly scope: readonly string[];
}

export const createLayerSite = (surroundings: SiteSurroundings): LayerSite => new RecordingSite(surroundings);

/** A class, so that all layers share its methods. */
class RecordingSite implements LayerSite {
  readonly layer: CaffeLayer;
  readonly phase: "TRAIN" | "TEST";
  readonly inputs: readonly ValueId[];
  private readonly around: SiteSurroundings;
  /** The layer's blobs by slot. Operations that it repeats (one for each bottom) use the same ones. */
  private readonly own = new Map<string, Param>();

  constructor(around: SiteSurroundings) {
    this.layer = around.layer;
    this.phase = around.phase;
    this.inputs = around.inputs;
    this.around = around;
  }

  typeOf(value: ValueId): TensorType {
    return this.around.builder.typeOf(value);
  }

  dims(input: number): readonly Dim[] | null {
    const value = this.inputs[input];
    const shape = value === undefined ? null : this.typeOf(value).shape;
    return shape?.rank === "known" ? shape.dims : null;
  }

  add(
    op: string,
    attributes: StatedAttributes,
    values: readonly (ValueId | null)[] = this.inputs,
    outputs = Math.max(1, this.layer.tops.length),
  ): readonly ValueId[] {
    const { layer } = this;
    const { builder, file, scope } = this.around;
    const { attrs, attrAt } = splitAttributes(attributes, isSetting, (written) => siteOf(file, written));
    const outputNames: string[] = [];
    for (let index = 0; index < outputs; index++) outputNames.push(layer.tops[index]?.value ?? "");
    const recorded = builder.add({
      op,
      type: layer.type,
      kind: "module",
      name: layer.name,
      scope,
      attrs,
      inputs: values,
      params: this.paramsOf(op, attrs, values),
      outputNames,
      at: this.rangeOf(layer.nameAt),
      definedAt: this.rangeOf(layer.at),
      attrAt,
      context: null,
    });
    return recorded.outputs;
  }

  statistic(slot: string, dims: readonly Dim[]): void {
    this.keepState(slot, dims, "buffer");
  }

  parameter(slot: string, dims: readonly Dim[]): ValueId {
    const name = this.keepState(slot, dims, "parameter");
    return this.around.builder.stateValue(name, { shape: shapeOf(...dims), dtype: null });
  }

  unknown(because: Message): ValueId {
    const type: TensorType = { shape: unknownShape(because), dtype: null };
    return this.around.builder.unknownValue(this.layer.tops[0]?.value ?? "", type, because);
  }

  report(code: string, severity: Severity, text: Message, at: Span, fixes: Diagnostic["fixes"] = []): void {
    this.around.builder.diagnostic({ code, severity, message: text, at: this.rangeOf(at), fixes, related: [] });
  }

  private rangeOf({ start, end }: Span): SourceRange {
    return { file: this.around.file, start, end };
  }

  private paramsOf(
    op: string,
    attrs: Readonly<Record<string, Attribute>>,
    values: readonly (ValueId | null)[],
  ): readonly Param[] {
    const types: (TensorType | null)[] = [];
    for (const value of values) types.push(value === null ? null : this.typeOf(value));
    const params: Param[] = [];
    for (const spec of operators.get(op)?.params(attrs, types) ?? []) {
      const param = this.own.get(spec.slot) ?? this.newParam(spec);
      this.own.set(spec.slot, param);
      params.push(param);
    }
    return params;
  }

  private newParam({ slot, dims, trainable: isLearned = true }: ParameterSpec): Param {
    const { builder, entryPrefix } = this.around;
    const rule = this.layer.blobs[this.own.size];
    const name = `${entryPrefix}.${slot}`;
    const shape = shapeOf(...dims);
    const trainable = isLearned && rule?.learningRate !== 0;
    const sharedAs = rule?.name ? this.shareBlob(rule.name, name, formatShape(shape)) : name;
    const kind = isLearned ? "parameter" : "buffer";
    builder.state({ name, kind, shape, dtype: "float32", trainable, sharedAs, persistent: true, data: null });
    return { name, slot, shape, trainable, sharedAs };
  }

  private shareBlob(blob: Setting<string>, entry: string, shape: string): string {
    const { shared } = this.around;
    const owner = shared.get(blob.value);
    if (!owner) {
      shared.set(blob.value, { layer: this.layer.name, entry, shape });
      return entry;
    }
    if (owner.shape !== shape && !`${owner.shape}${shape}`.includes("?")) {
      const places = { name: blob.value, layer: owner.layer, expected: owner.shape, got: shape };
      this.report("shared-parameter-shape", "error", message("caffeSharedShape", places), blob.at);
    }
    return owner.entry;
  }

  private keepState(slot: string, dims: readonly Dim[], kind: "parameter" | "buffer"): string {
    const { builder, entryPrefix } = this.around;
    const name = `${entryPrefix}.${slot}`;
    const trainable = kind === "parameter" && this.layer.blobs[0]?.learningRate !== 0;
    const shape = shapeOf(...dims);
    builder.state({ name, kind, shape, dtype: "float32", trainable, sharedAs: name, persistent: true, data: null });
    return name;
  }
}

const isSetting = (stated: Attribute | Setting<Attribute>): stated is Setting<Attribute> =>
  typeof stated === "object" && stated !== null && "field" in stated;
