import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

describe("third-party notices", () => {
  it("name every package that the last build bundled", () => {
    const inputs: string[] = JSON.parse(readFileSync(".cache/bundled.json", "utf8"));
    const notices = readFileSync("THIRD_PARTY_NOTICES", "utf8");
    const missing = new Set(
      inputs
        .flatMap((file) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file.replaceAll("\\", "/"))?.[1] ?? [])
        .filter((name) => !notices.includes(`\n${name} `)),
    );
    assert.deepEqual([...missing], [], "run `npm run build` and `node .ci/notices.mjs`");
  });
});
