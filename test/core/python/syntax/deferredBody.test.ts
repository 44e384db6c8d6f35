import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Statement } from "../../../../src/core/python/syntax/ast.ts";
import { DeferredFunction } from "../../../../src/core/python/syntax/deferredBody.ts";
import { parse, parseDeferred } from "../../../../src/core/python/syntax/parser.ts";
import { plainTree } from "./plainTree.ts";

const same = (text: string): void =>
  assert.deepEqual(plainTree(parseDeferred(text)), plainTree(parse(text).module), text);

const functionsIn = (body: readonly Statement[]): readonly Statement[] =>
  body.flatMap((item) => (item.kind === "ClassDef" ? functionsIn(item.body) : item.kind === "FunctionDef" ? item : []));

describe("bodies of functions that are passed over", () => {
  it("give the tree that a full reading gives", () => {
    same("def f(a, b=2):\n    return a\n\n\ndef g(): pass\nx = 1\n");
    same(
      "class A(B):\n    '''doc'''\n    y = 3\n    @dec\n    def f(self):\n        '''doc\nat the margin'''\n        return 1\n\n    z = 4\n",
    );
    same("async def f() -> int:\n\tawait g()\n\nif x:\n    def h():\n        pass\nelse:\n    h = None");
    same("def f(\n    a,\n):\n    # comment\n    x = 1  # the last\n# outside\ny = 2");
    same("def f():\r\n    return '''\r\na'''\r\nx = 1\r\n");
    same("def f():\n    x = 'it\\'s' + \"#\" + r'\\' \n    return f'{x!r:>{10}}'\ny = 1\n");
    same("def f():\n    x = 1 + \\\n2\n    return x\ny = 1");
    same("\ufeffdef f():\n    return 1");
    same("def f():\n    def g():\n        return 1\n    return g\n");
  });

  it("are read as a whole where a bracket reaches further than the block", () => {
    same("def f():\n    x = g(1,\n2)\n    return x\ny = 1");
    same("def f():\n    x = [\n1,\n]\ny = 1");
  });

  it("are read as a whole where something is wrong outside of them", () => {
    same("def f():\n    return 1\nx = = 2\ndef g():\n    return 2");
    same("def f():\nreturn 1");
    same("def f():");
    same("def f(:\n    return 1\n");
  });

  it("recover by themselves from what is wrong inside", () => {
    const [f, g] = functionsIn(parseDeferred("def f():\n    x = (1,\n    return x\n\ndef g():\n    return 2").body);
    assert.equal(f?.kind === "FunctionDef" && f.body.length, 2);
    assert.equal(g?.kind === "FunctionDef" && g.body.length, 1);
  });

  it("are not looked at by whoever asks for the module's names", () => {
    const module = parseDeferred("class A:\n    def f(self):\n        return 1\ndef g():\n    return 2");
    assert.ok(functionsIn(module.body).every((item) => item instanceof DeferredFunction));
  });

  it("give the same tree for the fixtures", () => {
    const folder = path.resolve("test/fixtures");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
    assert.ok(files.length > 10);
    for (const file of files) {
      const text = readFileSync(path.join(folder, file), "utf8");
      if (parse(text).errors.length === 0) same(text);
    }
  });
});
