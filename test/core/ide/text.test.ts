import assert from "node:assert/strict";
import { clip, code, countText, escapeMarkdown, shapeText, shortCount } from "../../../src/core/ide/text.ts";
import { addDims, shapeOf, unknownDim, unknownShape, variable } from "../../../src/core/ir/index.ts";
import { message } from "../../../src/core/messages/index.ts";

const because = message("documentUnknown");

describe("text for editors", () => {
  it("writes shapes with a multiplication sign and brackets sums", () => {
    assert.equal(shapeText(shapeOf(1, 64, 112, 112)), "1×64×112×112");
    assert.equal(shapeText(shapeOf(variable("N"), addDims(variable("H"), -2))), "N×(H - 2)");
    assert.equal(shapeText(shapeOf(1, unknownDim(because))), "1×?");
    assert.equal(shapeText(shapeOf()), "scalar");
    assert.equal(shapeText(unknownShape(because)), "?");
  });

  it("groups digits and shortens counts to three", () => {
    assert.equal(countText(9408), "9,408");
    assert.equal(countText(11_689_512), "11,689,512");
    const short = (count: number) => Object.values(shortCount(count)).join(" ");
    assert.deepEqual([0, 999, 9408, 999_950, 11_689_512, 1_814_073_344, 5e12].map(short), [
      "0 ",
      "999 ",
      "9.41 k",
      "1.00 M",
      "11.7 M",
      "1.81 G",
      "5.00 T",
    ]);
  });

  it("clips to a length, the ellipsis included", () => {
    assert.equal(clip("→ 1×64×112×112", 8), "→ 1×64…");
    assert.equal(clip("short", 8), "short");
  });

  it("lets no name become Markdown", () => {
    assert.equal(code("conv1"), "`conv1`");
    assert.equal(code("a`b``c"), "```a`b``c```");
    assert.equal(code("`x"), "`` `x ``");
    assert.equal(code("two\n\nlines"), "`two lines`");
    assert.equal(
      escapeMarkdown("[x](command:evil) <img src=x> **b** https://a.b www.c.d e@f"),
      "\\[x\\](command:evil) \\<img src=x\\> \\*\\*b\\*\\* https\\://a.b www\\.c.d e\\@f",
    );
    assert.equal(escapeMarkdown("# no heading"), "\\# no heading");
    assert.equal(escapeMarkdown("1. no list"), "1\\. no list");
    assert.equal(escapeMarkdown("5·5·1·20 + 20 = 520"), "5·5·1·20 + 20 = 520");
  });
});
