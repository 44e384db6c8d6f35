import assert from "node:assert/strict";
import { modelOf, shapeOfCall } from "../../../support/pythonModel.ts";

/** The length of a vector of zeros made with an expression of `h`, the height of the input. */
function sizeOf(expression: string): string {
  const model = modelOf(
    `import math\nclass M(nn.Module):\n    def forward(self, x):\n        h = x.shape[2]\n        return torch.zeros(${expression})\n`,
    { inputs: ["1x3xHx8"] },
  );
  return model.outputs.replace("output ", "");
}

describe("true division of sizes that are names", () => {
  for (const [expression, size] of [
    ["math.ceil(h / 2)", "(H - 1)//2 + 1"],
    ["math.floor(h / 3)", "H//3"],
    ["math.trunc(h / 3)", "H//3"],
    ["int(h * 0.5)", "H//2"],
    ["int(1.5 * h)", "H + H//2"],
    ["int((h + 0.5) * 2)", "2*H + 1"],
    ["int(h / 2.0 / 2)", "H//4"],
    ["int(-(-h / 2))", "H//2"],
    ["int(float(h) // 2.0)", "H//2"],
    ["int(h / 4 // 1.5 + 1)", "H//6 + 1"],
    ["math.ceil(-h / 2) + h", "(H - 1)//2 + 1"],
    ["int(7 * max(h * 8 / h, 1.0))", "56"],
    // What floats would round, or what depends on more than the name, stays unknown.
    ["int(h * 0.1)", "?"],
    ["int(h / 3 * 3)", "?"],
    ["int(-h / 2) + 99", "?"],
    ["round(h / 2)", "?"],
    ["int(math.sqrt(h / 2))", "?"],
    ["int(abs(h / 2))", "?"],
    ["int((h / 2) ** 2)", "?"],
  ] as const)
    it(`${expression} is ${size}`, () => assert.equal(sizeOf(expression), size));

  it("pads as TensorFlow does", () => {
    const pad = (kernel: number) => `max((math.ceil(h / 2) - 1) * 2 + ${kernel} - h, 0)`;
    assert.equal(sizeOf(pad(3)), "2*((H - 1)//2) + 3 - H");
    // One less than what would have to be cut off, or nothing.
    assert.equal(sizeOf(`5 + ${pad(1)}`), "5");
    assert.equal(sizeOf(`1 if ${pad(3)} > 0 else 2`), "1");
  });

  it("gives sizes to interpolate", () =>
    assert.equal(shapeOfCall("F.interpolate(x, size=(int(x.shape[2] / 2), 4))", "1x3xHx8"), "1x3xH//2x4"));
});

describe("numbers that are not known", () => {
  for (const expression of [
    "x * random.random()",
    "x / math.sqrt(x.shape[2])",
    "x * x.shape[2] ** -0.5",
    "1 / (1 + x.mean().item()) + x",
    "x - float(unheard_of.scale)",
    "x * -(x.shape[2] / x.shape[3])",
  ])
    it(`leave the shape in ${expression}`, () => {
      const source = `import math, random, unheard_of\nclass M(nn.Module):\n    def forward(self, x):\n        return ${expression}\n`;
      const model = modelOf(source, { inputs: ["1x3xHxW"] });
      assert.deepEqual([model.outputs, model.problems], ["output 1x3xHxW", []]);
    });

  it("are not what any function gives back for them", () => {
    const source =
      "import random\nclass M(nn.Module):\n    def forward(self, x):\n        n = random.random()\n        ";
    const shapeWith = (factor: string) => modelOf(`${source}return x * ${factor}\n`, { inputs: ["1x3x4x4"] }).outputs;
    assert.equal(shapeWith("n"), "output 1x3x4x4");
    assert.equal(shapeWith("sorted(n)"), "output ?");
  });
});
