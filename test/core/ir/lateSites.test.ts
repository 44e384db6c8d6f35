import assert from "node:assert/strict";
import { attributeSitesOf, lateSites } from "../../../src/core/ir/index.ts";

describe("sites that are traced late", () => {
  it("are traced at the first question, and once", () => {
    const site = { file: "a", start: 1, end: 2, constant: true };
    let traces = 0;
    const sites = lateSites(() => {
      traces++;
      return { stride: site };
    });
    assert.equal(traces, 0);
    assert.deepEqual([attributeSitesOf(sites), attributeSitesOf(sites)], [{ stride: site }, { stride: site }]);
    assert.equal(traces, 1);
  });
});
