import assert from "node:assert/strict";
import type { DefinitionLanguage } from "../../../src/core/ide/languages.ts";
import { renameAt, renamePlaceAt } from "../../../src/core/ide/rename.ts";
import { render } from "../../../src/core/messages/index.ts";
import { darknet, prototxt, withCursor } from "./cursor.ts";

/** The text with the new name, or why there is none. */
function renamed(language: DefinitionLanguage, marked: string, name: string): string {
  const { text, offset } = withCursor(marked);
  const result = renameAt(language, text, offset, name);
  if (result.kind === "refused") return `refused: ${render(result.reason)}`;
  return result.edits.reduceRight((put, { at, text: by }) => put.slice(0, at.start) + by + put.slice(at.end), text);
}

describe("renaming a blob", () => {
  const text = `input: 'a'
layer { name: "a" bottom: "a" top: b param { name: "a" } }
layer { name: "r" bottom: ["b", "a"] top: "b" }
`;

  it("changes inputs, bottoms and tops and no other name", () => {
    const after = text.replace("'a'", "'x/1'").replace('bottom: "a"', 'bottom: "x/1"').replace(', "a"', ', "x/1"');
    assert.equal(renamed(prototxt, text.replace("'a'", "'$0a'"), "x/1"), after);
    assert.equal(renamed(prototxt, text.replace('bottom: "a"', 'bottom: "$0a"'), "x/1"), after);
  });

  it("puts quotes where a name has none", () => {
    const after = text.replace("top: b", 'top: "y"').replace('["b"', '["y"').replace('top: "b"', 'top: "y"');
    assert.equal(renamed(prototxt, text.replace("top: b", "top: $0b"), "y"), after);
  });

  it("changes the input that a directive speaks of, from there too", () => {
    const directed = `# convlens: phase=TRAIN input=a:1x3x8x8 input=other:1x2\n${text}# convlens: input=a=1x3x9x9\n`;
    const after = directed
      .replace("input=a:", "input=data:")
      .replace("input=a=", "input=data=")
      .replace("'a'", "'data'")
      .replace('bottom: "a"', 'bottom: "data"')
      .replace(', "a"', ', "data"');
    assert.equal(renamed(prototxt, directed.replace("'a'", "'$0a'"), "data"), after);
    assert.equal(renamed(prototxt, directed.replace("input=a:", "input=$0a:"), "data"), after);
    assert.equal(renamed(prototxt, directed.replace("input=a=", "input=a$0="), "data"), after);
  });

  it("refuses names that are taken or cannot be written", () => {
    const marked = text.replace("'a'", "'$0a'");
    assert.match(renamed(prototxt, marked, "b"), /^refused: There is another blob "b"/);
    assert.match(renamed(prototxt, marked, 'x"y'), /^refused: "x"y" cannot be a name/);
    assert.match(renamed(prototxt, marked, ""), /^refused: "" cannot be a name/);
    assert.equal(renamed(prototxt, marked, "a"), text);
  });

  it("is refused elsewhere", () => {
    assert.match(renamed(prototxt, text.replace('name: "a"', 'name: "$0a"'), "x"), /^refused: Only blobs/);
    assert.match(renamed(prototxt, text.replace('{ name: "a" }', '{ name: "$0a" }'), "x"), /^refused: Only blobs/);
    assert.match(renamed(darknet, "[net]\n[ma$0xpool]\n", "x"), /^refused: Darknet's sections have numbers/);
    assert.equal(renamePlaceAt(prototxt, "layer {}", 3).kind, "refused");
  });
});
