// What torch's documentation says of its stacks and splits: `hstack` joins after atleast_1d, `vstack` after atleast_2d,
// `dstack` after atleast_3d, `column_stack` makes columns of vectors.
import { testCalls } from "../../../../support/callTable.ts";

testCalls("stacks", [
  ["torch.hstack((x, x1))", "7", "3", "4"],
  ["torch.hstack((x, x1))", "3x6", "3x2", "3x4"],
  ["torch.hstack((x, x1))", /^concat-shape: 4x2 .* 3x2 along axis 1/, "3x2", "4x2"],
  ["torch.hstack((x, x1))", /^concat-shape/, "3", "4x2"],
  ["torch.vstack((x, x1))", "2x3", "3", "3"],
  ["torch.vstack((x, x1))", "5x3", "3", "4x3"],
  ["torch.vstack((x, x1))", /^concat-shape/, "3", "4x2"],
  ["torch.dstack((x, x1))", "1x3x2", "3", "3"],
  ["torch.dstack((x, x1))", /^concat-shape/, "3", "4"],
  ["torch.column_stack((x, x1))", "3x3", "3", "3x2"],
  ["torch.column_stack((x, x1))", /^concat-shape/, "3x2", "4x2"],
  ["torch.atleast_2d(x)", "1x3", "3"],
  ["torch.atleast_3d(x, x1)", "1x3x1, 3x2x1", "3", "3x2"],
  ["torch.block_diag(x, x1)", "4x5", "3", "3x2"],
  ["torch.block_diag(x, x1)", /^block-diagonal-rank/, "3", "3x2x1"],
  ["torch.cartesian_prod(x, x1)", "Nx2", "N", "1"],
  ["torch.combinations(x, r=3)", "10x3", "5"],
  ["torch.rot90(x, 1, (1, 2))", "2x4x3", "2x3x4"],
]);

testCalls("splits that name their axis", [
  ["torch.hsplit(x, 2)", "4x2, 4x2", "4x4"],
  ["x.hsplit(2)", "3, 3", "6"],
  ["torch.hsplit(x, 2)", /^split-size: 3 positions cannot be cut into 2/, "4x3"],
  ["torch.vsplit(x, [1])", "1x4, 3x4", "4x4"],
  ["torch.vsplit(x, 3)", /^split-size/, "4x4"],
  ["torch.vsplit(x, 2)", /^split-rank/, "4"],
  ["torch.dsplit(x, 2)", "2x3x2, 2x3x2", "2x3x4"],
  ["torch.dsplit(x, 2)", /^split-rank/, "4x4"],
  ["torch.tensor_split(x, (1, 2), dim=1)", "2x1, 2x1, 2x1", "2x3"],
]);
