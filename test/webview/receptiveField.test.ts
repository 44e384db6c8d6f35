import assert from "node:assert/strict";
import type { Network } from "../../src/core/ir/index.ts";
import { modelMessage } from "./messages.ts";
import { alexnet, FILE, residualNet, sketch, volumeNet } from "./networks.ts";
import { startViewer, type Viewer, type ViewPage } from "./viewPage.ts";

describe("receptive field view", function () {
  this.timeout(60_000);
  let viewer: Viewer;
  before(async () => {
    viewer = await startViewer();
  });
  after(() => viewer.close());

  async function show(network: Network, layer: string, options: Parameters<Viewer["open"]>[1] = {}): Promise<ViewPage> {
    const view = await viewer.open("receptiveField", { width: 320, height: 860, ...options });
    await view.send(modelMessage(network));
    const node = network.nodes.find((candidate) => candidate.name === layer);
    assert.ok(node, layer);
    await view.send({ kind: "cursor", uri: FILE, version: 1, target: { node: node.id }, focus: false });
    await view.page.waitForTimeout(250);
    return view;
  }

  const rows = (view: ViewPage): Promise<Record<string, string>> =>
    view.page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll(".numbers tbody tr")].map((row) => [
          row.querySelector("th")?.textContent ?? "",
          [...row.querySelectorAll("td")].map((cell) => cell.textContent).join(" | "),
        ]),
      ),
    );

  it("shows the numbers of AlexNet's last pooling, clipped and not", async () => {
    const view = await show(alexnet(), "features.12");
    assert.deepEqual(await rows(view), {
      size: "195 | 195",
      stride: "32 | 32",
      start: "−66 | −66",
      seen: "30 … 223 | 30 … 223",
      unclipped: "30 … 224 | 30 … 224",
    });
    await view.screenshot("field-alexnet");
    assert.deepEqual(view.problems, []);
    await view.close();
  });

  it("moves the unit by arrow keys and by a click", async () => {
    const view = await show(alexnet(), "features.12");
    await view.page.focus(".unit-map");
    for (const key of ["ArrowUp", "ArrowLeft", "ArrowLeft"]) await view.page.keyboard.press(key);
    await view.page.waitForTimeout(100);
    assert.equal((await rows(view))["seen"], "0 … 192 | 0 … 160");
    const box = await view.page.locator(".unit-map").boundingBox();
    assert.ok(box);
    await view.page.mouse.click(box.x + box.width / 2 - box.height / 2 + 4, box.y + 4);
    await view.page.waitForTimeout(100);
    assert.equal((await rows(view))["seen"], "0 … 128 | 0 … 128");
    await view.close();
  });

  for (const theme of ["dark", "light", "highContrast"] as const) {
    it(`draws a residual layer's field in the ${theme} theme`, async () => {
      const view = await show(residualNet(), "layer3.0.conv1", { theme });
      assert.equal((await rows(view))["size"], "115 | 115");
      await view.screenshot(`field-residual-${theme}`);
      assert.deepEqual(view.problems, []);
      await view.close();
    });
  }

  it("keeps the picture still while the unit moves, however far its field reaches", async () => {
    const view = await show(residualNet(), "layer4.1.conv2");
    const box = () => view.page.locator(".plane .border").boundingBox();
    const before = await box();
    await view.page.locator(".unit-map").focus();
    await view.page.keyboard.press("Home");
    await view.page.waitForTimeout(100);
    assert.deepEqual(await box(), before);
    assert.equal((await rows(view))["unclipped"], "−217 … 217 | −217 … 217");
    await view.screenshot("field-deep");
    await view.close();
  });

  it("shows three spatial axes with a slider for the first", async () => {
    const view = await show(volumeNet(), "conv2");
    assert.deepEqual((await rows(view))["seen"], "6 … 10 | 26 … 38 | 42 … 54");
    await view.page.locator('input[type="range"]').fill("0");
    await view.page.waitForTimeout(100);
    assert.deepEqual((await rows(view))["seen"], "0 … 2 | 26 … 38 | 42 … 54");
    await view.close();
  });

  it("shows one spatial axis as a band", async () => {
    const line = sketch("Line()", [1, 4, 400], (s, x) =>
      s.layer(
        "Conv",
        "Conv1d",
        "conv",
        { inChannels: 4, outChannels: 8, kernelSize: [9], stride: [4], padding: [4] },
        x,
      ),
    );
    const view = await show(line, "conv");
    assert.deepEqual(await rows(view), { size: "9", stride: "4", start: "−4", seen: "196 … 204" });
    await view.screenshot("field-line");
    await view.close();
  });

  it("says that a classifier sees the whole input", async () => {
    const view = await show(alexnet(), "classifier.6");
    assert.match(
      (await view.page.textContent(".numbers")) ?? "",
      /100 % of the input.*Every unit sees the whole input/,
    );
    await view.close();
  });

  it("lays a picture under the field", async () => {
    const view = await show(residualNet(), "layer2.0.conv1");
    const pixel = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
      "base64",
    );
    await view.page.setInputFiles('input[type="file"]', { name: "p.png", mimeType: "image/png", buffer: pixel });
    await view.page.waitForSelector(".plane image");
    assert.equal(await view.page.locator(".shade").count(), 1);
    assert.deepEqual(view.problems, []);
    await view.close();
  });

  it("keeps layer and unit when the text is analysed again", async () => {
    const view = await show(alexnet(), "features.12");
    await view.page.locator(".unit-map").focus();
    await view.page.keyboard.press("Home");
    await view.send(modelMessage(alexnet(), 2));
    await view.page.waitForTimeout(200);
    assert.equal(await view.page.textContent(".layer-name h1"), "features.12");
    assert.equal((await rows(view))["seen"], "0 … 128 | 0 … 128");
    await view.close();
  });
});
