import assert from "node:assert/strict";
import { formatShape } from "../../../src/core/ir/shape.ts";
import { parseGivenInput, parseShapeText } from "../../../src/core/ir/shapeText.ts";

const read = (text: string): string => {
  const type = parseShapeText(text);
  return type === null ? "no shape" : `${formatShape(type.shape)} ${type.dtype ?? "any"}`;
};

describe("shapes as users write them", () => {
  it("reads numbers, names, scalars and element types", () => {
    assert.equal(read("1x3x224x224"), "1x3x224x224 any");
    assert.equal(read("Nx3xHxW"), "Nx3xHxW any");
    assert.equal(read("scalar"), "scalar any");
    assert.equal(read("1x128:int64"), "1x128 int64");
    assert.equal(read(" 1 × 3 × 32 × 32 "), "1x3x32x32 any");
    assert.equal(read("1, 3, 32, 32"), "1x3x32x32 any");
  });

  it("refuses what is no shape", () => {
    for (const text of ["", "x", "1x", "1xx3", "-1x3", "1.5", "1x3:int65", "9".repeat(20)]) {
      assert.equal(read(text), "no shape", text);
    }
  });

  it("reads the name of an input", () => {
    const name = (text: string) => {
      const given = parseGivenInput(text);
      return given === null
        ? "no input"
        : `${given.name ?? "-"} ${formatShape(given.type.shape)} ${given.type.dtype ?? ""}`;
    };
    assert.equal(name("images=3x480x640"), "images 3x480x640 ");
    assert.equal(name("images:3x480x640:uint8"), "images 3x480x640 uint8");
    assert.equal(name("3x480x640:uint8"), "- 3x480x640 uint8");
    assert.equal(name("N:int64"), "- N int64");
    for (const text of ["=3x4", "x=", "a b=1", ""]) assert.equal(name(text), "no input");
  });
});
