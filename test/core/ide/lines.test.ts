import assert from "node:assert/strict";
import { lineStarts, lineStartsAfterMark, positionOf } from "../../../src/core/ide/lines.ts";

const at = (text: string, offset: number): string => {
  const { line, character } = positionOf(lineStarts(text), offset);
  return `${line}:${character}`;
};

describe("positions in a text", () => {
  it("end lines at LF, CR LF and CR only", () => {
    assert.deepEqual(lineStarts("a\nb\r\nc\rd\u2028e\u0085f"), [0, 2, 5, 7]);
  });

  it("leave an offset between CR and LF on its line", () => {
    assert.equal(at("ab\r\nc", 3), "0:3");
    assert.equal(at("ab\r\nc", 4), "1:0");
  });

  it("count UTF-16 units, and end with the text", () => {
    assert.equal(at("😀x", 2), "0:2");
    assert.equal(at("a\n", 2), "1:0");
    assert.equal(at("", 0), "0:0");
  });

  it("take a byte order mark for no column where the reader does", () => {
    const starts = lineStartsAfterMark("\ufeffab\nc");
    assert.deepEqual(positionOf(starts, 1), { line: 0, character: 0 });
    assert.deepEqual(positionOf(starts, 0), { line: 0, character: 0 });
    assert.deepEqual(positionOf(starts, 4), { line: 1, character: 0 });
  });
});
