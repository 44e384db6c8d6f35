import type { Attribute } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import { nativeClass } from "../../eval/native.ts";
import type { LayerReader, LayerRow } from "../layer.ts";
import { moduleClass } from "../module.ts";
import { valueToDim } from "../reader.ts";

/** An activation: torch's module and function, ConvLens's name of the function, its arguments as attributes. */
export interface ActivationRow {
  readonly module: string;
  /** In torch.nn.functional; null: there is none. */
  readonly functional: string | null;
  readonly function: string;
  /** Of the module. */
  readonly signature: string;
  /** Attribute by argument, with torch's default. */
  readonly numbers?: Readonly<Record<string, readonly [argument: string, otherwise: number]>>;
  readonly texts?: Readonly<Record<string, string>>;
}

export const activationRows: readonly ActivationRow[] = [
  { module: "ReLU", functional: "relu", function: "relu", signature: "inplace=False" },
  { module: "ReLU6", functional: "relu6", function: "relu6", signature: "inplace=False" },
  {
    module: "LeakyReLU",
    functional: "leaky_relu",
    function: "leakyRelu",
    signature: "negative_slope=0.01, inplace=False",
    numbers: { alpha: ["negative_slope", 0.01] },
  },
  {
    module: "RReLU",
    functional: "rrelu",
    function: "leakyRelu",
    signature: "lower=0.125, upper=0.3333333333333333, inplace=False",
  },
  {
    module: "ELU",
    functional: "elu",
    function: "elu",
    signature: "alpha=1.0, inplace=False",
    numbers: { alpha: ["alpha", 1] },
  },
  {
    module: "CELU",
    functional: "celu",
    function: "celu",
    signature: "alpha=1.0, inplace=False",
    numbers: { alpha: ["alpha", 1] },
  },
  { module: "SELU", functional: "selu", function: "selu", signature: "inplace=False" },
  { module: "Sigmoid", functional: "sigmoid", function: "sigmoid", signature: "" },
  { module: "LogSigmoid", functional: "logsigmoid", function: "logSigmoid", signature: "" },
  { module: "Tanh", functional: "tanh", function: "tanh", signature: "" },
  {
    module: "Hardtanh",
    functional: "hardtanh",
    function: "hardtanh",
    signature: "min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None",
    numbers: { minimum: ["min_val", -1], maximum: ["max_val", 1] },
  },
  { module: "Hardsigmoid", functional: "hardsigmoid", function: "hardsigmoid", signature: "inplace=False" },
  { module: "Hardswish", functional: "hardswish", function: "hardswish", signature: "inplace=False" },
  { module: "SiLU", functional: "silu", function: "silu", signature: "inplace=False" },
  { module: "Mish", functional: "mish", function: "mish", signature: "inplace=False" },
  {
    module: "GELU",
    functional: "gelu",
    function: "gelu",
    signature: "approximate='none'",
    texts: { approximate: "approximate" },
  },
  {
    module: "Softplus",
    functional: "softplus",
    function: "softplus",
    signature: "beta=1.0, threshold=20.0",
    numbers: { beta: ["beta", 1], threshold: ["threshold", 20] },
  },
  { module: "Softsign", functional: "softsign", function: "softsign", signature: "" },
  { module: "Tanhshrink", functional: "tanhshrink", function: "tanhshrink", signature: "" },
  {
    module: "Softshrink",
    functional: "softshrink",
    function: "softshrink",
    signature: "lambd=0.5",
    numbers: { threshold: ["lambd", 0.5] },
  },
  {
    module: "Hardshrink",
    functional: "hardshrink",
    function: "hardshrink",
    signature: "lambd=0.5",
    numbers: { threshold: ["lambd", 0.5] },
  },
  {
    module: "Threshold",
    functional: "threshold",
    function: "threshold",
    signature: "threshold, value, inplace=False",
    numbers: { threshold: ["threshold", 0], value: ["value", 0] },
  },
];

/** The operator's attributes of an activation. */
export function activationAttributes(row: ActivationRow, layer: LayerReader): Record<string, Attribute> {
  const attrs: Record<string, Attribute> = { function: row.function };
  for (const [attribute, [argument, otherwise]] of Object.entries(row.numbers ?? {}))
    attrs[attribute] = layer.number(argument, otherwise);
  for (const [attribute, argument] of Object.entries(row.texts ?? {})) attrs[attribute] = layer.text(argument);
  if (layer.flag("inplace")) attrs["inPlace"] = true;
  return attrs;
}

const dropoutBase = nativeClass("torch.nn.modules.dropout", "_DropoutNd", [moduleClass], {});

const dropout = (name: string): LayerRow => ({
  name,
  base: dropoutBase,
  signature: "p=0.5, inplace=False",
  operation: (layer) => ({
    op: "Dropout",
    attrs: { probability: layer.number("p", 0.5), inPlace: layer.flag("inplace") },
  }),
  check(layer, fault) {
    const share = layer.number("p", 0.5);
    if (share < 0 || share > 1) fault("p", "argument-range", message("argumentShare", { name: "p", got: share }));
  },
});

/** The axis of a softmax that does not name one (torch warns, and picks by rank). */
export const implicitSoftmaxAxis = (rank: number): number => (rank === 0 || rank === 1 || rank === 3 ? 0 : 1);

const softmax = (name: string, op: string, negated = false): LayerRow => ({
  name,
  signature: "dim=None",
  attributeNames: { dim: "axis" },
  operation(layer) {
    const axis = valueToDim(layer.value("dim"));
    return { op, attrs: { ...(typeof axis === "number" ? { axis } : {}), ...(negated ? { negated } : {}) } };
  },
});

export const activationLayers: readonly LayerRow[] = [
  ...activationRows.map(
    (row): LayerRow => ({
      name: row.module,
      signature: row.signature,
      operation: (layer) => ({ op: "Activation", attrs: activationAttributes(row, layer) }),
    }),
  ),
  {
    name: "PReLU",
    signature: "num_parameters=1, init=0.25, device=None, dtype=None",
    tensors: (layer) => [{ name: "weight", dims: [layer.dim("num_parameters")] }],
    attributeNames: { num_parameters: "slopes" },
    operation: (layer) => ({ op: "Activation", attrs: { function: "prelu", slopes: layer.dim("num_parameters") } }),
  },
  softmax("Softmax", "Softmax"),
  softmax("LogSoftmax", "LogSoftmax"),
  softmax("Softmin", "Softmax", true),
  {
    name: "Softmax2d",
    signature: "",
    operation: () => ({ op: "Softmax", attrs: { axis: -3 } }),
  },
  ...["Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"].map(dropout),
];
