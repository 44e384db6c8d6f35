import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CommandError } from "../../src/cli/commandError.ts";
import * as check from "../../src/cli/commands/check.ts";
import * as diff from "../../src/cli/commands/diff.ts";
import * as exporting from "../../src/cli/commands/export.ts";
import * as receptiveField from "../../src/cli/commands/receptiveField.ts";
import * as summary from "../../src/cli/commands/summary.ts";
import type { Command } from "../../src/cli/main.ts";
import { render } from "../../src/core/messages/index.ts";

const network = `name: "Small"
input: "data"
input_shape { dim: 1 dim: 3 dim: 32 dim: 32 }
layer {
  name: "conv"
  type: "Convolution"
  bottom: "data"
  top: "conv"
  convolution_param { num_output: 8 kernel_size: 5 stride: 2 pad: 2 }
}
layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
layer { name: "pool" type: "Pooling" bottom: "conv" top: "pool" pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
layer { name: "fc" type: "InnerProduct" bottom: "pool" top: "fc" inner_product_param { num_output: 10 } }
`;
const faulty = network.replace('bottom: "pool"', 'bottom: "pol"');

describe("commands", () => {
  let folder = "";
  const file = (name: string): string => path.join(folder, name);
  const refusal = async (command: Command, ...args: string[]): Promise<string> => {
    try {
      await command(args);
    } catch (error) {
      assert.ok(error instanceof CommandError);
      return render(error.text).replaceAll(folder + path.sep, "");
    }
    return "none";
  };

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "convlens-cli-"));
    writeFileSync(file("small.prototxt"), network);
    writeFileSync(file("faulty.prototxt"), faulty);
    writeFileSync(file("solver.prototxt"), 'net: "small.prototxt"\nbase_lr: 0.01\n');
    writeFileSync(file("notes.md"), "nothing");
    writeFileSync(file("empty.prototxt"), "");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("summary gives the contract's JSON", async () => {
    const { output, code } = await summary.run([file("small.prototxt"), "--format", "json"]);
    const got = JSON.parse(output);
    assert.equal(code, 0);
    assert.equal(got.version, 1);
    assert.deepEqual([got.framework, got.model], ["caffe", "Small"]);
    assert.deepEqual(got.inputs, [{ name: "data", shape: [1, 3, 32, 32] }]);
    assert.deepEqual(got.outputs, [{ name: "fc", shape: [1, 10] }]);
    const [conv] = got.layers;
    assert.deepEqual(
      [conv.name, conv.kind, conv.type, conv.op, conv.inputs, conv.outputs, conv.parameters, conv.macs],
      ["conv", "module", "Convolution", "Conv", [[1, 3, 32, 32]], [[1, 8, 16, 16]], 608, 153600],
    );
    assert.deepEqual(conv.receptiveField, [{ input: "data", size: [5, 5], stride: [2, 2], start: [-2, -2] }]);
    const name = file("small.prototxt");
    assert.deepEqual(conv.range, { file: name, startLine: 5, startColumn: 9, endLine: 5, endColumn: 15 });
    assert.deepEqual(conv.definedAt, { file: name, startLine: 4, startColumn: 1, endLine: 10, endColumn: 2 });
    assert.equal(got.totals.parameters, 608 + 8 * 8 * 8 * 10 + 10);
    assert.deepEqual(got.coverage, { calls: 4, unknownCalls: 0, unknownParameters: 0, unknownMacs: 0 });
  });

  it("summary says why an input that nobody states has its shape", async () => {
    writeFileSync(
      file("guessed.py"),
      `from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3 * 8 * 8, 2)
        self.pool = nn.MaxPool2d(2)
    def forward(self, x):
        return self.fc(self.pool(x).flatten(1))
`,
    );
    const { output } = await summary.run([file("guessed.py")]);
    assert.deepEqual(output.split("\n").slice(1, 3), ["Inputs: x 1×3×16×16", "  x: 16×16 so that fc fits; 16..17 fit"]);
    const said = async (...args: readonly string[]) =>
      JSON.parse((await summary.run([file("guessed.py"), "--format", "json", ...args])).output).inputs;
    const input = { name: "x", shape: [1, 3, 16, 16] };
    assert.deepEqual(await said(), [{ ...input, origin: "layers", explanation: "16×16 so that fc fits; 16..17 fit" }]);
    assert.deepEqual(await said("--input", "1x3x16x16"), [input]);
  });

  it("check tries fixes where it is asked to", async () => {
    const text = `import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.AvgPool2d(8)
    def forward(self, x):
        return self.pool(x)
net = Net()
net(torch.zeros(1, 3, 4, 4))
`;
    writeFileSync(file("pooled.py"), text);
    const fixesOf = async (...args: readonly string[]) => {
      const { output, code } = await check.run([file("pooled.py"), "--format", "json", ...args]);
      assert.equal(code, 1);
      return JSON.parse(output).files[0].diagnostics.map(({ fixes }: { fixes: unknown }) => fixes);
    };
    const range = { file: file("pooled.py"), startLine: 6, startColumn: 34, endLine: 6, endColumn: 35 };
    assert.deepEqual(await fixesOf(), [[]]);
    assert.deepEqual(await fixesOf("--try-fixes"), [
      [{ title: "Change 8 to 4 in line 6: self.pool = nn.AvgPool2d(8)", edits: [{ range, text: "4" }] }],
    ]);
  });

  it("summary says that no layer is called", async () => {
    const lines = [
      "from torch import nn",
      "class Net(nn.Module):",
      "    def __init__(self):",
      "        super().__init__()",
    ];
    lines.push("        self.fc = nn.Linear(2, 3)", "    def forward(self, x):", "        assert isinstance(x, tuple)");
    writeFileSync(file("pair.py"), lines.join("\n"));
    const { output } = await summary.run([file("pair.py"), "--input", "1x2"]);
    assert.match(output, /\nNo layer is called\.\n/);
  });

  it("summary keeps symbolic sizes", async () => {
    const args = [file("small.prototxt"), "--input", "data=Nx3xHx32", "--format", "json"];
    const got = JSON.parse((await summary.run(args)).output);
    assert.deepEqual(got.inputs[0].shape, ["N", 3, "H", 32]);
    assert.deepEqual(got.layers[0].outputs, [["N", 8, "(H - 1)//2 + 1", 16]]);
  });

  it("summary prints aligned columns, Markdown and CSV", async () => {
    const table = (await summary.run([file("small.prototxt")])).output.split("\n");
    assert.equal(table[0], `Small (caffe, ${file("small.prototxt")})`);
    assert.ok(table.includes("conv   Convolution   1×8×16×16         608  153,600  5×5 /2 @−2"));
    assert.ok(table.some((line) => /Total +5,738 +158,720$/.test(line)));
    const markdown = (await summary.run([file("small.prototxt"), "--format", "markdown"])).output;
    assert.match(markdown, /\| conv \| Convolution \| 1×8×16×16 \| 608 \| 153,600 \| 5×5 \/2 @−2 \|/);
    const csv = (await summary.run([file("small.prototxt"), "--format", "csv"])).output;
    assert.match(csv, /^layer,type,output,parameters,macs,receptiveField\r\nconv,Convolution,1×8×16×16,608,153600,/);
  });

  it("summary ends with code 1 and shows the line where something is wrong", async () => {
    const { output, code } = await summary.run([file("faulty.prototxt")]);
    assert.equal(code, 1);
    assert.match(
      output,
      /faulty\.prototxt:13:49: error\[unknown-bottom\]: no layer before this one makes the blob "pol"/,
    );
    assert.match(output, /fix: Change to "pool"/);
  });

  it("summary of a file whose faults leave no network lists them", async () => {
    writeFileSync(file("broken.prototxt"), "layer {");
    writeFileSync(file("stray.prototxt"), "}");
    const { output, code } = await summary.run([file("stray.prototxt"), "--format", "json"]);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(output).layers, []);
    assert.equal(JSON.parse(output).diagnostics[0].code, "syntax");
  });

  it("summary says in a line what it cannot do", async () => {
    assert.equal(await refusal(summary.run, file("absent.prototxt")), "absent.prototxt can't be read");
    assert.equal(await refusal(summary.run, folder), `${folder} is a folder`);
    assert.match(await refusal(summary.run, file("notes.md")), /^notes.md is no network definition/);
    assert.match(await refusal(summary.run, file("solver.prototxt")), /^a solver definition/);
    assert.match(await refusal(summary.run, file("empty.prototxt")), /not a network definition$/);
    assert.equal(
      await refusal(summary.run, file("small.prototxt"), "--model", "Large"),
      "small.prototxt has no model Large; it offers Small",
    );
    assert.equal(
      await refusal(summary.run, file("small.prototxt"), "--model", "Smal"),
      "small.prototxt has no model Smal; did you mean Small?",
    );
    assert.match(
      await refusal(summary.run, file("small.prototxt"), "--phase", "test"),
      /--phase takes one of TEST, TRAIN/,
    );
    assert.match(
      await refusal(summary.run, file("small.prototxt"), "--python-path", file("none")),
      /none is no folder/,
    );
  });

  it("check walks folders and counts", async () => {
    const { output, code } = await check.run([folder]);
    assert.equal(code, 1);
    assert.match(output, /unknown-bottom/);
    assert.match(output, /definition files: \d+ errors, \d+ warnings$/);
    assert.equal((await check.run([file("small.prototxt")])).code, 0);
    const json = JSON.parse((await check.run([file("faulty.prototxt"), "--format", "json"])).output);
    assert.deepEqual(json.files[0].models, ["Small"]);
    assert.equal(json.files[0].diagnostics[0].fixes[0].edits[0].text, '"pool"');
  });

  it("check writes SARIF", async () => {
    const log = JSON.parse((await check.run([file("faulty.prototxt"), "--format", "sarif"])).output);
    const [run] = log.runs;
    assert.equal(log.version, "2.1.0");
    assert.deepEqual(run.tool.driver.rules, [{ id: "unknown-bottom" }]);
    const [result] = run.results;
    assert.equal(result.level, "error");
    assert.equal(result.locations[0].physicalLocation.region.startLine, 13);
    assert.equal(result.fixes[0].artifactChanges[0].replacements[0].insertedContent.text, '"pool"');
  });

  it("receptive-field gives the clipped and the whole field of a unit", async () => {
    const args = [file("small.prototxt"), "--layer", "pool", "--unit", "0,3", "--format", "json"];
    const got = JSON.parse((await receptiveField.run(args)).output);
    assert.deepEqual(got, {
      layer: "pool",
      unit: [0, 3],
      inputs: [{ name: "data", rows: [0, 4], columns: [10, 16] }],
      unclipped: [{ name: "data", rows: [-2, 4], columns: [10, 16] }],
      size: [7, 7],
      stride: [4, 4],
      start: [-2, -2],
      aligned: true,
    });
    const text = (await receptiveField.run([file("small.prototxt"), "--layer", "pool"])).output;
    assert.match(text, /^unit 4,4 of pool\ndata: rows 14 to 20, columns 14 to 20\n/);
  });

  it("receptive-field refuses layers and units that are not there", async () => {
    const ask = (...args: string[]) => refusal(receptiveField.run, file("small.prototxt"), ...args);
    assert.equal(await ask(), "--layer is missing");
    assert.equal(await ask("--layer", "conv9"), "no layer conv9");
    assert.equal(await ask("--layer", "conv", "--unit", "16,0"), "unit 16,0 lies outside the layer's 16×16 units");
    assert.match(await ask("--layer", "conv", "--unit", "a"), /^a is no unit/);
    assert.equal(await ask("--layer", "fc"), "layer fc has no receptive field");
  });

  it("diff tells what came, went and changed", async () => {
    writeFileSync(
      file("wider.prototxt"),
      `${network.replace("num_output: 8", "num_output: 16").replace(/layer { name: "relu".*/, "")}
layer { name: "prob" type: "Softmax" bottom: "fc" top: "prob" }`,
    );
    const { output, code } = await diff.run([file("small.prototxt"), file("wider.prototxt")]);
    assert.equal(code, 0);
    assert.deepEqual(output.split("\n").slice(0, 6), [
      "  Layer  Type          Output                      Parameters               MACs",
      "- relu   ReLU          1×8×16×16                            0                  0",
      "~ conv   Convolution   1×8×16×16 → 1×16×16×16     608 → 1,216  153,600 → 307,200",
      "~ pool   Pooling       1×8×8×8 → 1×16×8×8                   0                  0",
      "~ fc     InnerProduct  1×10                    5,130 → 10,250     5,120 → 10,240",
      "+ prob   Softmax       1×10                                 0                  0",
    ]);
    assert.match(output, /\nparameters: 5,738 → 11,466 \(\+99\.8 %\)/);
    assert.equal(
      (await diff.run([file("small.prototxt"), file("small.prototxt")])).output,
      "no layer and no total differs",
    );
    assert.match(await refusal(diff.run, "HEAD:no/such/net.prototxt", file("small.prototxt")), /can't be read$/);
  });

  it("diff reads versions of a git repository", async () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder, stdio: "pipe" });
    git("init", "-q");
    git("add", "small.prototxt");
    git("commit", "-q", "-m", "Small");
    const before = process.cwd();
    process.chdir(folder);
    try {
      const { output } = await diff.run(["HEAD:small.prototxt", "wider.prototxt", "--format", "json"]);
      const difference = JSON.parse(output);
      assert.equal(difference.old, "HEAD:small.prototxt");
      assert.deepEqual(difference.totals.parameters, [5738, 11466]);
    } finally {
      process.chdir(before);
    }
  });

  it("export writes a model, or says why not", async () => {
    const target = file("small.onnx");
    const { output, code } = await exporting.run([file("small.prototxt"), "--onnx", target]);
    assert.equal(code, 0);
    assert.match(output, /small\.onnx: 4 nodes/);
    assert.ok(readFileSync(target).includes("Conv"));
    assert.equal(await refusal(exporting.run, file("small.prototxt")), "--onnx is missing");
    assert.match(
      await refusal(exporting.run, file("small.prototxt"), "--onnx", target, "--weights", "w.pt"),
      /^weights are deterministic or random/,
    );
    assert.equal((await exporting.run([file("faulty.prototxt"), "--onnx", file("no.onnx")])).code, 1);
  });

  it("export --partial writes what does not depend on layers that ONNX lacks", async () => {
    const target = file("part.onnx");
    const python =
      'layer { name: "own" type: "Python" bottom: "conv" top: "own" python_param { module: "m" layer: "L" } }\n';
    writeFileSync(file("own.prototxt"), network.replace('layer { name: "pool"', `${python}layer { name: "pool"`));
    const refused = await refusal(exporting.run, file("own.prototxt"), "--onnx", target);
    assert.match(refused, /^layer own can't be exported: .*; --partial exports what does not depend on it$/);
    assert.ok(!existsSync(target));
    const { output, code } = await exporting.run([file("own.prototxt"), "--onnx", target, "--partial"]);
    assert.equal(code, 0);
    const [head = "", ...leftOut] = output.split("\n");
    assert.match(head, /part\.onnx: 4 of 5 nodes, .*; outputs fc/);
    assert.equal(leftOut.length, 1);
    assert.match(leftOut[0] ?? "", /^ {2}left out, with what depends on it: own: /);
    assert.ok(readFileSync(target).includes("MaxPool"));
    // A network that is exported whole is not a part.
    const whole = await exporting.run([file("small.prototxt"), "--partial", "--onnx", target]);
    assert.match(whole.output, /part\.onnx: 4 nodes/);
    assert.equal(
      await refusal(exporting.run, file("own.prototxt"), "--onnx", target, "--partial=yes"),
      "--partial takes no value",
    );
  });

  it("summary marks sums that leave out what is not known", async () => {
    writeFileSync(
      file("open.py"),
      `from torch import nn
from config import width


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.wide = nn.Conv2d(8, width, 3)
        self.pair = nn.PReLU(width)

    def forward(self, x):
        return self.pair(self.wide(self.conv(x)))
`,
    );
    const lines = (await summary.run([file("open.py")])).output.split("\n");
    const cells = (name: string): string => lines.find((line) => line.startsWith(name))?.replace(/ {2,}/g, " | ") ?? "";
    assert.match(cells("conv"), /\| 224 \|/);
    assert.match(cells("wide"), /\| \? \| \? \|/);
    assert.match(lines.find((line) => /^ +Total/.test(line)) ?? "", /Total +≥ 224 +≥ 10,645,344/);
    assert.match(lines.join("\n"), /^≥ 224 parameters/m);
    assert.match((await summary.run([file("open.py"), "--format", "csv"])).output, /^wide,Conv2d,[^,]*,\?,\?,/m);
    const { layers, totals } = JSON.parse((await summary.run([file("open.py"), "--format", "json"])).output);
    assert.deepEqual([layers[1].parameters, totals.parameters], [0, 224]);
    assert.ok(!("openLayers" in layers[1]));
  });
});
