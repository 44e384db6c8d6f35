import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const net = (features: number, channels = 1, name = "Net"): string => `
class ${name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(${channels}, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.fc = nn.Linear(${features}, 10)

    def forward(self, x):
        return self.fc(torch.flatten(F.relu(self.conv2(F.relu(self.conv1(x)))), 1))
`;

const reads = (set: string, transform = "transforms.ToTensor()"): string =>
  `\nfrom torchvision import datasets, transforms\n\ndef load():\n    return datasets.${set}("data", transform=${transform})\n`;

describe("the images of a set that the file reads", () => {
  const fits = 64 * 12 * 12;
  for (const [what, source, input, ...problems] of [
    ["are the input", net(64 * 24 * 24) + reads("MNIST"), "x 1x1x28x28"],
    ["are the input, in colours", net(64 * 28 * 28, 3) + reads("CIFAR10"), "x 1x3x32x32"],
    [
      "tell of a layer that forgets the pool before it",
      net(fits) + reads("FashionMNIST"),
      "x 1x1x28x28",
      "linear-features: expected 9216 input features, got 36864",
    ],
    ["say nothing of other channels", net(fits, 3) + reads("MNIST"), "x 1x3x16x16"],
    [
      "say nothing where they are resized",
      net(fits) + reads("MNIST", "transforms.Compose([transforms.Resize(16), transforms.ToTensor()])"),
      "x 1x1x16x16",
    ],
    ["say nothing where transforms are written elsewhere", net(fits) + reads("MNIST", "lib.make()"), "x 1x1x16x16"],
    ["say nothing of one of several models", net(fits) + net(64 * 24 * 24, 1, "Other") + reads("MNIST"), "x 1x1x16x16"],
  ] as const)
    it(what, () => {
      const model = modelOf(source, { model: "Net()" });
      assert.deepEqual([model.inputs, model.problems], [input, problems]);
    });
});
