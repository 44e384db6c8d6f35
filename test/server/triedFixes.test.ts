import assert from "node:assert/strict";
import { EditorSession } from "./serverProcess.ts";

const uri = "file:///nets/net.py";
const text = `import torch
from torch import nn

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

if __name__ == "__main__":
    Net()(torch.zeros(1, 3, 32, 32))
`;

describe("language server: fixes by trying", function () {
  this.timeout(20_000);
  let session: EditorSession;
  before(async () => {
    session = await EditorSession.start({});
  });
  after(() => session.stop());

  it("offers numbers far from the fault that mend it, and gives the same answer when asked again", async () => {
    await session.open(uri, text, "python");
    const [fault, ...more] = await session.pull(uri);
    assert.ok(fault);
    assert.deepEqual(more, []);
    assert.equal(fault.message, "expected 256 input channels, got 128");
    const actions = await session.actions(uri, fault);
    const fixes = actions.filter(({ kind }) => kind === "quickfix");
    assert.deepEqual(
      fixes.map(({ title }) => title),
      [
        "Change 256 to 128 in line 5: def __init__(self, width=256):",
        "Change 128 to 256 in line 16: self.stem = nn.Conv2d(3, 128, 3)",
      ],
    );
    assert.deepEqual(await session.actions(uri, fault), actions);
    const [first] = fixes;
    assert.ok(first);
    assert.equal(session.applied(uri, first), text.replace("width=256", "width=128"));
    await session.change(uri, null, session.applied(uri, first));
    assert.deepEqual(await session.pull(uri), []);
  });

  it("answers without them when the text changes meanwhile", async () => {
    await session.change(uri, null, text);
    const [fault] = await session.pull(uri);
    assert.ok(fault);
    const asked = session.actions(uri, fault);
    await session.change(uri, null, `# later\n${text}`);
    for (const { title } of await asked) assert.doesNotMatch(title, /in line 5:/);
    const [moved] = await session.pull(uri);
    assert.ok(moved);
    const titles = (await session.actions(uri, moved)).map(({ title }) => title);
    assert.ok(titles.includes("Change 256 to 128 in line 6: def __init__(self, width=256):"), titles.join("\n"));
  });
});
