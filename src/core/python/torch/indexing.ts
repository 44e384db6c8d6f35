// `x[…]`: basic indexing becomes Slice, Select and Unsqueeze; tensors and lists of positions become Gather. Above the usual
// size: reading and writing take the same pieces apart.
import { type Dim, unknownDim } from "../../ir/dim.ts";
import { dimsEqual } from "../../ir/dimComparison.ts";
import type { ConstantData, TensorType } from "../../ir/network.ts";
import { formatShape, shapeOf } from "../../ir/shape.ts";
import { message } from "../../messages/index.ts";
import { broadcast } from "../../ops/broadcast.ts";
import type { Call, Machine } from "../eval/native.ts";
import { ellipsis, Float, type Instance, List, type Result, Slice, Tuple, Unknown, type Value } from "../eval/value.ts";
import { typeFault } from "./argumentTypes.ts";
import { sliceIndices } from "./containers.ts";
import { unknownTensor } from "./function.ts";
import { literalTensor } from "./functions/creation.ts";
import { type AxisPick, assigned, countOf, reshaped, slice as sliceData } from "./numeric.ts";
import { reasonOf, valueToDim } from "./reader.ts";
import { type OperationFault, recordOne } from "./record.ts";
import {
  dimsOfTensor,
  fromData,
  isTensor,
  makeTensor,
  ofDims,
  payloadOf,
  type TensorPayload,
  tensorOf,
} from "./tensor.ts";
import { torchSession } from "./trace.ts";

/** One element of an index, by what it does to its axis. */
type Piece =
  | { readonly kind: "slice"; readonly slice: Slice }
  | { readonly kind: "at"; readonly index: Dim }
  | { readonly kind: "newAxis" }
  | { readonly kind: "all" }
  | { readonly kind: "positions"; readonly tensor: Instance }
  /** `x[True]`: a new axis with everything, `x[False]` with nothing. */
  | { readonly kind: "truth"; readonly count: Dim }
  | { readonly kind: "unknown"; readonly value: Unknown };

export function indexTensor(machine: Machine, self: Instance, index: Value, call: Call): Result {
  const payload = payloadOf(self);
  const dims = dimsOfTensor(payload);
  const items = index instanceof Tuple ? index.items.map((item) => machine.force(item)) : [machine.force(index)];
  const pieces = items.map((item) => pieceOf(machine, item));
  const refused = refusedIndex(machine, items);
  if (refused !== null) return machine.raise(refused.exception, refused.text);
  // An array of numpy, which has no place in a network, may be walked backwards.
  const backwards = pieces.some((piece) => piece.kind === "slice" && isNegative(piece.slice.step));
  if (backwards && payload.trace !== null) return machine.raise("ValueError", "step must be greater than zero");
  const unknown = pieces.find((piece) => piece.kind === "unknown");
  if (unknown?.kind === "unknown") return unknownTensor(machine, unknown.value.because);
  if (dims === null)
    return unknownTensor(
      machine,
      payload.type.shape.rank === "unknown" ? payload.type.shape.because : message("indexNotKnown"),
    );
  const full = spread(pieces, dims.length);
  if (full === null) {
    const used = pieces.filter((piece) => piece.kind !== "newAxis" && piece.kind !== "all").length;
    machine.report({
      code: "index-rank",
      severity: "error",
      message: tooMany(used, dims.length),
      at: call.site?.at ?? null,
      fixes: [],
      related: [],
    });
    return unknownTensor(machine, tooMany(used, dims.length));
  }
  const known = computed(self, full);
  if (known !== null) return known;
  return backwards ? unknownTensor(machine, message("indexNotKnown")) : recorded(machine, self, full, call);
}

/** What neither torch nor numpy takes as an index: `x[0.5]`, `x[:, : x.size]`, `x[::0]`. */
function refusedIndex(
  machine: Machine,
  items: readonly Value[],
): { readonly exception: string; readonly text: string } | null {
  for (const item of items) {
    if (item instanceof Float) {
      const text = "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices";
      return { exception: "IndexError", text: `${text} (got float)` };
    }
    if (!(item instanceof Slice)) continue;
    for (const bound of [item.start, item.stop, item.step].map((one) => machine.force(one)))
      if (bound !== null && isNoIndex(bound))
        return { exception: "TypeError", text: "slice indices must be integers or None or have an __index__ method" };
    if (valueToDim(item.step) === 0) return { exception: "ValueError", text: "slice step cannot be zero" };
  }
  return null;
}

const isNoIndex = (value: Value): boolean => typeFault("", value, "one") !== null;

/** `loss.data[0]`, as programs for torch before 0.4 have it, is told apart. */
const tooMany = (got: number, rank: number): ReturnType<typeof message> =>
  rank === 0 ? message("indexOfNumber") : message("indexTooMany", { got, rank });

