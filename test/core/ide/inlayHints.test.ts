import assert from "node:assert/strict";
import { inlayHints } from "../../../src/core/ide/inlayHints.ts";
import type { FileFacts } from "../../../src/core/ir/index.ts";
import { render } from "../../../src/core/messages/index.ts";
import { conv, factsOf, file, rangeIn, relu } from "./network.ts";

/** The text with each hint where an editor shows it. */
function shown(facts: FileFacts, text: string, maximumLength = 43): string {
  const hints = inlayHints(facts.models, file, text, { maximumLength }, render);
  return [...hints]
    .reverse()
    .reduce((with_, { offset, label }) => `${with_.slice(0, offset)} ${label}${with_.slice(offset)}`, text);
}

describe("inlay hints", () => {
  it("say what leaves a statement, at its end", () => {
    const text =
      "class Net:\n  c = Conv2d(3, 64, 7)\n  x = self.relu(self.c(x))  # note\n  return torch.add(\n    self.relu(x),\n    x)\n";
    const facts = factsOf(text, ({ leaf, call }, x) => {
      const definedAt = rangeIn(text, "Conv2d(3, 64, 7)");
      const a = leaf("c", conv(3, 64, 7, 2, 3), x, rangeIn(text, "self.c(x)"), definedAt);
      const b = leaf("relu", relu, a, rangeIn(text, "self.relu(self.c(x))"), rangeIn(text, "class"));
      const c = leaf("relu", relu, b, rangeIn(text, "self.relu(x)"), rangeIn(text, "class"));
      return call(
        "add",
        { op: "Add", type: "add", attrs: {} },
        [c, b],
        rangeIn(text, "torch.add(\n    self.relu(x),\n    x)"),
      );
    });
    assert.equal(
      shown(facts, text),
      "class Net:\n  c = Conv2d(3, 64, 7)\n  x = self.relu(self.c(x)) → 1×64×112×112  # note\n  return torch.add(\n    self.relu(x), → 1×64×112×112\n    x) → 1×64×112×112\n",
    );
  });

  it("stand at the constructors of layers that only their container calls", () => {
    const text = "class Net:\n  f = Sequential(\n    Conv2d(3, 8, 3),\n    ReLU(),\n  )\n  return self.f(x)\n";
    const facts = factsOf(text, ({ builder, leaf }, x) => {
      const at = rangeIn(text, "self.f(x)");
      const definedAt = rangeIn(text, text.slice(text.indexOf("Sequential"), text.indexOf("  return") - 1));
      const outer = builder.enterCall({
        name: "f",
        type: "Sequential",
        leaf: false,
        inputs: [x],
        at,
        definedAt,
        context: null,
      });
      const a = leaf("f.0", conv(3, 8, 3), x, at, rangeIn(text, "Conv2d(3, 8, 3)"));
      const b = leaf("f.1", relu, a, at, rangeIn(text, "ReLU()"));
      builder.leaveCall(outer, [b]);
      return b;
    });
    assert.equal(
      shown(facts, text),
      "class Net:\n  f = Sequential(\n    Conv2d(3, 8, 3), → 1×8×222×222\n    ReLU(), → 1×8×222×222\n  )\n  return self.f(x) → 1×8×222×222\n",
    );
  });

  it("stand at the end of a line of constructors once", () => {
    const text = "class Net:\n  f = Sequential(*[Conv2d(3, 8, 3), ReLU()] * 1)\n  return self.f(x)\n";
    const facts = factsOf(text, ({ builder, leaf }, x) => {
      const at = rangeIn(text, "self.f(x)");
      const definedAt = rangeIn(text, "Sequential(*[Conv2d(3, 8, 3), ReLU()] * 1)");
      const call = { name: "f", type: "Sequential", leaf: false, inputs: [x], at, definedAt, context: null };
      const outer = builder.enterCall(call);
      const a = leaf("f.0", conv(3, 8, 3), x, at, rangeIn(text, "Conv2d(3, 8, 3)"));
      const b = leaf("f.1", relu, a, at, rangeIn(text, "ReLU()"));
      builder.leaveCall(outer, [b]);
      return b;
    });
    assert.match(
      shown(facts, text),
      /^class Net:\n {2}f = Sequential\(\*\[Conv2d\(3, 8, 3\), ReLU\(\)\] \* 1\) → 1×8×222×222\n/,
    );
  });

  it("count several calls and show the first and last shape", () => {
    const text = "class Net:\n  x = self.c(x)\n";
    const facts = factsOf(text, ({ leaf }, x) => {
      const at = rangeIn(text, "self.c(x)");
      let value = x;
      for (let index = 0; index < 4; index++)
        value = leaf(`c${index}`, conv(3, 3, 3), value, at, rangeIn(text, "class"));
      return value;
    });
    assert.equal(shown(facts, text), "class Net:\n  x = self.c(x) → 1×3×222×222 … 1×3×216×216 (×4)\n");
    assert.equal(shown(facts, text, 20), "class Net:\n  x = self.c(x) → 1×3×222×222… (×4)\n");
    const [hint] = inlayHints(facts.models, file, text, { maximumLength: 43 }, render);
    assert.equal(hint?.tooltip.split("\n")[1], "c1  Conv2d  1×3×222×222 → 1×3×220×220");
  });
});
