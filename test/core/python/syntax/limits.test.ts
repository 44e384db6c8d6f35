import assert from "node:assert/strict";
import type { Node } from "../../../../src/core/python/syntax/ast.ts";
import { MAX_TREE_DEPTH } from "../../../../src/core/python/syntax/cursor.ts";
import { parse } from "../../../../src/core/python/syntax/parser.ts";
import { children } from "../../../../src/core/python/syntax/walk.ts";
import { sexp } from "./sexp.ts";

const depthOf = (node: Node): number => 1 + Math.max(0, ...children(node).map(depthOf));
const levels = (count: number, line: (level: number) => string): string =>
  Array.from({ length: count }, (_, level) => line(level)).join("");

const hostile: Readonly<Record<string, string>> = {
  "3,000 parentheses": `x = ${"(".repeat(3000)}1${")".repeat(3000)}`,
  "100,000 brackets that nothing closes": `x = ${"([{".repeat(33_000)}`,
  "5,000 calls": `x = f${".g()".repeat(5000)}`,
  "20,000 sums": `x = a${" + b".repeat(20_000)}`,
  "chains in parentheses": `x = ${"(".repeat(150)}a${`${" + b".repeat(100)})`.repeat(150)}`,
  "20,000 nots": `x = ${"not ".repeat(20_000)}a`,
  "20,000 powers": `x = a${" ** a".repeat(20_000)}`,
  "20,000 conditionals": `x = a${" if b else c".repeat(20_000)}`,
  "20,000 lambdas": `x = ${"lambda: ".repeat(20_000)}a`,
  "5,000 subscripts": `x = a${"[b".repeat(5000)}${"]".repeat(5000)}`,
  "3,000 nested ifs": `${levels(3000, (level) => `${" ".repeat(level)}if a:\n`)}${" ".repeat(3000)}pass`,
  "20,000 elifs": `if a: pass\n${"elif b: pass\n".repeat(20_000)}`,
  "3,000 unexpected indents": levels(3000, (level) => `${" ".repeat(level)}a\n`),
  "3,000 f-strings in each other": `x = ${'f"{'.repeat(3000)}1${'}"'.repeat(3000)}`,
  "3,000 formats in each other": `x = f"${"{a:".repeat(3000)}${"}".repeat(3000)}"`,
  "3,000 patterns": `match x:\n  case ${"[".repeat(3000)}${"]".repeat(3000)}: pass`,
  "a million digits": `x = ${"9".repeat(1_000_000)}`,
  "100,000 joined strings": `x = ${"'a' ".repeat(100_000)}`,
};

describe("bounds of the Python parser", function () {
  this.timeout(20_000);

  for (const [name, text] of Object.entries(hostile)) {
    it(`${name}: a bounded tree, and the next line is read`, () => {
      const { module } = parse(`${text}\ny = 1\n`);
      assert(depthOf(module) <= MAX_TREE_DEPTH + 10, `depth ${depthOf(module)}`);
      const last = module.body.at(-1);
      assert.equal(last && sexp(last), "(Assign [y] 1)");
    });
  }

  it("reports depth, not length", () => {
    assert.equal(parse(`x = a${" < b".repeat(5000)}\n`).errors.length, 0);
    assert.equal(parse(`x = [${"a.b(), ".repeat(5000)}]\n`).errors.length, 0);
    assert.equal(parse(`x = a${" + b".repeat(300)}\n`).errors.length, 0);
    assert.equal(parse(`x = a${" + b".repeat(3000)}\n`).errors[0]?.message.key, "syntaxTooDeep");
  });
});
