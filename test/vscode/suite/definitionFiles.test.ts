import assert from "node:assert/strict";
import * as vscode from "vscode";
import { hasBridge, ask as inBrowser, screenshot } from "../bridge.ts";
import { api, closeAll, codeOf, diagnosticsOf, eventually, hoverAt, positionOf } from "../editor.ts";

/** What an editor does with a language, in two files of one network each: a text, and places in it. */
interface Language {
  readonly id: "prototxt" | "darknet-cfg";
  readonly text: string;
  /** Words, numbers and comments that have a colour each. */
  readonly coloured: readonly string[];
  readonly hover: { readonly at: string; readonly says: RegExp };
  readonly hints: readonly string[];
  readonly outline: readonly string[];
  /** First and last line of each part that folds, from 0. */
  readonly folds: readonly (readonly [number, number])[];
  readonly reference: { readonly from: string; readonly into: number; readonly to: number; readonly all: number };
  readonly completions: readonly { readonly at: string; readonly offers: string; readonly documented: boolean }[];
  readonly untidy: readonly [before: string, after: string];
  readonly faults: readonly Fault[];
}

interface Fault {
  readonly name: string;
  readonly change: readonly [before: string, after: string];
  readonly code: string;
  readonly says: RegExp;
  /** What the fix makes of the change; null: nothing can be written in its place. */
  readonly fixed: string | null;
}

const prototxt: Language = {
  id: "prototxt",
  text: `name: "Small"  # one of each
input: "data"
input_shape { dim: 1 dim: 3 dim: 32 dim: 32 }
layer {
  name: "conv1"
  type: "Convolution"
  bottom: "data"
  top: "conv1"
  convolution_param { num_output: 8 kernel_size: 3 pad: 1 group: 1 }
}
layer {
  name: "relu1"
  type: "ReLU"
  bottom: "conv1"
  top: "conv1"
}
layer {
  name: "conv2"
  type: "Convolution"
  bottom: "conv1"
  top: "conv2"
  convolution_param { num_output: 8 kernel_size: 1 }
}
layer {
  name: "sum"
  type: "Eltwise"
  bottom: "conv1"
  bottom: "conv2"
  top: "sum"
}
`,
  coloured: ["# one of each", "num_output", '"Convolution"', "8"],
  hover: { at: '"Convolution"', says: /1×3×32×32[\s\S]*1×8×32×32[\s\S]*Parameters: 3·3·3·8 \+ 8 = 224/ },
  hints: ["→ 1×8×32×32"],
  outline: ["conv1", "relu1", "conv2", "sum"],
  folds: [
    [3, 8],
    [10, 14],
    [16, 21],
    [23, 28],
  ],
  reference: { from: 'bottom: "conv1"\n  top: "conv2"', into: 10, to: 14, all: 5 },
  completions: [
    { at: '"Eltwise', offers: "Convolution", documented: true },
    { at: "{ num_output: 8 ", offers: "stride", documented: true },
    { at: 'bottom: "conv2', offers: "data", documented: false },
  ],
  untidy: ['  type: "ReLU"', '       type: "ReLU"'],
  faults: [
    {
      name: "a bottom that nothing makes",
      change: ['bottom: "conv2"', 'bottom: "conv3"'],
      code: "unknown-bottom",
      says: /conv3/,
      fixed: 'bottom: "conv2"',
    },
    {
      name: "a top that is there already",
      change: ['top: "sum"', 'top: "data"'],
      code: "duplicate-top",
      says: /data/,
      fixed: null,
    },
    {
      name: "channels that do not fit",
      change: ["num_output: 8 kernel_size: 1", "num_output: 9 kernel_size: 1"],
      code: "add-shape",
      says: /8.*9|9.*8/,
      fixed: "num_output: 8",
    },
    {
      name: "channels that do not divide into groups",
      change: ["num_output: 8 kernel_size: 3 pad: 1 group: 1", "num_output: 8 kernel_size: 3 pad: 1 group: 3"],
      code: "conv-groups",
      says: /8.*3/,
      fixed: null,
    },
    {
      name: "a type that is misspelt",
      change: ['"ReLU"', '"RelU"'],
      code: "layer-type",
      says: /RelU/,
      fixed: '"ReLU"',
    },
  ],
};

