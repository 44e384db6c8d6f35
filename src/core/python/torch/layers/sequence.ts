// Layers over sequences, embeddings and windows as columns.

import { type Dim, formatDim, unknownDim } from "../../../ir/dim.ts";
import { floorDivide, modulo, multiplyDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual, isLess, mayBeAlike } from "../../../ir/dimComparison.ts";
import { formatShape, shapeOf } from "../../../ir/shape.ts";
import { message } from "../../../messages/index.ts";
import { broadcast } from "../../../ops/broadcast.ts";
import { Tuple, type Value } from "../../eval/value.ts";
import { dimsOfInput } from "../functions/arguments.ts";
import { foldedDims, foldFaults, unfoldedDims, unfoldFaults } from "../functions/windows.ts";
import type { LayerReader, LayerRow, OwnTensor } from "../layer.ts";
import { type Reader, valueToDim } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { embeddingMembers } from "./embeddingMembers.ts";
import { unpoolAttributes } from "./pooling.ts";
import { recurrentMembers } from "./recurrentMembers.ts";
import { scalesOf } from "./shape.ts";

/** An operation whose output shapes are worked out here. */
const external = (name: string, shapes: readonly (readonly Dim[] | null)[], inputs?: readonly Value[]) => ({
  op: "External",
  attrs: { name, outputs: shapes.length, shapes },
  ...(inputs === undefined ? {} : { inputs }),
});

const size = (dims: readonly Dim[]): string => formatShape(shapeOf(...dims));

/** torch: "Expected input to be 2D or 3D". */
function sequenceFaults(dims: readonly Dim[] | null): readonly OperationFault[] {
  if (dims === null || dims.length === 2 || dims.length === 3) return [];
  return [{ code: "recurrent-rank", message: message("recurrentRank", { got: dims.length }) }];
}

/** The features that arrive are not those that the layer takes. */
function featureFaults(dims: readonly Dim[] | null, expected: Dim): readonly OperationFault[] {
  const got = dims?.at(-1);
  if (got === undefined || dimsEqual(got, expected) !== "no") return [];
  const text = message("recurrentFeatures", { expected: formatDim(expected), got: formatDim(got) });
  return [{ code: "recurrent-features", message: text, attribute: "inputSize", change: { is: expected, to: got } }];
}

/** A state that is given has to have the shape of the state that comes out. */
function stateFaults(state: Value, shapes: readonly (readonly Dim[] | null)[]): readonly OperationFault[] {
  const given = state instanceof Tuple ? state.items : [state];
  return given.flatMap((value, index): readonly OperationFault[] => {
    const [got, expected] = [dimsOfInput(value), shapes[index] ?? null];
    if (got === null || expected === null) return [];
    const fits = mayBeAlike(got, expected);
    return fits
      ? []
      : [{ code: "recurrent-state", message: message("recurrentState", { expected: size(expected), got: size(got) }) }];
  });
}

const inputDims = (inputs: Reader, name = "input"): readonly Dim[] | null => dimsOfInput(inputs.value(name));

/** Weights of one direction of one layer, in torch's order and names. */
function recurrentTensors(layer: LayerReader, gates: number): readonly OwnTensor[] {
  const [hidden, layers] = [layer.dim("hidden_size"), layer.dim("num_layers")];
  const projection = layer.dim("proj_size");
  const output = projection === 0 ? hidden : projection;
  const directions = layer.flag("bidirectional") ? 2 : 1;
  const tensors: OwnTensor[] = [];
  const gated = multiplyDims(gates, hidden);
  for (let index = 0; index < (typeof layers === "number" ? Math.min(layers, 256) : 0); index++) {
    for (const suffix of ["", "_reverse"].slice(0, directions)) {
      const input = index === 0 ? layer.dim("input_size") : multiplyDims(output, directions);
      const name = (kind: string) => `${kind}_l${index}${suffix}`;
      tensors.push(
        { name: name("weight_ih"), dims: [gated, input] },
        { name: name("weight_hh"), dims: [gated, output] },
      );
      if (layer.flag("bias"))
        tensors.push({ name: name("bias_ih"), dims: [gated] }, { name: name("bias_hh"), dims: [gated] });
      if (projection !== 0) tensors.push({ name: name("weight_hr"), dims: [projection, hidden] });
    }
  }
  return tensors;
}

const recurrentSignature = (projects: boolean): string =>
  `input_size, hidden_size, num_layers=1, ${projects ? "" : "nonlinearity='tanh', "}bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0, device=None, dtype=None`;

