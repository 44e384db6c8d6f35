/** Names of `layers { type: … }` (the second syntax) that plain camel case does not give. */
const enumNames: Readonly<Record<string, string>> = {
  ABSVAL: "AbsVal",
  ARGMAX: "ArgMax",
  BN: "BN",
  BNLL: "BNLL",
  ELU: "ELU",
  HDF5_DATA: "HDF5Data",
  HDF5_OUTPUT: "HDF5Output",
  LRN: "LRN",
  LSTM: "LSTM",
  MVN: "MVN",
  PRELU: "PReLU",
  RELU: "ReLU",
  RNN: "RNN",
  ROI_POOLING: "ROIPooling",
  SOFTMAX_LOSS: "SoftmaxWithLoss",
  SPP: "SPP",
  TANH: "TanH",
};

/** Names of the oldest syntax (`layers { layer { type: "conv" } }`) that its capitals do not give. */
const oldestNames: Readonly<Record<string, string>> = {
  conv: "Convolution",
  pool: "Pooling",
  images: "ImageData",
};

/** `SIGMOID_CROSS_ENTROPY_LOSS` is `SigmoidCrossEntropyLoss`: the name that the current syntax has for an enum's. */
export function typeOfEnum(name: string): string {
  if (Object.hasOwn(enumNames, name)) return enumNames[name] ?? name;
  if (!/^[A-Z0-9_]+$/.test(name)) return name;
  return name
    .split("_")
    .map(
      (word) =>
        word.charAt(0) +
        word
          .slice(1)
          .toLowerCase()
          .replace(/\d\w$/, (end) => end.toUpperCase()),
    )
    .join("");
}

export function typeOfOldest(name: string): string {
  return Object.hasOwn(oldestNames, name) ? (oldestNames[name] ?? name) : typeOfEnum(name.toUpperCase());
}
