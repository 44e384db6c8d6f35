import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** An import that a folder may not have, and one that it may: by a file of the folder. */
const cases = [
  ["src/core/ir/a.ts", "../ops/conv.ts", "../messages/index.ts"],
  ["src/core/messages/a.ts", "node:fs", "../ir/message.ts"],
  ["src/core/ops/a.ts", "../python/eval/value.ts", "../ir/dim.ts"],
  ["src/core/weights/a.ts", "../ops/conv.ts", "../ir/index.ts"],
  ["src/core/analysis/a.ts", "../formats/index.ts", "../ops/index.ts"],
  ["src/core/formats/caffe/a.ts", "../../python/eval/value.ts", "../../ops/index.ts"],
  ["src/core/python/torch/a.ts", "../../analysis/cost.ts", "../eval/value.ts"],
  ["src/core/python/syntax/a.ts", "../eval/value.ts", "./lexer.ts"],
  ["src/core/project/a.ts", "../ide/hover.ts", "../python/eval/value.ts"],
  ["src/core/ide/a.ts", "vscode-languageserver", "../project/project.ts"],
  ["src/protocol/a.ts", "../core/python/eval/value.ts", "../core/ir/index.ts"],
  ["src/server/a.ts", "../core/python/eval/value.ts", "../core/ide/hover.ts"],
  ["src/server/b.ts", "vscode", "vscode-languageserver/node"],
  ["src/cli/a.ts", "../server/server.ts", "../core/python/eval/value.ts"],
  ["src/extension/a.ts", "../core/ir/index.ts", "vscode"],
  ["webview/graph/a.ts", "../../src/core/project/project.ts", "../../src/core/analysis/cost.ts"],
  ["webview/graph/b.ts", "node:fs", "../host.ts"],
] as const;

describe("import rules", () => {
  let output = "";
  let folder = "";

  before(function () {
    this.timeout(20_000);
    folder = mkdtempSync(path.join(os.tmpdir(), "convlens-rules-"));
    const { vcs: _, ...rules } = JSON.parse(readFileSync("biome.json", "utf8"));
    writeFileSync(path.join(folder, "biome.json"), JSON.stringify({ ...rules, $schema: undefined }));
    for (const [file, refused, allowed] of cases) write(file, `import "${refused}";\nimport "${allowed}";\n`);
    write("src/server/cycle1.ts", 'import { b } from "./cycle2.ts";\nexport const a = () => b;\n');
    write("src/server/cycle2.ts", 'import { a } from "./cycle1.ts";\nexport const b = () => a;\n');
    const biome = path.resolve("node_modules/@biomejs/biome/bin/biome");
    const options = ["lint", "--reporter=github", "--max-diagnostics=none", "."];
    const run = spawnSync(process.execPath, [biome, ...options], { cwd: folder, encoding: "utf8" });
    output = run.stdout + run.stderr;
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  function write(file: string, text: string) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  const isRefused = (file: string, line: number) =>
    output.split("\n").some((found) => {
      return found.includes("noRestrictedImports") && found.includes(`/${file},line=${line},`);
    });

  for (const [file, refused, allowed] of cases) {
    it(`keep ${refused} out of ${path.dirname(file)}`, () => {
      assert.ok(isRefused(file, 1), output);
      assert.ok(!isRefused(file, 2), `${allowed} is refused too`);
    });
  }

  it("find a cycle", () => assert.match(output, /noImportCycles.*cycle1\.ts/));
});
