import assert from "node:assert/strict";
import { inputDirectiveEdits } from "../../../src/core/ide/inputDirective.ts";
import { type ModelOffer, parseGivenInput } from "../../../src/core/ir/index.ts";
import { noFacts } from "../../../src/core/project/snapshot.ts";

const file = "file:///net.py";

/** The text after writing inputs for the definition that begins with `marker`. */
function written(
  text: string,
  inputs: readonly string[],
  marker = "class",
  kind: ModelOffer["kind"] = "class",
): string {
  const start = text.indexOf(marker);
  const offer: ModelOffer = {
    name: "Net",
    expression: "Net()",
    kind,
    at: { file, start, end: text.length },
    constructible: true,
  };
  const given = inputs.flatMap((input) => parseGivenInput(input) ?? []);
  const edits = inputDirectiveEdits(noFacts(file), offer, given, text);
  return [...edits]
    .sort((a, b) => b.at.start - a.at.start)
    .reduce((result, { at, text: put }) => result.slice(0, at.start) + put + result.slice(at.end), text);
}

describe("writing the input into the file", () => {
  it("puts a directive above the definition, indented alike, with the file's line ends", () => {
    assert.equal(
      written("import torch\r\nclass Net:\r\n", ["1x3x32x32"]),
      "import torch\r\n# convlens: input=1x3x32x32\r\nclass Net:\r\n",
    );
    assert.equal(
      written("if True:\n    class Net:\n", ["1x3x32x32"]),
      "if True:\n    # convlens: input=1x3x32x32\n    class Net:\n",
    );
  });

  it("goes above decorators", () => {
    assert.equal(
      written("x = 1\n@a\n@b(1)\nclass Net:\n", ["1x3x8x8"]),
      "x = 1\n# convlens: input=1x3x8x8\n@a\n@b(1)\nclass Net:\n",
    );
  });

  it("changes a directive that is there and keeps its other words", () => {
    assert.equal(
      written("# convlens: model=Net(1) input=1x3x8x8 phase=TRAIN\n# more\nclass Net:\n", ["2x3x8x8"]),
      "# convlens: model=Net(1) input=2x3x8x8 phase=TRAIN\n# more\nclass Net:\n",
    );
    assert.equal(
      written("# convlens: model=Net(1)\nclass Net:\n", ["2x3x8x8"]),
      "# convlens: model=Net(1) input=2x3x8x8\nclass Net:\n",
    );
  });

  it("replaces all inputs by all inputs", () => {
    assert.equal(
      written("# convlens: input=a:1x2 input=b:1x3\nclass Net:\n", ["a=1x4", "b=1x5:int64"]),
      "# convlens: input=a:1x4 input=b:1x5:int64\nclass Net:\n",
    );
    assert.equal(
      written("# convlens: input=1x2 input=1x3\nclass Net:\n", ["1x4"]),
      "# convlens: input=1x4\nclass Net:\n",
    );
  });

  it("leaves the directive of another definition alone", () => {
    assert.equal(
      written("# convlens: input=1x2\nclass Other:\n  pass\nclass Net:\n", ["1x4"], "class Net"),
      "# convlens: input=1x2\nclass Other:\n  pass\n# convlens: input=1x4\nclass Net:\n",
    );
  });

  it("stands at the top of a declarative file", () => {
    assert.equal(
      written('# LeNet\nname: "LeNet"\n', ["data=1x1x28x28"], "name", "network"),
      '# convlens: input=data:1x1x28x28\n# LeNet\nname: "LeNet"\n',
    );
    assert.equal(
      written('# LeNet\n# convlens: input=data:1x1x32x32\nname: "LeNet"\n', ["data=1x1x28x28"], "name", "network"),
      '# LeNet\n# convlens: input=data:1x1x28x28\nname: "LeNet"\n',
    );
  });
});
