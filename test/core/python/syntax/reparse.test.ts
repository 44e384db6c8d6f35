import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { random } from "../../../../bench/parser/breakages.ts";
import type { Statement } from "../../../../src/core/python/syntax/ast.ts";
import { parse } from "../../../../src/core/python/syntax/parser.ts";
import { reparse } from "../../../../src/core/python/syntax/reparse.ts";
import { plainTree } from "./plainTree.ts";

const text = `# A net.
import torch; from torch import nn
from x import (
    a,
)

@decorated(1)
class Net(nn.Module):
    """Text."""

    def __init__(self, a=64):
        super().__init__()  # convlens: input=1x3x8x8
        self.a = [
            a,
        ]

    def forward(self, x):
        return x

# Between.
if a:
    b = 1
else:
    b = 2
c = b + \\
    1
def last(): return c
`;

/** Reads `after` as an edit of `before`, compares it with a fresh reading, and gives the statements that were kept. */
function kept(before: string, after: string): readonly Statement[] {
  const first = parse(before);
  const again = reparse(after, { text: before, result: first });
  const fresh = parse(after);
  assert.deepEqual(plainTree(again), plainTree(fresh), JSON.stringify([before, after]));
  const old = new Set(first.module.body);
  return again.module.body.filter((statement) => old.has(statement));
}

const edited = (from: string, to: string): readonly Statement[] => {
  assert.ok(text.includes(from), from);
  return kept(text, text.replace(from, to));
};
const namesOf = (statements: readonly Statement[]): string =>
  statements.map((statement) => ("name" in statement ? String(statement.name) : statement.kind)).join(" ");

const all = "Import ImportFrom ImportFrom Net If Assign last";

describe("a text read again after an edit", () => {
  it("keeps the statements that the edit does not touch", () => {
    assert.equal(namesOf(edited("64", "32")), "Import ImportFrom ImportFrom If Assign last");
    assert.equal(namesOf(edited("b = 2", "b = 3")), "Import ImportFrom ImportFrom Net Assign last");
    assert.equal(namesOf(edited("return c", "return b")), "Import ImportFrom ImportFrom Net If Assign");
    assert.equal(namesOf(edited("import torch", "import tarch")), "ImportFrom Net If Assign last");
    assert.equal(namesOf(kept(text, text)), all);
  });

  it("keeps what comes before an edit that moves the rest", () => {
    assert.equal(namesOf(edited("64", "640")), "Import ImportFrom ImportFrom");
    assert.equal(namesOf(edited("return c", "return c + 1")), "Import ImportFrom ImportFrom Net If Assign");
    assert.equal(namesOf(kept(text, `${text}d = 1\n`)), "Import ImportFrom ImportFrom Net If Assign");
  });

  it("looks again at what an edit may join with its neighbour", () => {
    // A clause, a deeper line, a joined line, a decorator, a bracket or a string that swallows what follows.
    for (const [from, to] of [
      ["c = b +", "else: b + "],
      ["if a:\n    b = 1\nelse:\n    b = 2\n", "    if a:\n        b = 1\n    else:\n        b = 2\n"],
      ["# Between.", "# Betwe\\"],
      ["# Between.", "@between "],
      ["# Between.", "between(  "],
      ["# Between.", '"""between'],
      ["# Between.", "if between:"],
      ["    return x\n", "    return x\\"],
      ["from x import (\n    a,\n)", "from x import a\n\n\n\n   "],
      ["def last", "deflast "],
      ["\n", "\r\n"],
      ["# A net.\n", ""],
      [text, ""],
      [text, "x"],
    ] as const)
      edited(from, to);
    for (const [before, after] of [
      ["x = 1; y = 2\nz = 3\n", "x = 1; y = 4\nz = 3\n"],
      ["if a: pass\nelif1 = 2\nz = 3\n", "if a: pass\nelif 1: 2\nz = 3\n"],
      ["if a: pass\nels = 2\n", "if a: pass\nelse: 2\n"],
      ["try:\n  a\nexcept B:\n  c\nd = 1\n", "try:\n  a\nexcept B:\n  c\n\n  d = 1\n"],
      ["x = 1\n\ny = 2\n", "x = 1\n  \ny = 2\n"],
      ["x = 1\n\ny = 2\n", "x = 1\\\n\ny = 2\n"],
      ["x = 1\n#\ny = 2\n", "x = 1\n\\\ny = 2\n"],
      ["x = 1\ny = 2", "x = 1\ny = 2\n"],
      ["x = 1", "x = 12"],
      ["", "x = 1"],
      ["\ufeffx = 1\ny = 2\n", "\ufeffx = 3\ny = 2\n"],
      ["x = (1\ny = 2\n", "x = (1)\ny = 2\n"],
    ] as const)
      kept(before, after);
  });

  it("gives what a fresh reading gives, whatever is changed", function () {
    this.timeout(60_000);
    const folder = path.resolve("test/fixtures");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
    const texts = [text, ...files.map((file) => readFileSync(path.join(folder, file), "utf8"))].filter(
      (one) => one.length < 12_000 && parse(one).errors.length === 0,
    );
    assert.ok(texts.length > 10);
    const next = random(7);
    const below = (count: number): number => Math.floor(next() * count);
    const pieces = [
      "1",
      "x",
      " ",
      "\n",
      "    ",
      "(",
      ")",
      '"""',
      "'",
      "\\",
      "#",
      ":",
      "else:",
      "@",
      "\t",
      "\r",
      ";",
      "=",
      ",",
    ];
    let reused = 0;
    for (let turn = 0; turn < 3_000; turn++) {
      let now = texts[below(texts.length)] ?? text;
      let result = parse(now);
      for (let edit = 0; edit < 3; edit++) {
        const at = below(now.length + 1);
        const gone = below(3) === 0 ? below(4) : below(8) === 0 ? below(200) : 1;
        const put = below(4) === 0 ? "" : (pieces[below(pieces.length)] ?? "");
        const after = now.slice(0, at) + put + now.slice(at + gone);
        const old = new Set(result.module.body);
        const again = reparse(after, { text: now, result });
        assert.deepEqual(plainTree(again), plainTree(parse(after)), JSON.stringify([now, after]));
        if (again.module.body.some((statement) => old.has(statement))) reused++;
        now = after;
        result = again;
      }
    }
    assert.ok(reused > 1_000, `${reused} readings kept something`);
  });
});
