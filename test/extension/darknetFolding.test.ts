import assert from "node:assert/strict";
import { sectionsOf } from "../../src/extension/darknetFolding.ts";

const folded = (text: string): readonly string[] => {
  const lines = text.split("\n");
  const ranges = sectionsOf({ lineCount: lines.length, lineAt: (at) => ({ text: lines[Number(at)] ?? "" }) as never });
  return ranges.map(({ start, end }) => `${start}-${end}`);
};

describe("folding of Darknet's sections", () => {
  it("goes from the brackets to the last option", () => {
    assert.deepEqual(folded("# net\n[net]\nwidth=1\n\n# pool\n[maxpool]\nsize=2\n; c\nstride=2\n\n"), ["1-2", "5-8"]);
    assert.deepEqual(folded("[avgpool]\n\n[softmax]\n"), []);
    assert.deepEqual(folded("width=1\n"), []);
  });
});
