import type { Message } from "../../ir/message.ts";
import { caffeFieldMessages } from "../../messages/caffeFields.ts";
import { described, message } from "../../messages/index.ts";
import { typeOfEnum } from "./layerTypes.ts";

/** What a field takes: a scalar, one of some words, or the fields of another message. */
export type FieldKind = FieldValue & { readonly isRepeated: boolean };

type FieldValue =
  | { readonly kind: "number" | "boolean" | "string" | "bottom" | "top" | "layerType" }
  | { readonly kind: "word"; readonly words: readonly string[]; readonly isQuoted: boolean }
  | { readonly kind: "message"; readonly name: string };

/**
 * The fields that messages have, in the order in which they are usually written: names that take a number, then by marks
 * `?` true or false, `"` a string, `<` a bottom, `>` a top, `{MESSAGE` fields, `=A|B` one of the words. One that may be
 * stated more than once begins with `*`.
 */
const fields: Readonly<Record<string, string>> = {
  net: `name" *input" *input_shape{shape *input_dim *layer{layer force_backward? state{state`,
  state: 'phase=TRAIN|TEST level *stage"',
  layer: `name" type@ *bottom< *top> *param{param *include{rule *exclude{rule *loss_weight *propagate_down?
    phase=TRAIN|TEST`,
  param: `name" lr_mult decay_mult`,
  rule: `phase=TRAIN|TEST *stage" *not_stage" min_level max_level`,
  shape: "*dim",
  filler: `type="constant|gaussian|uniform|xavier|msra|bilinear|positive_unitball" value mean std min max
    variance_norm=FAN_IN|FAN_OUT|AVERAGE`,
  transform_param: `crop_size mirror? scale mean_file" *mean_value force_color? force_gray?`,
  loss_param: "ignore_label normalization=FULL|VALID|BATCH_SIZE|NONE normalize?",
  accuracy_param: "top_k axis ignore_label",
  argmax_param: "out_max_val? top_k axis",
  batch_norm_param: "use_global_stats? moving_average_fraction eps",
  bias_param: "axis num_axes filler{filler",
  bn_param: "eps",
  clip_param: "min max",
  concat_param: "axis concat_dim",
  contrastive_loss_param: "margin",
  convolution_param: `num_output *kernel_size *pad *stride *dilation group bias_term? weight_filler{filler bias_filler{filler
    kernel_h kernel_w pad_h pad_w stride_h stride_w axis engine=DEFAULT|CAFFE|CUDNN`,
  crop_param: "axis *offset",
  data_param: `source" batch_size backend=LMDB|LEVELDB`,
  dropout_param: "dropout_ratio",
  dummy_data_param: "*shape{shape *data_filler{filler",
  eltwise_param: "operation=SUM|PROD|MAX *coeff",
  elu_param: "alpha",
  embed_param: "num_output input_dim bias_term? weight_filler{filler bias_filler{filler",
  exp_param: "base scale shift",
  flatten_param: "axis end_axis",
  hdf5_data_param: `source" batch_size shuffle?`,
  image_data_param: `source" batch_size new_height new_width is_color? shuffle? root_folder"`,
  inner_product_param: "num_output bias_term? weight_filler{filler bias_filler{filler axis transpose?",
  input_param: "*shape{shape",
  interp_param: "height width zoom_factor shrink_factor pad_beg pad_end",
  log_param: "base scale shift",
  lrn_param: "local_size alpha beta k norm_region=ACROSS_CHANNELS|WITHIN_CHANNEL",
  memory_data_param: "batch_size channels height width",
  mvn_param: "normalize_variance? across_channels? eps",
  norm_param: "across_spatial? channel_shared? scale_filler{filler eps",
  parameter_param: "shape{shape",
  permute_param: "*order",
  pooling_param: `pool=MAX|AVE|STOCHASTIC kernel_size stride pad global_pooling? kernel_h kernel_w pad_h pad_w stride_h
    stride_w round_mode=CEIL|FLOOR engine=DEFAULT|CAFFE|CUDNN`,
  power_param: "power scale shift",
  prelu_param: "filler{filler channel_shared?",
  prior_box_param: "*min_size *max_size *aspect_ratio flip? clip? *variance step offset",
  psroi_pooling_param: "spatial_scale output_dim group_size",
  python_param: `module" layer" param_str"`,
  recurrent_param: "num_output weight_filler{filler bias_filler{filler",
  reduction_param: "operation=SUM|ASUM|SUMSQ|MEAN axis coeff",
  relu_param: "negative_slope engine=DEFAULT|CAFFE|CUDNN",
  reorg_param: "stride",
  reshape_param: "shape{shape axis num_axes",
  roi_pooling_param: "pooled_h pooled_w spatial_scale",
  scale_param: "axis num_axes bias_term? filler{filler bias_filler{filler",
  shuffle_channel_param: "group",
  slice_param: "axis *slice_point slice_dim",
  softmax_param: "axis engine=DEFAULT|CAFFE|CUDNN",
  spp_param: "pyramid_height pool=MAX|AVE|STOCHASTIC",
  threshold_param: "threshold",
  tile_param: "axis tiles",
  upsample_param: "scale upsample_h upsample_w",
};

