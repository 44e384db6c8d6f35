// Copies the README's pictures from what the last VS Code tests took: node .ci/screenshots.mjs
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { cacheFolder, rootFolder } from "./folders.mjs";

const pictures = ["editor", "diagnostics", "receptive-field", "inference"];

const target = path.join(rootFolder, "media", "screenshots");
mkdirSync(target, { recursive: true });
for (const name of pictures) {
  const file = path.join(cacheFolder, "screenshots", `readme-${name}.png`);
  if (existsSync(file)) copyFileSync(file, path.join(target, `${name}.png`));
  else console.error(`${name}.png was not taken: run node test/vscode/run.mjs folder`);
}
