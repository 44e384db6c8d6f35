import assert from "node:assert/strict";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf, imports, type Question } from "../../support/pythonModel.ts";

/** The changes that fixes of a source would make, as `64 → 32`. */
function changes(source: string, question: Question = {}): readonly string[] {
  const text = imports + source;
  const { models } = factsOf(source, question);
  const fixes = models.flatMap(({ diagnostics }) => diagnostics.flatMap(({ fixes: all }) => all));
  assert.ok(models.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === "error")));
  assert.ok(fixes.every(({ title }) => render(title) !== ""));
  return fixes.flatMap(({ edits }) => edits.map(({ at, text: to }) => `${text.slice(at.start, at.end)} → ${to}`));
}

const net = (parameters: string, head: string) => `
class Net(nn.Module):
    def __init__(self, ${parameters}):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, padding=1)
        self.fc = nn.Linear(${head}, 10)

    def forward(self, x):
        return self.fc(self.conv(x).mean([2, 3]))
`;

const made = (name: string, call: string) => `\ndef ${name}():\n    return ${call}\n`;

describe("a fix", () => {
  it("changes what one model alone is made with", () => {
    assert.deepEqual(changes(net("width", "64") + made("small", "Net(32)")), ["64 → 32"]);
  });

  for (const [what, source] of [
    ["a number in their class", net("width", "64") + made("small", "Net(32)") + made("big", "Net(64)")],
    ["a default", net("width, features=64", "features") + made("small", "Net(32)") + made("big", "Net(64)")],
    ["a computed size", net("width", "32 * 2") + made("small", "Net(32)") + made("big", "Net(64)")],
  ] as const)
    it(`does not break another model that is right: ${what}`, () => {
      assert.deepEqual(changes(source, { allModels: true }), []);
    });

  it("stays where it is given where the model is made", () => {
    const source = net("width, features", "features") + made("small", "Net(32, 64)") + made("big", "Net(64, 64)");
    assert.deepEqual(changes(source, { allModels: true }), ["64 → 32"]);
  });

  it("stays where other models want the same", () => {
    const source = net("width", "64") + made("one", "Net(32)") + made("two", "Net(32)");
    assert.deepEqual(changes(source, { allModels: true }), ["64 → 32", "64 → 32"]);
  });
});
