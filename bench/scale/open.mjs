// Every definition file of some packages opened in the running server, one after the other, as an editor does: diagnostics,
// hints, lenses, outline, folding and hovers of each, and those after an edit. Nothing may crash, and each answer has to come
// within its budget. Kept open are as many files as an editor has tabs.
// Usage: node bench/scale/open.mjs [FOLDER…] [--root FOLDER-WITH-dist]
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rootFolder } from "../../.ci/folders.mjs";
import { BenchClient } from "../server/client.mjs";
import { milliseconds } from "../statistics.mjs";

const languages = { ".py": "python", ".prototxt": "prototxt", ".pbtxt": "prototxt", ".cfg": "darknet-cfg" };
const mostOpen = 30;
/** Milliseconds in which an answer of a kind has to be there. The first one of a text contains its analysis. */
export const budgets = {
  diagnostics: 5_000,
  edit: 5_000,
  hover: 500,
  hints: 500,
  lenses: 500,
  outline: 500,
  folding: 500,
};

/** Files of a folder that the server has something to say about, by its languages. */
export function definitionFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && Object.hasOwn(languages, path.extname(entry.name)))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** One figure for each kind of answer: how many, the slowest and its file, and how many came late. */
export async function openFigures(root, folders, progress = () => {}) {
  const client = await BenchClient.start(root, {
    analysis: { delay: 0 },
    python: {
      searchPaths: folders
        .filter((folder) => statSync(folder).isDirectory())
        .map((folder) => pathToFileURL(folder).href),
    },
  });
  const worst = {};
  const late = [];
  const open = [];
  let files = 0;
  const timed = async (kind, file, request) => {
    const start = performance.now();
    const answer = await request();
    const time = performance.now() - start;
    worst[kind] ??= { count: 0, time: 0, file: "" };
    const known = worst[kind];
    known.count++;
    if (time > known.time) Object.assign(known, { time, file });
    if (time > budgets[kind]) late.push({ kind, file, time });
    return answer;
  };
  try {
    for (const file of folders.flatMap(definitionFiles)) {
      files++;
      const uri = pathToFileURL(file).href;
      const text = readFileSync(file, "utf8");
      const languageId = languages[path.extname(file)];
      await client.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
      open.push(uri);
      await answers(client, uri, text, file, timed);
      if (client.exit !== null) throw new Error(`the server ended (${client.exit}) over ${file}`);
      const oldest = open.length > mostOpen ? open.shift() : undefined;
      if (oldest !== undefined) await client.notify("textDocument/didClose", { textDocument: { uri: oldest } });
      if (files % 100 === 0) progress(`${files} files, ${((await client.memory()) / 2 ** 20).toFixed(0)} MB`);
    }
    const memory = await client.memory();
    return { files, worst, late, faults: client.faults, memory };
  } finally {
    if (client.exit === null) await client.stop();
  }
}

async function answers(client, uri, text, file, timed) {
  const textDocument = { uri };
  const lines = text.split("\n");
  await timed("diagnostics", file, () => client.request("textDocument/diagnostic", { textDocument }));
  const whole = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  const hints = await timed("hints", file, () =>
    client.request("textDocument/inlayHint", { textDocument, range: whole }),
  );
  await timed("lenses", file, () => client.request("textDocument/codeLens", { textDocument }));
  await timed("outline", file, () => client.request("textDocument/documentSymbol", { textDocument }));
  if (!uri.endsWith(".py"))
    await timed("folding", file, () => client.request("textDocument/foldingRange", { textDocument }));
  const middle = Math.floor(lines.length / 2);
  const places = [
    { line: 0, character: 0 },
    { line: middle, character: (lines[middle] ?? "").length >> 1 },
  ];
  for (const position of [...places, ...hints.slice(0, 3).map((hint) => hint.position)])
    await timed("hover", file, () => client.request("textDocument/hover", { textDocument, position }));
  await client.notify("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: whole.end, end: whole.end }, text: "\n" }],
  });
  await timed("edit", file, () => client.request("textDocument/diagnostic", { textDocument }));
}

export const openTable = ({ files, worst, late, faults, memory }) =>
  [
    `${files} files opened in the running server: ${late.length} answers late, ${faults.length} errors in its log, ${(memory / 2 ** 20).toFixed(0)} MB at the end`,
    ...Object.entries(worst).map(
      ([kind, { count, time, file }]) =>
        `  ${kind.padEnd(12)}${String(count).padStart(6)} answers, slowest ${milliseconds(time)} of ${budgets[kind]} ms: ${path.relative(rootFolder, file)}`,
    ),
    ...late.map(({ kind, file, time }) => `  late: ${kind} ${milliseconds(time)} ${file}`),
    ...faults.slice(0, 20).map((text) => `  error: ${text.split("\n").slice(0, 3).join(" | ")}`),
  ].join("\n");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const at = args.indexOf("--root");
  const root = at < 0 ? rootFolder : path.resolve(args.splice(at, 2)[1] ?? ".");
  const figures = await openFigures(
    root,
    args.map((folder) => path.resolve(folder)),
    (text) => console.error(text),
  );
  console.log(openTable(figures));
  process.exitCode = figures.late.length + figures.faults.length > 0 ? 1 : 0;
}
