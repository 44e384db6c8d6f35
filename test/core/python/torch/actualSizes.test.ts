import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

const net = (inits: readonly string[], forward: string): string =>
  [
    "class M(nn.Module):",
    "    def __init__(self):",
    ...["super().__init__()", ...inits].map((line) => `        ${line}`),
    "    def forward(self, x):",
    `        ${forward}`,
    "",
  ].join("\n");

const outcome = (source: string, inputs?: readonly string[]): readonly string[] => {
  const model = modelOf(source, inputs === undefined ? {} : { inputs });
  return [model.outputs, ...model.problems];
};

describe("layers that were given other tensors", () => {
  it("convolve with the weights that they have", () => {
    const source = net(
      [
        "self.conv = nn.Conv2d(3, 64, 7, 2, 3, bias=False)",
        "w = self.conv.weight",
        "self.conv.weight = nn.Parameter(torch.cat([w, w[:, :1]], 1))",
      ],
      "return self.conv(x)",
    );
    assert.deepEqual(outcome(source, ["1x4x32x32"]), ["output 1x64x16x16"]);
    assert.deepEqual(outcome(source), ["output 1x64x112x112"]);
  });

  it("say what they expect without blaming the constructor's arguments", () => {
    const source = net(
      ["self.conv = nn.Conv2d(3, 8, 3)", "self.conv.weight.data = torch.zeros(8, 4, 3, 3)"],
      "return self.conv(x)",
    );
    const [, problem = ""] = outcome(source, ["1x3x32x32"]);
    assert.match(problem, /expected 4 input channels, got 3/);
    assert.match(problem, /self\.conv\(x\)|x/);
    assert.doesNotMatch(problem, /in_channels/);
  });

  it("keep their groups, and convolve with the kernel of the weight, transposed too", () => {
    const grouped = net(
      [
        "self.conv = nn.Conv2d(8, 8, 3, groups=4)",
        "self.conv.weight = nn.Parameter(torch.zeros(12, 3, 5, 1))",
        "self.conv.bias = None",
      ],
      "return self.conv(x)",
    );
    assert.deepEqual(outcome(grouped, ["1x12x9x9"]), ["output 1x12x5x9"]);
    const transposed = net(
      [
        "self.up = nn.ConvTranspose1d(8, 4, 2, stride=2, bias=False)",
        "self.up.weight = nn.Parameter(torch.zeros(6, 5, 4))",
      ],
      "return self.up(x)",
    );
    assert.deepEqual(outcome(transposed, ["1x6x10"]), ["output 1x5x22"]);
  });

  it("multiply, normalise and look up with the tensors that they have", () => {
    const linear = net(
      [
        "self.fc = nn.Linear(64, 10)",
        "self.fc.weight.data = torch.zeros(20, 48)",
        "self.fc.bias.data = torch.zeros(20)",
      ],
      "return self.fc(x)",
    );
    assert.deepEqual(outcome(linear, ["2x48"]), ["output 2x20"]);
    const pruned = net(
      [
        "self.bn = nn.BatchNorm2d(8)",
        "for name in ('weight', 'bias', 'running_mean', 'running_var'):",
        "    getattr(self.bn, name).data = getattr(self.bn, name).data[:5]",
      ],
      "return self.bn(x)",
    );
    assert.deepEqual(outcome(pruned, ["1x5x4x4"]), ["output 1x5x4x4"]);
    const table = net(
      ["self.table = nn.Embedding(10, 4)", "self.table.weight = nn.Parameter(torch.zeros(12, 6))"],
      "return self.table(torch.zeros(1, 3, dtype=torch.long))",
    );
    assert.deepEqual(outcome(table), ["output 1x3x6"]);
  });

  it("are as they were where a program only writes into their tensors", () => {
    const source = net(
      [
        "self.conv = nn.Conv2d(4, 8, 3)",
        "with torch.no_grad():",
        "    self.conv.weight[:, :3] = torch.zeros(8, 3, 3, 3)",
        "self.conv.in_channels = 7",
      ],
      "return self.conv(x)",
    );
    assert.deepEqual(outcome(source, ["1x4x9x9"]), ["output 1x8x7x7"]);
  });
});