/** Output (sequence, batch, directions · features) and the last states, as torch returns them. */
const recurrent = (name: string, gates: number): LayerRow => ({
  name,
  signature: recurrentSignature(name !== "RNN"),
  forward: "input, hx=None",
  members: recurrentMembers(name),
  check(layer, fault) {
    // A size below 1 is refused as such.
    const hidden = layer.dim("hidden_size");
    if (isLess(0, hidden) !== "no" && isLess(layer.dim("proj_size"), hidden) === "no")
      fault("proj_size", "recurrent-projection", message("projectionSize"));
  },
  tensors: (layer) => recurrentTensors(layer, gates),
  operation(layer, inputs) {
    const dims = inputDims(inputs);
    const projection = layer.dim("proj_size");
    const output = projection === 0 ? layer.dim("hidden_size") : projection;
    const directions = layer.flag("bidirectional") ? 2 : 1;
    const count = multiplyDims(layer.dim("num_layers"), directions);
    const batch = dims === null || dims.length < 3 ? [] : [dims[layer.flag("batch_first") ? 0 : 1] ?? 1];
    const hidden = dims === null ? null : [count, ...batch, output];
    const cell = dims === null ? null : [count, ...batch, layer.dim("hidden_size")];
    const states = name === "LSTM" ? [hidden, cell] : [hidden];
    const hx = inputs.value("hx");
    const faults = [
      ...sequenceFaults(dims),
      ...featureFaults(dims, layer.dim("input_size")),
      ...stateFaults(hx, states),
    ];
    const attrs = {
      cell: name.toLowerCase(),
      hiddenSize: layer.dim("hidden_size"),
      layers: layer.dim("num_layers"),
      bidirectional: layer.flag("bidirectional"),
      batchFirst: layer.flag("batch_first"),
      projection,
      ...(name === "RNN" && { nonlinearity: layer.text("nonlinearity") ?? "tanh" }),
    };
    const given = hx instanceof Tuple ? hx.items : hx === null ? [] : [hx];
    return { op: "RecurrentStack", attrs, inputs: [inputs.value("input"), ...given], faults };
  },
  result: (outputs) =>
    name === "LSTM" ? new Tuple([outputs[0] ?? null, new Tuple(outputs.slice(1))]) : new Tuple(outputs),
});

const cell = (name: string, gates: number): LayerRow => ({
  name,
  signature: `input_size, hidden_size, bias=True, ${name === "RNNCell" ? "nonlinearity='tanh', " : ""}device=None, dtype=None`,
  forward: "input, hx=None",
  tensors(layer) {
    const gated = multiplyDims(gates, layer.dim("hidden_size"));
    const bias = layer.flag("bias") ? [gated] : null;
    return [
      { name: "weight_ih", dims: [gated, layer.dim("input_size")] },
      { name: "weight_hh", dims: [gated, layer.dim("hidden_size")] },
      { name: "bias_ih", dims: bias },
      { name: "bias_hh", dims: bias },
    ];
  },
  operation(layer, inputs) {
    const dims = inputDims(inputs);
    const state = dims === null ? null : [...dims.slice(0, -1), layer.dim("hidden_size")];
    const shapes = name === "LSTMCell" ? [state, state] : [state];
    const faults = [...featureFaults(dims, layer.dim("input_size")), ...stateFaults(inputs.value("hx"), shapes)];
    return { ...external(name, shapes), faults };
  },
});

const window = (name: string, fold: boolean): LayerRow => ({
  name,
  signature: `${fold ? "output_size, " : ""}kernel_size, dilation=1, padding=0, stride=1`,
  operation(layer, inputs) {
    const dims = inputDims(inputs);
    const shape = fold ? foldedDims(layer, dims) : unfoldedDims(layer, dims);
    return { ...external(name, [shape]), faults: fold ? foldFaults(layer, dims) : unfoldFaults(layer, dims) };
  },
});

