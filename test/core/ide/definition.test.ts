import assert from "node:assert/strict";
import { definitionAt } from "../../../src/core/ide/definition.ts";
import type { DefinitionLanguage } from "../../../src/core/ide/languages.ts";
import { darknet, placed, prototxt, withCursor } from "./cursor.ts";

/** Where the name at `$0` is made: `LINE: NAME`. */
function targets(language: DefinitionLanguage, marked: string): readonly string[] | null {
  const { text, offset } = withCursor(marked);
  return definitionAt(language, text, offset)?.targets.map(({ at }) => placed(text, at)) ?? null;
}

describe("go to definition in prototxt", () => {
  it("leads from a bottom to the top that makes the blob", () => {
    const text = `layer { name: "c" type: "Convolution" bottom: "data" top: "out" }
layer { name: "p" type: "Pooling" bottom: "o$0ut" top: "p" }`;
    assert.deepEqual(targets(prototxt, text), ["1: out"]);
  });

  it("takes the nearest layer above of those that work in place", () => {
    const text = (cursor: string) => `input: "data"
layer { name: "c" bottom: "data" top: "c" }
layer { name: "r" type: "ReLU" bottom: "c${cursor === "relu" ? "$0" : ""}" top: "c" }
layer { name: "p" bottom: "c${cursor === "pool" ? "$0" : ""}" top: "p" }`;
    assert.deepEqual(targets(prototxt, text("relu")), ["2: c"]);
    assert.deepEqual(targets(prototxt, text("pool")), ["3: c"]);
  });

  it("leads to a declared input, also of the second and the oldest syntax", () => {
    assert.deepEqual(targets(prototxt, `input: 'data'\nlayers { type: RELU bottom: "$0data" top: "r" }`), ["1: data"]);
    const oldest = `input: "data"\nlayers { layer { name: "r" type: "relu" } bottom: "data$0" top: "r" }`;
    assert.deepEqual(targets(prototxt, oldest), ["1: data"]);
  });

  it("leads to one layer for training and one for testing where both make the blob", () => {
    const data = (phase: string) => `layer { name: "d" type: "Data" top: "data" include { phase: ${phase} } }\n`;
    const both = `${data("TRAIN")}${data("TEST")}`;
    assert.deepEqual(targets(prototxt, `${both}layer { name: "c" bottom: "$0data" top: "c" }`), ["1: data", "2: data"]);
    const one = `${both}layer { name: "c" bottom: "$0data" top: "c" include { phase: TRAIN } }`;
    assert.deepEqual(targets(prototxt, one), ["1: data"]);
  });

  it("leads to the maker of another phase when there is no other", () => {
    const text = `layer { name: "d" top: "d" include { phase: TRAIN } }
layer { name: "c" bottom: "$0d" top: "c" include { phase: TEST } }`;
    assert.deepEqual(targets(prototxt, text), ["1: d"]);
  });

  it("leads from a shared parameter to the layer that has it first", () => {
    const text = `layer { name: "a" param { name: "w" } }\nlayer { name: "b" param { name: "$0w" } }`;
    assert.deepEqual(targets(prototxt, text), ["1: w"]);
  });

  it("says nothing about a blob that nothing makes, nor elsewhere", () => {
    assert.equal(targets(prototxt, `layer { name: "c" bottom: "$0gone" top: "c" }`), null);
    assert.equal(targets(prototxt, `layer { name: "c" bottom: "$0c" top: "c" }`), null);
    assert.equal(targets(prototxt, `layer { name: "$0c" top: "c" }`), null);
    assert.equal(targets(prototxt, 'layer { bottom: "$0'), null);
  });
});

describe("go to definition in a cfg", () => {
  const text = (cursor: number) => {
    const numbers = ["-1, 0", "0", "-3", "7"].map((number, index) => (index === cursor ? `$0${number}` : number));
    return `[net]
[convolutional]
[convolutional]
[route]
layers = ${numbers[0]}
[shortcut]
from=${numbers[1]}
[maxpool]
[route]
layers=${numbers[2]}
[sam]
from=${numbers[3]}
`;
  };

  it("leads from a number to its section, backwards when below zero", () => {
    assert.deepEqual(targets(darknet, text(0)), ["3: convolutional"]);
    assert.deepEqual(targets(darknet, text(0).replace("$0-1, 0", "-1, $00")), ["2: convolutional"]);
    assert.deepEqual(targets(darknet, text(1)), ["2: convolutional"]);
    assert.deepEqual(targets(darknet, text(2)), ["4: route"]);
  });

  it("says nothing about a number out of range, nor about other options", () => {
    assert.equal(targets(darknet, text(3)), null);
    assert.equal(targets(darknet, "[net]\n[shortcut]\nfrom=$0-1\n"), null);
    assert.equal(targets(darknet, "[net]\n[convolutional]\n[maxpool]\nfrom=$00\n"), null);
    assert.equal(targets(darknet, "[net]\nwidth=$0416"), null);
  });
});
