import assert from "node:assert/strict";
import { createRehearsal, idleEdit } from "../../src/server/rehearsal.ts";

/** A clock that only moves when something is done. */
function createClock() {
  let time = 0;
  let changes = 0;
  let collections = 0;
  let waiting: { readonly act: () => void; readonly at: number }[] = [];
  return {
    now: () => time,
    changes: () => changes,
    collect: () => {
      collections++;
      time += 5;
    },
    collections: () => collections,
    type: () => {
      changes++;
    },
    later: (act: () => void, milliseconds: number) => void waiting.push({ act, at: time + milliseconds }),
    spend: (milliseconds: number) => {
      time += milliseconds;
    },
    /** Runs what is due until nothing waits any more. */
    settle() {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        time = Math.max(time, next.at);
        next.act();
      }
      waiting = [];
    },
  };
}

describe("rehearsals", () => {
  it("end by themselves, however quick they are", () => {
    const clock = createClock();
    let runs = 0;
    const act = () => ++runs > 0;
    const rehearsal = createRehearsal(clock);
    rehearsal.offer(act);
    clock.settle();
    assert.ok(runs > 5 && runs < 500, `${runs} runs`);
    assert.equal(clock.collections(), runs);
    const before = runs;
    rehearsal.offer(act);
    clock.settle();
    assert.equal(runs, before);
  });

  it("spend no more than a moment in all", () => {
    const clock = createClock();
    const rehearsal = createRehearsal(clock);
    rehearsal.offer(() => {
      clock.spend(100);
      return true;
    });
    clock.settle();
    assert.ok(clock.now() < 7_000, `${clock.now()} ms`);
  });

  it("stop when work arrives, and are told when they take too long", () => {
    const clock = createClock();
    const rehearsal = createRehearsal(clock);
    let runs = 0;
    rehearsal.offer((enough) => {
      runs++;
      assert.equal(enough(), false);
      clock.spend(10_000);
      assert.equal(enough(), true);
      return true;
    });
    clock.settle();
    assert.equal(runs, 1);
    rehearsal.offer(() => assert.fail("it was interrupted"));
    rehearsal.interrupt();
    clock.settle();
  });

  it("stop at the first key, also in the middle, and begin anew after the next analysis", () => {
    const clock = createClock();
    const rehearsal = createRehearsal(clock);
    let runs = 0;
    rehearsal.offer((enough) => {
      runs++;
      assert.equal(enough(), false);
      if (runs < 3) return true;
      clock.type();
      assert.equal(enough(), true);
      return false;
    });
    clock.settle();
    assert.equal(runs, 3);
    assert.equal(clock.collections(), 2, "nothing is collected while somebody types");
    rehearsal.offer(() => ++runs > 0);
    clock.type();
    clock.settle();
    assert.equal(runs, 3);
    rehearsal.offer(() => ++runs > 0);
    clock.settle();
    assert.ok(runs > 5);
  });

  it("edit another line each time, by a space at its end", () => {
    const text = Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n");
    const edited = Array.from({ length: 20 }, (_, turn) => {
      const lines = idleEdit(text, turn).split("\n");
      assert.equal(lines.map((line) => line.trimEnd()).join("\n"), text);
      return lines.findIndex((line) => line.endsWith(" "));
    });
    assert.equal(new Set(edited).size, edited.length, edited.join(" "));
    assert.equal(idleEdit("", 3), " ");
  });
});
