// Writes THIRD_PARTY_NOTICES from what the last build bundled: npm run build, then node .ci/notices.mjs
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder, rootFolder } from "./folders.mjs";

const inputs = JSON.parse(readFileSync(path.join(cacheFolder, "bundled.json"), "utf8"));
const folders = new Set(
  inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll("\\", "/"))?.[0] ?? []),
);

const notices = [...folders].map(noticeOf).sort((a, b) => (a.name < b.name ? -1 : 1));
const unique = notices.filter(({ name }, index) => notices.findIndex((other) => other.name === name) === index);
const head = `ConvLens holds code of the following packages, each under its own licence.\n`;
const text = unique.map(({ name, version, license, body }) => {
  return `${"=".repeat(80)}\n${name} ${version} (${license})\n${"=".repeat(80)}\n\n${body}\n`;
});
writeFileSync(path.join(rootFolder, "THIRD_PARTY_NOTICES"), [head, ...text].join("\n"));

/** A package's own licence text, and its notices of what it holds itself. */
function noticeOf(folder) {
  const directory = path.join(rootFolder, folder);
  const {
    name,
    version,
    license = "see below",
  } = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"));
  const files = existsSync(directory) ? readdirSync(directory) : [];
  const wanted = files.filter((file) => /^(licen[cs]e|copying|notice|third.?party.?notices)/i.test(file)).sort();
  const body = wanted.map((file) => readFileSync(path.join(directory, file), "utf8").trim()).join("\n\n");
  return { name, version, license, body: body || `The package states its licence as ${license}.` };
}
