// Functions of several tensors or along an axis that belong to no other family.
import { type Dim, formatDim, unknownDim } from "../../../ir/dim.ts";
import { multiplyDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import { message } from "../../../messages/index.ts";
import { type Result, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { type FunctionCall, type FunctionRow, type Place, unknownTensor } from "../function.ts";
import { alongAxis, largestNumeric, numeric } from "../numeric.ts";
import { itemsOf, valueToDim } from "../reader.ts";
import { fromData, isTensor, tensorOf } from "../tensor.ts";
import { axesOf, axisOf, dimsOfInput, sequenceOf, spreadAxes, unknownAxis } from "./arguments.ts";
import { broadcastAll } from "./elementwise.ts";
import { axisFaults, external, externalOne, rankFaults, tensorsAmong, withAxis } from "./external.ts";
import { multinomialFaults } from "./statistics.ts";
import { indexTypeFaults } from "./writing.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

const sameShape = (names: readonly string[], signature: string, inPlace = false): FunctionRow => ({
  names,
  places: everywhere,
  signature,
  inPlace,
  run: (call) => externalOne(call, dimsOfInput(call.input), tensorsAmong(call, signature)),
});

function repeatInterleave(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const repeats = valueToDim(call.value("repeats"));
  const stated = tensorOf(call.value("repeats"))?.data?.values ?? null;
  const faults = axisFaults(dims, axisOf(call, "dim"));
  if (faults.length > 0) return externalOne(call, null, undefined, undefined, faults);
  if (dims === null || repeats === null || (isTensor(call.value("repeats")) && stated?.length !== 1)) {
    const axis = axisOf(call, "dim");
    const total = stated?.reduce((sum, count) => sum + count, 0);
    const size = total ?? unknownDim(message("dependsOnValues", { name: call.name }));
    return externalOne(call, call.none("dim") ? [size] : withAxis(dims, axis, size));
  }
  if (call.none("dim")) return externalOne(call, [multiplyDims(...dims, repeats)]);
  const axis = axisOf(call, "dim") ?? 0;
  return externalOne(call, withAxis(dims, axis, multiplyDims(dims.at(axis) ?? 1, repeats)));
}

/** Grids of every combination: with "xy" the first two axes change places. */
function meshgrid(call: FunctionCall): Result {
  const all = call.value("tensors");
  if (all instanceof Unknown) return all;
  const given = itemsOf(call.machine, all) ?? [];
  const only = given.length === 1 && !isTensor(given[0] ?? null) ? itemsOf(call.machine, given[0] ?? null) : null;
  const tensors = only ?? given;
  const sizes = tensors.map((tensor) => {
    const dims = dimsOfInput(tensor);
    return dims === null ? unknownDim(message("tensorValueUnknown")) : (dims[0] ?? 1);
  });
  if (call.text("indexing") === "xy" && sizes.length > 1) [sizes[0], sizes[1]] = [sizes[1] ?? 1, sizes[0] ?? 1];
  const grids = gridData(tensors, call.text("indexing") === "xy");
  if (grids !== null) return new Tuple(grids);
  const high = tensors.map(dimsOfInput).find((dims) => dims !== null && dims.length > 1);
  const faults = high
    ? [{ code: "meshgrid-rank", message: message("inputRank", { expected: "≤ 1", got: high.length }) }]
    : [];
  return new Tuple(
    external(
      call,
      tensors.map(() => sizes),
      tensors,
      [],
      faults,
    ),
  );
}

/** The grids of known vectors. */
function gridData(tensors: readonly Value[], swapped: boolean): readonly Value[] | null {
  const datas = tensors.map((tensor) => tensorOf(tensor)?.data ?? null);
  if (datas.some((data) => data === null || data.dims.length !== 1)) return null;
  const lengths = datas.map((data) => data?.values.length ?? 0);
  const order = lengths.map((_, index) => (swapped && index < 2 ? 1 - index : index));
  if (lengths.length === 1) order[0] = 0;
  const dims = order.map((index) => lengths[index] ?? 0);
  const count = dims.reduce((a, b) => a * b, 1);
  if (count > largestNumeric) return null;
  return datas.map((data, which) => {
    const axis = order.indexOf(which);
    const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
    const size = dims[axis] ?? 1;
    const values = Array.from({ length: count }, (_, index) => data?.values[Math.floor(index / inner) % size] ?? 0);
    return fromData(numeric(data?.dtype ?? "float32", dims, values));
  });
}

function oneHot(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const classes = valueToDim(call.value("num_classes"));
  const depth =
    classes === null || classes === -1 ? unknownDim(message("dependsOnValues", { name: call.name })) : classes;
  return externalOne(call, dims === null ? null : [...dims, depth], undefined, "int64", indexTypeFaults(call.input));
}

function outer(call: FunctionCall): Result {
  const [a, b] = [dimsOfInput(call.input), dimsOfInput(call.value("vec2"))];
  const faults = [...rankFaults("outer", a, 1), ...rankFaults("outer", b, 1)];
  return externalOne(
    call,
    a === null || b === null ? null : [...a, ...b],
    [call.input, call.value("vec2")],
    undefined,
    faults,
  );
}

const flips = (names: readonly string[], axes: (call: FunctionCall) => readonly number[] | null): FunctionRow => ({
  names,
  places: everywhere,
  signature: "input, dims=None",
  methodSignature: "*dims",
  run(call) {
    const chosen = axes(call);
    if (chosen === null) return unknownTensor(call.machine, unknownAxis(call.value("dims")));
    let data = tensorOf(call.input)?.data ?? null;
    const rank = data?.dims.length ?? 0;
    const positive = chosen.map((axis) => (axis < 0 ? axis + rank : axis));
    if (data !== null && positive.every((axis) => axis >= 0 && axis < rank)) {
      for (const axis of positive) data = alongAxis(data, axis, (line) => line.toReversed());
      return fromData(data);
    }
    return call.record({ op: "Flip", attrs: { axes: chosen } })[0] ?? null;
  },
});

/** x / max(‖x‖, ε) along an axis. */
function normalize(call: FunctionCall): Result {
  const axis = axisOf(call, "dim");
  if (axis === null) return externalOne(call, dimsOfInput(call.input));
  const norms = call.record({
    op: "Reduce",
    attrs: { function: "norm", order: call.number("p", 2), axes: [axis], keepDims: true },
  });
  const limited = call.record({
    op: "Unary",
    attrs: { function: "clamp", minimum: call.number("eps", 1e-12) },
    inputs: norms,
  });
  return call.record({ op: "Div", attrs: {}, inputs: [call.input, ...limited] })[0] ?? null;
}

export const variousFunctions: readonly FunctionRow[] = [
  {
    names: ["bincount"],
    places: everywhere,
    signature: "input, weights=None, minlength=0",
    run: (call) => externalOne(call, [unknownDim(message("dependsOnValues", { name: call.name }))], undefined, "int64"),
  },
  {
    names: ["multinomial"],
    places: everywhere,
    signature: "input, num_samples, replacement=False",
    run(call) {
      const dims = dimsOfInput(call.input);
      return externalOne(
        call,
        dims === null ? null : [...dims.slice(0, -1), call.dim("num_samples")],
        undefined,
        "int64",
        multinomialFaults(call),
      );
    },
  },
  {
    names: ["view_as_complex"],
    places: ["torch"],
    signature: "input",
    run(call) {
      const dims = dimsOfInput(call.input);
      const last = dims?.at(-1);
      const got = { expected: "2", got: last === undefined ? "0" : formatDim(last) };
      const isPair = dims === null || (last !== undefined && dimsEqual(last, 2) !== "no");
      const faults = isPair ? [] : [{ code: "complex-pair", message: message("featuresDiffer", got) }];
      return externalOne(call, dims?.slice(0, -1) ?? null, undefined, "complex64", faults);
    },
  },
  {
    names: ["view_as_real"],
    places: ["torch"],
    signature: "input",
    run(call) {
      const dims = dimsOfInput(call.input);
      return externalOne(call, dims === null ? null : [...dims, 2], undefined, "float32");
    },
  },
  sameShape(["masked_scatter"], "input, mask, source=None", true),
  sameShape(["tril", "triu"], "input, diagonal=0", true),
  sameShape(["renorm"], "input, p=None, dim=None, maxnorm=None", true),
  sameShape(["bernoulli"], "input, p=None", true),
  ...(["addcmul", "addcdiv"] as const).map(
    (name): FunctionRow => ({
      names: [name],
      places: everywhere,
      signature: "input, tensor1, tensor2, value=1",
      inPlace: true,
      run(call) {
        const all = [call.value("tensor1"), call.value("tensor2"), call.value("value")];
        // The factor came first once, and still may.
        const given = isTensor(all[2] ?? null) ? all.slice(1) : all.slice(0, 2);
        const products = call.record({ op: name === "addcmul" ? "Mul" : "Div", attrs: {}, inputs: given });
        return call.record({ op: "Add", attrs: {}, inputs: [call.input, ...products] })[0] ?? null;
      },
    }),
  ),
  {
    names: ["kron"],
    places: everywhere,
    signature: "input, other",
    run(call) {
      const [a, b] = [dimsOfInput(call.input), dimsOfInput(call.value("other"))];
      const rank = Math.max(a?.length ?? 0, b?.length ?? 0);
      const at = (dims: readonly Dim[], axis: number): Dim => dims[axis - rank + dims.length] ?? 1;
      const dims = a && b && Array.from({ length: rank }, (_, axis) => multiplyDims(at(a, axis), at(b, axis)));
      return externalOne(call, dims, [call.input, call.value("other")]);
    },
  },
  {
    names: ["repeat_interleave"],
    places: everywhere,
    signature: "input, repeats, dim=None, *, output_size=None",
    run: repeatInterleave,
  },
  { names: ["meshgrid"], places: ["torch"], signature: "*tensors, indexing='ij'", run: meshgrid },
  { names: ["one_hot"], places: ["functional"], signature: "tensor, num_classes=-1", run: oneHot },
  { names: ["outer", "ger"], places: everywhere, signature: "input, vec2", run: outer },
  {
    names: ["roll"],
    places: everywhere,
    signature: "input, shifts, dims=None",
    run(call) {
      // Without axes all elements are rolled as one row.
      if (call.none("dims")) return externalOne(call, dimsOfInput(call.input));
      const [shifts, axes] = [axesOf(call, call.value("shifts")), axesOf(call, call.value("dims"))];
      if (shifts === null || axes === null) return unknownTensor(call.machine, unknownAxis(call.value("shifts")));
      if (shifts.length === axes.length) return call.record({ op: "Roll", attrs: { axes, shifts } })[0] ?? null;
      const text = message("axisPairs", { left: shifts.length, right: axes.length });
      return externalOne(call, null, undefined, undefined, [{ code: "roll-axes", message: text, attribute: "dims" }]);
    },
  },
  flips(["flip"], (call) => spreadAxes(call, "dims")),
  flips(["fliplr"], () => [1]),
  flips(["flipud"], () => [0]),
  {
    names: ["normalize"],
    places: ["functional"],
    signature: "input, p=2.0, dim=1, eps=1e-12, out=None",
    run: normalize,
  },
  {
    names: ["cdist"],
    places: ["torch"],
    signature: "x1, x2, p=2.0, compute_mode=None",
    run(call) {
      const [a, b] = [dimsOfInput(call.input), dimsOfInput(call.value("x2"))];
      const [left, right] = [a?.at(-1), b?.at(-1)];
      const [batch, conflicts] = a === null || b === null ? [null, []] : broadcastAll([a.slice(0, -2), b.slice(0, -2)]);
      const dims = batch === null || a === null ? null : [...batch, a.at(-2) ?? 1, b?.at(-2) ?? 1];
      const flat = [a, b].find((shape) => shape !== null && shape.length < 2);
      const faults = flat
        ? [{ code: "cdist-rank", message: message("inputRank", { expected: "≥ 2", got: flat.length }) }]
        : [...conflicts];
      if (!flat && left !== undefined && right !== undefined && dimsEqual(left, right) === "no") {
        const text = message("featuresDiffer", { expected: formatDim(left), got: formatDim(right) });
        faults.push({ code: "cdist-features", message: text });
      }
      return externalOne(call, dims, [call.input, call.value("x2")], undefined, faults);
    },
  },
  {
    names: ["cosine_similarity"],
    places: ["torch", "functional"],
    signature: "x1, x2, dim=1, eps=1e-08",
    run(call) {
      const product = call.record({ op: "Mul", attrs: {}, inputs: [call.input, call.value("x2")] });
      return (
        call.record({
          op: "Reduce",
          attrs: { function: "sum", axes: [axisOf(call, "dim") ?? 1] },
          inputs: product,
        })[0] ?? null
      );
    },
  },
  {
    names: ["pairwise_distance"],
    places: ["functional", "torch"],
    signature: "x1, x2, p=2.0, eps=1e-06, keepdim=False",
    run(call) {
      const difference = call.record({ op: "Sub", attrs: {}, inputs: [call.input, call.value("x2")] });
      const attrs = { function: "norm", order: call.number("p", 2), axes: [-1], keepDims: call.flag("keepdim") };
      return call.record({ op: "Reduce", attrs, inputs: difference })[0] ?? null;
    },
  },
  {
    names: ["broadcast_tensors"],
    places: ["torch"],
    signature: "*tensors",
    run(call) {
      const tensors = sequenceOf(call, call.value("tensors"));
      if (tensors === undefined) return undefined;
      if (tensors instanceof Unknown) return unknownTensor(call.machine, tensors.because);
      const sum = tensors.length === 0 ? [] : call.record({ op: "Add", attrs: {}, inputs: tensors });
      const dims = dimsOfInput(sum[0] ?? null);
      return new Tuple(
        external(
          call,
          tensors.map(() => dims),
          tensors,
        ),
      );
    },
  },
];
