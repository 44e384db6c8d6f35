import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

const script = (imports: string, call: string) => `
${imports}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x, y=None):
        return self.conv(x).mean((2, 3))

if __name__ == "__main__":
    net = Net()
    ${call}
`;

const x = "torch.rand(4, 3, 40, 52)";

// A script that has a model summed up, counted, exported or drawn says what the model takes.
describe("the input of a model", () => {
  for (const [imports, call, inputs] of [
    ["from torchsummary import summary", "summary(net, (3, 40, 52))", "x 1x3x40x52"],
    ["import torchsummary", "torchsummary.summary(net.cuda(), input_size=[(3, 40, 52)], device='cuda')", "x 1x3x40x52"],
    ["from torchinfo import summary", "print(summary(net, input_size=(4, 3, 40, 52), depth=2))", "x 4x3x40x52"],
    ["from torchinfo import summary", "summary(net, (3, 40, 52), batch_dim=0)", "x 1x3x40x52"],
    ["import torchinfo", `torchinfo.summary(net, input_data={"x": ${x}})`, "x 4x3x40x52"],
    ["from torchsummaryX import summary", `summary(net, ${x})`, "x 4x3x40x52"],
    ["from pytorch_model_summary import summary", `print(summary(net, ${x}, show_input=True))`, "x 4x3x40x52"],
    ["from torchstat import stat", "stat(net, (3, 40, 52))", "x 1x3x40x52"],
    ["from thop import profile", `macs, params = profile(net, inputs=(${x},))\n    print(macs / 1e9)`, "x 4x3x40x52"],
    [
      "from ptflops import get_model_complexity_info",
      "macs, params = get_model_complexity_info(net, (3, 40, 52), as_strings=True)",
      "x 1x3x40x52",
    ],
    ["from fvcore.nn import FlopCountAnalysis", `print(FlopCountAnalysis(net, ${x}).total())`, "x 4x3x40x52"],
    ["", `torch.onnx.export(net, (${x}, {"y": None}), "net.onnx", opset_version=11)`, "x 4x3x40x52"],
    ["", `torch.jit.trace(net.eval(), ${x}).save("net.pt")`, "x 4x3x40x52"],
    [
      "from torch.utils.tensorboard import SummaryWriter",
      `with SummaryWriter("runs") as writer:\n        writer.add_graph(net, ${x})\n        writer.add_scalar("loss", 0.5, 1)`,
      "x 4x3x40x52",
    ],
  ] as const)
    it(`is what it is given in ${call.split("\n")[0]}`, () => {
      const model = modelOf(script(imports, call));
      assert.deepEqual([model.inputs, model.origin, model.problems], [inputs, "main", []]);
    });

  it("is not what is no model, or no input", () => {
    for (const call of ["summary(3, (3, 40, 52))", "summary(net, 'x')", "summary(net, None)", "summary(net)"])
      assert.equal(modelOf(script("from torchsummary import summary", call)).inputs, "x 1x3x224x224");
  });
});
