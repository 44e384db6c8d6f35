// Names that torch certainly lacks where they are looked for: those of other frameworks, and its own of another module.

/** What torch calls a layer of Keras; null: nothing of the kind is there. */
const foreignLayers: Readonly<Record<string, string | null>> = {
  Activation: null,
  Add: null,
  Average: null,
  AveragePooling1D: "AvgPool1d",
  AveragePooling2D: "AvgPool2d",
  AveragePooling3D: "AvgPool3d",
  BatchNormalization: "BatchNorm2d",
  Concatenate: null,
  Convolution2d: "Conv2d",
  Conv1DTranspose: "ConvTranspose1d",
  Conv2DTranspose: "ConvTranspose2d",
  Conv3DTranspose: "ConvTranspose3d",
  Deconv2d: "ConvTranspose2d",
  Dense: "Linear",
  FullyConnected: "Linear",
  GlobalAveragePooling2D: "AdaptiveAvgPool2d",
  GlobalAvgPool2d: "AdaptiveAvgPool2d",
  GlobalMaxPooling2D: "AdaptiveMaxPool2d",
  Input: null,
  Lambda: null,
  LayerNormalization: "LayerNorm",
  MaxPooling1D: "MaxPool1d",
  MaxPooling2D: "MaxPool2d",
  MaxPooling2d: "MaxPool2d",
  MaxPooling3D: "MaxPool3d",
  MultiHeadAttention: "MultiheadAttention",
  Reshape: null,
  SeparableConv2d: null,
  SpatialDropout2D: "Dropout2d",
  Swish: "SiLU",
  UpSampling2D: "Upsample",
  View: null,
  ZeroPadding2D: "ZeroPad2d",
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** In torch.nn.functional only. */
const functionalOnly = words(
  "adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool2d adaptive_max_pool3d avg_pool2d avg_pool3d binary_cross_entropy " +
    "cross_entropy elu gelu glu gumbel_softmax hardsigmoid hardswish hardtanh interpolate l1_loss leaky_relu linear logsigmoid " +
    "mish mse_loss nll_loss normalize one_hot pad relu6 scaled_dot_product_attention silu smooth_l1_loss softmin softplus " +
    "softsign tanhshrink upsample",
);

/** In torch, and as functions nowhere else. */
const torchOnly = words(
  "abs arange bmm cat chunk clamp concat einsum exp flatten full log matmul mean mm ones permute rand randn reshape split sqrt " +
    "squeeze stack sum tensor transpose unsqueeze zeros",
);

/** What torch calls a function of numpy or TensorFlow. */
const foreignFunctions: Readonly<Record<string, string | null>> = {
  array: "tensor",
  astype: null,
  cat_: "cat",
  expand_dims: "unsqueeze",
  reduce_mean: "mean",
  reduce_sum: "sum",
  repeat: null,
  view: "reshape",
};

/** What is meant by a name that a module of torch certainly lacks, as it is written behind the module; undefined: it may have it. */
export function meantElsewhere(owner: string, name: string, layers: ReadonlySet<string>): string | null | undefined {
  const isLayer = layers.has(name) && /^[A-Z]/.test(name);
  switch (owner) {
    case "torch":
      if (functionalOnly.has(name)) return `nn.functional.${name}`;
      if (isLayer) return `nn.${name}`;
      return Object.hasOwn(foreignFunctions, name) ? foreignFunctions[name] : undefined;
    case "torch.nn":
      if (functionalOnly.has(name)) return `functional.${name}`;
      if (torchOnly.has(name) && name !== "flatten") return null;
      if (Object.hasOwn(foreignLayers, name)) return foreignLayers[name];
      return /^[A-Z]\w*\dD$/.test(name) ? null : undefined;
    case "torch.nn.functional":
      return torchOnly.has(name) || isLayer ? null : undefined;
    default:
      return undefined;
  }
}
