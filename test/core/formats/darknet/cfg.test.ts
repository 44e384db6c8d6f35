import assert from "node:assert/strict";
import { parseCfg } from "../../../../src/core/formats/darknet/cfg.ts";
import { darknet } from "../../../../src/core/formats/darknet/index.ts";
import { readOptions } from "../../../../src/core/formats/darknet/options.ts";
import { render } from "../../../../src/core/messages/index.ts";

/** The options of the first section, and what is reported about them. */
function optionsOf(text: string) {
  const reported: string[] = [];
  const [section] = parseCfg(text).sections;
  assert.ok(section);
  const options = readOptions(
    section,
    (at, fault) => void reported.push(`${text.slice(at.start, at.end)}: ${render(fault)}`),
  );
  const textAt = (at: { readonly start: number; readonly end: number } | undefined) =>
    at && text.slice(at.start, at.end);
  return { options, reported, textAt };
}

describe("which files are Darknet networks", () => {
  it("claims a .cfg whose first section is [net] or [network]", () => {
    assert.equal(darknet.claims("yolo.cfg", "[net]\nwidth=1"), true);
    assert.equal(darknet.claims("YOLO.CFG", "# a\n ; b\r\n\r\n  [network]"), true);
    assert.equal(darknet.claims("a.cfg", "\ufeff[net]"), true);
    assert.equal(darknet.claims("setup.cfg", "[metadata]\nname = x\n[net]"), false);
    assert.equal(darknet.claims("a.cfg", "width=1\n[net]"), false);
    assert.equal(darknet.claims("net.ini", "[net]"), false);
  });

  it("looks at a hostile beginning once", () => {
    assert.equal(darknet.claims("a.cfg", `${"#".repeat(200_000)}\n`.repeat(3)), false);
    assert.equal(darknet.claims("a.cfg", "\r\n ".repeat(200_000)), false);
  });
});

describe("sections and options", () => {
  it("keep their places; white space counts nowhere", () => {
    const text = "# net\r\n[ net ]\r\n width = 4 16 ; wide\r\n\r\n[convolutional]\n; c\nfilters\t=3\n";
    const { sections, stray } = parseCfg(text);
    assert.deepEqual(stray, []);
    assert.deepEqual(
      sections.map((section) => [section.type, text.slice(section.at.start, section.at.end)]),
      [
        ["net", "[ net ]\r\n width = 4 16 ; wide"],
        ["convolutional", "[convolutional]\n; c\nfilters\t=3"],
      ],
    );
    assert.deepEqual(
      sections.flatMap(({ options }) =>
        options.map(({ key, value, start, end }) => [key, value, text.slice(start, end)]),
      ),
      [
        ["width", "416;wide", "width = 4 16 ; wide"],
        ["filters", "3", "filters\t=3"],
      ],
    );
  });

  it("lines that are neither are told", () => {
    const { sections, stray } = parseCfg("width=1\n[net\nheight=\nchannels\n");
    assert.deepEqual(
      stray.map(({ reason }) => reason),
      ["noSection", "bracketMissing", "valueMissing"],
    );
    assert.deepEqual(
      sections[0]?.options.map(({ key, value }) => [key, value]),
      [["channels", null]],
    );
  });
});

describe("values", () => {
  it("are numbers as atoi and atof read them", () => {
    const { options, reported, textAt } = optionsOf(
      "[net]\nwidth=180###P6\nheight= 4 16 # high\nbatch=-1.9\nangle=.5e1x\nhue=1e\ninputs=99999999999\n",
    );
    assert.equal(options.integer("width")?.value, 180);
    assert.equal(textAt(options.integer("width")?.at), "180");
    assert.equal(options.integer("height")?.value, 416);
    assert.equal(textAt(options.integer("height")?.at), "4 16");
    assert.equal(options.integer("batch")?.value, -1);
    assert.equal(options.number("angle")?.value, 5);
    assert.equal(options.number("hue")?.value, 1);
    assert.equal(options.integer("inputs")?.value, 2 ** 31 - 1);
    assert.equal(options.integer("channels"), null);
    assert.deepEqual(reported, []);
  });

  it("that are no number are 0, which is told once", () => {
    const { options, reported } = optionsOf("[net]\nwidth=wide # so\n");
    assert.equal(options.integer("width")?.value, 0);
    assert.equal(options.number("width")?.value, 0);
    assert.deepEqual(reported, ['wide: width takes a number: Darknet reads "wide" as 0']);
  });

  it("of a key that is written twice are the first", () => {
    const { options } = optionsOf("[net]\nwidth=1\nwidth=2\n");
    assert.equal(options.integer("width")?.value, 1);
  });

  it("are words up to a comment", () => {
    const { options, textAt } = optionsOf("[conv]\nactivation = leaky # or not\n");
    assert.equal(options.word("activation")?.value, "leaky");
    assert.equal(textAt(options.word("activation")?.at), "leaky");
  });

  it("are lists; the commas of a comment count, as they do for Darknet", () => {
    const { options, reported, textAt } = optionsOf("[route]\nlayers = -1, 6 1 # one, two\n");
    assert.deepEqual(
      options
        .integers("layers")
        .map(({ value, at }) => [value, textAt(at)])
        .slice(0, 2),
      [
        [-1, "-1"],
        [61, "6 1"],
      ],
    );
    assert.equal(options.integers("layers").length, 3);
    assert.deepEqual(reported, [
      "# one, two: a comma of the comment counts as one of layers: Darknet takes what follows it for another entry",
    ]);
  });
});
