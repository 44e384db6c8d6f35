import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Network } from "../../src/core/ir/index.ts";
import { sharedFolder } from "../support/shared.ts";
import { modelMessage } from "./messages.ts";
import { alexnet, lenet5, residualNet } from "./networks.ts";
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
        await view.send({ kind: "reportRequest", id: 1 });
        const { report } = await view.waitFor("report");
        assert.equal(report.view, "inference");
        if (report.view !== "inference") return;
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
});
