// Collects the texts of the extension for translators: node .ci/localization.mjs writes media/l10n/bundle.l10n.json.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { rootFolder } from "./folders.mjs";

export const bundleFile = path.join(rootFolder, "media", "l10n", "bundle.l10n.json");

/** Every text given to `vscode.l10n.t` in src/extension, sorted. */
export function extensionTexts() {
  const texts = new Set();
  for (const file of sourceFiles()) {
    for (const [, quoted] of readFileSync(file, "utf8").matchAll(/l10n\.t\(\s*("(?:[^"\\]|\\.)*")/g)) {
      texts.add(JSON.parse(quoted));
    }
  }
  return [...texts].sort();
}

export function sourceFiles() {
  return readdirSync(path.join(rootFolder, "src/extension"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const texts = Object.fromEntries(extensionTexts().map((text) => [text, text]));
  writeFileSync(bundleFile, `${JSON.stringify(texts, null, 2)}\n`);
}
