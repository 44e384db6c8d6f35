import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { caffe } from "../../../../src/core/formats/caffe/index.ts";
import { emptyMemory, type FileFacts } from "../../../../src/core/ir/facts.ts";
import { formatShape } from "../../../../src/core/ir/shape.ts";
import { render } from "../../../../src/core/messages/index.ts";
import { type Expectation, readExpectations } from "../../../support/expectations.ts";

const folder = path.resolve("test/fixtures/caffe");

function analyse(text: string): FileFacts {
  const request = {
    file: "file:///fixture.prototxt",
    text,
    model: null,
    inputs: [],
    phase: null,
    stages: [],
    scale: null,
    allModels: false,
    defaultInput: null,
    searchPaths: [],
    workspaceRoots: [],
    memory: emptyMemory,
  };
  const facts = caffe.analyse(request, { get: () => ({ kind: "absent" }) }, () => false);
  assert.ok(facts);
  return facts;
}

const place = ({ start, end, kind, text }: Omit<Expectation, "line">): string => `${start}-${end} ${kind}: ${text}`;

/** Everything that is found, in the words of the expectations. Shapes only where the fixture asks for them. */
function found(facts: FileFacts, expected: readonly Expectation[]): string[] {
  const [model] = facts.models;
  const diagnostics = [...facts.diagnostics, ...(model?.diagnostics ?? [])];
  const said = diagnostics.flatMap(({ at, severity, code, message, fixes }) => {
    const start = at?.start ?? -1;
    const end = at?.end ?? -1;
    return [
      place({ start, end, kind: `${severity}[${code}]`, text: render(message) }),
      ...fixes.map((fix) => place({ start, end, kind: "fix", text: render(fix.title) })),
    ];
  });
  const shapes = expected
    .filter(({ kind }) => kind === "shape")
    .map(({ start, end }) => {
      const call = model?.network.calls.find(({ at }) => at?.start === start && at.end === end);
      const types = call?.outputs.map((output) => model?.network.values[output]?.type.shape);
      const text = types?.map((shape) => (shape ? formatShape(shape) : "no value")).join(" ");
      return place({ start, end, kind: "shape", text: text ?? "no layer" });
    });
  return [...said, ...shapes].sort();
}

describe("Caffe fixtures", () => {
  for (const name of readdirSync(folder)) {
    it(name, () => {
      const text = readFileSync(path.join(folder, name), "utf8");
      const expected = readExpectations(text);
      assert.deepEqual(found(analyse(text), expected), expected.map(place).sort());
    });
  }
});
