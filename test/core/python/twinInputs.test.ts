import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const model = (parameters: string, meet: string): string => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.context = nn.Conv2d(3, 8, 3, stride=8, padding=1)
        self.features = nn.Conv2d(3, 8, 3, stride=8, padding=1)

    def forward(self, ${parameters}):
        maps = self.features(${meet})
        first, second = torch.chunk(maps, 2, dim=0)
        return first * second + self.context(${parameters.split(",")[0]})
`;

describe("inputs that meet before the first layer", () => {
  for (const names of ["image1, image2", "x_a, x_b", "left_view, right_view", "left, right", "image, mask"])
    it(`are alike where their names are: ${names}`, () => {
      const { inputs, outputs, problems } = modelOf(model(names, `torch.cat([${names}], dim=0)`));
      const isTwin = !names.includes("mask");
      const [first = "", second = ""] = names.split(", ");
      assert.equal(inputs, `${first} 1x3x224x224, ${second} ${isTwin ? "1x3x224x224" : "?"}`);
      assert.deepEqual(outputs, isTwin ? "output 1x8x28x28" : "output ?x8x28x28");
      assert.deepEqual(problems, []);
    });

  it("are not where layers would refuse them", () => {
    const { inputs, problems } = modelOf(model("x1, x2", "torch.cat([x1, x2[:, :2], x2[:, :1]], dim=0)"));
    assert.deepEqual([inputs, problems], ["x1 1x3x224x224, x2 ?", []]);
  });
});
