import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { FileFacts } from "../../../src/core/ir/index.ts";
import { expectationsOf } from "../../fixtures/expectations.ts";
import { findings, place } from "../../fixtures/findings.ts";

/** The files of a folder of definitions against the expectations in their comments, and each of their prefixes. */
export function describeFixtures(title: string, files: string, analyse: (text: string) => FileFacts): void {
  const folder = path.resolve(files);

  describe(title, () => {
    for (const name of readdirSync(folder)) {
      it(name, () => {
        const text = readFileSync(path.join(folder, name), "utf8");
        const { places } = expectationsOf(text);
        assert.deepEqual(findings(analyse(text), text, places), places.map(place).sort());
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
}
