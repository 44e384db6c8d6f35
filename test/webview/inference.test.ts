import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Network, shapeOf } from "../../src/core/ir/index.ts";
import { sharedFolder } from "../support/shared.ts";
import { modelMessage } from "./messages.ts";
import { alexnet, faultyNet, lenet5, residualNet, sketch } from "./networks.ts";
import { startViewer, type Viewer, type ViewPage } from "./viewPage.ts";

interface Gold {
  readonly float64: {
    readonly min: number;
    readonly max: number;
    readonly first20: number[];
    readonly last5: number[];
  };
}

describe("test inference view", function () {
  this.timeout(180_000);
  let viewer: Viewer;
  before(async () => {
    viewer = await startViewer();
  });
  after(() => viewer.close());

  async function runIn(network: Network, backend: "auto" | "webgpu" | "wasm"): Promise<ViewPage> {
    const view = await viewer.open("inference", { width: 1000, height: 900 });
    await view.send(modelMessage(network));
    await view.send({ kind: "startInference", backend });
    await view.page.waitForSelector(".card table, .problem:not([hidden])", { timeout: 170_000 });
    return view;
  }

  async function reportOf(view: ViewPage) {
    const answer = view.waitFor("report");
    await view.send({ kind: "reportRequest", id: 1 });
    const { report } = await answer;
    assert.ok(report.view === "inference");
    return report as Extract<typeof report, { view: "inference" }>;
  }

  async function numbers(view: ViewPage, which: "first" | "last"): Promise<number[]> {
    const text = await view.page.textContent(`[data-values="${which}"]`);
    return (text ?? "").split(/\s+/).map(Number);
  }

  const shared = sharedFolder();
  for (const [name, network, backends] of [
    ["lenet5", lenet5, ["wasm", "webgpu"]],
    ["alexnet", alexnet, ["wasm", "webgpu"]],
    ["resnet18", residualNet, ["wasm", "webgpu"]],
  ] as const) {
    for (const backend of backends) {
      it(`gives the gold outputs of ${name} on ${backend}`, async function () {
        if (!shared) return this.skip();
        const gold = JSON.parse(readFileSync(path.join(shared, "truth/numerics", `${name}.json`), "utf8")) as Gold;
        const view = await runIn(network(), backend);
        const report = await reportOf(view);
        await view.screenshot(`inference-${name}-${backend}`);
        assert.equal(report.state, "done", report.text);
        assert.equal(report.backend, backend);
        assert.equal(report.mismatches, 0);
        assert.equal(report.checkedLayers, network().nodes.length);
        const { first20, last5, min, max } = gold.float64;
        const got = await numbers(view, "first");
        const scale = Math.max(Math.abs(min), Math.abs(max));
        const worst = Math.max(...first20.map((value, i) => Math.abs((got[i] ?? Number.NaN) - value))) / scale;
        assert.ok(worst < 1e-4, `relative error ${worst}`);
        // A short output is all among its first values.
        if ((await view.page.locator('[data-values="last"]').count()) > 0) {
          const end = await numbers(view, "last");
          assert.ok(Math.max(...last5.map((value, i) => Math.abs((end[i] ?? Number.NaN) - value))) / scale < 1e-4);
        }
        assert.deepEqual(view.problems, []);
        await view.close();
      });
    }
  }

  it("runs what comes before the first faulty layer and says why", async () => {
    const view = await runIn(faultyNet(), "wasm");
    const report = await reportOf(view);
    assert.equal(report.state, "done", report.text);
    assert.equal(report.checkedLayers, 2);
    assert.match((await view.page.textContent(".verdict.warning")) ?? "", /^A part ran/);
    const [first, ...others] = await view.page.locator(".left-out li").allTextContents();
    assert.match(first ?? "", /^conv2: .*16.*32/);
    assert.deepEqual(others, []);
    assert.deepEqual(view.problems, []);
    await view.close();
  });

  it("shows the feature maps of a chosen layer and tells the other views", async () => {
    const view = await runIn(lenet5(), "wasm");
    await view.page.locator("tbody tr .link", { hasText: "conv1" }).click();
    await view.page.waitForSelector(".maps canvas");
    assert.equal(await view.page.locator(".maps canvas").count(), 6);
    const selected = view.sent.filter((message) => message.kind === "selected").at(-1);
    assert.equal(selected?.kind === "selected" && selected.node, 0);
    await view.close();
  });

  it("flags a layer whose real shape is not the predicted one", async () => {
    const network = lenet5();
    const wrong = network.nodes[3]?.outputs[0];
    const values = network.values.map((value) =>
      value.id === wrong ? { ...value, type: { ...value.type, shape: shapeOf(1, 16, 9, 9) } } : value,
    );
    const view = await runIn({ ...network, values }, "wasm");
    const report = await reportOf(view);
    assert.equal(report.mismatches, 1);
    assert.equal(await view.page.locator("tr.different .link").textContent(), "conv2");
    await view.close();
  });

  it("feeds a picture, its own weights with a seed, and gives another result", async () => {
    const view = await viewer.open("inference");
    await view.send(modelMessage(lenet5()));
    const picture = await view.page.evaluate(async () => {
      const canvas = new OffscreenCanvas(40, 20);
      canvas.getContext("2d")?.fillRect(0, 0, 20, 20);
      const blob = await canvas.convertToBlob({ type: "image/png" });
      return [...new Uint8Array(await blob.arrayBuffer())];
    });
    const file = { name: "half.png", mimeType: "image/png", buffer: Buffer.from(picture) };
    await view.page.setInputFiles('input[type="file"]', file);
    await view.page.waitForSelector('.picture-name:has-text("half.png")');
    await view.page.locator('vscode-dropdown[aria-label="Weights"]').evaluate((element) => {
      (element as HTMLSelectElement).value = "random";
      element.dispatchEvent(new Event("change"));
    });
    await view.send({ kind: "startInference", backend: "wasm" });
    await view.page.waitForSelector(".card table", { timeout: 60_000 });
    const [first] = await numbers(view, "first");
    assert.ok(first !== undefined && Math.abs(first - 0.46486786) > 1e-3);
    await view.close();
  });

  it("is stopped at once, and runs again", async () => {
    const view = await viewer.open("inference");
    await view.send(modelMessage(alexnet()));
    await view.send({ kind: "startInference", backend: "wasm" });
    await view.page.locator("vscode-button", { hasText: "Cancel" }).click();
    await view.page.locator("vscode-button", { hasText: "Run" }).waitFor();
    assert.equal((await reportOf(view)).state, "idle");
    await view.send(modelMessage(lenet5(), 2));
    await view.send({ kind: "startInference", backend: "wasm" });
    await view.page.waitForSelector(".card table", { timeout: 60_000 });
    assert.equal((await reportOf(view)).checkedLayers, 12);
    assert.deepEqual(view.problems, []);
    await view.close();
  });

  it("says on what it runs, and why, where there is no adapter", async () => {
    const view = await viewer.open("inference", { withoutWebgpu: true });
    await view.send(modelMessage(lenet5()));
    await view.send({ kind: "startInference", backend: "auto" });
    await view.page.waitForSelector(".card table", { timeout: 60_000 });
    assert.match((await view.page.textContent(".backend")) ?? "", /WASM.*no (graphics adapter|WebGPU)/);
    await view.close();
  });

  it("saves the model with the chosen weights", async () => {
    const view = await viewer.open("inference");
    await view.send(modelMessage(lenet5()));
    const asked = view.waitFor("question");
    await view.page.locator("vscode-button", { hasText: "Save as ONNX" }).click();
    const { question, id } = await asked;
    assert.ok(question.kind === "save");
    assert.equal(question.kind === "save" && question.name, "LeNet5.onnx");
    await view.send({ kind: "answer", id, answer: { kind: "saved", where: "/models/LeNet5.onnx" } });
    await view.page.waitForSelector('[role="status"]:has-text("/models/LeNet5.onnx")');
    assert.equal((await reportOf(view)).state, "idle");
    await view.close();
  });

  it("computes the same on WebGPU and WASM where channels are a multiple of 3", async () => {
    const network = sketch("Probe()", [1, 3, 14, 14], (s, x) =>
      s.conv("nine", 16, 5, s.conv("six", 9, 3, s.conv("three", 6, 3, x, { padding: 1 }), { padding: 1 }), {
        padding: 2,
      }),
    );
    const view = await viewer.open("inference");
    await view.send(modelMessage(network));
    await view.page.locator("vscode-checkbox", { hasText: "Compare" }).click();
    await view.send({ kind: "startInference", backend: "webgpu" });
    await view.page.waitForSelector(".card table", { timeout: 120_000 });
    const cells = await view.page.locator("tbody td:last-child").allTextContents();
    assert.equal(cells.length, 3);
    for (const cell of cells) assert.ok(Number(cell) < 1e-5, cell);
    await view.close();
  });
});
