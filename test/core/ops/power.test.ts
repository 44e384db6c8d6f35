import assert from "node:assert/strict";
import { shapesOf } from "../../support/operator.ts";

describe("power", () => {
  it("keeps the shape", () => assert.equal(shapesOf("Power", "Nx8", { power: 2, scale: 0.5, shift: 1 }), "Nx8"));
});
