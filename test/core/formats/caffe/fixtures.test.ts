import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { FileFacts } from "../../../../src/core/ir/facts.ts";
import { formatShape } from "../../../../src/core/ir/shape.ts";
import { render } from "../../../../src/core/messages/index.ts";
import { type Expectation, expectationsOf, isShape } from "../../../fixtures/expectations.ts";
import { analyse } from "./analysis.ts";

const folder = path.resolve("test/fixtures/caffe");

/** `line:column+length text`, in the words of the comments. */
const place = (at: Expectation): string => `${at.line + 1}:${at.column + 1}+${at.length} ${at.text}`;

/** Everything that is found. Shapes only where the fixture asks for them. */
function found(facts: FileFacts, text: string, expected: readonly Expectation[]): string[] {
  const [model] = facts.models;
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const placed = (start: number, end: number, said: string): string => {
    const line = starts.findLastIndex((first) => first <= start);
    return place({ line, column: start - (starts[line] ?? 0), length: end - start, text: said });
  };
  const diagnostics = [...facts.diagnostics, ...(model?.diagnostics ?? [])];
  const said = diagnostics.flatMap(({ at, severity, code, message, fixes }) => [
    placed(at?.start ?? 0, at?.end ?? 0, `${severity}[${code}]: ${render(message)}`),
    ...fixes.map((fix) => placed(at?.start ?? 0, at?.end ?? 0, `fix: ${render(fix.title)}`)),
  ]);
  const shapes = expected
    .filter((one) => isShape(one.text))
    .map((one) => {
      const start = (starts[one.line] ?? 0) + one.column;
      const call = model?.network.calls.find(({ at }) => at?.start === start && at.end === start + one.length);
      const types = call?.outputs.map((output) => model?.network.values[output]?.type.shape);
      const shape = types?.map((type) => (type ? formatShape(type) : "no value")).join(" ");
      return place({ ...one, text: shape ?? "no layer" });
    });
  return [...said, ...shapes].sort();
}

describe("Caffe fixtures", () => {
  for (const name of readdirSync(folder)) {
    it(name, () => {
      const text = readFileSync(path.join(folder, name), "utf8");
      const { places } = expectationsOf(text);
      assert.deepEqual(found(analyse(text), text, places), places.map(place).sort());
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
