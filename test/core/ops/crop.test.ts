import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("crop", () => {
  it("cuts to the size of the reference", () => {
    assert.equal(shapesOf("Crop", "1x21x40x40 1x21x32x30", { offsets: [4, 5] }), "1x21x32x30");
    assert.match(
      faultOf("Crop", "1x21x40x40 1x21x32x38", { offsets: [5] }),
      /^crop-size: axis 3 has 40 positions, 38 from 5 on/,
    );
  });
});
