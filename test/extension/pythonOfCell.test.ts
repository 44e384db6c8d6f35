import assert from "node:assert/strict";
import { pythonOfCell } from "../../src/extension/notebooks/pythonOfCell.ts";

const lines = (...texts: string[]): string => texts.join("\n");

describe("a notebook cell as Python", () => {
  it("empties lines for IPython and moves nothing", () => {
    const cell = lines("%matplotlib inline", "if colab:", "    !pip install x", "net?", "?net", "!w", "x = 1");
    const python = pythonOfCell(cell);
    assert.equal(python, lines("...###############", "if colab:", "    ...###########", "...#", "...#", "0#", "x = 1"));
    assert.equal(python.length, cell.length);
  });

  it("leaves Python alone that looks alike", () => {
    const cell = lines("a = (b", "  % c)", "a != b", "x %= 2");
    assert.equal(pythonOfCell(cell), cell);
  });

  it("empties cells of other languages whole, and only the first line of timed ones", () => {
    assert.equal(pythonOfCell(lines("%%bash", "ls -l")), lines("...###", "...##"));
    assert.equal(pythonOfCell(lines("%%time", "net(x)")), lines("...###", "net(x)"));
  });
});
