import assert from "node:assert/strict";
import { parseTextFormat } from "../../../../../src/core/formats/caffe/textFormat/parser.ts";
import type { Field, TextMessage } from "../../../../../src/core/formats/caffe/textFormat/tree.ts";
import { render } from "../../../../../src/core/messages/index.ts";

/** `name=value` and `name{…}`, so that a whole tree is one line. */
const show = (message: TextMessage): string => message.fields.map(showField).join(" ");
const showField = ({ name, value }: Field): string =>
  value.kind === "message"
    ? `${name}{${show(value)}}`
    : `${name}=${value.kind === "string" ? `"${value.text}"` : value.text}`;

const read = (text: string): string => show(parseTextFormat(text).root);
const faults = (text: string): string[] =>
  parseTextFormat(text).faults.map(({ at, message }) => `${at.start}-${at.end} ${render(message)}`);

describe("protobuf text format", () => {
  it("reads every way to write a field", () => {
    assert.equal(read('name: "LeNet" pad:1, stride :2; <>'.replace(" <>", "")), 'name="LeNet" pad=1 stride=2');
    assert.equal(read("a { b: 1 } c: { d: 2 } e < f: 3 > g: <>"), "a{b=1} c{d=2} e{f=3} g{}");
    assert.equal(
      read("dim: [1, 2,3] top: ['a', \"b\"] p: [{x: 1}, {x: 2}]"),
      'dim=1 dim=2 dim=3 top="a" top="b" p{x=1} p{x=2}',
    );
    assert.equal(
      read("[caffe.ext] { a: 1 } [type.googleapis.com/x.Y]: { }"),
      "[caffe.ext]{a=1} [type.googleapis.com/x.Y]{}",
    );
    assert.equal(read('{"a": 1}'.slice(1, -1)), "a=1");
  });

  it("reads numbers as protobuf does", () => {
    const values = (text: string) =>
      parseTextFormat(text).root.fields.map(({ value }) => (value.kind === "message" ? null : value.value));
    assert.deepEqual(values("a: 1. b: .5 c: 5e-05 d: -1 e: - 2 f: 0x1F g: 017 h: 1.5f i: inf j: -inf"), [
      1,
      0.5,
      5e-5,
      -1,
      -2,
      31,
      15,
      1.5,
      Infinity,
      -Infinity,
    ]);
    assert.deepEqual(values("a: TRAIN b: cls6x"), [Number.NaN, Number.NaN]);
  });

  it("joins neighbouring strings and decodes escapes", () => {
    assert.equal(read(`a: "one" 'two'\n  "three"`), 'a="onetwothree"');
    const [field] = parseTextFormat(String.raw`a: "\n\t\"\\\x41\101\q"`).root.fields;
    assert.equal(field?.value.kind === "string" && field.value.text, '\n\t"\\AAq');
  });

  it("skips comments, byte order marks and every line end", () => {
    assert.equal(read("\ufeff# first\r\na: 1 # it's { not read\rb: 2\n"), "a=1 b=2");
  });

  it("gives the place of names and values", () => {
    const text = 'layer {\n  name: "conv1"\n}';
    const [layer] = parseTextFormat(text).root.fields;
    assert.ok(layer?.value.kind === "message");
    const [name] = layer.value.fields;
    assert.equal(text.slice(layer.start, layer.end), text);
    assert.equal(name && text.slice(name.nameAt.start, name.nameAt.end), "name");
    assert.equal(name && text.slice(name.value.start, name.value.end), '"conv1"');
  });

  it("tells what is missing, and where", () => {
    assert.deepEqual(faults("layer {"), ['6-7 no bracket closes this "{"']);
    assert.deepEqual(faults("a: 1 }"), ['5-6 expected a field such as "name: value", got "}"']);
    assert.deepEqual(faults("a:\nb: 1"), ['0-1 no value follows "a:"']);
    assert.deepEqual(faults(`a: \${NUM}\nb: 1`), ['3-4 the value of "a" cannot begin with "$"']);
    assert.deepEqual(faults("a 1"), ['0-1 expected ":" between "a" and its value']);
    assert.deepEqual(faults("stray\nlayer { }"), ['0-5 expected a colon or an opening bracket after "stray"']);
    assert.deepEqual(faults('a: "open\nb: 1'), ['3-8 string without its closing "']);
    assert.deepEqual(faults("a: [1, 2"), ['3-4 no bracket closes this "["']);
  });

  it("loses one layer, not all that follow, where a brace is missing", () => {
    const text = "layer {\n  a { b: 1\nlayer {\n  c: 2\n}\nlayers { d: 3 }";
    assert.equal(read(text), "layer{a{b=1}} layer{c=2} layers{d=3}");
    assert.deepEqual(faults(text), ['6-7 no bracket closes this "{"']);
  });

  it("keeps the oldest syntax's nested layers in the first column", () => {
    const text = "layers {\nlayer {\n  a: 1\n}\nb: 2\n}\n}";
    assert.equal(read(text), "layers{layer{a=1} b=2}");
  });

  it("goes on after a placeholder", () => {
    assert.equal(read(`a { n: \${X} }\nb: 1`), "a{} b=1");
  });

  it("leaves out what is nested too deeply, without overflow", () => {
    const deep = `${"a { ".repeat(50_000)}${"} ".repeat(50_000)}b: 1`;
    const { root, faults: found } = parseTextFormat(deep);
    assert.equal(found.length, 1);
    assert.deepEqual(
      root.fields.map((field) => field.name),
      ["a", "b"],
    );
  });

  it("bounds the faults of a binary file", () => {
    const binary = Array.from({ length: 20_000 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join("");
    assert.ok(parseTextFormat(binary).faults.length <= 50);
  });
});
