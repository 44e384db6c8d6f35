import assert from "node:assert/strict";
import { codeLenses } from "../../../src/core/ide/codeLens.ts";
import { hover } from "../../../src/core/ide/hover.ts";
import { toMarkdown, toPlainText } from "../../../src/core/ide/markdown.ts";
import { type Dim, type FileFacts, unknownDim } from "../../../src/core/ir/index.ts";
import { message, render } from "../../../src/core/messages/index.ts";
import { conv, factsOf, file, type Recorder, rangeIn, relu } from "./network.ts";

const noCommands = { receptiveField: true, commands: { showGraph: null, showReceptiveField: null } };
const allCommands = { receptiveField: true, commands: { showGraph: "graph", showReceptiveField: "field" } };

const plain = (facts: FileFacts, text: string, piece: string, options = noCommands): string => {
  const found = hover(facts, text, text.indexOf(piece) + 1, options, render);
  return found === null ? "nothing" : `${text.slice(found.start, found.end)}\n${toPlainText(found.parts)}`;
};

const text = "class Net:\n  c = nn.Conv2d(3, 64, 7)\n  return self.relu(self.c(x))\n";

const stem = ({ leaf, builder }: Recorder, x: number): number => {
  const weight = { name: "c.weight", slot: "weight", trainable: true, sharedAs: "c.weight" } as const;
  const shape = { rank: "known", dims: [64, 3, 7, 7] } as const;
  builder.state({ ...weight, kind: "parameter", shape, dtype: "float32", persistent: true, data: null });
  const definedAt = rangeIn(text, "nn.Conv2d(3, 64, 7)");
  const a = leaf("c", conv(3, 64, 7, 2, 3), x, rangeIn(text, "self.c(x)"), definedAt, [{ ...weight, shape }]);
  return leaf("relu", relu, a, rangeIn(text, "self.relu(self.c(x))"), rangeIn(text, "nn"));
};

