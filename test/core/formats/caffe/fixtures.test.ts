import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { FileFacts } from "../../../../src/core/ir/facts.ts";
import { formatShape } from "../../../../src/core/ir/shape.ts";
import { render } from "../../../../src/core/messages/index.ts";
import { type Expectation, readExpectations } from "../../../support/expectations.ts";
import { analyse } from "./analysis.ts";

const folder = path.resolve("test/fixtures/caffe");

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

  it("every prefix is read, and every fault lies inside of it", () => {
    for (const name of readdirSync(folder)) {
      const text = readFileSync(path.join(folder, name), "utf8");
      for (let end = 0; end <= text.length; end++) {
        const facts = analyse(text.slice(0, end));
        for (const { at } of [...facts.diagnostics, ...facts.models.flatMap((model) => model.diagnostics)])
          assert.ok(at && at.start >= 0 && at.start <= at.end && at.end <= end, `${name} up to ${end}`);
      }
    }
  }).timeout(20_000);
});
