import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expectationsOf } from "../../../fixtures/expectations.ts";
import { findings, place } from "../../../fixtures/findings.ts";
import { analyse } from "./analysis.ts";

const folder = path.resolve("test/fixtures/caffe");

describe("Caffe fixtures", () => {
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
