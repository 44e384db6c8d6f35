import assert from "node:assert/strict";
import type {
  CompletionItem,
  DocumentHighlight,
  Location,
  LocationLink,
  Range,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { withCursor } from "../core/ide/cursor.ts";
import { EditorSession, fullCapabilities, plainCapabilities } from "./serverProcess.ts";

const net = `input: "data"
layer { name: "c" type: "Convolution" bottom: "data" top: "c" }
layer { name: "r" type: "ReLU" bottom: "c" top: "c" }
layer { name: "p" type: "Pooling" bottom: "c" top: "p" }
`;
const uri = "file:///nets/net.prototxt";
const cfgUri = "file:///nets/net.cfg";
const cfg = "[net]\n[convolutional]\n[maxpool]\n[route]\nlayers = -1, 0\n";

const short = ({ start, end }: Range): string => `${start.line}:${start.character}-${end.character}`;

/** Opens the text and asks about the place of its cursor. */
async function ask<Result>(
  session: EditorSession,
  method: string,
  marked: string,
  more: object = {},
  at: { readonly uri: string; readonly language: string } = { uri, language: "prototxt" },
): Promise<Result> {
  const { text, offset } = withCursor(marked);
  await session.open(at.uri, text, at.language);
  const position = session.document(at.uri).positionAt(offset);
  return session.connection.sendRequest<Result>(`textDocument/${method}`, {
    textDocument: { uri: at.uri },
    position,
    ...more,
  });
}

describe("language server: names in declarative formats", function () {
  this.timeout(20_000);
  const linking = {
    ...fullCapabilities,
    textDocument: {
      ...fullCapabilities.textDocument,
      definition: { linkSupport: true },
      completion: { completionItem: { snippetSupport: true } },
    },
  };
  let session: EditorSession;
  before(async () => {
    session = await EditorSession.start({ capabilities: linking });
  });
  after(() => session.stop());

  it("goes to the layer that makes a blob, and to a section from its number", async () => {
    const links = await ask<LocationLink[]>(session, "definition", net.replace('"c" top: "p"', '"$0c" top: "p"'));
    assert.equal(links.length, 1);
    const [link] = links;
    assert(link?.originSelectionRange);
    assert.deepEqual([link.originSelectionRange, link.targetSelectionRange, link.targetRange].map(short), [
      "3:43-44",
      "2:49-50",
      "2:0-53",
    ]);
    const at = { uri: cfgUri, language: "darknet-cfg" };
    const [section] = await ask<LocationLink[]>(session, "definition", cfg.replace("0\n", "$00\n"), {}, at);
    assert.equal(section && short(section.targetSelectionRange), "1:1-14");
  });

  it("finds references with and without declarations, and highlights what writes and reads", async () => {
    const marked = net.replace('bottom: "c"', 'bottom: "$0c"');
    const all = { context: { includeDeclaration: true } };
    const uses = { context: { includeDeclaration: false } };
    const found = await ask<Location[]>(session, "references", marked, all);
    assert.deepEqual(
      found.map(({ range }) => short(range)),
      ["1:59-60", "2:40-41", "2:49-50", "3:43-44"],
    );
    assert.equal((await ask<Location[]>(session, "references", marked, uses)).length, 2);
    const highlights = await ask<DocumentHighlight[]>(session, "documentHighlight", marked);
    assert.deepEqual(
      highlights.map(({ kind }) => kind),
      [3, 2, 3, 2],
    );
  });

  it("completes with snippets where the client has them", async () => {
    const marked = net.replace('type: "Pooling" ', 'type: "Pooling" poo$0 ');
    const items = await ask<CompletionItem[]>(session, "completion", marked);
    const item = items.find(({ label }) => label === "pooling_param");
    assert.deepEqual(item?.documentation, "The settings of Pooling layers");
    assert.deepEqual(item?.textEdit, {
      range: { start: { line: 3, character: 34 }, end: { line: 3, character: 37 } },
      newText: "pooling_param { $0 \\}",
    });
  });

  it("renames a blob, and says why it does not", async () => {
    const marked = net.replace('bottom: "c"', 'bottom: "$0c"');
    assert.equal(short(await ask<Range>(session, "prepareRename", marked)), "2:40-41");
    const edit = await ask<WorkspaceEdit>(session, "rename", marked, { newName: "conv" });
    assert.equal(session.applied(uri, { title: "", edit }), net.replaceAll(/(bottom|top): "c"/g, '$1: "conv"'));
    await assert.rejects(ask(session, "rename", marked, { newName: "data" }), /another blob "data"/);
    await assert.rejects(ask(session, "prepareRename", net.replace("layer", "lay$0er")), /Only blobs can be renamed/);
    const at = { uri: cfgUri, language: "darknet-cfg" };
    await assert.rejects(ask(session, "prepareRename", cfg.replace("max", "m$0ax"), {}, at), /sections have numbers/);
  });

  it("formats with the editor's indent", async () => {
    await session.open(uri, net.replace('input: "data"', 'input:"data"').replace("{ name", "{\nname"));
    const textDocument = { uri };
    const options = { tabSize: 4, insertSpaces: true };
    const edits = await session.connection.sendRequest<TextEdit[]>("textDocument/formatting", {
      textDocument,
      options,
    });
    assert.deepEqual(
      edits.map(({ newText }) => newText),
      ['input: "data"\n', '    name: "c" type: "Convolution" bottom: "data" top: "c" }\n'],
    );
  });

  it("folds brackets of several lines, and sections", async () => {
    const fold = (at: string) =>
      session.connection.sendRequest("textDocument/foldingRange", { textDocument: { uri: at } });
    await session.open(uri, 'layer {\n  param { lr_mult: 1 }\n  top: "a"\n}\nlayer { name: "b" }\n');
    assert.deepEqual(await fold(uri), [{ startLine: 0, endLine: 2 }]);
    await session.open(cfgUri, "[net]\nwidth=1\n\n[maxpool]\nsize=2\nstride=2\n\n[avgpool]\n", "darknet-cfg");
    assert.deepEqual(await fold(cfgUri), [
      { startLine: 0, endLine: 1 },
      { startLine: 3, endLine: 5 },
    ]);
  });

  it("has no answer in Python, nor for a document that is not open", async () => {
    const python = { uri: "file:///net.py", language: "python" };
    assert.equal(await ask(session, "definition", "x = 1\nprint($0x)\n", {}, python), null);
    const textDocument = { uri: "file:///closed.prototxt" };
    const position = { line: 0, character: 0 };
    assert.equal(await session.connection.sendRequest("textDocument/definition", { textDocument, position }), null);
  });
});

describe("language server: announcing what it does with names", function () {
  this.timeout(20_000);

  it("tells clients that can be told later about its formats alone", async () => {
    const { textDocument } = fullCapabilities;
    const capabilities = {
      ...fullCapabilities,
      textDocument: { ...textDocument, definition: { dynamicRegistration: true } },
    };
    await EditorSession.during({ capabilities }, async (session) => {
      await session.until("a registration", () => session.watched.includes("textDocument/definition"));
      assert.equal(session.announced["definitionProvider"], undefined);
      assert.ok(session.announced["referencesProvider"]);
    });
  });

  it("gives plain clients places without links", async () => {
    await EditorSession.during({ capabilities: plainCapabilities }, async (session) => {
      assert.ok(session.announced["definitionProvider"]);
      const [place] = await ask<Location[]>(session, "definition", net.replace('"data" top', '"data$0" top'));
      assert.deepEqual([place?.uri, place && short(place.range)], [uri, "0:8-12"]);
    });
  });
});
