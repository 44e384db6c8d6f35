import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const bundle = path.resolve(".cache/tests", `cli-${process.pid}.mjs`);

describe("the convlens command", function () {
  this.timeout(30_000);
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], { encoding: "utf8" });
    return { status, stdout, stderr };
  };

  before(async () => {
    await build({
      entryPoints: ["src/cli/main.ts"],
      outfile: bundle,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      logLevel: "warning",
    });
  });
  after(() => rmSync(bundle, { force: true }));

  it("exits with 0 where nothing is wrong, 1 where something is, 2 where it could not start", () => {
    const fixtures = "test/fixtures/caffe";
    assert.equal(run("summary", `${fixtures}/inPlaceLayers.prototxt`).status, 0);
    assert.equal(run("check", `${fixtures}/unknownBottom.prototxt`).status, 1);
    assert.equal(run("summary").status, 2);
  });

  it("says on stderr in a line why it could not", () => {
    const { stdout, stderr } = run("sumary", "net.prototxt");
    assert.equal(stdout, "");
    assert.equal(stderr, "convlens: no command sumary; convlens --help lists them\n");
  });

  it("lists its commands", () => {
    assert.match(run("--help").stdout, /convlens summary FILE/);
  });

  it("puts the JSON alone on stdout, whole even into a slow pipe", () => {
    const { stdout } = run("summary", "test/fixtures/caffe/inPlaceLayers.prototxt", "--format", "json");
    assert.equal(JSON.parse(stdout).layers.length, 5);
  });
});
