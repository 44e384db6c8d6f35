import { type Dim, unknownDim } from "../../../ir/dim.ts";
import { message } from "../../../messages/index.ts";
import { nativeClass } from "../../eval/native.ts";
import { Float, Tuple, Unknown, type Value } from "../../eval/value.ts";
import type { LayerOperation, LayerReader, LayerRow } from "../layer.ts";
import { moduleClass } from "../module.ts";
import { dimList, dimToValue, itemsOf, numberOf, valueToDim } from "../reader.ts";
import type { OperationFault } from "../record.ts";

const integer = (value: Value, otherwise: number): number => {
  const dim = valueToDim(value);
  return typeof dim === "number" ? dim : otherwise;
};

/** torch's scale factors: one number or one an axis, kept as plain numbers. */
export function scalesOf(layer: LayerReader, name: string, rank: number): readonly number[] | null {
  const value = layer.value(name);
  const items = itemsOf(layer.machine, value) ?? (value === null ? null : new Array<Value>(rank).fill(value));
  const numbers = items?.map(numberOf) ?? null;
  return numbers?.every((number) => number !== null) ? (numbers as number[]) : null;
}

/** Sizes of `interpolate`: one number stands for every axis. */
export function sizesOf(layer: LayerReader, name: string): readonly Dim[] | null {
  const value = layer.value(name);
  if (value === null) return null;
  const dims = dimList(layer.machine, value);
  if (dims !== null) return dims;
  const dim = valueToDim(value);
  return dim === null ? null : [dim];
}

/** Pads of torch: (left, right, top, bottom, …), the last axis first. As pairs, the first padded axis first. */
export function padPairs(pads: readonly Dim[]): readonly (readonly [Dim, Dim])[] {
  const pairs: (readonly [Dim, Dim])[] = [];
  for (let index = 0; index + 1 < pads.length; index += 2) pairs.unshift([pads[index] ?? 0, pads[index + 1] ?? 0]);
  return pairs;
}

export const oddPads = (pads: readonly Dim[]): readonly OperationFault[] =>
  pads.length % 2 === 0
    ? []
    : [{ code: "pad-pairs", message: message("padsOdd", { got: pads.length }), attribute: "pads" }];

const padModes = {
  Zero: "constant",
  Constant: "constant",
  Reflection: "reflect",
  Replication: "replicate",
  Circular: "circular",
} as const;

const pad = (kind: keyof typeof padModes, rank: number): LayerRow => ({
  name: `${kind}Pad${rank}d`,
  signature: kind === "Constant" ? "padding, value" : "padding",
  attributeNames: { padding: "pads" },
  extra(layer) {
    const sides = dimList(layer.machine, layer.value("padding")) ?? new Array<Dim>(rank * 2).fill(layer.dim("padding"));
    return { padding: new Tuple(sides.map(dimToValue)) };
  },
  operation(layer) {
    const sides = dimList(layer.machine, layer.value("padding")) ?? [];
    const value = layer.number("value", 0);
    const ranks = kind === "Zero" || kind === "Constant" ? {} : { ranks: [rank + 1, rank + 2] };
    const attrs = { mode: padModes[kind], pads: padPairs(sides), value, ...ranks };
    return { op: "Pad", attrs, faults: oddPads(sides) };
  },
});

/** ConvLens's mode and the ranks that torch accepts, by torch's name of the mode. */
const resizeModes: Readonly<Record<string, readonly [mode: string, ranks: readonly number[]]>> = {
  nearest: ["nearest", [3, 4, 5]],
  "nearest-exact": ["nearestExact", [3, 4, 5]],
  linear: ["linear", [3]],
  bilinear: ["linear", [4]],
  trilinear: ["linear", [5]],
  bicubic: ["cubic", [4]],
  area: ["area", [3, 4, 5]],
};

/** Options that go with some modes only; torch refuses them with others. */
function resizeOptions(layer: LayerReader, mode: string): readonly OperationFault[] {
  const faults: OperationFault[] = [];
  const refuse = (option: string, attribute: string): void => {
    faults.push({ code: "resize-options", message: message("resizeOption", { option, mode }), attribute });
  };
  const stepped = ["nearest", "nearest-exact", "area"].includes(mode);
  if (stepped && typeof layer.value("align_corners") === "boolean") refuse("align_corners", "alignCorners");
  if (layer.flag("antialias") && mode !== "bilinear" && mode !== "bicubic") refuse("antialias", "antialias");
  if (layer.flag("recompute_scale_factor") && !layer.none("size"))
    faults.push({ code: "resize-options", message: message("resizeRecompute"), attribute: "recomputeScaleFactor" });
  return faults;
}

