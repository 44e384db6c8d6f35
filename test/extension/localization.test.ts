import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = process.cwd();
const readJson = (file: string): Record<string, unknown> => JSON.parse(readFileSync(path.join(root, file), "utf8"));

const sources = readdirSync(path.join(root, "src/extension"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => path.join(entry.parentPath, entry.name));

/** Comments and imports hold English, and may. */
const withoutComments = (text: string) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)\/\/.*$/gm, "$1")
    .replace(/^(?:import|\} from).*$/gm, "");

/** Everything that the extension hands to the user, as a language pack for `qps-ploc` would make it. */
const pseudo = (text: string) => `⟦${text.replace(/[aeiou]/g, "ö")}⟧`;

describe("localization", () => {
  const bundle = readJson("media/l10n/bundle.l10n.json") as Record<string, string>;
  const names = readJson("package.nls.json") as Record<string, string>;

  it("lists every text of the extension for translators, and no other", () => {
    const used = new Set<string>();
    for (const file of sources) {
      for (const [, quoted] of readFileSync(file, "utf8").matchAll(/l10n\.t\(\s*("(?:[^"\\]|\\.)*")/g)) {
        used.add(JSON.parse(quoted ?? '""'));
      }
    }
    assert.deepEqual(Object.keys(bundle), [...used].sort(), "run `node .ci/localization.mjs`");
  });

  it("finds no bare English in the extension's own code", () => {
    const bare: string[] = [];
    for (const file of sources) {
      const rest = withoutComments(readFileSync(file, "utf8"))
        .replace(/l10n\.t\(\s*"(?:[^"\\]|\\.)*"/g, (call) => pseudo(call).replace(/"[\s\S]*"/, '""'))
        // The log is for whoever reads a report of a fault, and errors thrown end there.
        .replace(/(?:new Error|output\.(?:error|warn|info)|appendMarkdown)\((?:[^()]|\([^()]*\))*\)/g, "")
        .replace(/return `<!DOCTYPE[\s\S]*?`;/g, "");
      for (const [, text] of rest.matchAll(/(?<!\w)["`]((?:[^"`\\\n]|\\.)*)["`]/g)) {
        // Two words with a space between them, or a capital at the start: something to read.
        const readable = /[A-Za-z]{2,} [A-Za-z]{2,}/.test(text ?? "") || /^[A-Z][a-z]{2,}/.test(text ?? "");
        if (readable && !allowed.has(text ?? "")) bare.push(`${path.basename(file)}: ${text}`);
      }
    }
    assert.deepEqual(bare, []);
  });

  it("takes every contributed title from package.nls.json", () => {
    const used = new Set<string>();
    const bare: string[] = [];
    const visit = (value: unknown, key: string) => {
      if (typeof value === "object" && value !== null) {
        for (const [name, child] of Object.entries(value)) visit(child, name);
      } else if (typeof value === "string" && shown.has(key)) {
        const name = /^%(.+)%$/.exec(value)?.[1];
        if (name === undefined) bare.push(`${key}: ${value}`);
        else used.add(name);
      }
    };
    const manifest = readJson("package.json");
    visit(manifest["contributes"], "contributes");
    for (const key of ["displayName", "description"]) visit(manifest[key], key);
    for (const alias of aliases(manifest)) visit(alias, "title");
    assert.deepEqual(bare, []);
    assert.deepEqual([...used].sort(), Object.keys(names).sort());
  });
});

/** Keys of package.json whose values VS Code shows. */
const shown = new Set([
  "title",
  "category",
  "label",
  "name",
  "contextualTitle",
  "description",
  "markdownDescription",
  "patternErrorMessage",
  "displayName",
]);

/** The product's own name, theme rules of the policy, and names that other programs fix. */
const allowed = new Set(["ConvLens", "Content-Security-Policy", "default-src 'none'", "worker-src blob:"]);

function aliases(manifest: Record<string, unknown>): string[] {
  const { languages } = manifest["contributes"] as { languages: { aliases: string[] }[] };
  return languages.flatMap((language) => language.aliases);
}
