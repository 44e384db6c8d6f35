import assert from "node:assert/strict";
import type { DefinitionLanguage } from "../../../src/core/ide/languages.ts";
import { referencesAt } from "../../../src/core/ide/references.ts";
import { darknet, placed, prototxt, withCursor } from "./cursor.ts";

function references(language: DefinitionLanguage, marked: string): string[] {
  const { text, offset } = withCursor(marked);
  return referencesAt(language, text, offset).map(({ at, role }) => `${placed(text, at)} ${role}`);
}

describe("references", () => {
  it("are all places of a blob, in order, from wherever they are asked", () => {
    const text = `input: "data"
layer { name: "c" bottom: "data" top: "c" }
layer { name: "r" bottom: "c" top: "c" param { name: "c" } }
layer { name: "e" bottom: "c" bottom: "data" top: "e" }`;
    const all = ["2: c definition", "3: c use", "3: c definition", "4: c use"];
    assert.deepEqual(references(prototxt, text.replace('top: "c"', 'top: "$0c"')), all);
    assert.deepEqual(references(prototxt, text.replace('bottom: "c"', 'bottom: "c$0"')), all);
    assert.deepEqual(references(prototxt, text.replace('"data"', '"$0data"')).length, 3);
  });

  it("are the numbers that refer to a section", () => {
    const text = "[net]\n[conv$0olutional]\n[maxpool]\n[route]\nlayers=-2,1\n[shortcut]\nfrom = 0\n";
    const all = ["2: convolutional definition", "5: -2 use", "7: 0 use"];
    assert.deepEqual(references(darknet, text), all);
  });

  it("are none where nothing is named", () => {
    assert.deepEqual(references(prototxt, 'layer$0 { name: "c" top: "c" }'), []);
    assert.deepEqual(references(darknet, "[n$0et]\n[maxpool]\n"), []);
  });
});
