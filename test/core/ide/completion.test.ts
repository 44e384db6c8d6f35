import assert from "node:assert/strict";
import { layerRules } from "../../../src/core/formats/caffe/layers/index.ts";
import { describeField, describeType, fieldsOf, parametersOf } from "../../../src/core/formats/caffe/schema.ts";
import { sectionNames } from "../../../src/core/formats/darknet/sections.ts";
import { completionsAt } from "../../../src/core/ide/completion.ts";
import type { DefinitionLanguage } from "../../../src/core/ide/languages.ts";
import { described, render } from "../../../src/core/messages/index.ts";
import { darknet, prototxt, withCursor } from "./cursor.ts";

function completions(language: DefinitionLanguage, marked: string): string[] {
  const { text, offset } = withCursor(marked);
  return completionsAt(language, text, offset, render)?.items.map(({ label }) => label) ?? [];
}

/** The text after the item was taken, with the caret. */
function taken(language: DefinitionLanguage, marked: string, label: string): string {
  const { text, offset } = withCursor(marked);
  const found = completionsAt(language, text, offset, render);
  const item = found?.items.find((one) => one.label === label);
  assert.ok(found && item, `${label} is offered`);
  const caret = item.caret ?? item.text.length;
  const put = `${item.text.slice(0, caret)}$0${item.text.slice(caret)}`;
  return text.slice(0, found.at.start) + put + text.slice(found.at.end);
}

describe("completion in prototxt", () => {
  it("offers the fields of the message around, with their documentation", () => {
    const text = "layer {\n  convolution_param { ker$0 }\n}";
    assert.equal(taken(prototxt, text, "kernel_size"), "layer {\n  convolution_param { kernel_size: $0 }\n}");
    const { text: plain, offset } = withCursor(text);
    const size = completionsAt(prototxt, plain, offset, render)?.items.find(({ label }) => label === "kernel_size");
    assert.match(size?.documentation ?? "", /^Height and width of the window/);
    assert.deepEqual(completions(prototxt, "layer { param { $0 } }"), ["name", "lr_mult", "decay_mult"]);
    assert.ok(completions(prototxt, "$0").includes("input_shape"));
    assert.deepEqual(completions(prototxt, "layer { other_param { $0 } }"), []);
  });

  it("offers no field that is stated, unless it may be stated again: then after the others", () => {
    const stated = 'layer { name: "c" type: "Eltwise" bottom: "a" bottom: "b" $0 eltwise_param { coeff: 1 } }';
    const found = completions(prototxt, stated);
    assert.deepEqual([...found.slice(0, 2), found.at(-1)], ["top", "param", "bottom"]);
    assert.deepEqual(
      found.filter((name) => ["name", "type", "eltwise_param"].includes(name)),
      [],
    );
    const inner = stated.replace("$0 ", "").replace("coeff: 1", "coeff: 1 $0");
    assert.deepEqual(completions(prototxt, inner), ["operation", "coeff"]);
    assert.ok(
      completions(prototxt, stated.replace('name: "c"', 'na$0me: "c"').replace("$0 elt", "elt")).includes("name"),
    );
    assert.ok(completions(prototxt, 'layer {\n  name: "a"\nlayer {\n  $0').includes("name"));
    const older = 'layers { layer { name: "c" type: "conv" $0 } bottom: "a" }';
    assert.ok(!completions(prototxt, older).includes("name"));
  });

  it("offers the settings that belong to the layer's type", () => {
    const text = `layer { name: "p" type: "Pooling" $0 }`;
    const found = completions(prototxt, text);
    assert.ok(found.includes("pooling_param") && !found.includes("convolution_param"));
    assert.equal(taken(prototxt, text, "pooling_param"), text.replace("$0", "pooling_param { $0 }"));
  });

  it("offers types, quoted in the new syntax and as words in the second", () => {
    assert.equal(taken(prototxt, "layer { type: Con$0 }", "Convolution"), 'layer { type: "Convolution"$0 }');
    assert.equal(taken(prototxt, 'layer { type: "Con$0v" }', "Convolution"), 'layer { type: "Convolution"$0 }');
    assert.equal(taken(prototxt, 'layer { type: "Con$0\n}', "Convolution"), 'layer { type: "Convolution"$0\n}');
    const older = "layers { type: $0 }";
    assert.equal(taken(prototxt, older, "SOFTMAX_LOSS"), "layers { type: SOFTMAX_LOSS$0 }");
    assert.equal(taken(prototxt, older, "INNER_PRODUCT"), "layers { type: INNER_PRODUCT$0 }");
  });

  it("offers the blobs that are made above, the nearest first", () => {
    const text = `input: "data"
layer { name: "a" bottom: "data" top: "a" }
layer { name: "b" bottom: "a" top: "b" }
layer { name: "c" bottom: "$0" top: "c" }
layer { name: "d" bottom: "c" top: "d" }`;
    assert.deepEqual(completions(prototxt, text), ["b", "a", "data"]);
    assert.deepEqual(
      completions(prototxt, text.replace('top: "c"', 'top: "$0"').replace('bottom: "$0"', 'bottom: "b"')),
      ["c", "b"],
    );
  });

  it("offers words and truth values", () => {
    assert.deepEqual(completions(prototxt, "layer { pooling_param { pool: $0 } }"), ["MAX", "AVE", "STOCHASTIC"]);
    assert.deepEqual(completions(prototxt, "layer { convolution_param { bias_term: f$0 } }"), ["true", "false"]);
    const filler = "layer { convolution_param { weight_filler { type: $0 } } }";
    assert.equal(taken(prototxt, filler, "xavier"), filler.replace("$0", '"xavier"$0'));
  });

  it("offers nothing in comments, where a number goes, or right behind a string", () => {
    assert.deepEqual(completions(prototxt, "layer { # ty$0"), []);
    assert.deepEqual(completions(prototxt, "layer { convolution_param { num_output: $0 } }"), []);
    assert.deepEqual(completions(prototxt, 'layer { name: "c"$0 }'), []);
  });

  it("goes on after a bracket that is missing", () => {
    assert.ok(completions(prototxt, 'layer {\n  name: "a"\nlayer {\n  $0').includes("bottom"));
  });

  it("describes every type that is read and every field that is offered", () => {
    for (const type of Object.keys(layerRules)) assert.ok(describeType(type), type);
    const messages = new Set(["net", "state", "layer", "param", "rule", "shape", "filler", ...parametersOf("none")]);
    for (const owner of messages)
      for (const field of fieldsOf(owner).keys()) assert.ok(describeField(owner, field), `${owner}.${field}`);
  });
});

