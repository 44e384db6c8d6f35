import type { Network } from "../../../../src/core/ir/network.ts";
import { factsOf } from "../../../support/pythonModel.ts";

/** The network of a model with one layer, which is given as PyTorch source, on a 1×3 input. */
export function modelNetwork(layer: string): Network {
  const { models } = factsOf(
    `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = ${layer}

    def forward(self, x):
        return self.layer(x)
`,
    { inputs: ["1x3"] },
  );
  const [model] = models;
  if (model === undefined) throw new Error("no model");
  return model.network;
}
