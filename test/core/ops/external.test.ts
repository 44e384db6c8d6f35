import assert from "node:assert/strict";
import { shapesOf } from "../../support/operator.ts";

describe("external operations", () => {
  it("have the shapes that are stated, and unknown ones for the rest", () => {
    const attributes = { name: "ProposalLayer", outputs: 3, shapes: [[1, 5], null] };
    assert.equal(shapesOf("External", "1x18x14x14", attributes), "1x5 ? ?");
  });
});
