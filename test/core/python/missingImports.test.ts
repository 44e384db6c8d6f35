import assert from "node:assert/strict";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf, imports } from "../../support/pythonModel.ts";

const files = {
  "file:///w/parts/__init__.py": "from .blocks import Block\nfrom .resnet import *\n",
  "file:///w/parts/": "__init__.py\nblocks.py\nextension.cpython-311-x86_64-linux-gnu.so\nheads/\nresnet.py",
  "file:///w/parts/blocks.py": [
    "import torch.nn as nn",
    "from typing import List",
    "class Block(nn.Module):",
    "    def forward(self, x): return x",
    "if True:",
    "    limit = 3",
    "def fill():",
    "    global table",
    "    table = {}",
    "",
  ].join("\n"),
  "file:///w/parts/resnet.py": "def resnet18():\n    pass\ndef resnet34():\n    pass\n",
  "file:///w/lazy.py": "def __getattr__(name):\n    return name\n",
  "file:///w/made.py": "for name in ['a', 'b']:\n    globals()[name] = 1\n",
  "file:///w/behind.py": "from elsewhere import *\ndef one():\n    pass\n",
  "file:///w/broken.py": "def one():\n    pass\nclass Two(\n    x =\n",
  "file:///w/datasets/__init__.py": "class Faces:\n    pass\n",
  "file:///w/datasets/": "__init__.py",
};

/** `text that is marked: message [the fixed file's changed lines]` of every fault. */
function faultsIn(head: string, body = ""): readonly string[] {
  const source = `${head}

class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
${body}
    def forward(self, x):
        return self.conv(x)
`;
  const text = imports + source;
  const { diagnostics } = factsOf(source, { inputs: ["1x3x8x8"], files });
  return diagnostics.map(({ at, message, fixes }) => {
    const marked = at === null ? "" : text.slice(at.start, at.end);
    return `${marked}: ${render(message)}${fixes.map(({ edits }) => ` [${edits.map((edit) => edit.text).join()}]`).join("")}`;
  });
}

describe("names that a module of the project lacks", () => {
  for (const [head, ...expected] of [
    ["from parts.blocks import Blok, List", "Blok: ImportError: cannot import name 'Blok' from 'parts.blocks' [Block]"],
    ["from parts.blocks import Block, other", "other: ImportError: cannot import name 'other' from 'parts.blocks'"],
    ["from parts import Blocks", "Blocks: ImportError: cannot import name 'Blocks' from 'parts' [Block]"],
    // Which of the two is meant, nobody knows.
    ["from parts import resnet50", "resnet50: ImportError: cannot import name 'resnet50' from 'parts'"],
    ["from parts import Block, Head", "Head: ImportError: cannot import name 'Head' from 'parts'"],
  ] as const)
    it(`are errors: ${head}`, () => assert.deepEqual(faultsIn(head), expected));

  it("are changed where they are used too", () =>
    assert.deepEqual(faultsIn("from parts.blocks import Blok", "        self.block = Blok()\n"), [
      "Blok: ImportError: cannot import name 'Blok' from 'parts.blocks' [Block,Block]",
    ]));

  it("are changed at the import alone where they mean something else too", () =>
    assert.deepEqual(faultsIn("from parts.blocks import Blok", "        def own(Blok): return Blok\n"), [
      "Blok: ImportError: cannot import name 'Blok' from 'parts.blocks' [Block as Blok]",
    ]));

  for (const head of [
    "from parts.blocks import Block, List, nn, limit, table, __name__",
    "from parts import Block, resnet18, blocks, heads, extension, nothing_built_yet, _C",
    "try:\n    from parts.blocks import Blok\nexcept ImportError:\n    Blok = None",
    "from lazy import anything",
    "from made import a, c",
    "from behind import one, two",
    "from broken import one, Two, three",
    // A package of that name may be installed.
    "from datasets import load_dataset",
    "from nowhere import anything",
    "from torch.nn import Blok",
  ])
    it(`are not looked for: ${head}`, () =>
      assert.deepEqual(
        faultsIn(head).filter((text) => text.includes("ImportError")),
        [],
      ));
});
