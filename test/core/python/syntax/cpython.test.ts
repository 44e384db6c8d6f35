import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { corpusFiles, standardLibrary } from "../../../../bench/parser/corpus.ts";
import { render } from "../../../../src/core/messages/index.ts";
import { parse } from "../../../../src/core/python/syntax/parser.ts";
import { wheelFolder } from "../../../support/wheel.ts";
import { cpythonForm, md5 } from "./cpythonForm.ts";

const script = path.resolve("test/core/python/syntax/cpythonDump.py");

function cpython(files: readonly string[], ...options: string[]): (string | string[] | null)[] {
  const run = spawnSync("python3", [script, ...options], {
    input: files.map((file) => `${file}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 1 << 29,
  });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The first nodes that one of the two has and the other has not. */
function difference(file: string, text: string): string {
  const theirs = cpython([file], "--full")[0] ?? [];
  const ours = cpythonForm(parse(text).module, text);
  const lacking = [...theirs].filter((node) => !ours.includes(node)).slice(0, 3);
  const extra = ours.filter((node) => !theirs.includes(node)).slice(0, 3);
  return `${file}: CPython has ${JSON.stringify(lacking)}, we have ${JSON.stringify(extra)}`;
}

describe("trees are those of CPython's ast", () => {
  const library = standardLibrary();
  // Unpacks what lies beside the checkout.
  for (const name of ["torchvision-0.28.0", "timm-1.0.29", "keras-3.15.1"]) wheelFolder(name);
  const files = corpusFiles(path.resolve("."));

  // Without a Python there is nothing to compare with: test/skips.json allows it.
  if (library === null) {
    it("python3 of 3.11 or later is not installed: not compared");
    return;
  }
  it(`the same nodes at the same places in ${files.length} files`, function () {
    this.timeout(300_000);
    const digests = cpython(files);
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const faults: string[] = [];
    let compared = 0;
    files.forEach((file, at) => {
      const digest = digests[at];
      // CPython of this version rejects the file.
      if (typeof digest !== "string") return;
      compared++;
      const text = decoder.decode(readFileSync(file));
      const { module, errors } = parse(text);
      const [error] = errors;
      if (error !== undefined) faults.push(`${file}: false error at ${error.start}: ${render(error.message)}`);
      else if (md5(cpythonForm(module, text).join("\n")) !== digest) faults.push(difference(file, text));
    });
    assert.deepEqual(faults.slice(0, 10), []);
    assert(compared > 300, `only ${compared} files were compared`);
  });
});
