import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { sizeInference } from "../../../src/core/analysis/inputSizes.ts";
import { emptyMemory } from "../../../src/core/ir/facts.ts";
import { createPythonFormat } from "../../../src/core/python/index.ts";

const folder = path.resolve("test/fixtures/python");
const files = readdirSync(folder).filter((name) => name.endsWith(".py"));

describe("a file that is being typed", () => {
  const format = createPythonFormat(sizeInference);
  const analyse = (text: string, shouldStop = () => false) =>
    format.analyse(
      {
        file: "file:///w/typed.py",
        text,
        model: null,
        inputs: [],
        phase: null,
        stages: [],
        scale: null,
        allModels: true,
        defaultInput: null,
        searchPaths: [],
        workspaceRoots: ["file:///w"],
        memory: emptyMemory,
      },
      { get: () => ({ kind: "absent" }) },
      shouldStop,
    );

  for (const name of files) {
    it(`${name} is answered after every few letters`, () => {
      const text = readFileSync(path.join(folder, name), "utf8");
      for (let end = 0; end <= text.length; end += 5) {
        const facts = analyse(text.slice(0, end));
        assert.ok(facts);
        for (const { at } of facts.models.flatMap(({ diagnostics }) => diagnostics))
          assert.ok(at === null || at.end <= end, "a place outside of the text");
      }
    }).timeout(20_000);
  }

  it("is stopped where it is asked to", () => {
    const text =
      "import torch.nn as nn\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        while True:\n            pass\n\nnet = Net()\n";
    const stopped = analyse(text, () => true);
    assert.equal(stopped, null);
    assert.ok(analyse("import torch.nn as nn\n\nnet = nn.Linear(3, 4)\n"));
  });
});
