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

  it("pictures", async () => {
    for (const theme of ["dark", "light", "highContrast"] as const) {
      const view = await show(residualNet(), "layer3.0.conv1", { theme });
      await view.screenshot(`field-residual-${theme}`);
      assert.deepEqual(view.problems, []);
      await view.close();
    }
    const deep = await show(residualNet(), "layer4.1.conv2");
    await deep.screenshot("field-deep");
    const volume = await show(volumeNet(), "conv2");
    await volume.screenshot("field-volume");
    const line = sketch("Line()", [1, 4, 400], (s, x) =>
      s.layer(
        "Conv",
        "Conv1d",
        "conv",
        { inChannels: 4, outChannels: 8, kernelSize: [9], stride: [4], padding: [4] },
        x,
      ),
    );
    const flat = await show(line, "conv");
    await flat.screenshot("field-line");
    const linear = await show(alexnet(), "classifier.6");
    await linear.screenshot("field-linear");
  });
});