function isNegative(value: Value): boolean {
  const dim = valueToDim(value);
  return typeof dim === "number" && dim < 0;
}

function pieceOf(machine: Machine, item: Value): Piece {
  if (item instanceof Slice) return { kind: "slice", slice: item };
  if (item === null) return { kind: "newAxis" };
  if (item === ellipsis) return { kind: "all" };
  if (item instanceof Unknown) return { kind: "unknown", value: item };
  const isSequence = item instanceof List || item instanceof Tuple;
  const tensor = isTensor(item) ? item : isSequence ? literalTensor(machine, item, null) : null;
  if (tensor instanceof Unknown) return { kind: "unknown", value: tensor };
  if (tensor !== null) {
    const { data, type } = payloadOf(tensor);
    if (isMask(type) && type.shape.rank === "known" && type.shape.dims.length === 0)
      return { kind: "truth", count: data === null ? maskedCount() : Number(data.values[0] !== 0) };
    if (data !== null && data.dims.length === 0) return { kind: "at", index: data.values[0] ?? 0 };
    return { kind: "positions", tensor };
  }
  if (typeof item === "boolean") return { kind: "truth", count: Number(item) };
  const dim = valueToDim(item);
  return dim === null ? { kind: "unknown", value: new Unknown(message("indexNotKnown")) } : { kind: "at", index: dim };
}

/** Truth values choose elements; torch still takes bytes for them. */
const isMask = ({ dtype }: TensorType): boolean => dtype === "bool" || dtype === "uint8";

const maskedCount = (): Dim => unknownDim(message("dependsOnValues", { name: "[mask]" }));

/** How many axes a piece uses up. A mask of several axes uses as many. */
function used(piece: Piece): number {
  if (piece.kind === "newAxis" || piece.kind === "all" || piece.kind === "truth") return 0;
  if (piece.kind !== "positions") return 1;
  const { type } = payloadOf(piece.tensor);
  return isMask(type) && type.shape.rank === "known" ? type.shape.dims.length : 1;
}

/** Puts whole axes in the place of `…` and at the end; null where there are too many pieces. */
function spread(pieces: readonly Piece[], rank: number): readonly Piece[] | null {
  const missing = rank - pieces.reduce((count, piece) => count + used(piece), 0);
  if (missing < 0) return null;
  const whole: readonly Piece[] = new Array<Piece>(missing).fill({ kind: "slice", slice: new Slice(null, null, null) });
  const at = pieces.findIndex((piece) => piece.kind === "all");
  const before = at < 0 ? pieces : pieces.slice(0, at);
  const after = at < 0 ? [] : pieces.slice(at + 1).filter((piece) => piece.kind !== "all");
  return [...before, ...whole, ...after];
}

/** What basic indexing by numbers and slices picks, and where it puts new axes; null for indices of other kinds. */
function basicPicks(
  dims: readonly number[],
  pieces: readonly Piece[],
): { readonly picks: readonly AxisPick[]; readonly newAxes: readonly number[] } | null {
  const picks: AxisPick[] = [];
  const newAxes: number[] = [];
  let axis = 0;
  let position = 0;
  for (const piece of pieces) {
    const size = dims[axis] ?? 0;
    if (piece.kind === "newAxis") {
      newAxes.push(position++);
      continue;
    }
    if (piece.kind === "at" && typeof piece.index === "number") {
      const at = piece.index < 0 ? piece.index + size : piece.index;
      if (at < 0 || at >= size) return null;
      picks.push({ at });
    } else if (piece.kind === "slice") {
      const indices = sliceIndices(piece.slice, size);
      if (indices === null) return null;
      const [first = 0, second] = indices;
      picks.push({ start: first, count: indices.length, step: second === undefined ? 1 : second - first });
      position++;
    } else return null;
    axis++;
  }
  return { picks, newAxes };
}

/** Basic indexing of known elements. */
function computed(self: Instance, pieces: readonly Piece[]): Instance | null {
  const { data } = payloadOf(self);
  const basic = data === null ? null : basicPicks(data.dims, pieces);
  if (data === null || basic === null) return null;
  const chosen = sliceData(data, basic.picks);
  const dims = [...chosen.dims];
  for (const at of basic.newAxes) dims.splice(at, 0, 1);
  const result = reshaped(chosen, dims);
  return result === null ? null : fromData(result);
}

/** Elements of a tensor that are still known after a write to some of them: widths and depths are lists, not tables. */
const mostWritten = 1_024;

/**
 * `dims[3] = 2`, `widths[1:-2] = values` of a tensor whose elements are known: those it has then. Null where something of it
 * is not known.
 */
