import assert from "node:assert/strict";
import { parseDirective } from "../../../src/core/ir/directive.ts";

const read = (line: string) => parseDirective(line)?.map(({ key, value }) => `${key} → ${value}`) ?? null;

describe("directive comments", () => {
  it("separates pairs at white space outside brackets and quotes", () => {
    assert.deepEqual(read("# convlens: model=Net(10, name='a b') input=1x3x32x32  phase=TRAIN"), [
      "model → Net(10, name='a b')",
      "input → 1x3x32x32",
      "phase → TRAIN",
    ]);
  });

  it("keeps named inputs and repeated keys", () => {
    assert.deepEqual(read("    #convlens: input=a=1x3x8x8 input=b:1x3x8x8"), [
      "input → a=1x3x8x8",
      "input → b:1x3x8x8",
    ]);
  });

  it("is nothing in other comments", () => {
    assert.equal(read("# convolution: input=1"), null);
    assert.deepEqual(read("# convlens:"), []);
  });

  it("ends in an unclosed bracket or quote", () => {
    assert.deepEqual(read("# convlens: model=Net(1, 2"), ["model → Net(1, 2"]);
    assert.deepEqual(read("# convlens: model='a b  "), ["model → 'a b"]);
  });

  it("says where a pair stands", () => {
    const line = "x = 1  # convlens: input=1x1x28x28 # end";
    const [pair] = parseDirective(line) ?? [];
    assert.equal(line.slice(pair?.start, pair?.end), "input=1x1x28x28");
  });
});
