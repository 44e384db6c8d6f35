// Conditions that are not known. A side that certainly raises is dropped. Otherwise the first side runs in a journal frame
// and is undone, the second runs on the original, and both are joined by location. A side that leaves the block (return,
// break, continue) waits as a `Partial` while the other side runs on; the two meet where the function, loop or turn ends.
// An early return under two nested unknown conditions keeps its value; what it has written is not known afterwards.
import type { Message } from "../../ir/message.ts";
import { message } from "../../messages/index.ts";
import type { Delta } from "./heap.ts";
import { joinDeltas, joinOptional, joinValues } from "./join.ts";
import {
  broke,
  type Completion,
  continued,
  type Frame,
  normal,
  type Partial,
  type Runtime,
  raised,
  returned,
} from "./runtime.ts";
import { type Result, Unknown, type Value } from "./value.ts";

/** Sides inside each other: each doubles the work. */
const MAX_NESTED = 4;
/** What waits in the calls around: a function that calls itself after an early return would go on for long. */
const MAX_WAITING_AROUND = 6;
/** What waits in one function with its writes; of more of them only the values are kept. */
const MAX_WAITING = 16;
const MAX_PARTIALS = 8;

/**
 * Whether another condition may be followed on both sides. What waits in the running function itself costs nothing more,
 * and how many early returns there were before says nothing about what both sides of this one agree on.
 */
export const isTooDeep = ({ uncertain, waiting, frame }: Runtime): boolean =>
  uncertain - waiting >= MAX_NESTED || waiting - (frame?.waiting ?? 0) >= MAX_WAITING_AROUND;

/** `assigned` forgets what the sides would have assigned, when there are too many conditions inside each other. */
export function fork(
  machine: Runtime,
  frame: Frame,
  because: Message,
  first: () => Completion,
  second: () => Completion,
  havoc: (unknown: Unknown) => void,
): Completion {
  if (isTooDeep(machine)) {
    havoc(new Unknown(because));
    return normal;
  }
  const { heap } = machine;
  const start = frame.slots.slice();
  const mark = machine.recorder?.mark() ?? 0;
  const waiting = waitingOf(frame);

  heap.begin();
  const ours = runSide(machine, frame, first);
  if (machine.stopped) {
    heap.commit();
    return raised;
  }
  const ourDelta = heap.undo();
  const ourSlots = frame.slots;
  const ourValue = frame.result;
  frame.slots = start.slice();
  if (ours === raised) {
    machine.caught();
    if (waitingOf(frame) === waiting) machine.recorder?.rollback(mark);
    return second();
  }

  const secondMark = machine.recorder?.mark() ?? 0;
  const secondWaiting = waitingOf(frame);
  heap.begin();
  const theirs = runSide(machine, frame, second);
  if (machine.stopped) {
    heap.commit();
    return raised;
  }
  if (theirs === raised) {
    machine.caught();
    if (waitingOf(frame) === secondWaiting) machine.recorder?.rollback(secondMark);
    heap.discard();
    heap.apply(ourDelta);
    frame.slots = ourSlots;
    frame.result = ourValue;
    return ours;
  }
  if (ours === theirs) {
    const theirDelta = heap.undo();
    joinDeltas(heap, ourDelta, theirDelta, because);
    frame.slots = joinSlots(ourSlots, frame.slots, because);
    if (ours === returned) frame.result = joinValues(ourValue, frame.result, because);
    return ours;
  }
  if (ours !== normal) {
    wait(machine, frame, { completion: ours, value: ourValue, slots: ourSlots, delta: ourDelta, because });
    return theirs;
  }
  // The second side left: it waits, and the first goes on.
  const left: Partial = {
    completion: theirs,
    value: frame.result,
    slots: frame.slots,
    delta: heap.undo(),
    because,
  };
  heap.begin();
  heap.apply(ourDelta);
  frame.slots = ourSlots;
  frame.result = ourValue;
  wait(machine, frame, left);
  return normal;
}

/** A side that raises may have returned before, under a condition of its own: what it had recorded by then is not taken back. */
export const waitingOf = ({ partials, kept }: Frame): number => (partials?.length ?? 0) + (kept?.count ?? 0);

/** What runs on from here, in a journal frame that is open, does so in one of two worlds: it counts as a condition around it. */
function wait(machine: Runtime, frame: Frame, partial: Partial): void {
  countWaiting(machine, frame, 1);
  if (frame.waiting > MAX_WAITING) {
    strip(machine, frame, [partial]);
    return;
  }
  frame.partials ??= [];
  frame.partials.push(partial);
}

function countWaiting(machine: Runtime, frame: Frame, count: 1 | -1): void {
  machine.uncertain += count;
  machine.waiting += count;
  frame.waiting += count;
}

/** Runs one side. What waits inside it keeps its value only. */
function runSide(machine: Runtime, frame: Frame, side: () => Completion): Completion {
  const waiting = frame.partials;
  const depth = machine.handlers.length;
  frame.partials = null;
  machine.uncertain++;
  const completion = side();
  machine.uncertain--;
  machine.handlers.length = depth;
  const inner: Partial[] | null = frame.partials;
  frame.partials = waiting;
  if (inner !== null) strip(machine, frame, inner);
  return completion;
}

/**
 * Closes the journal frames of what waits, the last one first, keeping the values that were returned. What was written on
 * the way out is not known from here on.
 */
