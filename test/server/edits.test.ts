import assert from "node:assert/strict";
import { createEditLog, type Edit, wholeTextEdit } from "../../src/server/edits.ts";

/** Applies edits to a text with marks: `[abc]` is a range; shows where the log says that it is now. */
function moved(marked: string, ...steps: readonly (readonly [find: string, put: string])[]): string {
  const start = marked.indexOf("[");
  const end = marked.indexOf("]") - 1;
  let text = marked.replace(/[[\]]/g, "");
  const log = createEditLog();
  for (const [index, [find, put]] of steps.entries()) {
    const at = find.startsWith("@") ? Number(find.slice(1)) : text.indexOf(find);
    const removed = find.startsWith("@") ? 0 : find.length;
    log.add(index + 1, [{ start: at, removed, inserted: put.length }]);
    text = text.slice(0, at) + put + text.slice(at + removed);
  }
  const range = log.rangeToPresent(start, end, 0);
  return range === null ? "gone" : `${text.slice(0, range[0])}[${text.slice(...range)}]${text.slice(range[1])}`;
}

describe("edits since a snapshot", () => {
  it("move ranges behind them", () => {
    assert.equal(moved("x = [conv](x)", ["x = ", "long = "]), "long = [conv](x)");
    assert.equal(moved("x = [conv](x)", ["@0", "# a\n"], ["# a\n", ""]), "x = [conv](x)");
  });

  it("leave ranges before them alone, and do not grow a range that is typed beside", () => {
    assert.equal(moved("[conv](x)", ["(x)", "(x, y)"]), "[conv](x, y)");
    assert.equal(moved("a[conv]b", ["@5", "!"]), "a[conv]!b");
    assert.equal(moved("a[conv]b", ["@1", "!"]), "a![conv]b");
  });

  it("grow a range that is edited inside", () => {
    assert.equal(moved("[Conv2d(3, 64)]", ["3", "16"]), "[Conv2d(16, 64)]");
  });

  it("drop a range whose end was cut", () => {
    assert.equal(moved("a = [conv](x)", ["= con", ""]), "gone");
    assert.equal(moved("a = [conv](x)", ["v(x)", ""]), "gone");
    assert.equal(moved("a = [conv](x)", ["a = conv(x)", ""]), "gone");
  });

  it("move offsets, and drop those whose text was replaced", () => {
    const log = createEditLog();
    log.add(2, [{ start: 4, removed: 3, inserted: 5 }]);
    assert.deepEqual(
      [3, 4, 5, 6, 7, 8].map((offset) => log.toPresent(offset, 1)),
      [3, 4, null, null, 9, 10],
    );
  });

  it("find the past offset of a present one", () => {
    const log = createEditLog();
    log.add(2, [{ start: 4, removed: 2, inserted: 5 }]);
    assert.equal(log.toPast(3, 1), 3);
    assert.equal(log.toPast(6, 1), null);
    assert.equal(log.toPast(9, 1), 6);
    assert.equal(log.toPast(9, 2), 9);
  });

  it("are found between two whole texts", () => {
    const cases: readonly (readonly [string, string, Edit])[] = [
      ["abc", "abc", { start: 3, removed: 0, inserted: 0 }],
      ["abc", "aXc", { start: 1, removed: 1, inserted: 1 }],
      ["aa", "aaa", { start: 2, removed: 0, inserted: 1 }],
      ["", "abc", { start: 0, removed: 0, inserted: 3 }],
    ];
    for (const [before, now, edit] of cases) assert.deepEqual(wholeTextEdit(before, now), edit);
  });
});
