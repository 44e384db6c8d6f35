// The compiled operators of torchvision (`torch.ops.torchvision.…`): its Python source calls them by these names.

import { type Dim, unknownDim } from "../../../ir/dim.ts";
import { message } from "../../../messages/index.ts";
import { type NativeModule, native } from "../../eval/native.ts";
import { type Result, Tuple } from "../../eval/value.ts";
import { type FunctionCall, type FunctionRow, functionsOf } from "../function.ts";
import { dimsOfInput } from "./arguments.ts";
import { external, externalOne } from "./external.ts";

/** Each region gives a map of the given size, of all channels or, position-sensitive, of a share of them. */
function regionMaps(call: FunctionCall, shared: boolean): readonly Dim[] | null {
  const [input, regions] = [dimsOfInput(call.input), dimsOfInput(call.value("rois"))];
  if (input === null) return null;
  const [height, width] = [call.dim("pooled_height"), call.dim("pooled_width")];
  const count = regions?.[0] ?? unknownDim(message("dependsOnValues", { name: call.name }));
  const channels = input[1] ?? 1;
  const bins = typeof height === "number" && typeof width === "number" ? height * width : 1;
  return [count, shared && typeof channels === "number" ? Math.floor(channels / bins) : channels, height, width];
}

const pooled = (name: string, shared: boolean, withPositions: boolean): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature: "input, rois, spatial_scale, pooled_height, pooled_width, sampling_ratio=-1, aligned=False",
  run(call): Result {
    const dims = regionMaps(call, shared);
    const inputs = [call.input, call.value("rois")];
    return withPositions ? new Tuple(external(call, [dims, dims], inputs)) : externalOne(call, dims, inputs);
  },
});

const rows: readonly FunctionRow[] = [
  pooled("roi_align", false, false),
  pooled("roi_pool", false, true),
  pooled("ps_roi_align", true, true),
  pooled("ps_roi_pool", true, true),
  {
    names: ["nms"],
    places: ["torch"],
    signature: "boxes, scores, iou_threshold",
    run(call) {
      const kept = unknownDim(message("dependsOnValues", { name: "nms" }));
      return externalOne(call, [kept], [call.input, call.value("scores")], "int64");
    },
  },
  {
    names: ["deform_conv2d"],
    places: ["torch"],
    signature:
      "input, weight, offset, mask, bias, stride_h, stride_w, pad_h, pad_w, dil_h, dil_w, groups, offset_groups, use_mask",
    operation: (call) => ({
      op: "Conv",
      attrs: {
        spatialRank: 2,
        stride: [call.dim("stride_h"), call.dim("stride_w")],
        padding: [call.dim("pad_h"), call.dim("pad_w")],
        dilation: [call.dim("dil_h"), call.dim("dil_w")],
        groups: call.dim("groups"),
      },
      inputs: [call.input, call.value("weight"), call.value("bias")],
    }),
  },
];

export const detectionModules: readonly NativeModule[] = [
  { name: "torch.ops", attributes: { load_library: native("load_library", "path", () => null) } },
  { name: "torch.ops.torchvision", attributes: functionsOf(rows, "torch") },
  // Its own check of whether the compiled operators are there.
  {
    name: "torchvision.extension",
    attributes: {
      _has_ops: native("_has_ops", "", () => true),
      _assert_has_ops: native("_assert_has_ops", "", () => null),
    },
  },
];