function strip(machine: Runtime, frame: Frame, partials: readonly Partial[]): void {
  for (const partial of [...partials].reverse()) {
    joinDeltas(machine.heap, partial.delta, machine.heap.undo(), partial.because);
    countWaiting(machine, frame, -1);
    if (partial.completion !== returned) continue;
    const { kept } = frame;
    const value = kept === null ? partial.value : joinValues(kept.value, partial.value, partial.because);
    frame.kept = { value, because: kept?.because ?? partial.because, count: (kept?.count ?? 0) + 1 };
  }
}

function joinSlots(
  first: readonly (Value | undefined)[],
  second: readonly (Value | undefined)[],
  because: Message,
): (Value | undefined)[] {
  const joined: (Value | undefined)[] = [];
  const count = Math.max(first.length, second.length);
  for (let index = 0; index < count; index++) {
    const [ours, theirs] = [first[index], second[index]];
    joined.push(ours === theirs ? ours : joinOptional(ours, theirs, because));
  }
  return joined;
}

/** Joins what waits with the world that went on. `from` is the number of partials that are not to be touched. */
function settle(machine: Runtime, frame: Frame, from: number, kind: Completion, completion: Completion): Completion {
  const { heap } = machine;
  let result = completion;
  while (frame.partials !== null && frame.partials.length > from) {
    const partial = frame.partials.pop();
    if (partial === undefined) break;
    if (partial.completion !== kind || machine.stopped) {
      strip(machine, frame, [partial]);
      continue;
    }
    countWaiting(machine, frame, -1);
    const delta = heap.undo();
    if (result === raised) {
      machine.caught();
      heap.apply(partial.delta);
      frame.slots = partial.slots.slice();
      frame.result = partial.value;
      result = kind === returned ? returned : normal;
      continue;
    }
    joinDeltas(heap, partial.delta, delta, partial.because);
    if (kind === returned) frame.result = joinValues(partial.value, frame.result, partial.because);
    else frame.slots = joinSlots(partial.slots, frame.slots, partial.because);
  }
  if (frame.partials?.length === 0) frame.partials = null;
  return result;
}

/** The end of a function: its value, joined with what returned early. */
export function joinPartials(machine: Runtime, frame: Frame, completion: Completion): Result {
  if (completion !== returned && completion !== raised) frame.result = null;
  const end = settle(machine, frame, 0, returned, completion === raised ? raised : returned);
  const { kept } = frame;
  if (kept === null || machine.stopped) return end === raised ? undefined : frame.result;
  // Where the rest raises, it has returned before.
  if (end === raised) machine.caught();
  return end === raised ? kept.value : joinValues(kept.value, frame.result, kept.because);
}

/** The end of a turn: what said `continue` goes on with the next one. */
export const joinContinues = (machine: Runtime, frame: Frame, from: number, completion: Completion): Completion => {
  if (frame.partials === null || frame.partials.length <= from) return completion;
  const top = frame.partials.at(-1);
  if (top?.completion === continued) return settleTop(machine, frame, from, continued, completion);
  // Too many turns that may have been the last: from here on they only count by value.
  return frame.partials.length - from > MAX_PARTIALS ? settle(machine, frame, from, broke, completion) : completion;
};

function settleTop(machine: Runtime, frame: Frame, from: number, kind: Completion, completion: Completion): Completion {
  let result = completion;
  while (frame.partials !== null && frame.partials.length > from && frame.partials.at(-1)?.completion === kind) {
    result = settle(machine, frame, frame.partials.length - 1, kind, result);
  }
  return result;
}

/** The end of a loop: what said `break` meets the turns after it. */
export const joinBreaks = (machine: Runtime, frame: Frame, from: number, completion: Completion): Completion => {
  if (frame.partials === null || frame.partials.length <= from) return completion;
  return settle(machine, frame, from, broke, completion);
};

/** The value of one of several expressions, it is not known which. Those that raise are out. */
export function joinExpressions(
  machine: Runtime,
  sides: readonly (() => Result)[],
  because: Message,
  op?: "and" | "or",
): Result {
  if (isTooDeep(machine)) return new Unknown(because);
  const { heap, frame } = machine;
  const start = frame?.slots.slice();
  const ends: { value: Value; delta: Delta; slots: (Value | undefined)[] }[] = [];
  let failure = machine.pending;
  let last: Result;
  for (const side of sides) {
    const mark = machine.recorder?.mark() ?? 0;
    heap.begin();
    machine.uncertain++;
    const value = side();
    machine.uncertain--;
    machine.frame = frame;
    if (machine.stopped) {
      heap.commit();
      return undefined;
    }
    const delta = heap.undo();
    const slots = frame?.slots ?? [];
    if (frame !== null && start !== undefined) frame.slots = start.slice();
    if (value === undefined) {
      failure = machine.caught();
      machine.recorder?.rollback(mark);
    } else {
      last = value;
      ends.push({ value, delta, slots });
    }
  }
  const [first, ...others] = ends;
  if (first === undefined) {
    machine.pending = failure;
    return undefined;
  }
  let { value, slots } = first;
  let before: Delta | null = null;
  for (const other of others) {
    value = joinValues(value, other.value, because);
    slots = joinSlots(slots, other.slots, because);
    before = joined(heap, before ?? first.delta, other.delta, because);
  }
  heap.apply(before ?? first.delta);
  if (frame !== null) frame.slots = slots;
  // `unknown or True` is true, whatever the unknown is.
  return op !== undefined && last === (op === "or") ? last : value;
}

/** What two sides have written, both of them undone, as one side would have. */
function joined(heap: Runtime["heap"], first: Delta, second: Delta, because: Message): Delta {
  heap.begin();
  joinDeltas(heap, first, second, because);
  return heap.undo();
}

export const undecided = (): Unknown => new Unknown(message("pythonBranches"));
