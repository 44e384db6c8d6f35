import assert from "node:assert/strict";
import { EditorSession, plainCapabilities } from "./serverProcess.ts";

const lenet = `name: "LeNet"
layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 1 dim: 28 dim: 28 } } }
layer {
  name: "conv1"
  type: "Convolution"
  bottom: "data"
  top: "conv1"
  convolution_param { num_output: 20 kernel_size: 5 stride: 1 }
}
layer {
  name: "pool1"
  type: "Pooling"
  bottom: "conv1"
  top: "pool1"
  pooling_param { pool: MAX kernel_size: 2 stride: 2 }
}
layer {
  name: "ip1"
  type: "InnerProduct"
  bottom: "pool1"
  top: "ip1"
  inner_product_param { num_output: 500 }
}
`;
const uri = "file:///nets/lenet.prototxt";
const commands = ["convlens.showGraph", "convlens.changeInput"];

/** `CODE at LINE: MESSAGE`, lines from 1. */
const texts = (list: Awaited<ReturnType<EditorSession["pull"]>>): string[] =>
  list.map(({ code, range, message }) => `${code} at ${range.start.line + 1}: ${message}`);

describe("language server: an editor that can do everything", function () {
  this.timeout(20_000);
  let session: EditorSession;
  beforeEach(async () => {
    session = await EditorSession.start({ initializationOptions: { notifications: true, commands } });
  });
  afterEach(() => session.stop());

  it("hovers with a worked formula, costs and receptive field", async () => {
    await session.open(uri, lenet);
    const hover = await session.hover(uri, "convolution_param");
    assert.match(
      hover ?? "",
      /^\*\*`conv1`\*\* Convolution\n\n`1×1×28×28` → \*\*`1×20×24×24`\*\*\n\n28 − 5 \+ 1 = 24\n/,
    );
    assert.match(
      hover ?? "",
      /Parameters: 5·5·1·20 \+ 20 = 520 {2}\nMACs: 288,000 {2}\nReceptive field: 5×5, stride 1, start 0/,
    );
    assert.match(hover ?? "", /\[Show in graph\]\(command:convlens\.showGraph\?/);
    assert.doesNotMatch(hover ?? "", /showReceptiveField/);
  });

  it("hints at output shapes", async () => {
    await session.open(uri, lenet);
    assert.deepEqual(await session.hints(uri), [
      "2: → 1×1×28×28",
      "4: → 1×20×24×24",
      "11: → 1×20×12×12",
      "18: → 1×500",
    ]);
  });

  it("puts lenses on the network, and commands only where the client has them", async () => {
    await session.open(uri, lenet);
    const lenses = await session.lenses(uri);
    assert.deepEqual(
      lenses.map(({ command }) => `${command?.title} | ${command?.command}`),
      [
        "1.44 M parameters · 1.73 MMACs | convlens.showGraph",
        "input 1×1×28×28 (from the file) | convlens.changeInput",
        "graph | convlens.showGraph",
        "test inference | ",
      ],
    );
    assert.deepEqual(lenses[0]?.command?.arguments, [{ uri, model: "LeNet" }]);
  });

  it("outlines the layers", async () => {
    await session.open(uri, lenet);
    const [root] = await session.symbols(uri);
    assert.equal(root?.name, "LeNet");
    assert.deepEqual(
      root?.children?.map(({ name, detail, range }) => `${name}: ${detail} (${range.start.line + 1})`),
      [
        "data: Input → 1×1×28×28 (2)",
        "conv1: Convolution → 1×20×24×24 (3)",
        "pool1: Pooling → 1×20×12×12 (10)",
        "ip1: InnerProduct → 1×500 (17)",
      ],
    );
  });

  it("answers pulled diagnostics, and a fix that makes them go away", async () => {
    await session.open(uri, lenet.replace('bottom: "conv1"', 'bottom: "convl"'));
    const [fault, ...more] = await session.pull(uri);
    assert.ok(fault);
    assert.deepEqual(more, []);
    assert.equal(fault.source, "convlens");
    assert.equal(fault.severity, 1);
    assert.equal(fault.codeDescription?.href.endsWith(`/docs/rules/${fault.code}.md`), true);
    const [fix] = await session.actions(uri, fault);
    assert.ok(fix);
    assert.equal(fix.kind, "quickfix");
    assert.equal(session.applied(uri, fix), lenet);
    await session.change(uri, null, session.applied(uri, fix));
    assert.deepEqual(await session.pull(uri), []);
  });

  it("offers to write the input into the file", async () => {
    await session.open(uri, lenet);
    await session.pull(uri);
    const start = { line: 0, character: 0 };
    const [rewrite] = await session.actionsAt(uri, { start, end: start });
    assert.equal(rewrite?.kind, "refactor.rewrite");
    assert.ok(rewrite && session.applied(uri, rewrite).startsWith("# convlens: input=1x1x28x28\n"));
    const edits = await session.connection.sendRequest<{ kind: string; version: number; edits: { newText: string }[] }>(
      "convlens/inputEdits",
      { uri, inputs: ["data=1x1x32x32"] },
    );
    assert.equal(edits.version, 1);
    assert.deepEqual(
      edits.edits.map(({ newText }) => newText),
      ["# convlens: input=data:1x1x32x32\n"],
    );
    const refused = await session.connection.sendRequest<{ kind: string; reason: string }>("convlens/inputEdits", {
      uri,
      inputs: ["1xx3"],
    });
    assert.deepEqual([refused.kind, refused.reason.includes("1xx3")], ["refused", true]);
  });

  it("moves hints along with the text at once, and asks for a refresh when the new ones are there", async () => {
    await session.open(uri, lenet);
    assert.equal((await session.hints(uri)).length, 4);
    await session.change(uri, 'layer {\n  name: "conv1"', '# first\nlayer {\n  name: "conv1"');
    await session.change(uri, "num_output: 20", "num_output: 32");
    const moved = await session.hints(uri);
    assert.equal(moved[1], "5: → 1×20×24×24");
    await session.until("a refresh", () => session.refreshes.includes("inlayHint"));
    assert.deepEqual((await session.hints(uri)).slice(1), ["5: → 1×32×24×24", "12: → 1×32×12×12", "19: → 1×500"]);
  });

  it("announces each recompute with the version of the text", async () => {
    await session.open(uri, lenet);
    await session.until("version 1", () => session.networks.some(({ version }) => version === 1));
    await session.change(uri, "num_output: 500", "num_output: 10");
    await session.until("version 2", () => session.networks.some(({ version }) => version === 2));
    const last = session.networks.at(-1);
    assert.deepEqual([last?.uri, last?.selected], [uri, "LeNet"]);
  });

  it("hands out the network of a version, and none of another", async () => {
    await session.open(uri, lenet);
    const graph = (version: number | null) =>
      session.connection.sendRequest<{ uri: string; version: number; nodes: unknown[]; shownInputs: unknown[] } | null>(
        "convlens/graph",
        { uri, version, model: null },
      );
    const shown = await graph(1);
    assert.deepEqual([shown?.uri, shown?.version, shown?.nodes.length], [uri, 1, 3]);
    assert.equal(await graph(7), null);
    assert.match(
      JSON.stringify((await graph(null))?.shownInputs),
      /^\[\{"name":"data","shape":"1x1x28x28","origin":"file",/,
    );
  });

  it("summarises in the public form, with inputs of one's own", async () => {
    await session.open(uri, lenet);
    const summary = (params: object) =>
      session.connection.sendRequest<{
        version: 1;
        file: string;
        layers: { name: string; outputs: number[][]; range: object }[];
      }>("convlens/summary", { uri, ...params });
    const { version, file, layers } = await summary({});
    assert.deepEqual([version, file], [1, uri]);
    assert.deepEqual(
      layers.map(({ name, outputs }) => `${name} ${outputs[0]?.join("x")}`),
      ["data 1x1x28x28", "conv1 1x20x24x24", "pool1 1x20x12x12", "ip1 1x500"],
    );
    assert.deepEqual(layers[1]?.range, { file: uri, startLine: 4, startColumn: 9, endLine: 4, endColumn: 16 });
    const wide = await summary({ inputs: ["data=1x1x32x32"] });
    assert.deepEqual(wide.layers[1]?.outputs, [[1, 20, 28, 28]]);
    await assert.rejects(summary({ inputs: ["no shape"] }), /no shape/);
  });

  it("shows what was selected, until the choice is taken back", async () => {
    await session.open(uri, lenet);
    await session.connection.sendRequest("convlens/select", { uri, inputs: ["data=1x1x32x32"] });
    assert.equal((await session.hints(uri))[1], "4: → 1×20×28×28");
    await session.connection.sendRequest("convlens/select", { uri });
    assert.equal((await session.hints(uri))[1], "4: → 1×20×24×24");
  });

  it("counts lines that end in CRLF, and columns in UTF-16", async () => {
    const text = `name: "Ü😀" # 😀\n${lenet}`.replaceAll("\n", "\r\n").replace('name: "conv1"', 'name: "😀" ');
    await session.open(uri, text);
    const hints = await session.hints(uri);
    assert.deepEqual(hints.slice(0, 2), ["3: → 1×1×28×28", "5: → 1×20×24×24"]);
    const { range } = (await session.connection.sendRequest("textDocument/hover", {
      textDocument: { uri },
      position: { line: 4, character: 9 },
    })) as { range: unknown };
    assert.deepEqual(range, { start: { line: 4, character: 8 }, end: { line: 4, character: 12 } });
  });

  it("serves documents of every scheme", async () => {
    for (const other of ["untitled:Untitled-1", "vscode-vfs://github/a/b/net.prototxt", "git:/net.prototxt?ref"]) {
      await session.open(other, lenet, "prototxt");
      assert.equal((await session.hints(other)).length, 4, other);
    }
  });

  it("survives what is no network", async () => {
    const odd = [
      "",
      "layer {",
      "\u0000\u0001\u0002".repeat(100),
      "{".repeat(5000),
      'net: "x"\nbase_lr: 0.1\n',
      "é".repeat(10),
    ];
    for (const [index, text] of odd.entries()) {
      const name = `file:///odd${index}.prototxt`;
      await session.open(name, text);
      await session.pull(name);
      await session.hints(name);
      await session.lenses(name);
      await session.symbols(name);
    }
    await session.open(uri, lenet);
    assert.equal((await session.hints(uri)).length, 4);
    assert.deepEqual(session.said, []);
  });

  it("follows the settings, and looks at them again when they change", async () => {
    session.settings = { inlayHints: { maximumLength: 10 }, diagnostics: { severity: { "caffe-bottom": "off" } } };
    await session.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await session.open(uri, lenet);
    await session.until("an analysis", () => session.networks.length > 0);
    assert.ok((await session.hints(uri)).every((hint) => hint.length <= "18: ".length + 10));
    session.settings = { inlayHints: { enable: false }, hover: { enable: false }, codeLens: { enable: false } };
    await session.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await session.until("news", () => session.networks.length > 1);
    assert.deepEqual(await session.hints(uri), []);
    assert.deepEqual(await session.lenses(uri), []);
    assert.equal(await session.hover(uri, "convolution_param"), null);
  });
});

describe("language server: a plain editor", function () {
  this.timeout(20_000);
  let session: EditorSession;
  before(async () => {
    const initializationOptions = { settings: { analysis: { delay: 0 } } };
    session = await EditorSession.start({ capabilities: plainCapabilities, initializationOptions });
  });
  after(() => session.stop());

  it("gets diagnostics pushed, with versions, and taken back on close", async () => {
    await session.open(uri, lenet.replace("kernel_size: 5", "kernel_size: 50"));
    await session.until("diagnostics", () => session.pushed.length > 0);
    const last = session.pushed.at(-1);
    assert.equal(last?.version, 1);
    assert.equal(texts(last?.diagnostics ?? []).length, 1);
    assert.match(texts(last?.diagnostics ?? [])[0] ?? "", /^conv-kernel-too-large at 8: /);
    await session.change(uri, "kernel_size: 50", "kernel_size: 5");
    await session.until("none", () =>
      session.pushed.some(({ version, diagnostics }) => version === 2 && diagnostics.length === 0),
    );
    await session.change(uri, "kernel_size: 5 ", "kernel_size: 60 ");
    await session.until("one", () => session.pushed.at(-1)?.diagnostics.length === 1);
    await session.close(uri);
    await session.until("none", () => session.pushed.at(-1)?.diagnostics.length === 0);
  });

  it("gets fresh hints without a refresh, hovers as plain text, and edits without versions", async () => {
    await session.open(uri, lenet);
    await session.change(uri, "num_output: 20", "num_output: 8");
    assert.equal((await session.hints(uri))[1], "4: → 1×8×24×24");
    assert.match(
      (await session.hover(uri, "convolution_param")) ?? "",
      /^conv1 Convolution\n\n1×1×28×28 → 1×8×24×24\n/,
    );
    const start = { line: 0, character: 0 };
    const [rewrite] = await session.actionsAt(uri, { start, end: start });
    assert.deepEqual(Object.keys(rewrite?.edit ?? {}), ["changes"]);
    assert.ok((await session.lenses(uri)).every(({ command }) => command?.command === ""));
    assert.deepEqual(session.networks, []);
    assert.deepEqual(session.refreshes, []);
  });
});
