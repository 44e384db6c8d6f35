// Where the elements of tensors lie. What is expected follows from the definitions that torch documents: views keep the
// storage; `clone`, `*_like` and functions of each element keep the order of a dense tensor (torch.preserve_format); `view`
// needs that "each new view dimension must either be a subspace of an original dimension, or only span across original
// dimensions that satisfy the contiguity-like condition".
import assert from "node:assert/strict";
import { testCalls } from "../../../support/callTable.ts";
import { modelOf } from "../../../support/pythonModel.ts";

/** Of a tensor of 2x3x4; "?" where torch's kernels decide. */
const cases: readonly (readonly [expression: string, strides: string])[] = [
  ["x.diagonal()", "1 16"],
  ["torch.diagonal(x, 1, 1, 2)", "12 5"],
  ["torch.diag(x[0])", "5"],
  ["x.as_strided((2, 2), (1, 2))", "1 2"],
  ["x.unfold(1, 2, 1)", "12 4 1 4"],
  ["x.unfold(2, 2, 2)", "12 4 2 1"],
  ["x.movedim(0, 2)", "4 1 12"],
  ["x.swapaxes(0, 2)", "1 4 12"],
  ["x[:1].expand(5, 3, 4)", "0 4 1"],
  ["x.narrow(1, 0, 2)", "12 4 1"],
  ["x.chunk(2, 2)[0]", "12 4 1"],
  ["x.split([1, 2], dim=1)[1]", "12 4 1"],
  ["x.unbind(1)[0]", "12 1"],
  ["x[:, :, ::2]", "12 4 2"],
  ["torch.view_as_complex(x.view(2, 3, 2, 2)).imag", "12 4 2"],
  ["x.transpose(0, 1).unflatten(2, (2, 2))", "4 12 2 1"],
  ["x.transpose(0, 1).clone()", "4 12 1"],
  ["x[:1].expand(5, 3, 4).clone()", "12 4 1"],
  ["x[:, :, ::2].clone()", "6 2 1"],
  ["torch.zeros_like(x.transpose(0, 1))", "4 12 1"],
  ["x.transpose(0, 1).relu()", "4 12 1"],
  ["x.transpose(0, 1) * 2 + x.transpose(0, 1)", "4 12 1"],
  ["x.transpose(0, 1) + torch.zeros(4)", "4 12 1"],
  ["torch.zeros(3, 2, 4) + x.transpose(0, 1)", "8 4 1"],
  ["x.transpose(0, 1).add_(1)", "4 12 1"],
  ["x.transpose(0, 1).contiguous()", "8 4 1"],
  ["x.transpose(0, 1).sum(2)", "2 1"],
  ["F.linear(x.transpose(0, 1), torch.zeros(5, 4))", "10 5 1"],
  ["x[None].to(memory_format=torch.channels_last)", "24 1 8 2"],
  ["x[None].contiguous(memory_format=torch.channels_last)", "24 1 8 2"],
  ["x[None].clone(memory_format=torch.channels_last)", "24 1 8 2"],
  ["x[None].double(memory_format=torch.channels_last)", "24 1 8 2"],
  ["torch.zeros_like(x[None], memory_format=torch.channels_last)", "24 1 8 2"],
  ["torch.empty(2, 3, 4, 5, memory_format=torch.channels_last)", "60 1 15 3"],
  ["torch.empty(2, 3, 4, 5, 6, memory_format=torch.channels_last_3d)", "360 1 90 18 3"],
  ["torch.relu(x[None].to(memory_format=torch.channels_last) + 1)", "24 1 8 2"],
  ["x.transpose(0, 1).clone(memory_format=torch.contiguous_format)", "8 4 1"],
  ["x.transpose(0, 1).clone(memory_format=torch.preserve_format)", "4 12 1"],
  ["nn.Conv2d(2, 2, 1)(x[None].to(memory_format=torch.channels_last))", "?"],
  ["F.max_pool2d(x.transpose(0, 1)[None], 1)", "?"],
  ["torch.einsum('abc->cab', x)", "?"],
  ["nn.LSTM(4, 5, batch_first=True)(x)[0]", "?"],
];

