import assert from "node:assert/strict";
import { type PlacedFault, type Trial, triedFixes } from "../../../src/core/ide/triedFixes.ts";
import type { FileFacts } from "../../../src/core/ir/index.ts";
import { render } from "../../../src/core/messages/index.ts";
import { createFormats } from "../../../src/core/project/formats.ts";
import { createProject, type Query } from "../../../src/core/project/project.ts";

const net = "file:///net.py";

/** Titles of what is found for the first error, and the errors that are left after each. */
function found(text: string, model: string | null = null, uri = net): readonly string[] {
  const project = createProject({ formats: createFormats(), read: () => ({ kind: "absent" }) });
  project.setText(uri, text, "python");
  const analyse = (query: Query, copy: string): FileFacts | null =>
    project.rehearse(uri, query, copy, () => false)?.facts ?? null;
  const trial = (query: Query, facts = analyse(query, text)): Trial => ({
    facts: () => facts,
    analyse: (copy) => analyse(query, copy),
  });
  const shown = analyse({ model }, text);
  assert.ok(shown);
  const inputs = (shown.models[0]?.inputs ?? []).map(({ type }) => ({ name: null, type }));
  const errors = ({ models, diagnostics }: FileFacts) =>
    [...diagnostics, ...models.flatMap((model) => model.diagnostics)].filter(({ severity }) => severity === "error");
  const [error] = errors(shown);
  assert.ok(error?.at);
  const fault: PlacedFault = { code: error.code, start: error.at.start, end: error.at.end };
  const search = triedFixes(text, fault, [trial({ model, inputs }, shown), trial({ allModels: true })], render);
  let step = search.next();
  while (!step.done) step = search.next();
  return step.value.map(({ title, edits }) => {
    const fixed = [...edits]
      .sort((a, b) => b.at.start - a.at.start)
      .reduce((copy, { at, text: changed }) => copy.slice(0, at.start) + changed + copy.slice(at.end), text);
    const left = analyse({ model, inputs }, fixed);
    assert.ok(left);
    return `${title} (${errors(left).length} left)`;
  });
}

const head = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n";

