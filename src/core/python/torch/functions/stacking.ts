// Functions that widen what they join: `hstack`, `vstack`, `dstack`, `column_stack`, `block_diag`, `cartesian_prod`.
import { type Dim, unknownDim } from "../../../ir/dim.ts";
import { addDims, multiplyDims } from "../../../ir/dimArithmetic.ts";
import type { Message } from "../../../ir/message.ts";
import { message } from "../../../messages/index.ts";
import { type Result, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { type FunctionCall, type FunctionRow, type Place, unknownTensor } from "../function.ts";
import { reshaped } from "../numeric.ts";
import { itemsOf } from "../reader.ts";
import { fromData, isTensor, tensorOf } from "../tensor.ts";
import { countOfDims, dimsOfInput, rankOf, sequenceOf } from "./arguments.ts";
import { externalOne, rankFaults } from "./external.ts";
import { joined, stackedAlong } from "./joining.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

/** The sizes with axes of 1 added until there are so many: a vector is a row, and lies across the last axis of three. */
function atLeast(dims: readonly Dim[], rank: number): readonly Dim[] {
  if (dims.length >= rank) return dims;
  if (rank === 3 && dims.length === 2) return [...dims, 1];
  if (rank === 3 && dims.length === 1) return [1, ...dims, 1];
  return [...new Array<Dim>(rank - dims.length).fill(1), ...dims];
}

function widened(call: FunctionCall, value: Value, rank: number): Value {
  const dims = dimsOfInput(value);
  return dims === null || dims.length >= rank ? value : shaped(call, value, atLeast(dims, rank));
}

function shaped(call: FunctionCall, value: Value, shape: readonly Dim[]): Value {
  const data = tensorOf(value)?.data ?? null;
  const known =
    data !== null && shape.every((dim) => typeof dim === "number") ? reshaped(data, shape as number[]) : null;
  if (known !== null) return fromData(known);
  return call.record({ op: "Reshape", attrs: { shape }, inputs: [value] })[0] ?? null;
}

type Joining = (call: FunctionCall, items: readonly Value[]) => Result;

const stacking = (names: readonly string[], join: Joining): FunctionRow => ({
  names,
  places: ["torch"],
  signature: "tensors, *, out=None",
  run(call) {
    const items = sequenceOf(call, call.input);
    if (items === undefined) return undefined;
    return items instanceof Unknown ? unknownTensor(call.machine, items.because) : join(call, items);
  },
});

/** Vectors one after the other, what has more axes beside each other. */
const beside: Joining = (call, items) => {
  const wide = items.map((item) => widened(call, item, 1));
  return joined(call, wide, rankOf(wide[0] ?? null) === 1 ? 0 : 1);
};

/** Vectors are rows. */
const below: Joining = (call, items) =>
  items.every((item) => rankOf(item) === 1)
    ? stackedAlong(call, items, 0)
    : joined(
        call,
        items.map((item) => widened(call, item, 2)),
        0,
      );

const behind: Joining = (call, items) =>
  joined(
    call,
    items.map((item) => widened(call, item, 3)),
    2,
  );

/** Vectors are columns. */
const columns: Joining = (call, items) =>
  joined(
    call,
    items.map((item) => {
      const dims = dimsOfInput(item);
      return dims !== null && dims.length < 2 ? shaped(call, item, [countOfDims(dims), 1]) : item;
    }),
    1,
  );

/** `atleast_2d(x)`, `atleast_2d(x, y)`, `atleast_2d((x, y))`: several give a tuple. */
const atLeastRow = (rank: 1 | 2 | 3): FunctionRow => ({
  names: [`atleast_${rank}d`],
  places: ["torch"],
  signature: "*tensors",
  run(call) {
    const given = operands(call, "tensors");
    if (given instanceof Unknown) return unknownTensor(call.machine, given.because);
    const wide = given.items.map((item) => widened(call, item, rank));
    return given.single ? (wide[0] ?? null) : new Tuple(wide);
  },
});

/** Tensors given one by one, or as one sequence. */
function operands(call: FunctionCall, name: string): { items: readonly Value[]; single: boolean } | Unknown {
  const all = call.value(name);
  if (all instanceof Unknown) return all;
  const given = itemsOf(call.machine, all) ?? [];
  const only = given.length === 1 ? (given[0] ?? null) : null;
  if (only instanceof Unknown) return only;
  const sequence = only === null || isTensor(only) ? null : itemsOf(call.machine, only);
  return { items: sequence ?? given, single: only !== null && sequence === null };
}

const noTensor = (): Dim => unknownDim(message("notATensor"));

/** Along the diagonal of a matrix; vectors are rows. */
function blocks(call: FunctionCall): Result {
  const given = operands(call, "tensors");
  if (given instanceof Unknown) return unknownTensor(call.machine, given.because);
  const shapes = given.items.map(dimsOfInput);
  const wrong = shapes.find((dims) => dims !== null && dims.length > 2);
  const faults = wrong ? rankFaults("block-diagonal", wrong, 2) : [];
  const total = (axis: number): Dim =>
    addDims(...shapes.map((dims) => (dims === null ? noTensor() : (atLeast(dims, 2)[axis] ?? 1))));
  return externalOne(call, [total(0), total(1)], given.items, undefined, faults);
}

/** Every combination of the elements of vectors, one a row. */
function combinationsOfAll(call: FunctionCall): Result {
  const given = operands(call, "tensors");
  if (given instanceof Unknown) return unknownTensor(call.machine, given.because);
  const shapes = given.items.map(dimsOfInput);
  const rows = multiplyDims(...shapes.map((dims) => dims?.[0] ?? noTensor()));
  const faults = shapes.flatMap((dims) => rankFaults("cartesian-product", dims, 1));
  return externalOne(
    call,
    given.items.length === 1 ? [rows] : [rows, given.items.length],
    given.items,
    undefined,
    faults,
  );
}

/** n over r, or with repetition n + r − 1 over r. */
function chosen(size: Dim | undefined, r: Dim, repeated: boolean): Dim {
  const because: Message = message("tensorValueUnknown");
  if (typeof size !== "number" || typeof r !== "number" || r < 0) return unknownDim(because);
  const from = repeated ? size + r - 1 : size;
  let count = 1;
  for (let index = 0; index < Math.min(r, 64); index++) count = (count * (from - index)) / (index + 1);
  return r > 64 ? unknownDim(because) : Math.max(0, Math.round(count));
}

export const stackingFunctions: readonly FunctionRow[] = [
  stacking(["hstack"], beside),
  stacking(["vstack", "row_stack"], below),
  stacking(["dstack"], behind),
  stacking(["column_stack"], columns),
  atLeastRow(1),
  atLeastRow(2),
  atLeastRow(3),
  { names: ["block_diag"], places: ["torch"], signature: "*tensors", run: blocks },
  { names: ["cartesian_prod"], places: ["torch"], signature: "*tensors", run: combinationsOfAll },
  {
    names: ["combinations"],
    places: ["torch"],
    signature: "input, r=2, with_replacement=False",
    run(call) {
      const dims = dimsOfInput(call.input);
      const rows = chosen(dims?.[0], call.dim("r"), call.flag("with_replacement"));
      return externalOne(call, [rows, call.dim("r")], undefined, undefined, rankFaults("combinations", dims, 1));
    },
  },
  {
    names: ["rot90"],
    places: everywhere,
    signature: "input, k=1, dims=(0, 1)",
    run(call) {
      const dims = dimsOfInput(call.input);
      const [k, axes] = [call.dim("k"), call.list("dims")];
      if (dims === null || typeof k !== "number") return externalOne(call, null);
      const [first, second] = axes.map((axis) => (typeof axis === "number" && axis < 0 ? axis + dims.length : axis));
      const turned = dims.map(
        (dim, axis) => dims[axis === first ? Number(second) : axis === second ? Number(first) : axis] ?? dim,
      );
      return externalOne(call, k % 2 === 0 ? dims : turned);
    },
  },
];