describe("hover", () => {
  it("works a layer out where it is constructed and where it is called", () => {
    const facts = factsOf(text, stem);
    const about = [
      "c Conv2d",
      "1×3×224×224 → 1×64×112×112",
      "⌊(224 + 2·3 − 7)/2⌋ + 1 = 112",
      "Parameters: 7·7·3·64 = 9,408\nMACs: 118,013,952\nReceptive field: 7×7, stride 2, start −3",
    ].join("\n\n");
    assert.equal(plain(facts, text, "Conv2d"), `nn.Conv2d(3, 64, 7)\n${about}`);
    assert.equal(plain(facts, text, "self.c(x)"), `self.c(x)\n${about}`);
  });

  it("says how much is known at least, here and of the model", () => {
    const facts = factsOf(text, ({ leaf, builder }, x) => {
      const unknown = unknownDim(message("inputMissing"));
      const param = (name: string, dims: readonly Dim[]) => {
        const tensor = { name, slot: name, trainable: true, sharedAs: name, shape: { rank: "known", dims } } as const;
        builder.state({ ...tensor, kind: "parameter", dtype: "float32", persistent: true, data: null });
        return tensor;
      };
      const at = rangeIn(text, "self.c(x)");
      return leaf("c", { ...relu, type: "Gate" }, x, at, rangeIn(text, "nn"), [param("a", [7]), param("b", [unknown])]);
    });
    assert.match(plain(facts, text, "self.c(x)"), /^Parameters: ≥ 7$/m);
    assert.match(plain(facts, text, "class Net"), /^Parameters: ≥ 7$/m);
    assert.match(codeLenses(facts, render)[0]?.title ?? "", /^≥ 7 parameters · /);
  });

  it("names the model where another one is shown", () => {
    const facts = factsOf(text, stem);
    const [model] = facts.models;
    assert.ok(model);
    const shown = factsOf("", (_, x) => x).models[0];
    assert.ok(shown);
    assert.match(plain({ ...facts, models: [shown, model] }, text, "self.c(x)"), /^c Conv2d in Net\(\)$/m);
  });

  it("takes the innermost call", () => {
    const facts = factsOf(text, stem);
    assert.match(
      plain(facts, text, "self.relu"),
      /^self\.relu\(self\.c\(x\)\)\nrelu ReLU\n\n1×64×112×112 → 1×64×112×112/,
    );
  });

  it("says what a model is on its definition", () => {
    const facts = factsOf(text, stem);
    assert.equal(
      plain(facts, text, "class Net"),
      "class Net:\nNet() pytorch\n\nInput: 1×3×224×224 · default\nOutput: 1×64×112×112\nParameters: 9,408\nMACs: 118,013,952",
    );
  });

  it("is silent elsewhere, and on an argument whose fault a diagnostic tells", () => {
    const facts = factsOf(text, stem);
    assert.equal(plain(facts, text, "\n  c = "), "nothing");
    const at = rangeIn(text, "3");
    const fault = {
      code: "conv-channels",
      severity: "error",
      message: message("inputMissing"),
      at,
      fixes: [],
      related: [],
    } as const;
    assert.equal(plain({ ...facts, diagnostics: [fault] }, text, "(3"), "nothing");
    assert.notEqual(plain({ ...facts, diagnostics: [fault] }, text, "Conv2d"), "nothing");
  });

  it("lists calls that differ and counts those that do not", () => {
    const blocks = "class Net:\n  x = self.c(x)\n";
    const facts = factsOf(blocks, ({ leaf }, x) => {
      const at = rangeIn(blocks, "self.c(x)");
      let value = x;
      for (const [index, stride] of [2, 1, 1].entries())
        value = leaf(`layer${index}.c`, conv(3, 3, 3, stride, 1), value, at, rangeIn(blocks, "class"));
      return value;
    });
    const about = plain(facts, blocks, "self.c");
    assert.match(about, /^self\.c\(x\)\nc Conv2d ×3\n/);
    assert.match(
      about,
      /layer0\.c {2}1×3×224×224 → 1×3×112×112\nlayer1\.c … layer2\.c {2}1×3×112×112 → 1×3×112×112 ×2/,
    );
  });

  it("has one on a function whose layers are written elsewhere", () => {
    const call = "class Net:\n  return helper(x)\n";
    const facts = factsOf(call, ({ builder }, x) => {
      const at = { file: "file:///library.py", start: 0, end: 9 };
      const context = builder.context(builder.context(null, rangeIn(call, "helper(x)")), at);
      const base = { scope: [], attrAt: {}, kind: "function", params: [], definedAt: null, context, at } as const;
      const a = builder.add({ ...base, ...conv(3, 8, 3), name: "conv2d", inputs: [x] });
      return builder.add({ ...base, ...relu, name: "relu", inputs: a.outputs }).outputs[0] ?? 0;
    });
    assert.match(plain(facts, call, "helper"), /^helper\(x\)\nhelper\n\n1×3×224×224 → 1×8×222×222/m);
  });

  it("says why something is unknown", () => {
    const odd = "class Net:\n  return mystery(x)\n";
    const facts = factsOf(odd, ({ call }, x) =>
      call("mystery", { op: "Mystery", type: "mystery", attrs: {} }, [x], rangeIn(odd, "mystery(x)")),
    );
    assert.match(plain(facts, odd, "mystery"), /1×3×224×224 → \?\n\nUnknown: mystery is not modelled$/);
  });

  it("links to commands that the client has", () => {
    const found = hover(factsOf(text, stem), text, text.indexOf("self.c(x)"), allCommands, render);
    const markdown = toMarkdown(found?.parts ?? []);
    const argument = encodeURIComponent(
      JSON.stringify([{ uri: file, model: "Net()", offset: text.indexOf("self.c(x)") }]),
    );
    const escaped = argument.replaceAll("(", "%28").replaceAll(")", "%29");
    assert.ok(
      markdown.endsWith(`[Show in graph](command:graph?${escaped}) · [Receptive field](command:field?${escaped})`),
    );
  });

  it("lets no name of the source become a link", () => {
    const evil = "class Net:\n  x\n";
    const facts = factsOf(evil, ({ call }, x) =>
      call(
        "[click](command:evil)`",
        { op: "Mystery", type: "<img src=x>[a](b)", attrs: {} },
        [x],
        rangeIn(evil, "x\n"),
      ),
    );
    const found = hover(facts, evil, evil.indexOf("x\n"), noCommands, render);
    const markdown = toMarkdown(found?.parts ?? []);
    assert.match(markdown, /^\*\*`` \[click\]\(command:evil\)` ``\*\* \\<img src=x\\>\\\[a\\\]\(b\)/);
  });
});
