import assert from "node:assert/strict";
import { shapeOfCall } from "../../../support/pythonModel.ts";

// torch's parser of arguments: "argument 'size' must be tuple of ints, but found element of type float", "invalid combination
// of arguments", "only integer tensors of a single element can be converted to an index".
describe("arguments of functions that are no integers", () => {
  for (const [call, expected] of [
    ["x.view(x.size, -1)", "shape has to be made of integers, got a function that is not called"],
    ["x.view(x.shape, -1)", "shape has to be made of integers, got (2, 6, 8)"],
    ["x.view(x, -1)", "shape has to be made of integers, got a tensor of several elements"],
    ["x.reshape(2, None)", "shape has to be made of integers, got None"],
    ["x.expand(2, 6, '8')", 'sizes has to be made of integers, got "8"'],
    ["x.repeat(1, (2, 2), 1)", "repeats has to be made of integers, got (2, 2)"],
    ["x.permute(0, 2, None)", "dims has to be made of integers, got None"],
    ["x.transpose(1, None)", "dim1 has to be an integer, got None"],
    ["torch.flatten(x, (1, 2))", "start_dim has to be an integer, got (1, 2)"],
    ["torch.cat((x, x), dim=(1, 2))", "dim has to be an integer, got (1, 2)"],
    ["x.softmax('C')", 'dim has to be an integer, got "C"'],
    ["F.max_pool1d(x, None)", "kernel_size has to be made of integers, got None"],
    ["F.pad(x, (1, '1'))", 'pad has to be made of integers, got "1"'],
    ["torch.roll(x, x.size, 1)", "shifts has to be made of integers, got a function that is not called"],
    ["x.mean(dim=(1, '2'))", 'dim has to be made of integers, got "2"'],
    ["x.mean({1, 2})", "dim has to be made of integers, got a set"],
    ["torch.zeros(2, -3)", "size has to be at least 0, got -3"],
  ] as const) {
    const code = expected.includes("at least") ? "argument-range" : "argument-type";
    it(`are refused: ${call}`, () => assert.equal(shapeOfCall(call, "x=2x6x8"), `${code}: ${expected}`));
  }

  it("are refused where a true division has made them", () => {
    const problem = "shape has to be an integer, got 4.0: // divides to integers";
    assert.equal(shapeOfCall("x.view(2, 12, x.size(2) / 2)", "x=2x6x8"), `argument-float: ${problem}`);
  });

  it("are refused below −1", () => {
    assert.equal(shapeOfCall("x.view(2, -1, -4)", "x=2x6x8"), "reshape-elements: a size cannot be -4");
  });

  for (const [call, shape] of [
    ["x.view([2, 48])", "2x48"],
    ["x.view(x.shape)", "2x6x8"],
    ["x.reshape((2, -1))", "2x48"],
    ["x.view(torch.tensor(2), -1)", "2x48"],
    ["x.permute((2, 0, 1))", "8x2x6"],
    ["torch.zeros([2, 3])", "2x3"],
    ["torch.zeros(size=(2, 3))", "2x3"],
    ["F.max_pool1d(x, 2, stride=None)", "2x6x4"],
    ["F.softmax(x, dim=None)", "2x6x8"],
    ["F.adaptive_avg_pool2d(x, (None, 4))", "2x6x4"],
    ["F.conv1d(x, torch.zeros(3, 6, 3), padding='same')", "2x3x8"],
    ["x.mean((1, 2)), x.sum(None)", "2, scalar"],
    ["x.view(torch.int32)", "2x6x8"],
  ] as const)
    it(`are taken: ${call}`, () => assert.equal(shapeOfCall(call, "x=2x6x8"), shape));
});