function stridesOf(expression: string): string {
  const forward = `        y = ${expression}\n        return torch.zeros([stride + 1 for stride in y.stride()])\n`;
  const { outputs } = modelOf(`class M(nn.Module):\n    def forward(self, x):\n${forward}`, { inputs: ["2x3x4"] });
  const shape = outputs.replace("output ", "");
  return shape === "?"
    ? "?"
    : shape
        .split("x")
        .map((size) => Number(size) - 1)
        .join(" ");
}

describe("strides of a tensor", () => {
  for (const [expression, expected] of cases)
    it(`${expression}: ${expected}`, () => assert.equal(stridesOf(expression), expected));
});

const pixels = "x.permute(0, 3, 1, 2)";

// "Channels Last Memory Format in PyTorch": the channels of a pixel lie together, then rows, then images; the format goes with
// four axes (five for volumes), and `view` takes what lies together.
testCalls("channels last", [
  ["x.contiguous(memory_format=torch.channels_last).view(2, -1)", /^view-strides/, "2x3x4x5"],
  ["x.to(memory_format=torch.channels_last).flatten(1)", "2x60", "2x3x4x5"],
  ["x.to(memory_format=torch.channels_last).permute(0, 2, 3, 1).view(2, -1)", "2x60", "2x3x4x5"],
  ["x.contiguous(memory_format=torch.channels_last).view(2, -1)", "2x20", "2x1x4x5"],
  [
    "x.to(memory_format=torch.channels_last)",
    /RuntimeError: required rank 4 tensor to use channels_last format/,
    "2x3x4",
  ],
  ["torch.zeros(2 if x.is_contiguous(memory_format=torch.channels_last) else 3)", "3", "2x3x4x5"],
  ["torch.zeros(2 if x.is_contiguous(memory_format=torch.channels_last) else 3)", "2", "2x1x4x5"],
  [
    "torch.zeros(2 if x.to(memory_format=torch.channels_last).is_contiguous(memory_format=torch.channels_last) else 3)",
    "2",
    "2x3x4x5",
  ],
]);

testCalls("view", [
  ["x.diagonal().view(-1)", /^view-strides/, "2x3x4"],
  ["x.diagonal().reshape(-1)", "8", "2x3x4"],
  ["x.unfold(1, 2, 2).view(2, -1)", /^view-strides/, "2x4x4"],
  ["x.unfold(2, 2, 2).view(2, 4, 4)", "2x4x4", "2x4x4"],
  ["x.expand(5, -1, -1).view(15, 4)", /^view-strides/, "1x3x4"],
  ["x.expand(5, -1, -1).clone().view(15, 4)", "15x4", "1x3x4"],
  ["x.narrow(1, 0, 2).view(-1)", /^view-strides/, "2x3x4"],
  ["x.narrow(0, 0, 1).view(-1)", "12", "2x3x4"],
  ["x.chunk(2, dim=2)[0].view(2, -1)", /^view-strides/, "2x3x4"],
  ["x.chunk(2, dim=2)[0].view(6, 2)", "6x2", "2x3x4"],
  ["x.unbind(1)[0].view(-1)", /^view-strides/, "2x3x4"],
  ["x.movedim(1, 2).relu().view(2, -1)", /^view-strides/, "2x3x4"],
  ["(x.swapaxes(1, 2) + x1).view(2, -1)", /^view-strides/, "2x3x4", "2x4x3"],
  ["(x1 + x.swapaxes(1, 2)).view(2, -1)", "2x12", "2x3x4", "2x4x3"],
  // Images with channels last stay so through a convolution: torch may give them back in order.
  [`F.conv2d(${pixels}, torch.zeros(8, 3, 1, 1)).permute(0, 2, 3, 1).view(-1, 8)`, "32x8", "2x4x4x3"],
  [`F.batch_norm(${pixels}, torch.zeros(3), torch.ones(3)).permute(0, 2, 3, 1).view(-1, 3)`, "32x3", "2x4x4x3"],
]);

describe("weights with channels last", () => {
  const faults = (made: string): readonly string[] => {
    const source = `
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x):
        return self.conv(x).permute(0, 2, 3, 1).view(1, -1)

def m():
    return ${made}
`;
    return modelOf(source, { model: "m()", inputs: ["1x3x8x8"] }).problems;
  };

  it("leave open how a convolution lays out what it gives", () => {
    assert.match(faults("M()").join(), /^view-strides/);
    assert.deepEqual(faults("M().to(memory_format=torch.channels_last)"), []);
  });
});
