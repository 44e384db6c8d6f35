import assert from "node:assert/strict";
import type { Network } from "../../src/core/ir/index.ts";
import { modelMessage } from "./messages.ts";
import { branchedNet, chain, faultyNet, lenet5, residualNet } from "./networks.ts";
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
    await view.page.waitForSelector(".item");
    await view.page.waitForTimeout(400);
    return view;
  }

  it("pictures", async () => {
    for (const [name, network] of [
      ["lenet5", lenet5()],
      ["residual", residualNet()],
      ["branched", branchedNet()],
      ["block", residualNet(1)],
      ["faulty", faultyNet()],
      ["chain", chain(3000)],
    ] as const) {
      const view = await show(network);
      await view.screenshot(`graph-${name}`);
      assert.deepEqual(view.problems, []);
      await view.close();
    }
  });
});