export function assignedElements(
  machine: Machine,
  self: Instance,
  index: Value,
  value: ConstantData,
): ConstantData | null {
  const { data } = payloadOf(self);
  // A write to more than one element makes a copy: a table that a loop fills would take the square of its size.
  const size = data === null ? 0 : countOf(data.dims);
  if (data === null || size > mostWritten || !machine.charge(1)) return null;
  const items = index instanceof Tuple ? index.items.map((item) => machine.force(item)) : [machine.force(index)];
  const full = spread(
    items.map((item) => pieceOf(machine, item)),
    data.dims.length,
  );
  const basic = full === null ? null : basicPicks(data.dims, full);
  if (basic === null || basic.newAxes.length > 0) return null;
  const isElement = basic.picks.length === data.dims.length && basic.picks.every((pick) => "at" in pick);
  return isElement || machine.charge(size) ? assigned(data, basic.picks, value) : null;
}

/** Tables above this are not gone through for the sake of a check. */
const longestChecked = 65_536;

/** Reports a tensor that does not broadcast to the elements that it is written to: `table[0, :] = row`. */
export function checkAssigned(machine: Machine, self: Instance, index: Value, value: Value, call: Call): void {
  const written = tensorOf(value);
  const given = written === null ? null : plainDims(dimsOfTensor(written));
  const own = plainDims(dimsOfTensor(payloadOf(self)));
  if (given === null || own === null || given.length === 0 || torchSession(machine).quiet || machine.uncertain > 0)
    return;
  if (own.some((dim) => dim > longestChecked)) return;
  const items = index instanceof Tuple ? index.items.map((item) => machine.force(item)) : [machine.force(index)];
  const full = spread(
    items.map((item) => pieceOf(machine, item)),
    own.length,
  );
  const basic = full === null ? null : basicPicks(own, full);
  if (basic === null) return;
  const target = basic.picks.flatMap((pick) => ("at" in pick ? [] : [pick.count]));
  for (const at of basic.newAxes) target.splice(at, 0, 1);
  const lead = given.findIndex((dim) => dim !== 1);
  const rest = given.slice(Math.min(lead < 0 ? given.length : lead, Math.max(0, given.length - target.length)));
  const shift = target.length - rest.length;
  if (shift >= 0 && rest.every((dim, axis) => dim === 1 || dim === target[axis + shift])) return;
  machine.report({
    code: "in-place-shape",
    severity: "error",
    message: message("inPlaceShape", { from: formatShape(shapeOf(...given)), to: formatShape(shapeOf(...target)) }),
    at: call.site?.at ?? null,
    fixes: [],
    related: [],
  });
}

const plainDims = (dims: readonly Dim[] | null): readonly number[] | null =>
  dims?.every((dim): dim is number => typeof dim === "number") ? dims : null;

function recorded(machine: Machine, self: Instance, pieces: readonly Piece[], call: Call): Result {
  let value: Value = self;
  const axes: number[] = [];
  const starts: Dim[] = [];
  const ends: (Dim | null)[] = [];
  const steps: Dim[] = [];
  let axis = 0;
  for (const piece of pieces) {
    if (piece.kind === "slice") {
      const { start, stop, step } = piece.slice;
      if (start !== null || stop !== null || step !== null) {
        axes.push(axis);
        starts.push(bound(start) ?? 0);
        ends.push(stop === null ? null : bound(stop));
        steps.push(bound(step) ?? 1);
      }
    }
    axis += used(piece);
  }
  if (axes.length > 0) {
    const attrs = { axes, starts, ends, ...(steps.every((step) => step === 1) ? {} : { steps }) };
    value = recordOne(machine, { op: "Slice", type: "getitem", attrs, inputs: [value], call });
  }
  if (pieces.some((piece) => piece.kind === "positions" || piece.kind === "truth"))
    return selected(machine, value, pieces, call);
  // From here on axes are those of the result so far.
  let position = 0;
  for (const piece of pieces) {
    if (piece.kind === "at") {
      const attrs = { axis: position, index: piece.index };
      value = recordOne(machine, { op: "Select", type: "getitem", attrs, inputs: [value], call });
    } else if (piece.kind === "newAxis") {
      value = recordOne(machine, {
        op: "Unsqueeze",
        type: "getitem",
        attrs: { axes: [position] },
        inputs: [value],
        call,
      });
      position++;
    } else position++;
  }
  return value;
}

const bound = (value: Value): Dim | null =>
  value === null ? null : (valueToDim(value) ?? unknownDim(reasonOf(value) ?? message("indexNotKnown")));

/** Integers beside tensors: torch takes them out first (numpy does not: there they are tensors without dimensions). */
function selected(machine: Machine, self: Value, pieces: readonly Piece[], call: Call): Result {
  let value = self;
  let axis = 0;
  const rest: Piece[] = [];
  for (const piece of pieces) {
    if (piece.kind === "at") {
      const attrs = { axis, index: piece.index };
      value = recordOne(machine, { op: "Select", type: "getitem", attrs, inputs: [value], call });
      continue;
    }
    rest.push(piece);
    axis += used(piece);
  }
  return gathered(machine, value, rest, call);
}

