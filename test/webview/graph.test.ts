import assert from "node:assert/strict";
import type { Network } from "../../src/core/ir/index.ts";
import type { ViewMessage } from "../../src/protocol/views.ts";
import { modelMessage } from "./messages.ts";
import { branchedNet, chain, FILE, faultyNet, residualNet } from "./networks.ts";
import { startViewer, type Viewer, type ViewPage } from "./viewPage.ts";

describe("graph view", function () {
  this.timeout(60_000);
  let viewer: Viewer;
  before(async () => {
    viewer = await startViewer();
  });
  after(() => viewer.close());

  async function show(network: Network, options: Parameters<Viewer["open"]>[1] = {}): Promise<ViewPage> {
    const view = await viewer.open("graph", options);
    await view.send(modelMessage(network));
    await view.page.waitForSelector(".item", { timeout: 20_000 });
    await settled(view);
    return view;
  }

  const settled = (view: ViewPage): Promise<void> => view.page.waitForTimeout(350);

  async function report(view: ViewPage) {
    const answer = view.waitFor("report");
    await view.send({ kind: "reportRequest", id: 7 });
    const message = await answer;
    assert.equal(message.report.view, "graph");
    return message.report as Extract<typeof message.report, { view: "graph" }>;
  }

  const last = <Kind extends ViewMessage["kind"]>(view: ViewPage, kind: Kind) =>
    view.sent.filter((message): message is Extract<ViewMessage, { kind: Kind }> => message.kind === kind).at(-1);

  const box = (view: ViewPage, key: string) => view.page.locator(`.item[data-key="${key}"]`);

  it("says at its head that the counts are not all of it where a part is not known", async () => {
    const network = chain(3);
    const head = async (shown: Network) => (await (await show(shown)).page.locator(".totals").textContent()) ?? "";
    assert.doesNotMatch(await head(network), /≥/);
    const because = { key: "pythonCondition", args: {} } as const;
    assert.match(
      await head({ ...network, unknownParts: [{ name: "proj", because }] }),
      /^3 layers · ≥ 1.17 k parameters · 295 kMACs$/,
    );
  });

  it("opens with blocks closed, and opens and closes them", async () => {
    const view = await show(residualNet());
    // Input, stem of 4, four stages of 2 blocks, pooling, flatten, classifier, output.
    assert.equal((await report(view)).visibleNodes, 17);
    await box(view, "layer1.0").locator(".chevron").click();
    await settled(view);
    assert.equal((await report(view)).visibleNodes, 17 - 1 + 7);
    assert.equal(await box(view, "layer1.0.conv1").count(), 1);
    await view.screenshot("graph-residual-open");
    await box(view, "layer1").locator(".chevron").first().click();
    await settled(view);
    assert.equal((await report(view)).visibleNodes, 17 - 1);
    assert.deepEqual(view.problems, []);
    await view.close();
  });

  it("leads to the source on a click, and tells the other views", async () => {
    const network = residualNet();
    const view = await show(network);
    await box(view, "conv1").click();
    const node = network.nodes.find((candidate) => candidate.name === "conv1");
    assert.deepEqual(last(view, "reveal")?.range, node?.definedAt);
    assert.equal(last(view, "selected")?.node, node?.id);
    await box(view, "conv1").click({ modifiers: ["Alt"] });
    assert.deepEqual(last(view, "reveal")?.range, node?.at);
    await view.screenshot("graph-selected");
    assert.match((await view.page.textContent(".details")) ?? "", /9,408/);
    assert.match((await view.page.textContent(".details .attributes")) ?? "", /kernel size7×7/);
    await view.page.locator('.details vscode-button[title="Close"]').click();
    assert.equal(await view.page.locator(".details").isVisible(), false);
    assert.equal((await report(view)).selected, "conv1");
    await view.close();
  });

  it("selects the cursor's layer and opens the modules around it", async () => {
    const network = residualNet();
    const view = await show(network);
    const deep = network.nodes.find((candidate) => candidate.name === "layer3.1.conv2");
    assert.ok(deep?.at);
    const offset = deep.at.start + 5;
    const target = { offset, line: { start: offset, end: offset } };
    await view.send({ kind: "cursor", uri: FILE, version: 1, target, focus: true });
    await settled(view);
    assert.equal((await report(view)).selected, "layer3.1.conv2");
    assert.equal(await view.page.locator(".details").isVisible(), false);
    const seen = await box(view, "layer3.1.conv2").boundingBox();
    assert.ok(seen && seen.y > 60 && seen.y < 640, `at ${seen?.y}`);
    await view.close();
  });

  it("drops a cursor of another version", async () => {
    const view = await show(residualNet());
    await view.send({ kind: "cursor", uri: FILE, version: 2, target: { node: 0 }, focus: true });
    await settled(view);
    assert.equal((await report(view)).selected, null);
    await view.close();
  });

  it("is used by keyboard alone", async () => {
    const view = await show(residualNet());
    await view.page.locator("svg.graph").focus();
    const keys = ["Home", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"];
    for (const key of keys) await view.page.keyboard.press(key);
    assert.equal((await report(view)).selected, "layer1");
    await view.page.keyboard.press("Space");
    await settled(view);
    assert.equal((await report(view)).visibleNodes, 16);
    await view.page.keyboard.press("Enter");
    assert.ok(last(view, "reveal"));
    await view.page.keyboard.press("/");
    await view.page.keyboard.type("conv2");
    assert.match((await view.page.textContent(".search-result")) ?? "", /^1 of 20$/);
    await view.page.keyboard.press("Enter");
    await settled(view);
    assert.equal((await report(view)).selected, "layer1.1.conv2");
    await view.page.keyboard.press("Escape");
    assert.equal(await view.page.evaluate(() => document.activeElement?.classList.contains("graph")), true);
    await view.close();
  });

  it("keeps open modules, the selection and its place when the text is analysed again", async () => {
    const view = await show(residualNet());
    await box(view, "layer1.0").locator(".chevron").click();
    await settled(view);
    await box(view, "layer1.0.bn1").click();
    const before = await box(view, "layer1.0.bn1").boundingBox();
    await view.send(modelMessage(residualNet(3), 2));
    await settled(view);
    const after = await box(view, "layer1.0.bn1").boundingBox();
    assert.equal((await report(view)).selected, "layer1.0.bn1");
    assert.ok(before && after && Math.abs(before.x - after.x) < 2 && Math.abs(before.y - after.y) < 2);
    await view.close();
  });

  it("marks what is wrong and says why a shape is not known", async () => {
    const view = await show(faultyNet());
    assert.equal(await view.page.locator(".item.error").getAttribute("data-key"), "conv2");
    await box(view, "conv2").hover();
    await view.page.waitForSelector(".tooltip:not([hidden])");
    assert.match((await view.page.textContent(".tooltip .error")) ?? "", /16.*32|32.*16/);
    await box(view, "deform").click();
    assert.match((await view.page.textContent(".details .fault")) ?? "", /DeformConv2d is not modelled/);
    await view.screenshot("graph-faulty");
    await view.close();
  });

  it("marks a closed module for a fault inside, and the layer once it is open", async () => {
    const network = residualNet(1);
    const faulty = network.nodes.find((node) => node.name === "layer3.0.conv2");
    assert.ok(faulty?.at);
    const because = { key: "exportNoOutput", args: {} };
    const fault = {
      code: "conv-channels",
      severity: "error",
      message: because,
      at: faulty.at,
      fixes: [],
      related: [],
    } as const;
    const view = await show({ ...network, diagnostics: [fault] });
    await view.page.locator('vscode-button[title="Close all modules"]').click();
    await settled(view);
    assert.equal(await view.page.locator(".item.error").getAttribute("data-key"), "layer3");
    await view.page.locator('vscode-button[title="Open all modules"]').click();
    await settled(view);
    await view.send({ kind: "cursor", uri: FILE, version: 1, target: { node: faulty.id }, focus: true });
    await settled(view);
    assert.equal(await view.page.locator(".item.error").getAttribute("data-key"), "layer3.0.conv2");
    await view.close();
  });

  it("draws residual connections apart from the main path", async () => {
    const view = await show(residualNet(1));
    assert.equal((await view.page.locator(".edge.skip").count()) > 0, true);
    const branched = await show(branchedNet());
    assert.equal(await branched.page.locator(".edge.skip").count(), 0);
    await view.close();
    await branched.close();
  });

  it("lays 5,000 layers out in one column and draws only what is seen", async () => {
    const network = chain(5000);
    const view = await viewer.open("graph");
    await view.send(modelMessage(network));
    await view.page.waitForSelector(".item");
    assert.equal((await report(view)).visibleNodes, 5002);
    assert.ok((await view.page.locator(".item").count()) < 120);
    await view.close();
  });

  it("saves a figure that stands on its own", async () => {
    const view = await show(residualNet());
    const asked = view.waitFor("question");
    await view.page.locator('vscode-button[title="Save as SVG"]').click();
    const { question, id } = await asked;
    assert.ok(question.kind === "save" && typeof question.data === "string");
    if (question.kind !== "save" || typeof question.data !== "string") return;
    assert.equal(question.name, "ResidualNet.svg");
    assert.match(question.data, /^<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.doesNotMatch(question.data, /var\(|color-mix|<script/);
    assert.match(question.data, />layer4</);
    await view.send({ kind: "answer", id, answer: { kind: "saved", where: "ResidualNet.svg" } });
    await view.page.waitForSelector(".notice:not([hidden])");
    const figure = await view.page.context().newPage();
    await figure.setContent(question.data);
    await figure.screenshot({ path: ".cache/screenshots/graph-exported.png", fullPage: true });
    await figure.close();
    await view.close();
  });

  it("writes hostile names as text", async () => {
    const hostile = "<img src=x onerror=alert(1)>";
    const network = residualNet(1);
    const nodes = network.nodes.map((node) =>
      node.name === "conv1" ? { ...node, name: hostile, type: hostile } : node,
    );
    const view = await show({ ...network, nodes });
    assert.equal(await view.page.locator("img").count(), 0);
    await box(view, hostile.replaceAll('"', '\\"')).click();
    assert.equal(await view.page.locator("img").count(), 0);
    assert.deepEqual(view.problems, []);
    await view.close();
  });

  it("falls back to one column where the layout worker can't be had", async () => {
    const view = await viewer.open("graph", { without: "elkWorker" });
    await view.send(modelMessage(branchedNet()));
    await view.page.waitForSelector(".item", { timeout: 15_000 });
    assert.ok((await report(view)).visibleNodes > 20);
    assert.match(last(view, "log")?.text ?? "", /404/);
    await view.screenshot("graph-linear");
    await view.close();
  });

  for (const theme of ["light", "highContrast"] as const) {
    it(`follows the ${theme} theme`, async () => {
      const view = await show(branchedNet(), { theme });
      await box(view, "inception_a").click({ position: { x: 100, y: 10 } });
      await view.screenshot(`graph-${theme}`);
      const fill = (): Promise<string> =>
        view.page
          .locator(".item.layer .body")
          .first()
          .evaluate((body) => getComputedStyle(body).fill);
      const before = await fill();
      await view.setTheme("dark");
      assert.notEqual(await fill(), before);
      await view.close();
    });
  }
});
