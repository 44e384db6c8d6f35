import assert from "node:assert/strict";
import { createPositions } from "../../src/cli/positions.ts";

const rangesIn = (text: string) => {
  const positionsOf = createPositions({
    get: () => ({ kind: "text", text, version: "" }),
    nameOf: () => "net",
    textOf: () => text,
  });
  return (start: number, end: number) => {
    const { startLine, startColumn, endLine, endColumn } = positionsOf({ file: "file:///net", start, end });
    return `${startLine}:${startColumn}-${endLine}:${endColumn}`;
  };
};

describe("lines and columns", () => {
  it("count from 1, the end exclusive, in UTF-16 code units", () => {
    const at = rangesIn("ab\n𝄞cd\n");
    assert.equal(at(0, 2), "1:1-1:3");
    assert.equal(at(5, 7), "2:3-2:5");
    assert.equal(at(1, 8), "1:2-3:1");
  });

  it("do not count a byte order mark", () => {
    const at = rangesIn("\ufeffab");
    assert.equal(at(1, 2), "1:1-1:2");
  });
});
