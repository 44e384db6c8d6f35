import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { EditorSession, fileUri, plainCapabilities } from "./serverProcess.ts";

const lenet = `import torch
from torch import nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.pool = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc = nn.Linear(16 * 5 * 5, num_classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        return self.fc(x)
`;
const uri = "file:///nets/lenet.py";

const block = `from torch import nn


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(3, channels, 3)

    def forward(self, x):
        return self.conv(x)
`;
const user = `from torch import nn
from block import Block


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(8)

    def forward(self, x):
        return self.block(x)
`;

/** A model after the first one, with a fault of its own. */
const second = `

class Second(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(5, 8, 3)
        self.d = nn.Conv2d(4, 8, 3)

    def forward(self, x):
        return self.d(self.c(x))
`;

describe("language server on Python", function () {
  this.timeout(30_000);
  let session: EditorSession;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "convlens-"));
    session = await EditorSession.start({
      root: fileUri(folder),
      initializationOptions: { notifications: true },
    });
  });
  afterEach(async () => {
    await session.stop();
    rmSync(folder, { recursive: true });
  });

  it("hands out the network of a model with the places of its arguments", async () => {
    await session.open(uri, lenet);
    const graph = await session.connection.sendRequest<{
      nodes: { name: string; attrAt: Record<string, object> }[];
    } | null>("convlens/graph", { uri, version: null, model: null });
    const conv = graph?.nodes.find(({ name }) => name === "conv1");
    const start = lenet.indexOf("1, 6, 5");
    assert.deepEqual(conv?.attrAt["inChannels"], {
      file: uri,
      start,
      end: start + 1,
      constant: true,
      argument: "in_channels",
    });
  });

  it("hints, hovers and infers the input from the layers", async () => {
    await session.open(uri, lenet);
    assert.deepEqual(await session.hints(uri), ["15: → 1×6×14×14", "16: → 1×16×5×5", "17: → 1×400", "18: → 1×10"]);
    const called = await session.hover(uri, "self.conv2(x)");
    assert.match(called ?? "", /^\*\*`conv2`\*\* Conv2d\n\n`1×6×14×14` → \*\*`1×16×10×10`\*\*\n\n14 − 5 \+ 1 = 10\n/);
    const constructed = await session.hover(uri, "nn.Conv2d(6, 16, 5)");
    assert.equal(constructed, called);
    assert.match((await session.hover(uri, "LeNet(nn")) ?? "", /1×1×32×32 · .*32\.\.35/);
  });

  it("reports a wrong argument on the argument, once, and its fix makes it go away", async () => {
    await session.open(uri, lenet);
    await session.pull(uri);
    await session.change(uri, "16 * 5 * 5", "16 * 6 * 5");
    const [fault, ...more] = await session.pull(uri);
    assert.ok(fault);
    assert.deepEqual(more, []);
    assert.equal(session.document(uri).getText(fault.range), "16 * 6 * 5");
    assert.match(String(fault.message), /480.*400/);
    assert.equal(await session.hover(uri, "16 * 6 * 5"), null);
    const [fix] = await session.actions(uri, fault);
    assert.ok(fix);
    await session.change(uri, null, session.applied(uri, fix));
    assert.deepEqual(await session.pull(uri), []);
  });

  it("goes on after a fault", async () => {
    await session.open(uri, lenet.replace("nn.Conv2d(6, 16, 5)", "nn.Conv2d(3, 16, 5)"));
    assert.deepEqual(
      (await session.pull(uri)).map(({ code }) => code),
      ["conv-channels"],
    );
    assert.deepEqual((await session.hints(uri)).slice(1, 3), ["16: → 1×16×5×5", "17: → 1×400"]);
  });

  it("says nothing about Python that defines no network", async () => {
    await session.open(uri, "import os\n\nclass A:\n    def forward(self, x):\n        return self.conv(x)\n");
    assert.deepEqual(await session.hints(uri), []);
    assert.deepEqual(await session.lenses(uri), []);
    assert.deepEqual(await session.pull(uri), []);
    assert.equal(await session.hover(uri, "class A"), null);
    assert.deepEqual(await session.symbols(uri), []);
  });

  it("follows an import, the edits of an imported document, and changes on disk", async () => {
    const blockFile = path.join(folder, "block.py");
    const netUri = fileUri(path.join(folder, "net.py"));
    const blockUri = fileUri(blockFile);
    writeFileSync(blockFile, block);
    await session.open(netUri, user);
    assert.deepEqual(await session.hints(netUri), ["11: → 1×8×222×222"]);
    assert.match((await session.hover(netUri, "self.block(x)")) ?? "", /1×3×224×224.*1×8×222×222/);

    await session.open(blockUri, block);
    await session.change(blockUri, "channels, 3)", "channels, 5)");
    await session.until("news of the importer", () => session.refreshes.includes("inlayHint"));
    assert.deepEqual(await session.hints(netUri), ["11: → 1×8×220×220"]);

    const seen = session.networks.length;
    await session.close(blockUri);
    await session.until("the text on disk", () => session.networks.slice(seen).some((news) => news.uri === netUri));
    assert.deepEqual(await session.hints(netUri), ["11: → 1×8×222×222"]);

    writeFileSync(blockFile, block.replace("channels, 3)", "channels, 7)"));
    const before = session.networks.length;
    await session.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: blockUri, type: 2 }],
    });
    await session.until("the change on disk", () => session.networks.slice(before).some((news) => news.uri === netUri));
    assert.deepEqual(await session.hints(netUri), ["11: → 1×8×218×218"]);
    assert.ok(session.watched.includes("workspace/didChangeWatchedFiles"));
  });

  it("finds a file that is created after it was looked for", async () => {
    const netUri = fileUri(path.join(folder, "net.py"));
    const blockFile = path.join(folder, "block.py");
    await session.open(netUri, user);
    assert.deepEqual(await session.pull(netUri), []);
    writeFileSync(blockFile, block);
    const before = session.networks.length;
    await session.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: fileUri(blockFile), type: 1 }],
    });
    await session.until("the new file", () => session.networks.length > before);
    assert.deepEqual(await session.hints(netUri), ["11: → 1×8×222×222"]);
  });

  it("finds a file in a folder that the program looks through, created after it looked", async () => {
    const netUri = fileUri(path.join(folder, "net.py"));
    const widths = path.join(folder, "widths.json");
    const found = "json.load(open(glob.glob('*.json')[0]))['width'] if glob.glob('*.json') else 8";
    writeFileSync(path.join(folder, "block.py"), block);
    await session.open(netUri, `import glob, json\n${user.replace("Block(8)", `Block(${found})`)}`);
    assert.deepEqual(await session.hints(netUri), ["12: → 1×8×222×222"]);
    writeFileSync(widths, '{"width": 24}');
    const before = session.networks.length;
    await session.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: fileUri(widths), type: 1 }],
    });
    await session.until("the new file", () => session.networks.length > before);
    assert.deepEqual(await session.hints(netUri), ["12: → 1×24×222×222"]);
  });

  it("reports what is wrong in a model that is not the shown one", async () => {
    await session.open(uri, lenet + second);
    await session.pull(uri);
    await session.until("a look at the others", () => session.refreshes.includes("diagnostic"));
    const found = (await session.pull(uri)).map(({ code, range }) => `${code} ${session.document(uri).getText(range)}`);
    assert.deepEqual(found, ["conv-channels 4"]);
    assert.match((await session.hover(uri, "self.d(self.c(x))")) ?? "", /^\*\*`d`\*\*/);
    assert.ok((await session.hints(uri)).some((hint) => hint.startsWith("28: ")));
  });

  it("answers an edit during an endless loop within 300 ms and the pause", async () => {
    await session.open(uri, lenet);
    await session.pull(uri);
    const loops =
      "        n = 0\n        while True:\n            n += 1\n            for i in range(10 ** 9):\n                n += i\n";
    await session.change(uri, "        self.conv1 =", `${loops}        self.conv1 =`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const start = performance.now();
    await session.change(uri, loops, "");
    await session.pull(uri);
    const elapsed = performance.now() - start;
    assert.deepEqual((await session.hints(uri))[0], "15: → 1×6×14×14");
    assert.ok(elapsed < 300 + 150, `${elapsed.toFixed(0)} ms`);
  });

  it("hovers over the text as it is now, without waiting for the pause", async () => {
    session.settings = { analysis: { delay: 5_000 } };
    await session.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await session.open(uri, lenet);
    await session.pull(uri);
    await session.change(uri, "nn.Conv2d(6, 16, 5)", "nn.Conv2d(6, 24, 5)");
    assert.match((await session.hover(uri, "self.conv2(x)")) ?? "", /1×6×14×14.*1×24×10×10/);
  });

  it("keeps documents of hostile texts alive", async () => {
    const odd = [
      `${"import torch\n".repeat(3)}x = [0] * 10 ** 12\n`,
      "import torch\ndef f(): return f()\nf()\n",
      "from torch import nn\nclass N(nn.Module):\n  def forward(self, x): return self.forward(x)\n",
      "from torch import nn\nclass N(nn.Module):\n  def __getattr__(self, n): return getattr(self, n)\n  def forward(self, x): return self.a(x)\n",
      `import torch\n${"(".repeat(20_000)}`,
      `import torch\nx = ${"-".repeat(20_000)}1\n`,
      lenet.slice(0, 300),
      lenet.slice(0, 420),
      "\u0000".repeat(1000),
    ];
    for (const [index, text] of odd.entries()) {
      const name = `file:///odd${index}.py`;
      await session.open(name, text);
      await session.pull(name);
      await session.hints(name);
    }
    await session.open(uri, lenet);
    assert.equal((await session.hints(uri)).length, 4);
    assert.deepEqual(session.said, []);
  });
});

describe("language server on Python, for other editors", function () {
  this.timeout(30_000);
  const remote = "vscode-vfs://host/a/net.py";

  it("asks the client for imported files that it cannot read itself, in rounds", () => {
    const files = { "vscode-vfs://host/a/block.py": block };
    const options = { root: "vscode-vfs://host/a", initializationOptions: { readFile: true }, files };
    return EditorSession.during(options, async (session) => {
      await session.open(remote, user);
      assert.deepEqual(await session.hints(remote), ["11: → 1×8×222×222"]);
      assert.ok(session.reads.includes("vscode-vfs://host/a/block.py"));
    });
  });

  it("takes them as absent when the client reads no files", () =>
    EditorSession.during({}, async (session) => {
      await session.open(remote, user);
      assert.deepEqual(await session.pull(remote), []);
      assert.deepEqual(session.reads, []);
    }));

  it("pushes the faults of every model in the end", () =>
    EditorSession.during({ capabilities: plainCapabilities }, async (session) => {
      await session.open(uri, lenet + second);
      await session.until("both models", () => session.pushed.at(-1)?.diagnostics.length === 1);
    }));
});
