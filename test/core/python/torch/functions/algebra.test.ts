// Linear algebra, transforms and functions of each element as torch documents their shapes: batches of matrices, the
// reduced and the whole factors, the halved axis of real transforms.
import assert from "node:assert/strict";
import { countsOf } from "../../../../../src/core/analysis/cost.ts";
import { testCalls } from "../../../../support/callTable.ts";
import { factsOf } from "../../../../support/pythonModel.ts";

testCalls("algebra, transforms, elements", [
  ["torch.cross(x, x1)", "4x3", "4x3", "4x3"],
  ["torch.cross(x, x1)", /^cross-size/, "4x4", "4x4"],
  ["torch.cross(x, x1, dim=1)", "4x3", "4x3", "4x3"],
  ["torch.linalg.cross(x, x1)", "4x3", "4x3", "1x3"],
  ["torch.linalg.cross(x, x1)", /^cross-rank/, "4x3", "3"],
  ["torch.linalg.multi_dot([x, x1])", /^matmul-shape/, "4x3", "4x4"],
  ["torch.linalg.multi_dot([x, x1])", "4x4", "4x3", "3x4"],
  ["torch.chain_matmul(x, x1)", /^matmul-shape/, "4x3", "4x4"],
  ["torch.tensordot(x, x1, dims=1)", "2x4", "2x3", "3x4"],
  ["torch.tensordot(x, x1, dims=([1],[0]))", "2x4", "2x3", "3x4"],
  ["torch.tensordot(x, x1, dims=([0,1],[0,1]))", /^einsum-sizes/, "2x3", "3x4"],
  ["torch.tensordot(x, x1)", "5x4", "5x2x3", "2x3x4"],
  ["torch.linalg.inv(x)", "2x3x3", "2x3x3"],
  ["torch.linalg.inv(x)", /^matrix-square/, "2x3x4"],
  ["torch.inverse(x)", /^matrix-rank/, "3"],
  ["torch.linalg.qr(x).Q", "2x5x3", "2x5x3"],
  ["torch.linalg.qr(x, mode='complete')", "2x5x5, 2x5x3", "2x5x3"],
  ["torch.linalg.svd(x, full_matrices=False)", "2x5x3, 2x3, 2x3x3", "2x5x3"],
  ["torch.linalg.svd(x)[2]", "2x3x3", "2x5x3"],
  ["torch.svd(x)", "2x5x3, 2x3, 2x3x3", "2x5x3"],
  ["torch.linalg.eigh(x)", "2x3, 2x3x3", "2x3x3"],
  ["torch.linalg.solve(x, x1)", "2x3x4", "2x3x3", "2x3x4"],
  ["torch.linalg.solve(x, x1)", "2x3", "2x3x3", "2x3"],
  ["torch.linalg.solve(x, x1)", /^matmul-shape/, "2x3x3", "2x4x5"],
  ["torch.fft.fft(x, n=64)", "2x64", "2x50"],
  ["torch.fft.rfft2(x)", "2x3x8x5", "2x3x8x8"],
  ["torch.fft.irfft2(x, s=(8, 8))", "2x3x8x8", "2x3x8x5:complex64"],
  ["torch.fft.rfftn(x)", "2x3x5", "2x3x8"],
  ["torch.fft.fftn(x, s=(4, 4))", "2x4x4", "2x3x8"],
  ["torch.fft.rfft(x, dim=3)", /^axis-range/, "2x3"],
  ["torch.fft.rfft(torch.fft.fft(x))", /^fft-type/, "2x3"],
  ["torch.fft.fftfreq(9) * x", "9", "9"],
  ["torch.stft(x, 400, 160, return_complex=True)", "2x201x101", "2x16000"],
  ["torch.stft(x, 400, 160, return_complex=False)", "2x201x101x2", "2x16000"],
  ["torch.stft(x, 400, 160)", /^stft-complex/, "2x16000"],
  ["torch.istft(x, 400, 160)", "2x16000", "2x201x101:complex64"],
  ["torch.hann_window(400) * x", "400", "400"],
  ["torch.special.expit(x)", "2x3", "2x3"],
  ["torch.special.softmax(x, dim=1)", "2x3", "2x3"],
  ["torch.logit(x, eps=1e-6)", "2x3", "2x3"],
  ["torch.isclose(x, x1)", /^add-shape/, "2x3", "4"],
  ["torch.atanh(x)", "2x3", "2x3"],
  ["torch.complex(x, x1)", "2x3", "2x3", "2x3"],
  ["torch.complex(x, x1).abs().view(torch.int32)", "2x6", "2x3", "2x3"],
  ["torch.polygamma(1, x)", "2x3", "2x3"],
  ["x.polygamma(1)", "2x3", "2x3"],
  ["x.det()", "2", "2x3x3"],
  ["x.trace()", /^trace-rank/, "2x3x3"],
  ["torch.addr(x, x1, x2)", "2x3", "2x3", "2", "3"],
  ["torch.linalg.norm(x, dim=(1, 2))", "2", "2x3x3"],
  ["torch.linalg.matrix_norm(x)", "2", "2x3x3"],
  ["torch.linalg.vecdot(x, x1)", "2", "2x3", "3"],
  ["torch.special.digamma(x)", "2x3", "2x3"],
  ["torch.fft.fft2(x)", /^axis-range/, "5"],
]);

// torch.linalg.multi_dot: "the multiplication order that results in the fewest arithmetic operations".
describe("the order of a chain of products", () => {
  const cases: readonly (readonly [inputs: string, macs: number])[] = [
    ["10x100 100x5 5x50", 7_500],
    ["10x100 100x5 5x50 50x1", 500 + 250 + 1_000],
    ["30x35 35x15 15x5 5x10 10x20 20x25", 15_125],
    ["50 50x40 40x30", 50 * 40 + 40 * 30],
    ["30x40 40x50 50", 50 * 40 + 40 * 30],
    ["4x3 3x2", 24],
  ];
  for (const [shapes, macs] of cases)
    it(`of ${shapes} needs ${macs}`, () => {
      const inputs = shapes.split(" ");
      const names = inputs.map((_, index) => `x${index}`).join(", ");
      const source = `class M(nn.Module):\n    def forward(self, ${names}):\n        return torch.linalg.multi_dot([${names}])\n`;
      const [model] = factsOf(source, { inputs }).models;
      assert.equal(model && countsOf(model.network).macs, macs);
    });
});
