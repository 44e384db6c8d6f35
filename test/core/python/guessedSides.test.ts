import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const source = (forward: string): string => `
class Net(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.after = nn.Conv2d(8, 4, 1)
        self.wrong = nn.Conv2d(5, 4, 1)
        self.args = args
        if args.kind == "image":
            self.model = nn.Conv2d(3, 8, 1)
        elif args.kind == "sound":
            self.model = nn.Conv2d(1, 8, 1)
        else:
            raise ValueError(args.kind)
    def forward(self, x):
        ${forward}
`;

const problems = (forward: string, ...inputs: readonly string[]): readonly string[] =>
  modelOf(source(forward), { inputs }).problems.map((text) => text.replace(/ at .*/, ""));

const refused = "conv-channels: expected 5 input channels, got 8";

describe("an input that is guessed for one side of an unknown condition", () => {
  it("says nothing of the others", () => assert.deepEqual(problems("return self.after(self.model(x))"), []));

  it("leaves faults between layers as they are", () => {
    assert.deepEqual(problems("return self.wrong(self.model(x))"), [refused]);
    assert.deepEqual(problems("x = self.model(x)\n        return self.wrong(x) if self.args.more else x"), [refused]);
  });

  it("is another thing than one that is given", () => {
    assert.deepEqual(problems("return self.after(self.model(x))", "1x3x8x8"), [
      "conv-channels: expected 1 input channels, got 3",
    ]);
  });
});