describe("completion in a cfg", () => {
  it("offers sections", () => {
    assert.equal(taken(darknet, "[net]\n[conv$0\n", "convolutional"), "[net]\n[convolutional]$0\n");
    assert.equal(taken(darknet, "[net]\n[conv$0]\n", "convolutional"), "[net]\n[convolutional]$0\n");
    for (const name of sectionNames) assert.ok(described(`darknetSection.${name}`), `[${name}] is described`);
  });

  it("offers the options of the section, with their documentation", () => {
    const text = "[net]\nwidth=32\n[convolutional]\nfil$0\n";
    assert.equal(taken(darknet, text, "filters"), text.replace("fil$0", "filters=$0"));
    assert.ok(!completions(darknet, text).includes("width"));
    assert.ok(completions(darknet, "[net]\n$0").includes("width"));
    assert.equal(taken(darknet, "[net]\n[shortcut]\nfr$0=-3", "from"), "[net]\n[shortcut]\nfrom$0=-3");
  });

  it("offers no option that is stated", () => {
    const text = "[net]\n[convolutional]\nfilters=8\n$0\nsize=3\n[convolutional]\nstride=1\n";
    const found = completions(darknet, text);
    assert.deepEqual(
      ["filters", "size", "stride"].filter((name) => found.includes(name)),
      ["stride"],
    );
    assert.ok(completions(darknet, "[net]\n[convolutional]\nfil$0ters=8\n").includes("filters"));
  });

  it("offers activations, and the layers that a number can name", () => {
    assert.ok(completions(darknet, "[net]\n[convolutional]\nactivation=le$0").includes("leaky"));
    const text = "[net]\n[convolutional]\n[maxpool]\n[route]\nlayers=-1,$0\n";
    assert.deepEqual(completions(darknet, text), ["-1", "-2", "1", "0"]);
    assert.equal(taken(darknet, text, "-2"), text.replace("$0", "-2$0"));
    assert.deepEqual(completions(darknet, "[net]\n[convolutional]\n# act$0"), []);
  });
});