export const sequenceLayers: readonly LayerRow[] = [
  recurrent("LSTM", 4),
  recurrent("GRU", 3),
  recurrent("RNN", 1),
  cell("LSTMCell", 4),
  cell("GRUCell", 3),
  cell("RNNCell", 1),
  window("Unfold", false),
  window("Fold", true),
  {
    name: "Embedding",
    signature:
      "num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None, dtype=None",
    attributeNames: { num_embeddings: "count", embedding_dim: "features" },
    members: embeddingMembers("padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse"),
    tensors: (layer) => [{ name: "weight", dims: [layer.dim("num_embeddings"), layer.dim("embedding_dim")] }],
    check(layer, fault) {
      const [index, size] = [layer.value("padding_idx"), layer.value("num_embeddings")];
      if (typeof index !== "number" || typeof size !== "number" || (index < size && index >= -size)) return;
      fault("padding_idx", "index-range", message("indexOutOfRange", { index, size }));
    },
    sizes(of) {
      const [count, features, ...others] = of("weight") ?? [];
      if (count === undefined || features === undefined || others.length > 0) return null;
      return { num_embeddings: count, embedding_dim: features };
    },
    operation: (layer) => ({
      op: "Embedding",
      attrs: { count: layer.dim("num_embeddings"), features: layer.dim("embedding_dim") },
    }),
  },
  {
    name: "Bilinear",
    signature: "in1_features, in2_features, out_features, bias=True, device=None, dtype=None",
    forward: "input1, input2",
    tensors: (layer) => [
      { name: "weight", dims: [layer.dim("out_features"), layer.dim("in1_features"), layer.dim("in2_features")] },
      { name: "bias", dims: layer.flag("bias") ? [layer.dim("out_features")] : null },
    ],
    operation(layer, inputs) {
      const dims = inputDims(inputs, "input1");
      const given = [inputs.value("input1"), inputs.value("input2")];
      const faults = given.flatMap((value, index) =>
        featureFaults(dimsOfInput(value), layer.dim(index === 0 ? "in1_features" : "in2_features")),
      );
      return {
        ...external("Bilinear", [dims === null ? null : [...dims.slice(0, -1), layer.dim("out_features")]], given),
        faults,
      };
    },
  },
  {
    name: "GLU",
    signature: "dim=-1",
    operation(layer, inputs) {
      const dims = inputDims(inputs);
      const axis = valueToDim(layer.value("dim"));
      if (dims === null || typeof axis !== "number") return external("GLU", [null]);
      const at = axis < 0 ? axis + dims.length : axis;
      const halved = dims[at];
      const odd = halved !== undefined && dimsEqual(modulo(halved, 2), 0) === "no";
      const faults = odd
        ? [{ code: "glu-size", message: message("halvedOdd", { got: formatDim(halved) }), attribute: "dim" }]
        : [];
      return { ...external("GLU", [dims.map((dim, index) => (index === at ? floorDivide(dim, 2) : dim))]), faults };
    },
  },
  ...([1, 2, 3] as const).map(
    (rank): LayerRow => ({
      name: `MaxUnpool${rank}d`,
      rank,
      signature: "kernel_size, stride=None, padding=0",
      perAxis: ["kernel_size", "padding"],
      forward: "input, indices, output_size=None",
      operation: (layer, inputs) => ({
        op: "MaxUnpool",
        attrs: unpoolAttributes(layer, inputs, rank),
        inputs: [inputs.value("input"), inputs.value("indices")],
      }),
    }),
  ),
  ...(["CosineSimilarity", "PairwiseDistance"] as const).map(similarity),
  {
    name: "EmbeddingBag",
    signature:
      "num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, _weight=None, include_last_offset=False, padding_idx=None, device=None, dtype=None",
    forward: "input, offsets=None, per_sample_weights=None",
    members: embeddingMembers("max_norm", "norm_type", "scale_grad_by_freq", "mode", "sparse", "include_last_offset"),
    tensors: (layer) => [{ name: "weight", dims: [layer.dim("num_embeddings"), layer.dim("embedding_dim")] }],
    operation(layer, inputs) {
      const source = inputs.value("offsets") === null ? inputDims(inputs) : inputDims(inputs, "offsets");
      // However many bags there are, each gives a row.
      const bags = source?.[0] ?? unknownDim(message("notATensor"));
      const count = layer.flag("include_last_offset") ? subtractDims(bags, 1) : bags;
      return external("EmbeddingBag", [[count, layer.dim("embedding_dim")]]);
    },
  },
  ...([2, 3] as const).map(fractional),
];

/** Two tensors that broadcast, reduced along an axis. */
function similarity(name: "CosineSimilarity" | "PairwiseDistance"): LayerRow {
  return {
    name,
    signature: name === "CosineSimilarity" ? "dim=1, eps=1e-08" : "p=2.0, eps=1e-06, keepdim=False",
    forward: "x1, x2",
    operation(layer, inputs) {
      const given = [inputs.value("x1"), inputs.value("x2")];
      const [a, b] = given.map(dimsOfInput);
      if (!a || !b) return external(name, [null], given);
      const { dims, conflict } = broadcast(a, b);
      const sides = conflict && {
        left: size(a),
        right: size(b),
        leftSize: formatDim(conflict.left),
        rightSize: formatDim(conflict.right),
      };
      const faults = sides ? [{ code: "add-shape", message: message("broadcastConflict", sides) }] : [];
      const stated = name === "CosineSimilarity" ? valueToDim(layer.value("dim")) : -1;
      const axis = typeof stated === "number" ? (stated < 0 ? stated + dims.length : stated) : -1;
      const kept = name === "PairwiseDistance" && layer.flag("keepdim");
      const shape = dims.flatMap((dim, index) => (index === axis ? (kept ? [1] : []) : [dim]));
      return { ...external(name, [shape], given), faults };
    },
  };
}

/** Windows at random places: only the size of the output is known. */
function fractional(rank: number): LayerRow {
  return {
    name: `FractionalMaxPool${rank}d`,
    rank,
    signature: "kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None",
    perAxis: ["kernel_size"],
    check(layer, fault) {
      if (layer.none("output_size") === layer.none("output_ratio"))
        fault("output_size", "pool-output-size", message("poolSizeMissing"));
    },
    operation(layer, inputs) {
      const dims = inputDims(inputs);
      const ratios = layer.none("output_ratio") ? null : scalesOf(layer, "output_ratio", rank);
      const sizes = ratios === null ? layer.perAxis("output_size") : (dims?.slice(-rank) ?? []);
      const pooled = sizes.map((length, axis) => {
        const ratio = ratios?.[axis];
        return ratio === undefined || typeof length !== "number" ? length : Math.floor(length * ratio);
      });
      const shape = dims === null ? null : [...dims.slice(0, -rank), ...pooled];
      return external(`FractionalMaxPool${rank}d`, layer.flag("return_indices") ? [shape, shape] : [shape]);
    },
  };
}
