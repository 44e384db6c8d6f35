import assert from "node:assert/strict";
import { caffe } from "../../../src/core/formats/caffe/index.ts";
import { fileSummary } from "../../../src/core/ide/summary.ts";
import { render } from "../../../src/core/messages/index.ts";
import { createProject } from "../../../src/core/project/project.ts";

const chain = (layers: number): string =>
  [
    'layer { name: "data" type: "Input" top: "b0" input_param { shape { dim: 1 dim: 3 dim: 8 dim: 8 } } }',
    ...Array.from(
      { length: layers },
      (_, at) => `layer { name: "r${at + 1}" type: "ReLU" bottom: "b${at}" top: "b${at + 1}" }`,
    ),
  ].join("\n");

function summaryOf(text: string) {
  const project = createProject({ formats: [caffe], read: () => ({ kind: "absent" }) });
  project.setText("file:///net.prototxt", text, "prototxt");
  const snapshot = project.analyse("file:///net.prototxt", {}, () => false);
  assert.ok(snapshot);
  return fileSummary(
    snapshot.facts,
    text,
    () => null,
    (message) => render(message),
  );
}

describe("the summary of a file in the editor", () => {
  it("counts lines and columns from 1, a byte order mark being none", () => {
    const plain = summaryOf(chain(1))?.layers.map(({ range }) => range);
    const marked = summaryOf(`\ufeff${chain(1)}`)?.layers.map(({ range }) => range);
    assert.equal(plain?.[0]?.startLine, 1);
    assert.equal(plain?.[0]?.startColumn, 15);
    assert.equal(plain?.at(-1)?.startLine, 2);
    assert.deepEqual(marked, plain);
  });

  it("names the lines of a long file", () => {
    const layers = summaryOf(chain(3_000))?.layers ?? [];
    assert.deepEqual(
      [1, 1_500, 3_000].map((row) => layers[row]?.range?.startLine),
      [2, 1_501, 3_001],
    );
  });
});
