import assert from "node:assert/strict";
import type * as vscode from "vscode";
import { type Editor, nameDarknetFiles } from "../../src/extension/darknetLanguage.ts";

interface FakeDocument {
  readonly path: string;
  readonly text: string;
  languageId: string;
  isClosed: boolean;
}

/** Documents that are opened, closed and given languages as VS Code does. */
function fakeEditor(...open: readonly FakeDocument[]) {
  const opened: ((document: vscode.TextDocument) => unknown)[] = [];
  const closed: ((document: vscode.TextDocument) => unknown)[] = [];
  const listenTo =
    (list: typeof opened) =>
    (listener: (document: vscode.TextDocument) => unknown): vscode.Disposable => {
      list.push(listener);
      return { dispose: () => void list.splice(0) };
    };
  const asDocument = (fake: FakeDocument): vscode.TextDocument => {
    const lines = fake.text.split("\n");
    const document = {
      uri: { path: fake.path, toString: () => `file://${fake.path}` },
      lineCount: lines.length,
      lineAt: (line: number) => ({ text: lines[line] ?? "" }),
      get languageId() {
        return fake.languageId;
      },
      get isClosed() {
        return fake.isClosed;
      },
      fake,
    };
    return document as unknown as vscode.TextDocument;
  };
  const setLanguage = (document: vscode.TextDocument, language: string): void => {
    for (const listener of closed) listener(document);
    (document as unknown as { fake: FakeDocument }).fake.languageId = language;
    for (const listener of opened) listener(document);
  };
  const editor: Editor = {
    workspace: {
      textDocuments: open.map(asDocument),
      onDidOpenTextDocument: listenTo(opened),
      onDidCloseTextDocument: listenTo(closed),
    },
    languages: {
      async setTextDocumentLanguage(document, language) {
        setLanguage(document, language);
        return document;
      },
    },
  };
  return {
    editor,
    open(fake: FakeDocument): void {
      fake.isClosed = false;
      for (const listener of opened) listener(asDocument(fake));
    },
    close(fake: FakeDocument): void {
      fake.isClosed = true;
      for (const listener of closed) listener(asDocument(fake));
    },
    choose: (fake: FakeDocument, language: string) => setLanguage(asDocument(fake), language),
  };
}

const fake = (path: string, text: string, languageId = "properties"): FakeDocument => ({
  path,
  text,
  languageId,
  isClosed: false,
});

describe("the language of .cfg files", () => {
  it("is Darknet's where the first section is [net]", () => {
    const net = fake("/a/yolo.cfg", "# YOLO\n\n ; v3\n[net]\nwidth=416\n");
    const network = fake("/a/B.CFG", "[network]", "plaintext");
    const other = fake("/a/setup.cfg", "[metadata]\n[net]\n");
    const ini = fake("/a/net.ini", "[net]\n");
    const { editor, open } = fakeEditor(net, other, ini);
    nameDarknetFiles(editor);
    open(network);
    assert.deepEqual(
      [net, network, other, ini].map(({ languageId }) => languageId),
      ["darknet-cfg", "darknet-cfg", "properties", "properties"],
    );
  });

  it("stays what it is chosen to be, until the file is opened anew", () => {
    const net = fake("/a/yolo.cfg", "[net]\n");
    const yaml = fake("/a/b.cfg", "[net]\n", "yaml");
    const { editor, open, close, choose } = fakeEditor(net, yaml);
    nameDarknetFiles(editor);
    choose(net, "ini");
    assert.equal(net.languageId, "ini");
    assert.equal(yaml.languageId, "yaml");
    close(net);
    net.languageId = "properties";
    open(net);
    assert.equal(net.languageId, "darknet-cfg");
  });
});
