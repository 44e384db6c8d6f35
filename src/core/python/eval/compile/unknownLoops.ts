// Loops of unknown length. One turn is run and joined with none; what it has changed is not known after it. But for what is
// the same after another turn: `while (old - x).any(): old, x = x, relu(x)` leaves x a tensor of the shape that it had.
import { message } from "../../../messages/index.ts";
import type { For, While } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import { fork, isTooDeep } from "../forks.ts";
import type { Delta } from "../heap.ts";
import { joinValues, loseChanges } from "../join.ts";
import { type Completion, type Frame, normal, type Runtime } from "../runtime.ts";
import { Instance, Unknown, type Value } from "../value.ts";

export type Forget = (f: Frame, unknown: Unknown) => void;

export interface UnknownLoop {
  /** Makes the variables unknown that the loop assigns. */
  readonly forget: Forget;
  /** Whether a turn may leave the loop other than by its end. */
  readonly mayLeave: () => boolean;
}

/** Turns that are run to learn what stays the same: each finds variables that do not. */
const MOST_ROUNDS = 3;
/** Conditions around the loop: inside more of them it would be run too often. */
const MOST_AROUND = 2;

export function runUnknown(
  machine: Runtime,
  f: Frame,
  unknown: Unknown,
  { forget, mayLeave }: UnknownLoop,
  turn: () => Completion,
): Completion {
  const changes = new Unknown(message("pythonLoopUnknown"));
  let delta: Delta = new Map();
  const completion = fork(
    machine,
    f,
    unknown.because,
    () => {
      machine.heap.begin();
      const end = turn();
      delta = machine.heap.undo();
      machine.heap.apply(delta);
      return end;
    },
    () => normal,
    (value) => forget(f, value),
  );
  if (completion !== normal) return completion;
  const held = f.slots.slice();
  loseChanges(machine.heap, delta, changes);
  forget(f, changes);
  if (machine.uncertain < MOST_AROUND && !isTooDeep(machine) && !mayLeave())
    keepSteady(machine, f, held, changes, turn);
  return completion;
}

/** `held`: the variables after one turn, or none. Those are kept that another turn leaves as they are. */
function keepSteady(
  machine: Runtime,
  f: Frame,
  held: readonly (Value | undefined)[],
  changes: Unknown,
  turn: () => Completion,
): void {
  const lost = f.slots;
  const keeping = (kept: readonly number[]): (Value | undefined)[] => {
    const slots = lost.slice();
    for (const index of kept) slots[index] = held[index];
    return slots;
  };
  let kept = [...held.keys()].filter((index) => {
    const value = held[index];
    return value !== undefined && value !== lost[index] && !(value instanceof Unknown);
  });
  for (let round = 0; round < MOST_ROUNDS && kept.length > 0 && !machine.stopped; round++) {
    f.slots = keeping(kept);
    const mark = machine.recorder?.mark() ?? 0;
    machine.heap.begin();
    fork(
      machine,
      f,
      changes.because,
      turn,
      () => normal,
      () => undefined,
    );
    const steady = kept.filter((index) => isSteady(machine, held[index], f.slots[index], changes));
    machine.heap.discard();
    machine.recorder?.rollback(mark);
    if (steady.length === kept.length) {
      f.slots = keeping(kept);
      return;
    }
    kept = steady;
  }
  f.slots = lost;
}

/** Whether what is known of a variable holds after a turn, where it met its value before. */
function isSteady(machine: Runtime, value: Value | undefined, after: Value | undefined, changes: Unknown): boolean {
  if (value === undefined || after === undefined || value === after) return value === after;
  if (value instanceof Instance)
    return after instanceof Instance && (machine.heap.parts?.covers(value, after) ?? false);
  return joinValues(value, after, changes.because) === value;
}

/** Whether a loop has a `return`, `break` or `yield` in it. */
export function leaving(statement: For | While): () => boolean {
  let found: boolean | null = null;
  return () => {
    if (found === null) {
      found = false;
      walk(statement, (node) => {
        if (node.kind === "Return" || node.kind === "Break" || node.kind === "Yield" || node.kind === "YieldFrom")
          found = true;
        return !found && node.kind !== "FunctionDef" && node.kind !== "Lambda";
      });
    }
    return found;
  };
}
