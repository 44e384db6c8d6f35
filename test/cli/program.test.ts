import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadProgram } from "../../src/cli/program.ts";

describe("the program of the command line", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "convlens-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const said: unknown[] = [];
  Object.assign(globalThis, { said });
  const write = (text: string, name: string) =>
    writeFileSync(
      path.join(folder, "cliProgram.cjs"),
      `(function (require) { return { finished: Promise.resolve(said.push(${text})) }; })\n// ${name}\n`,
    );

  it("runs from code that was made of the same content", async () => {
    write("'first'", "aaaa");
    const { script, codeFile, run } = loadProgram(folder);
    await run();
    assert.ok(codeFile !== null);
    writeFileSync(codeFile, script.createCachedData());
    const again = loadProgram(folder);
    assert.equal(again.script.cachedDataRejected, false);
    await again.run();
    assert.deepEqual(said.splice(0), ["first", "first"]);
  });

  it("has no use for code of another content, however alike the two are", async () => {
    write("'one'", "aaaa");
    const { script, codeFile, run } = loadProgram(folder);
    await run();
    writeFileSync(codeFile ?? "", script.createCachedData());
    write("'two'", "bbbb");
    await loadProgram(folder).run();
    assert.deepEqual(said.splice(0), ["one", "two"]);
  });

  it("compiles where there is no code, or none that the engine takes", async () => {
    write("'without'", "cccc");
    const { codeFile, run } = loadProgram(folder);
    await run();
    writeFileSync(codeFile ?? "", "not code");
    // Another text: what this process has compiled it does not look up in a file.
    write("'refused'", "cccc");
    const refused = loadProgram(folder);
    assert.equal(refused.script.cachedDataRejected, true);
    await refused.run();
    assert.deepEqual(said.splice(0), ["without", "refused"]);
  });

  it("keeps no code of a content without a name", async () => {
    writeFileSync(path.join(folder, "cliProgram.cjs"), "(function () { return { finished: Promise.resolve() }; })");
    const { codeFile, run } = loadProgram(folder);
    assert.equal(codeFile, null);
    await run();
  });
});
