import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("padding", () => {
  it("adds to the last axes, and takes away", () => {
    const { shapes, formula } = runOperator("Pad", "1x3xHx8", {
      pads: [
        [1, 1],
        [2, 0],
      ],
    });
    assert.equal(shapes, "1x3xH + 2x10");
    assert.deepEqual(formula, ["H: H + 1 + 1 = H + 2", "W: 8 + 2 + 0 = 10"]);
    assert.equal(shapesOf("Pad", "1x8", { pads: [[-2, 1]] }), "1x7");
  });

  it("names what does not fit", () => {
    assert.match(
      faultOf("Pad", "1x3x4", { pads: [[4, 0]], mode: "reflect" }),
      /^pad-size: a reflection by 4 and 0 needs more than 4/,
    );
    assert.match(faultOf("Pad", "1x3x4", { pads: [[5, 0]], mode: "circular" }), /^pad-size/);
    assert.match(faultOf("Pad", "1x3x4", { pads: [[-3, -2]] }), /^pad-size/);
    assert.match(
      faultOf("Pad", "4", {
        pads: [
          [1, 1],
          [1, 1],
        ],
      }),
      /^pad-rank/,
    );
  });
});