const cfg: Language = {
  id: "darknet-cfg",
  text: `[net]
width=32
height=32
channels=3

# the first
[convolutional]
filters=8
size=3
stride=1
pad=1
groups=1
activation=leaky

[convolutional]
filters=8
size=1
stride=1
activation=linear

[shortcut]
from=-2

[route]
layers=-1,0
`,
  coloured: ["# the first", "filters", "convolutional", "8"],
  hover: { at: "[convolutional]", says: /1×3×32×32[\s\S]*1×8×32×32[\s\S]*Parameters: 3·3·3·8 \+ 8 = 224/ },
  hints: ["→ 1×8×32×32", "→ 1×16×32×32"],
  outline: ["0:convolutional", "1:convolutional", "2:shortcut", "3:route"],
  folds: [
    [0, 3],
    [6, 12],
    [14, 18],
    [20, 21],
    [23, 24],
  ],
  reference: { from: "layers=-1,0", into: 10, to: 6, all: 3 },
  completions: [
    { at: "[short", offers: "maxpool", documented: true },
    { at: "\nstride=1\na", offers: "batch_normalize", documented: true },
    { at: "from=-2", offers: "-1", documented: false },
  ],
  untidy: ["stride=1\nactivation=linear", "stride = 1\n  activation=linear"],
  faults: [
    {
      name: "a route out of range",
      change: ["layers=-1,0", "layers=-1,9"],
      code: "layer-range",
      says: /9/,
      fixed: null,
    },
    {
      name: "a from whose shape does not fit",
      change: ["size=1\nstride=1", "size=1\nstride=2"],
      code: "shortcut-shape",
      says: /16|32/,
      fixed: null,
    },
    {
      name: "channels that do not divide into groups",
      change: ["groups=1", "groups=3"],
      code: "conv-groups",
      says: /3/,
      fixed: null,
    },
    {
      name: "an activation that is misspelt",
      change: ["activation=leaky", "activation=leeky"],
      code: "activation",
      says: /leeky/,
      fixed: "activation=leaky",
    },
  ],
};

