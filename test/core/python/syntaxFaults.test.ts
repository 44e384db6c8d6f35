import assert from "node:assert/strict";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf } from "../../support/pythonModel.ts";

describe("a text that cannot be read as a whole", () => {
  const faults = (up: string): readonly string[] => {
    const source = `
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = ${up}
        self.fc = nn.Linear(5, 10)

    def forward(self, x):
        return self.fc(self.up(x).flatten(1))
`;
    const { diagnostics, models } = factsOf(source, { inputs: ["1x8x4x4"] });
    return [...diagnostics, ...models.flatMap((model) => model.diagnostics)].map(
      ({ code, message }) => `${code}: ${render(message)}`,
    );
  };

  it("says what cannot be read, and not what comes of it", () => {
    assert.deepEqual(faults("nn.ConvTranspose2d(2 * 4, 3 * 4, 2, stride=2)"), [
      "linear-features: expected 5 input features, got 768",
    ]);
    assert.deepEqual(faults("nn.ConvTranspose2d(2 4, 3 * 4, 2, stride=2)"), ["syntax: expected `,` or `)`, got `4`"]);
  });
});
