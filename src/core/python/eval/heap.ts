// Undoing writes. A frame of the journal saves what an object held before its first write in that frame; ending the frame
// puts it back. An object made in the running frame carries the frame's number and needs no saving, so a write costs one
// comparison. The outermost frame of an analysis undoes what it did to the evaluated library modules, which outlive it;
// the inner ones hold the two sides of an unknown condition.
import type { Message } from "../../ir/message.ts";
import { clock, type Dict, type Instance, type Mutable } from "./value.ts";

export interface JournalFrame {
  readonly epoch: number;
  readonly parent: JournalFrame | null;
  /** What each object held when the frame began. */
  readonly saved: Map<Mutable, { readonly state: unknown; readonly stamp: number }>;
  /** Writes in this frame stay for good (evaluating a module that others share). */
  readonly permanent: boolean;
}

/** What one side of a condition left behind: each object that it wrote to, with its contents then. */
export type Delta = ReadonlyMap<Mutable, Change>;

/** How objects of a framework keep named parts beside their attributes (`nn.Module`'s tables). */
export interface PartTables {
  /** Told of each dict that two sides have met in. */
  joined(dict: Dict): void;
  /** Whether what is known of the first object holds for the second too. */
  covers(general: Instance, other: Instance): boolean;
  /** What it depends on whether the object has a part of that name; null where it is known. */
  doubt(object: Instance, name: string): Message | null;
}

export interface Change {
  readonly before: unknown;
  readonly after: unknown;
}

let lastEpoch = 1;

export class Heap {
  frame: JournalFrame | null = null;
  parts: PartTables | null = null;
  /** Elements that the meeting of two sides has copied, ever. */
  joined = 0;
  /** Called when a permanent frame writes to something that an analysis has changed: what it wrote will be undone with it. */
  onEntangled: (() => void) | null = null;
  /** Told of each write of a permanent frame to an object of another one, by the number of that frame. */
  onForeignWrite: ((epoch: number) => void) | null = null;

  /** To be called before an object's contents are changed. */
  write(object: Mutable): void {
    if (object.stamp !== clock.epoch) this.save(object);
  }

  private save(object: Mutable): void {
    const frame = this.frame;
    if (frame === null) return;
    if (frame.permanent) {
      this.onForeignWrite?.(object.stamp);
      for (let outer = frame.parent; outer !== null; outer = outer.parent) {
        if (outer.saved.has(object)) this.onEntangled?.();
      }
      return;
    }
    if (!frame.saved.has(object)) frame.saved.set(object, { state: object.capture(), stamp: object.stamp });
    object.stamp = frame.epoch;
  }

  /** Whether the innermost frame has changed nothing that was there before it. */
  get isUntouched(): boolean {
    return this.frame !== null && this.frame.saved.size === 0;
  }

  begin(permanent = false): JournalFrame {
    this.frame = { epoch: ++lastEpoch, parent: this.frame, saved: new Map(), permanent };
    clock.epoch = this.frame.epoch;
    return this.frame;
  }

  /** Ends the innermost frame and keeps its writes. */
  commit(): void {
    const frame = this.leave();
    const parent = frame.parent;
    if (parent === null || frame.permanent) return;
    // To the frame around it, what this one saved is what it would have saved itself.
    for (const [object, saved] of frame.saved) {
      if (saved.stamp === parent.epoch || parent.saved.has(object)) object.stamp = parent.epoch;
      else if (!parent.permanent) {
        parent.saved.set(object, saved);
        object.stamp = parent.epoch;
      }
    }
  }

  /** Ends the innermost frame and undoes its writes, which it gives. */
  undo(): Delta {
    const frame = this.leave();
    const delta = new Map<Mutable, Change>();
    for (const [object, saved] of frame.saved) {
      delta.set(object, { before: saved.state, after: object.capture() });
      object.restore(saved.state);
      object.stamp = saved.stamp;
    }
    return delta;
  }

  /** Ends the innermost frame and undoes its writes, for good. */
  discard(): void {
    for (const [object, { state, stamp }] of this.leave().saved) {
      object.restore(state);
      object.stamp = stamp;
    }
  }

  /** Writes a delta again, into the running frame. */
  apply(delta: Delta): void {
    for (const [object, { after }] of delta) {
      this.write(object);
      object.restore(after);
    }
  }

  private leave(): JournalFrame {
    const frame = this.frame;
    if (frame === null) throw new Error("journal frame ended twice");
    this.frame = frame.parent;
    clock.epoch = frame.parent?.epoch ?? ++lastEpoch;
    return frame;
  }
}
