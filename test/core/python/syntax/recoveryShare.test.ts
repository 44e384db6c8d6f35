import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { breakages } from "../../../../bench/parser/breakages.ts";
import { convlens } from "../../../../bench/parser/convlens.ts";
import { recoveryByClass } from "../../../../bench/parser/recovery.ts";

const folder = path.resolve("examples/pytorch");
const examples = readdirSync(folder)
  .filter((name) => name.endsWith(".py"))
  .sort()
  .map((name) => ({ name, text: readFileSync(path.join(folder, name), "utf8") }));

describe("statements that survive a broken line", () => {
  // The measure of bench/parser on small files, where one lost statement weighs more.
  for (const [kind, { kept, inScope }] of recoveryByClass(convlens, breakages(examples, 3, 0.5, 0))) {
    it(kind, () => {
      assert(kept >= 0.99, `${(100 * kept).toFixed(2)} % kept`);
      assert(inScope >= 0.97, `${(100 * inScope).toFixed(2)} % kept in their scope`);
    });
  }
});
