// Indexing as torch's documentation and TensorIndexing.h have it: masks use up as many axes as they have, a truth value
// makes one, positions are broadcast together, a slice takes what there is.
import { testCalls } from "../../../support/callTable.ts";

testCalls("masks and positions", [
  ["x[True]", "1x2x3", "2x3"],
  ["x[False]", "0x2x3", "2x3"],
  ["x[None, True]", "1x1x2x3", "2x3"],
  ["x[None, :, True, [0, 1]]", "1x5x2", "5x3"],
  ["x[[True, False, True]]", "2x4", "3x4"],
  ["x[:, (0, 1)]", "5x2", "5x3"],
  ["x[x > 0]", "?", "3x4"],
  ["x[(x > 0).any(1)]", "?x4", "3x4"],
  ["x[x1]", "?x6", "5x6", "5:bool"],
  ["x[x1]", /^index-mask: a mask of shape 4 does not go with 5/, "5x6", "4:bool"],
  ["x[x1]", /^index-mask: .* 5x7 .* 5x6/, "5x6", "5x7:bool"],
  ["x[x1, x2]", "4x3", "5x6", "4x1:int64", "3:int64"],
  ["x[x1, x2]", /^index-shape: 3 and 2/, "5x6", "3:int64", "2:int64"],
  ["x[x1]", /^index-type: .* not float32/, "5x6", "3:float32"],
  ["x[x.nonzero(as_tuple=True)]", "?", "3x4"],
  ["x.nonzero()", "?x2", "3x4"],
]);

testCalls("slices of sizes that are not known", [
  ["x[:, :100]", "2x?x3", "2xLx3"],
  ["x[:, -100:]", "2x?x3", "2xLx3"],
  ["x[:, :1]", "2x1x3", "2xLx3"],
  ["x[:, -1:]", "2x1x3", "2xLx3"],
  ["x[:, 1:-1]", "2xL - 2x3", "2xLx3"],
  ["torch.zeros(1, 512, 3)[:, :x.shape[1]]", "1xLx3", "2xLx3"],
  ["x[:100]", "5x3", "5x3"],
  ["x[::-1]", /step must be greater than zero/, "5x3"],
]);

testCalls("means of whatever arrives", [
  ["nn.AdaptiveAvgPool3d(1)(x)", "1x1x1", "2x3x4"],
  ["nn.AdaptiveAvgPool2d(1)(x)", "1x2x3x1x1", "1x2x3x4x5"],
  ["F.adaptive_avg_pool2d(x, 1)", "1x1", "3x4"],
  ["nn.AdaptiveAvgPool2d((1, 1))(x)", /^pool-rank/, "3x4"],
  ["nn.AdaptiveAvgPool3d(1)(x)", /^pool-rank/, "3x4"],
  ["nn.AdaptiveAvgPool2d(2)(x)", /^pool-rank/, "3x4"],
  ["nn.AdaptiveAvgPool1d(1)(x)", /^pool-rank/, "2x3x4x5"],
  ["x.t()", "3x2", "2x3"],
  ["x.t()", /^transpose-rank/, "2x3x4"],
]);
