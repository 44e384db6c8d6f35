import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const silent = `
class Silent(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        self.fc(x)
`;

const problemsIn = (forward: string, layers = ""): readonly string[] =>
  modelOf(
    `${silent}
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.silent = Silent()
        self.again = Silent()
        self.lstm = nn.LSTM(8, 8)
        self.fc = nn.Linear(8, 2)
        ${layers}

    def forward(self, x):
        ${forward}
`,
    { model: "M()", inputs: ["4x8"] },
  ).problems;

// torch: "linear(): argument 'input' (position 1) must be Tensor, not NoneType" and the like.
describe("what is no tensor and is taken for one", () => {
  for (const [forward, expected] of [
    ["return self.fc(self.silent(x))", "tensor-expected: expected a tensor, got None: silent (Silent) returns nothing"],
    // The class is told of once, whatever comes after it.
    [
      "return self.fc(self.again(self.silent(x)))",
      "tensor-expected: expected a tensor, got None: silent (Silent) returns nothing",
    ],
    ["return self.fc(None)", "tensor-expected: expected a tensor, got None"],
    ["return self.fc(self.lstm(x))", "tensor-expected: expected a tensor, got a tuple of 2"],
    ["return F.relu(self.lstm(x))", "tensor-expected: expected a tensor, got a tuple of 2"],
    ["return F.relu([x])", "tensor-expected: expected a tensor, got a list of 1"],
    ["return torch.cat({x, x})", "tensor-expected: expected a list or tuple of tensors, got a value of type set"],
    ["return torch.cat(x)", "tensor-expected: expected a list or tuple of tensors, got a value of type Tensor"],
    [
      "return torch.stack(y for y in [x])",
      "tensor-expected: expected a list or tuple of tensors, got a value of type iterator",
    ],
    ["return self.silent(x).mean()", "tensor-expected: expected a tensor, got None: silent (Silent) returns nothing"],
    [
      "y = self.silent(x)\n        return y[0]",
      "tensor-expected: expected a tensor, got None: silent (Silent) returns nothing",
    ],
    ["return torch.cat(3, 1)", "tensor-expected: expected a list or tuple of tensors, got the int 3"],
    ["return torch.cat([x, 3.0], 1)", "tensor-expected: expected a tensor as element 1, got the float 3.0"],
    ["return torch.stack([x, self.lstm(x)])", "tensor-expected: expected a tensor as element 1, got a tuple of 2"],
    ["return self.fc(x.shape)", "tensor-expected: expected a tensor, got a Size of 2"],
    ["return self.fc(7)", "tensor-expected: expected a tensor, got the int 7"],
    [
      "return F.linear(x, self.fc)",
      "tensor-expected: expected a tensor for weight, got a module of type Linear that is not called",
    ],
    ["return F.relu(self.fc)", "tensor-expected: expected a tensor, got a module of type Linear that is not called"],
    ["return torch.matmul(x, None)", "tensor-expected: expected a tensor for other, got None"],
    ["return x.matmul([x])", "tensor-expected: expected a tensor for other, got a list of 1"],
    [
      "return x @ self.fc",
      "python-raise: TypeError: unsupported operand type(s) for @: 'Tensor' and 'Linear' is raised when the model is built or run",
    ],
    [
      "return self.fc(x) * self.lstm(x)",
      "python-raise: TypeError: only integer tensors of a single element can be converted to an index is raised when the model is built or run",
    ],
    ["return x + self.silent(x)", "tensor-expected: expected a tensor, got None: silent (Silent) returns nothing"],
    [
      "return x + self.lstm(x)",
      "python-raise: TypeError: unsupported operand type(s) for +: 'Tensor' and 'tuple' is raised when the model is built or run",
    ],
  ] as const)
    it(`is reported: ${forward}`, () => assert.deepEqual(problemsIn(forward), [expected]));

  for (const forward of [
    "return self.fc(self.lstm(x)[0])",
    "return self.silent(x)",
    "return torch.cat((x, x)), torch.stack([x])",
    "return x == None",
    "return F.linear(x, self.fc.weight, None)",
  ])
    it(`is not: ${forward}`, () => assert.deepEqual(problemsIn(forward), []));
});

describe("an input of which nothing is said", () => {
  it("may be a list of tensors", () => {
    const model = (body: string): string => `
class Concat(nn.Module):
    def __init__(self, dimension=1):
        super().__init__()
        self.d = dimension
        self.conv = nn.Conv2d(3, 4, 1)

    def forward(self, x):
        ${body}
`;
    assert.deepEqual(modelOf(model("return torch.cat(x, self.d)")).problems, []);
    assert.deepEqual(modelOf(model("return torch.cat(self.conv(x), self.d)")).problems, [
      "tensor-expected: expected a list or tuple of tensors, got a value of type Tensor",
    ]);
  });
});
