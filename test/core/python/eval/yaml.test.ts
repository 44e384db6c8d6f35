import assert from "node:assert/strict";
import { parseYaml } from "../../../../src/core/python/eval/library/yamlText.ts";
import { Dict, Float, List, type Value } from "../../../../src/core/python/eval/value.ts";

/** Floats keep their point, so that they stay apart from ints. */
function plain(value: Value | undefined): unknown {
  if (value instanceof List) return value.items.map(plain);
  if (value instanceof Dict) return Object.fromEntries([...value.entries].map(([key, item]) => [key, plain(item)]));
  return value instanceof Float ? `${value.value} float` : value;
}

const read = (text: string): unknown =>
  plain(parseYaml(text, (key) => (typeof key === "string" || typeof key === "number" ? key : undefined)));

describe("YAML", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["", null],
    ["a: 1\nb: 2.0\nc: 1e3\nd: 1.5e+3\n", { a: 1, b: "2 float", c: "1e3", d: "1500 float" }],
    ["a: yes\nb: off\nc: ~\nd: null\ne: None\n", { a: true, b: false, c: null, d: null, e: "None" }],
    ["a: 'it''s: # no'  # yes\nb: \"x\\ty\"\n", { a: "it's: # no", b: "x\ty" }],
    ["- 1\n- - 2\n  - 3\n- x: 4\n  y: 5\n-\n  - 6\n", [1, [2, 3], { x: 4, y: 5 }, [6]]],
    ["a:\n- 1\n- 2\nb:\n  c:\n  d: 3\n", { a: [1, 2], b: { c: null, d: 3 } }],
    [
      "[[-1, 1, Conv, [64, 6, 2, 2]],  # 0\n [-1, 3, C3, [128]]]\n",
      [
        [-1, 1, "Conv", [64, 6, 2, 2]],
        [-1, 3, "C3", [128]],
      ],
    ],
    ["{a: [1, {b: c}], 'd': , e: f g}", { a: [1, { b: "c" }], d: null, e: "f g" }],
    ["a: |\n  one\n    two\n\nb: >-\n  three\n  four\n", { a: "one\n  two\n", b: "three four" }],
    ["base: &base {x: 1, y: 2}\nown:\n  <<: *base\n  y: 3\n", { base: { x: 1, y: 2 }, own: { x: 1, y: 3 } }],
    ["a: !!float 3e-4\nb: !!float 4\nc: !!int 3\nd: !!str x\n", { a: "0.0003 float", b: "4 float", c: 3, d: "x" }],
    ["a:\n  some words\n  and more\nb: 1\n", { a: "some words and more", b: 1 }],
    [
      "---\nurl: http://host:80/x\ntext: some words\n  and more\n",
      { url: "http://host:80/x", text: "some words and more" },
    ],
  ];
  for (const [text, expected] of cases)
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(read(text), expected));

  it("does not read half of what it does not know", () => {
    for (const text of [
      "a: !!python/object:x.Y {}",
      "a: !!str 3",
      "a: !!float x",
      "a: 1\n---\nb: 2\n",
      "a: *nowhere",
      "[1, 2",
      "a: 'open",
      "a: [1}",
    ])
      assert.equal(read(text), undefined, text);
  });

  it("ends on every prefix of a text, and on deep nesting", () => {
    const [, text] = ["", cases.map(([one]) => one).join("\n")];
    for (let end = 0; end <= text.length; end++) read(text.slice(0, end));
    assert.equal(read("[".repeat(100_000)), undefined);
    assert.equal(read("- ".repeat(100_000)), undefined);
    assert.equal(read("!!str ".repeat(100_000)), undefined);
  });
});
