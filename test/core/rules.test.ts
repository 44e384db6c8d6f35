import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Codes of diagnostics as the sources write them: `code: "conv-rank"`, `fault(site, "conv-rank", …)`, `report("syntax", …)`. */
const codes = /(?:\bcode: |\bfault\(\s*\w+,\s*|\breport\()"([a-z]+(?:-[a-z0-9]+)*)"/g;

describe("the pages that explain diagnostics", () => {
  it("are there for every code", () => {
    const folder = "src/core";
    const found = new Set<string>();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
      const text = readFileSync(path.join(entry.parentPath, entry.name), "utf8");
      for (const [, code = ""] of text.matchAll(codes)) found.add(code);
    }
    const pages = new Set(readdirSync("docs/rules").map((name) => name.replace(/\.md$/, "")));
    assert.ok(found.size > 40, `only ${found.size} codes found`);
    assert.deepEqual([...found].filter((code) => !pages.has(code)).sort(), []);
  });
});