/**
 * Indexing by tensors: their broadcast shape takes the place of the axes they index; if they are not side by side, it comes
 * first. Masks give a number of elements that depends on values.
 */
function gathered(machine: Machine, value: Value, pieces: readonly Piece[], call: Call): Result {
  const tensor = tensorOf(value);
  const dims = tensor === null ? null : dimsOfTensor(tensor);
  if (dims === null || tensor === null) return value;
  const out: Dim[] = [];
  const indices: Instance[] = [];
  const faults: OperationFault[] = [];
  let shape: readonly Dim[] = [];
  let insertAt = -1;
  let apart = false;
  let last = -1;
  let axis = 0;
  /** The axes that the tensors go along; said where nothing but whole axes and tensors is written. */
  const axes: number[] = [];
  const plain = pieces.every(
    (piece) => piece.kind === "slice" || (piece.kind === "positions" && !isMask(payloadOf(piece.tensor).type)),
  );
  for (const [order, piece] of pieces.entries()) {
    if (piece.kind === "newAxis") out.push(1);
    else if (piece.kind === "slice") out.push(dims[axis] ?? 1);
    else {
      if (insertAt < 0) insertAt = out.length;
      else if (last !== order - 1) apart = true;
      last = order;
      if (piece.kind === "positions") {
        indices.push(piece.tensor);
        axes.push(axis);
        const { type } = payloadOf(piece.tensor);
        if (type.shape.rank === "unknown") return unknownTensor(machine, type.shape.because);
        faults.push(...indexFaults(payloadOf(piece.tensor), dims, axis));
        shape = broadcastIndices(shape, placesOf(payloadOf(piece.tensor), type.shape.dims), faults);
      } else if (piece.kind === "truth") shape = broadcastIndices(shape, [piece.count], faults);
    }
    axis += used(piece);
  }
  out.splice(apart ? 0 : insertAt, 0, ...shape);
  const result = recordOne(machine, {
    op: "Index",
    type: "getitem",
    attrs: { shape: out, ...(plain && { axes, at: apart ? 0 : insertAt }) },
    inputs: [value, ...indices],
    call,
    faults,
  });
  return withDims(result, out);
}

/** The shape of the positions: a mask gives as many as it has true elements. */
function placesOf({ type, data }: TensorPayload, dims: readonly Dim[]): readonly Dim[] {
  if (!isMask(type)) return dims;
  return [data === null ? maskedCount() : data.values.filter((value) => value !== 0).length];
}

/** What torch refuses of one index: another type, a known position that is not there, a mask of another shape. */
function indexFaults({ type, data }: TensorPayload, dims: readonly Dim[], axis: number): readonly OperationFault[] {
  const { dtype, shape } = type;
  if (dtype !== null && !indexTypes.has(dtype))
    return [{ code: "index-type", message: message("indexType", { got: dtype }) }];
  if (isMask(type)) {
    const masked = shape.rank === "known" ? dims.slice(axis, axis + shape.dims.length) : [];
    if (shape.rank !== "known" || shape.dims.every((dim, at) => dimsEqual(dim, masked[at] ?? dim) !== "no")) return [];
    const sides = { mask: formatShape(shape), shape: formatShape(shapeOf(...masked)) };
    return [{ code: "index-mask", message: message("indexMask", sides) }];
  }
  const size = dims[axis];
  const index = typeof size === "number" ? data?.values.find((at) => at >= size || at < -size) : undefined;
  if (index === undefined || typeof size !== "number") return [];
  return [{ code: "index-range", message: message("indexOutOfRange", { index, size }) }];
}

const indexTypes: ReadonlySet<string> = new Set(["int64", "int32", "uint8", "bool"]);

/** The positions' shapes broadcast together. */
function broadcastIndices(a: readonly Dim[], b: readonly Dim[], faults: OperationFault[]): readonly Dim[] {
  const { dims, conflict } = broadcast(a, b);
  if (conflict !== null) {
    const sides = { left: formatShape(shapeOf(...a)), right: formatShape(shapeOf(...b)) };
    faults.push({ code: "index-shape", message: message("addShapes", sides) });
  }
  return dims;
}

/** States the shape of a result whose operator only names it. */
export function withDims(result: Value, dims: readonly Dim[]): Value {
  const payload = tensorOf(result);
  if (payload === null) return result;
  const type = ofDims(dims, payload.type.dtype);
  if (payload.type.shape.rank === "known") return result;
  payload.trace?.builder.refine(payload.value, type);
  return makeTensor({ ...payload, type });
}