for (const language of [prototxt, cfg]) {
  describe(`a ${language.id} file in the editor`, () => {
    let document: vscode.TextDocument;
    let editor: vscode.TextEditor;

    before(async () => {
      document = await vscode.workspace.openTextDocument({ language: language.id, content: language.text });
      editor = await vscode.window.showTextDocument(document, { preview: false });
      await networkThere();
    });
    after(closeAll);

    const networkThere = () =>
      eventually("the network", async () => (await api()).network(document.uri)?.version === document.version);
    const ask = <T>(provider: string, ...args: unknown[]): Thenable<T> =>
      vscode.commands.executeCommand<T>(`vscode.execute${provider}`, document.uri, ...args);
    const replace = async (before: string, after: string): Promise<void> => {
      const range = new vscode.Range(positionOf(document, before), positionOf(document, before, before.length));
      await editor.edit((edit) => edit.replace(range, after));
    };
    const restore = async (): Promise<void> => {
      const everything = new vscode.Range(0, 0, document.lineCount, 0);
      if (document.getText() !== language.text) await editor.edit((edit) => edit.replace(everything, language.text));
      await networkThere();
    };
    afterEach(restore);

    it("is coloured", async function () {
      if (!hasBridge()) return this.skip();
      await vscode.commands.executeCommand("workbench.action.closePanel");
      editor.revealRange(new vscode.Range(0, 0, 0, 0), vscode.TextEditorRevealType.AtTop);
      // The editor has a class for each colour.
      const colours = new Map<string, string>();
      let looks = 0;
      await eventually("colours", async () => {
        // In one run out of many no colour came in 20 s: VS Code colours in a worker, and begins anew with the language.
        if (++looks % 10 === 0) {
          await vscode.languages.setTextDocumentLanguage(document, "plaintext");
          await vscode.languages.setTextDocumentLanguage(document, language.id);
        }
        colours.clear();
        for (let mark = 1; mark < 30; mark++) {
          const texts = (await inBrowser("text", { selector: `.view-line .mtk${mark}` })) as string[];
          for (const text of texts) colours.set(text.replaceAll("\u00a0", " ").trim(), `mtk${mark}`);
        }
        const missing = language.coloured.filter((text) => !colours.has(text));
        if (missing.length > 0) throw new Error(`${missing.join(", ")} missing in ${JSON.stringify([...colours])}`);
        return true;
      }).catch(async (error) => {
        await screenshot(`colours-${language.id}`);
        throw error;
      });
      const differing = new Set(language.coloured.map((text) => colours.get(text)));
      assert.equal(differing.size, language.coloured.length, JSON.stringify([...colours]));
    });

    it("toggles comments and finds the other bracket", async () => {
      const line = positionOf(document, language.reference.from).line;
      editor.selection = new vscode.Selection(line, 0, line, 0);
      const plain = document.lineAt(line).text;
      await vscode.commands.executeCommand("editor.action.commentLine");
      assert.match(document.lineAt(line).text, /^\s*# /);
      await vscode.commands.executeCommand("editor.action.commentLine");
      assert.equal(document.lineAt(line).text, plain);
      const open = document.getText().search(/[[{]/);
      editor.selection = new vscode.Selection(document.positionAt(open), document.positionAt(open));
      await vscode.commands.executeCommand("editor.action.jumpToBracket");
      const close = document.getText().search(/[\]}]/);
      assert.equal(document.offsetAt(editor.selection.active), close);
    });

    it("hovers, hints and has lenses", async () => {
      const text = await eventually("a hover", () => hoverAt(document, positionOf(document, language.hover.at, 4)));
      assert.match(text, language.hover.says);
      const hints = await eventually("hints", async () => {
        const found = await ask<vscode.InlayHint[]>("InlayHintProvider", new vscode.Range(0, 0, document.lineCount, 0));
        return found.length > 0 && found.map(({ label }) => String(label));
      });
      for (const hint of language.hints) assert.ok(hints.includes(hint), hints.join("\n"));
      const lenses = await eventually("lenses", async () => {
        const found = await ask<vscode.CodeLens[]>("CodeLensProvider", 20);
        return found.length > 0 && found.map(({ command }) => command?.title ?? "");
      });
      assert.ok(lenses.some((title) => /parameters/.test(title)) && lenses.some((title) => /1×3×32×32/.test(title)));
      const at = positionOf(document, language.hover.at, 4);
      editor.selection = new vscode.Selection(at, at);
      await vscode.commands.executeCommand("editor.action.showHover");
      await new Promise((resolve) => setTimeout(resolve, 1200));
      await screenshot(`editor-${language.id}`);
      await vscode.commands.executeCommand("editor.action.hideHover");
    });

    it("has an outline, and folds", async () => {
      const [root] = await eventually("the outline", async () => {
        const found = await ask<vscode.DocumentSymbol[]>("DocumentSymbolProvider");
        return (found?.[0]?.children.length ?? 0) > 0 && found;
      });
      assert.deepEqual(
        root?.children.map(({ name }) => name),
        language.outline,
      );
      const folds = await ask<vscode.FoldingRange[]>("FoldingRangeProvider");
      const lines = folds.map(({ start, end }) => [start, end]).sort(([a = 0], [b = 0]) => a - b);
      for (const fold of language.folds)
        assert.ok(
          lines.some((each) => String(each) === String(fold)),
          String(fold),
        );
    });

    it("goes to the definition and finds references", async () => {
      const { from, into, to, all } = language.reference;
      const at = positionOf(document, from, into);
      const definitions = await ask<(vscode.Location | vscode.LocationLink)[]>("DefinitionProvider", at);
      const [line] = definitions.map((found) =>
        "targetUri" in found ? (found.targetSelectionRange ?? found.targetRange).start.line : found.range.start.line,
      );
      assert.equal(line, to);
      assert.equal((await ask<vscode.Location[]>("ReferenceProvider", at)).length, all);
    });

    it("renames a blob everywhere; a section has no name", async () => {
      const { from, into } = language.reference;
      const renamed = await Promise.resolve(
        ask<vscode.WorkspaceEdit>("DocumentRenameProvider", positionOf(document, from, into), "features"),
      ).catch((error: Error) => error);
      if (language.id === "darknet-cfg") {
        const said = renamed instanceof vscode.WorkspaceEdit ? String(renamed.size) : String(renamed.message);
        assert.match(said, /sections have numbers|^0$/);
        return;
      }
      assert.ok(renamed instanceof vscode.WorkspaceEdit);
      await vscode.workspace.applyEdit(renamed);
      assert.equal(document.getText().split('"features"').length - 1, 5);
      assert.match(document.getText(), /name: "conv1"/);
    });

    for (const { at, offers, documented } of language.completions)
      it(`completes ${offers} at ${at.trim()}`, async () => {
        const place = positionOf(document, at, at.length);
        const { items } = await ask<vscode.CompletionList>("CompletionItemProvider", place);
        const item = items.find(({ label }) => (typeof label === "string" ? label : label.label) === offers);
        assert.ok(item, items.map(({ label }) => JSON.stringify(label)).join(" "));
        if (documented) assert.ok(item.documentation, "without documentation");
        if (documented) {
          editor.selection = new vscode.Selection(place, place);
          await vscode.commands.executeCommand("editor.action.triggerSuggest");
          await new Promise((resolve) => setTimeout(resolve, 1200));
          await screenshot(`completion-${language.id}-${offers}`);
          await vscode.commands.executeCommand("hideSuggestWidget");
        }
      });

    it("is formatted without a change but white space", async () => {
      const [before, after] = language.untidy;
      await replace(before, after);
      const edits = await ask<vscode.TextEdit[]>("FormatDocumentProvider", { tabSize: 2, insertSpaces: true });
      const change = new vscode.WorkspaceEdit();
      change.set(document.uri, edits);
      await vscode.workspace.applyEdit(change);
      assert.equal(document.getText().replace(/\s/g, ""), language.text.replace(/\s/g, ""));
      assert.ok(!document.getText().includes(after), document.getText());
    });

    for (const { name, change, code, says, fixed } of language.faults)
      it(`reports ${name}${fixed === null ? "" : ", and mends it"}`, async () => {
        assert.deepEqual(diagnosticsOf(document).map(codeOf), []);
        await replace(...change);
        const fault = await eventually(code, () => diagnosticsOf(document).find((found) => codeOf(found) === code));
        assert.match(fault.message, says);
        if (fixed === null) return;
        const fix = await eventually("the fix", async () => {
          const actions = await ask<vscode.CodeAction[]>(
            "CodeActionProvider",
            fault.range,
            vscode.CodeActionKind.QuickFix.value,
          );
          return actions.find(({ edit }) => edit !== undefined);
        });
        assert.ok(fix.edit);
        await vscode.workspace.applyEdit(fix.edit);
        assert.ok(document.getText().includes(fixed), document.getText());
        assert.equal(document.getText(), language.text);
        await eventually("silence", () => diagnosticsOf(document).length === 0);
      });

    it("is drawn as a graph", async () => {
      await vscode.commands.executeCommand("convlens.showGraph", { uri: document.uri.toString() });
      await eventually("the graph", async () => {
        const found = await (await api()).report("graph");
        return found.view === "graph" && found.uri === document.uri.toString() && found.visibleNodes >= 6;
      });
      await screenshot(`graph-${language.id}`);
    });
  });
}
