import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { run } from "./support.ts";

const folder = path.resolve("test/core/python/eval/programs");
const programs = readdirSync(folder).filter((name) => name.endsWith(".py"));
const python = spawnSync("python3", ["--version"], { encoding: "utf8" });
const oracle = python.status === 0 && /3\.(1[1-9]|[2-9]\d)/.test(python.stdout);

describe("programs print what CPython prints", () => {
  for (const name of programs) {
    it(name, () => {
      const source = readFileSync(path.join(folder, name), "utf8");
      const expected = readFileSync(path.join(folder, name.replace(/\.py$/, ".out")), "utf8");
      const { printed, failures } = run(source);
      assert.equal(`${printed.join("\n")}\n`, expected);
      assert.deepEqual(failures, []);
    });
  }

  if (oracle) {
    it("and the recorded outputs are CPython's", function () {
      this.timeout(60_000);
      for (const name of programs) {
        const { stdout } = spawnSync("python3", [path.join(folder, name)], { encoding: "utf8" });
        assert.equal(stdout, readFileSync(path.join(folder, name.replace(/\.py$/, ".out")), "utf8"), name);
      }
    });
  }
});