/** Sizes by factors that are not known: as little is known of them. */
function unknownScales(layer: LayerReader): readonly Dim[] | null {
  const scale = layer.value("scale_factor");
  if (scale === null) return null;
  const items = itemsOf(layer.machine, scale) ?? [scale];
  return items.map((item) => unknownDim(item instanceof Unknown ? item.because : message("tensorValueUnknown")));
}

/** `interpolate`'s arguments as attributes of the operator. */
export function resizeOperation(layer: LayerReader, torchMode: string): LayerOperation {
  const size = sizesOf(layer, "size");
  const scale = scalesOf(layer, "scale_factor", 1);
  const [mode, ranks] = resizeModes[torchMode] ?? ["nearest", [3, 4, 5]];
  // One that is not known may be None.
  const both = ["size", "scale_factor"].every((name) => !layer.none(name) && !(layer.value(name) instanceof Unknown));
  const faults = [
    ...(both ? [{ code: "resize-size", message: message("sizeAndScale"), attribute: "scale" }] : []),
    ...resizeOptions(layer, torchMode),
  ];
  const axes = size === null && scale === null ? unknownScales(layer) : null;
  const attrs = {
    mode,
    ranks,
    size: size ?? axes,
    scale: both ? null : scale,
    alignCorners: layer.flag("align_corners"),
  };
  return { op: "Resize", attrs, faults };
}

const upsample = (name: string, mode: string | null, base: LayerRow["base"] = undefined): LayerRow => ({
  name,
  ...(base === undefined ? {} : { base }),
  signature:
    mode === null
      ? "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None"
      : "size=None, scale_factor=None",
  attributeNames: { scale_factor: "scale" },
  extra: (layer): Readonly<Record<string, Value>> => ({
    ...(mode === null ? {} : { mode, align_corners: mode === "bilinear" ? true : null }),
    // Kept as floats, as torch does.
    scale_factor: asFloats(layer, layer.value("scale_factor")),
  }),
  operation: (layer) => resizeOperation(layer, layer.text("mode") ?? "nearest"),
});

function asFloats(layer: LayerReader, value: Value): Value {
  const items = itemsOf(layer.machine, value);
  if (items !== null) return new Tuple(items.map((item) => asFloats(layer, item)));
  return typeof value === "number" ? new Float(value) : value;
}

const shuffle = (name: string, op: string, argument: string): LayerRow => ({
  name,
  signature: argument,
  attributeNames: { upscale_factor: "factor", downscale_factor: "factor" },
  operation: (layer) => ({ op, attrs: { [argument === "groups" ? "groups" : "factor"]: layer.dim(argument) } }),
});

const upsampleBase = nativeClass("torch.nn.modules.upsampling", "_Upsample", [moduleClass], {});

export const shapeLayers: readonly LayerRow[] = [
  {
    name: "Flatten",
    signature: "start_dim=1, end_dim=-1",
    attributeNames: { start_dim: "startAxis", end_dim: "endAxis" },
    operation: (layer) => ({
      op: "Flatten",
      attrs: { startAxis: integer(layer.value("start_dim"), 1), endAxis: integer(layer.value("end_dim"), -1) },
    }),
  },
  {
    name: "Unflatten",
    signature: "dim, unflattened_size",
    attributeNames: { dim: "axis", unflattened_size: "sizes" },
    operation: (layer) => ({
      op: "Unflatten",
      attrs: { axis: integer(layer.value("dim"), 0), sizes: layer.list("unflattened_size") },
    }),
  },
  upsample("Upsample", null, upsampleBase),
  upsample("UpsamplingNearest2d", "nearest", upsampleBase),
  upsample("UpsamplingBilinear2d", "bilinear", upsampleBase),
  shuffle("PixelShuffle", "PixelShuffle", "upscale_factor"),
  shuffle("PixelUnshuffle", "PixelUnshuffle", "downscale_factor"),
  shuffle("ChannelShuffle", "ChannelShuffle", "groups"),
  ...(Object.keys(padModes) as (keyof typeof padModes)[]).flatMap((kind) => [1, 2, 3].map((rank) => pad(kind, rank))),
];