describe("fixes by trying", () => {
  it("change a default that several layers are made with", () => {
    const text = `${head}
class Head(nn.Module):
    def __init__(self, width=256):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)
        self.score = nn.Conv2d(width, 3, 1)

    def forward(self, x):
        return self.score(self.conv(x))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 128, 3)
        self.head = Head()

    def forward(self, x):
        return self.head(self.stem(x))

net = Net()
net(torch.zeros(1, 3, 32, 32))
`;
    assert.deepEqual(found(text), [
      "Change 256 to 128 in line 6: def __init__(self, width=256): (0 left)",
      "Change 128 to 256 in line 17: self.stem = nn.Conv2d(3, 128, 3) (0 left)",
    ]);
  });

  it("change one of a list of widths, or what is made from it", () => {
    const text = `${head}
class Net(nn.Module):
    def __init__(self, widths=(16, 32, 64)):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3)
        self.stages = nn.Sequential(*[nn.Conv2d(a, b, 3) for a, b in zip(widths, widths[1:])])
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        return self.fc(self.stages(self.stem(x)).mean((2, 3)))

net = Net((16, 32, 96))
net(torch.zeros(1, 3, 32, 32))
`;
    const computed = text.replace("nn.Linear(128", "nn.Linear(widths[-1]");
    assert.deepEqual(found(text.replace("nn.Linear(128, 10)", "nn.Linear(max(128, 1), 10)")), [
      "Change 128 to 96 in line 10: self.fc = nn.Linear(max(128, 1), 10) (0 left)",
      "Change 96 to 128 in line 15: net = Net((16, 32, 96)) (0 left)",
    ]);
    assert.deepEqual(found(computed.replace("(16, 32, 96)", "(32, 32, 64)")), [
      "Change 32 to 16 in line 15: net = Net((32, 32, 64)) (0 left)",
    ]);
  });

  it("change the kernel, the stride or the pad that makes maps of other sizes", () => {
    const block = (layer: string): string => `${head}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 1)
        self.conv = ${layer}

    def forward(self, x):
        x = self.stem(x)
        return x + self.conv(x)

net = Net()
net(torch.zeros(1, 3, 20, 20))
`;
    assert.deepEqual(found(block("nn.Conv2d(32, 32, 3)"), null, "vscode-notebook-cell:/net.ipynb#X1"), [
      "Change 3 to 1: self.conv = nn.Conv2d(32, 32, 3) (0 left)",
    ]);
    assert.deepEqual(found(block("nn.Conv2d(32, 32, 3)")), [
      "Change 3 to 1 in line 9: self.conv = nn.Conv2d(32, 32, 3) (0 left)",
    ]);
    assert.deepEqual(found(block("nn.Conv2d(32, 32, 5, padding=1)")), [
      "Change 5 to 3 in line 9: self.conv = nn.Conv2d(32, 32, 5, padding=1) (0 left)",
      "Change 1 to 2 in line 9: self.conv = nn.Conv2d(32, 32, 5, padding=1) (0 left)",
    ]);
    assert.deepEqual(found(block("nn.Conv2d(32, 32, 3, 2, padding=1)")), [
      "Change 2 to 1 in line 9: self.conv = nn.Conv2d(32, 32, 3, 2, padding=1) (0 left)",
    ]);
  });

  it("offer nothing that makes another model of the file wrong, or knows less", () => {
    const text = `${head}
class Head(nn.Module):
    def __init__(self, width=256):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3)

    def forward(self, x):
        return self.conv(x)

class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 128, 3)
        self.head = Head()

    def forward(self, x):
        return self.head(self.stem(x))

class Large(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 256, 3)
        self.head = Head()

    def forward(self, x):
        return self.head(self.stem(x))

if __name__ == "__main__":
    Small()(torch.zeros(1, 3, 32, 32))
`;
    assert.deepEqual(found(text), ["Change 128 to 256 in line 16: self.stem = nn.Conv2d(3, 128, 3) (0 left)"]);
  });

  it("are those of the layer itself, where no other model of the file is the worse for them", () => {
    const text = (other: number): string => `${head}
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, padding=1)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        return self.fc(self.conv(x).mean([2, 3]))

def first():
    return Net(32)

def second():
    return Net(${other})
`;
    assert.deepEqual(found(text(32), "first()"), ["Change in_features to 32 (0 left)"]);
    assert.deepEqual(found(text(64), "first()"), ["Change 32 to 64 in line 15: return Net(32) (0 left)"]);
  });

  it("change a size at all of its places where one is not enough", () => {
    const text = (view: string, features: string): string => `${head}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc = nn.Linear(${features}, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc(x.view(${view}))

net = Net()
net(torch.zeros(8, 1, 28, 28))
`;
    const factors = "16 * 5 * 5";
    const mended = ["Change 16 * 5 * 5 to 16 * 4 * 4 in lines 10, 15 (0 left)"];
    assert.deepEqual(found(text(`-1, ${factors}`, factors)), mended);
    assert.deepEqual(found(text(`x.size(0), ${factors}`, factors)), mended);
    const cell = "vscode-notebook-cell:/net.ipynb#X1";
    assert.deepEqual(found(text("-1, 400", "400"), null, cell), ["Change 400 to 256 in 2 places (0 left)"]);
    assert.deepEqual(found(text("-1, 400", "400")), ["Change 400 to 256 in lines 10, 15 (0 left)"]);
  });

  it("change a number of heads or groups to the next that divides", () => {
    const text = `${head}
class Attention(nn.Module):
    def __init__(self, width=384, heads=5):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, width * 3)

    def forward(self, x):
        b, n, c = x.shape
        return self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads)

net = Attention()
net(torch.zeros(2, 197, 384))
`;
    assert.deepEqual(found(text), [
      "Change 5 to 4 in line 6: def __init__(self, width=384, heads=5): (0 left)",
      "Change 5 to 6 in line 6: def __init__(self, width=384, heads=5): (0 left)",
    ]);
    const grouped = `${head}
class Net(nn.Module):
    def __init__(self, groups=5):
        super().__init__()
        self.a = nn.Conv2d(3, 32, 1)
        self.b = nn.Conv2d(32, 32, 3, groups=groups)

    def forward(self, x):
        return self.b(self.a(x))

net = Net()
net(torch.zeros(1, 3, 20, 20))
`;
    assert.deepEqual(found(grouped), [
      "Change groups to 4 where it is given in line 6: def __init__(self, groups=5): (0 left)",
    ]);
  });

  it("change a kernel that is larger than its map, or what made the map so small", () => {
    const net = (layers: string) => `${head}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
${layers}
        )
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        return self.fc(self.layers(x).flatten(1))

net = Net()
net(torch.zeros(1, 3, 32, 32))
`;
    assert.deepEqual(
      found(
        net(
          "            nn.Conv2d(3, 16, 5, stride=4), nn.ReLU(), nn.MaxPool2d(2),\n            nn.Conv2d(16, 32, 5), nn.MaxPool2d(2),",
        ),
      ),
      ["Change 4 to 2 in line 9: …16, 5, stride=4), nn.ReLU(), nn.MaxPool2d(2), (0 left)"],
    );
    assert.deepEqual(
      found(net("            nn.Conv2d(3, 32, 3, stride=8, padding=1),\n            nn.AvgPool2d(8),")),
      [
        "Change 8 to 4 in line 10: nn.AvgPool2d(8), (0 left)",
        "Change 8 to 4 in line 9: nn.Conv2d(3, 32, 3, stride=8, padding=1), (0 left)",
      ],
    );
    assert.deepEqual(
      found(
        net(
          "            nn.Conv2d(3, 16, 3, stride=16, padding=0),\n            nn.Conv2d(16, 32, 4, padding=0, stride=4),",
        ),
      ),
      [
        "Change 4 to 2 in line 10: nn.Conv2d(16, 32, 4, padding=0, stride=4), (0 left)",
        "Change 0 to 1 in line 10: nn.Conv2d(16, 32, 4, padding=0, stride=4), (0 left)",
        "Change 16 to 8 in line 9: nn.Conv2d(3, 16, 3, stride=16, padding=0), (0 left)",
      ],
    );
  });
});
