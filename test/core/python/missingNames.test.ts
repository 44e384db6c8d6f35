import assert from "node:assert/strict";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf, imports } from "../../support/pythonModel.ts";

/** `text that is marked: message [fix]` of every fault. */
function faultsIn(lines: readonly string[], head = ""): readonly string[] {
  const source = `${head}
class Model(nn.Module):
    scale = 2

    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
${lines.map((line) => `        ${line}\n`).join("")}
`;
  const text = imports + source;
  const { diagnostics, models } = factsOf(source, { model: "Model()", inputs: ["1x3x16x16"] });
  return [...diagnostics, ...models.flatMap((model) => model.diagnostics)].map(({ at, message, fixes }) => {
    const marked = at === null ? "" : text.slice(at.start, at.end);
    const said = render(message).replace(" is raised when the model is built or run", "");
    return `${marked}: ${said}${fixes.map(({ edits }) => ` [${edits.map((edit) => edit.text).join()}]`).join("")}`;
  });
}

describe("names that nothing has", () => {
  for (const [lines, ...expected] of [
    [["return pool(self.conv(x))"], "pool: NameError: name 'pool' is not defined [self.pool]"],
    [["out = self.conv(x)", "return self.pool(ouy)"], "ouy: NameError: name 'ouy' is not defined [out]"],
    // Names of a class are read through the object.
    [["return self.conv(x) * scale"], "scale: NameError: name 'scale' is not defined"],
    [["return [self.conv(y) for y in z]"], "z: NameError: name 'z' is not defined"],
    [
      ["y = self.pool(z)", "z = self.conv(x)", "return y"],
      "z: UnboundLocalError: cannot access local variable 'z' where it is not associated with a value",
    ],
    [["return nn.conv2d(3, 8, 3)(x)"], "conv2d: AttributeError: module 'torch.nn' has no attribute 'conv2d' [Conv2d]"],
    [["return nn.ReLUs()(x)"], "ReLUs: AttributeError: module 'torch.nn' has no attribute 'ReLUs'"],
    [["return F.ReLU(x)"], "ReLU: AttributeError: module 'torch.nn.functional' has no attribute 'ReLU' [relu]"],
    [["return nn.Dense(3, 8)(x)"], "Dense: AttributeError: module 'torch.nn' has no attribute 'Dense' [Linear]"],
    [["return nn.LSTMCell2D(3)(x)"], "LSTMCell2D: AttributeError: module 'torch.nn' has no attribute 'LSTMCell2D'"],
    [["return torch.Linear(3, 8)(x)"], "Linear: AttributeError: module 'torch' has no attribute 'Linear' [nn.Linear]"],
    [["return torch.pad(x, (1, 1))"], "pad: AttributeError: module 'torch' has no attribute 'pad' [nn.functional.pad]"],
    [
      ["return nn.interpolate(x, 3)"],
      "interpolate: AttributeError: module 'torch.nn' has no attribute 'interpolate' [functional.interpolate]",
    ],
    [
      ["y = torch.cat([x])", "return F.cat([y])"],
      "cat: AttributeError: module 'torch.nn.functional' has no attribute 'cat'",
    ],
    [
      ["return torch.expand_dims(x, 0)"],
      "expand_dims: AttributeError: module 'torch' has no attribute 'expand_dims' [unsqueeze]",
    ],
    [["return self.pool(x(x))"], "self.pool(x(x)): TypeError: 'Tensor' object is not callable"],
    [["return torch.flaten(x, 1)"], "flaten: AttributeError: module 'torch' has no attribute 'flaten' [flatten]"],
    [["return x.reshpae(1, -1)"], "reshpae: AttributeError: 'Tensor' object has no attribute 'reshpae' [reshape]"],
    [["return x.permut(0, 2, 3, 1)"], "permut: AttributeError: 'Tensor' object has no attribute 'permut' [permute]"],
    [
      ["return self.conv(x).Flatten(1)"],
      "Flatten: AttributeError: 'Tensor' object has no attribute 'Flatten' [flatten]",
    ],
  ] as const)
    it(`are errors: ${lines.join("; ")}`, () => assert.deepEqual(faultsIn(lines), expected));

  for (const head of [
    "cache = {}\ndel cache",
    "def use():\n    return locals()",
    "def count():\n    global other\n    other = 1",
  ])
    it(`are errors beside ${JSON.stringify(head)}`, () =>
      assert.deepEqual(faultsIn(["return pool(x)"], head), [
        "pool: NameError: name 'pool' is not defined [self.pool]",
      ]));

  for (const [lines, head = ""] of [
    [["return later(x)"], "def make():\n    global later\n    later = nn.ReLU()"],
    [["return xrange(3)"]],
    // Whatever a star brings, `exec` makes and a deletion leaves is not in the text.
    [["return helper(x)"], "from helpers import *"],
    [["return helper(x)"], 'exec("helper = nn.ReLU()")'],
    // A loop comes back to what it has bound.
    [
      ["for i in range(unknown()):", "    if i > 0:", "        x = self.pool(y)", "    y = x", "return x"],
      "from a import unknown",
    ],
    // Not run.
    [["if self.training:", "    return pool(x)", "return x"]],
    // Of a torch that may be newer.
    [["return F.relu_of_tomorrow(x)"]],
    [["return torch.mean2(x), x.means(1)"]],
    // A half-written file lacks names.
    [["return pool(x)"], "def (:"],
    [["return [y for z in (x,) for y in (z,)]"]],
    [["out: torch.Tensor = self.conv(x)", "out += 1", "return out"]],
    [["with torch.no_grad() as out:", "    out = self.conv(x)", "return out"]],
    [["f = lambda y: self.conv(y)", "return f(x)"]],
    [["if (y := self.conv(x)) is not None:", "    return y"]],
  ] as const)
    it(`are none: ${head} ${lines.join("; ")}`, () =>
      assert.deepEqual(
        faultsIn(lines, head).filter((text) => /NameError|UnboundLocal|AttributeError/.test(text)),
        [],
      ));
});