/** The parameter messages of types whose name does not give it: `Pooling` has `pooling_param`. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  AnnotatedData: ["transform_param", "data_param"],
  BN: ["bn_param"],
  ConvolutionDepthwise: ["convolution_param"],
  Data: ["data_param", "transform_param"],
  Deconvolution: ["convolution_param"],
  DepthwiseConvolution: ["convolution_param"],
  HDF5Data: ["hdf5_data_param"],
  ImageData: ["image_data_param", "transform_param"],
  LSTM: ["recurrent_param"],
  MVN: ["mvn_param"],
  MemoryData: ["memory_data_param", "transform_param"],
  Normalize: ["norm_param"],
  PReLU: ["prelu_param"],
  PSROIPooling: ["psroi_pooling_param"],
  RNN: ["recurrent_param"],
  ROIAlign: ["roi_pooling_param"],
  ROIPooling: ["roi_pooling_param"],
  ReLU: ["relu_param"],
  SPP: ["spp_param"],
  SoftmaxWithLoss: ["softmax_param", "loss_param"],
};

const kinds: Readonly<Record<string, FieldValue["kind"]>> = {
  "": "number",
  "?": "boolean",
  '"': "string",
  "<": "bottom",
  ">": "top",
  "@": "layerType",
};

function fieldOf(written: string): readonly [name: string, kind: FieldKind] {
  const [, star, name = "", mark = "", rest = ""] = /^(\*?)(\w+)(\W*)(.*)$/.exec(written) ?? [];
  const isRepeated = star === "*";
  if (mark === "{") return [name, { kind: "message", name: rest, isRepeated }];
  if (mark.startsWith("="))
    return [name, { kind: "word", words: rest.split("|"), isQuoted: mark === '="', isRepeated }];
  return [name, { kind: kinds[mark] ?? "number", isRepeated } as FieldKind];
}

const read = new Map<string, ReadonlyMap<string, FieldKind>>();

/** The fields of a message; none of one that is not known. */
export function fieldsOf(name: string): ReadonlyMap<string, FieldKind> {
  const known = read.get(name);
  if (known) return known;
  const written = Object.hasOwn(fields, name) ? (fields[name] ?? "") : "";
  const found = new Map(written.split(/\s+/).flatMap((one) => (one === "" ? [] : [fieldOf(one.trim())])));
  if (written !== "") read.set(name, found);
  return found;
}

/** Messages with settings that a layer may have, those of its type first; of an unknown type all. */
export function parametersOf(type: string): readonly string[] {
  const all = Object.keys(fields).filter((name) => name.endsWith("_param"));
  const stated = Object.hasOwn(parameters, type) ? parameters[type] : undefined;
  const own = `${type.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase()}_param`;
  if (stated) return stated;
  if (type.endsWith("Loss")) return [...all.filter((name) => name === own), "loss_param"];
  if (all.includes(own)) return [own];
  return layerTypes.includes(type) ? [] : all;
}

/** Every layer type with a description. */
export const layerTypes: readonly string[] = Object.keys(caffeFieldMessages)
  .filter((key) => key.startsWith("caffeType."))
  .map((key) => key.slice("caffeType.".length));

/** A type as the second syntax writes it, `SOFTMAX_LOSS`; null where that syntax has no name for it. */
export function enumOfType(type: string): string | null {
  const plain = type.replace(/([a-z\d])([A-Z])/g, "$1_$2").toUpperCase();
  const spelt = [plain.replace("_WITH", ""), plain, type.toUpperCase(), plain.replace(/^ROI/, "ROI_")];
  return spelt.find((name) => typeOfEnum(name) === type) ?? null;
}

export const describeType = (type: string): Message | null => described(`caffeType.${type}`);

/** What a field of a message is for. */
export function describeField(owner: string, field: string): Message | null {
  const own = described(`caffeField.${owner}.${field}`) ?? described(`caffeField.${field}`);
  if (own || !field.endsWith("_param"))
    return own ?? (field.endsWith("filler") ? described("caffeField.filler") : null);
  const type = layerTypes.find((one) => parametersOf(one).includes(field)) ?? field.replace(/_param$/, "");
  return message("caffeField.parameters", { type });
}
