// Memory of the server with a hundred model files open, its threads included: each is opened, its diagnostics and hints are
// asked for, and it stays open. A file counts where the server shows hints.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { BenchClient } from "../server/client.mjs";
import { definitionFiles } from "./open.mjs";

const wanted = 100;
const target = 400;

/** `packages`: folders that hold packages; their models are opened in turn. */
export async function memoryFigures(root, packages, progress = () => {}) {
  const searchPaths = packages.map((folder) => pathToFileURL(folder).href);
  const client = await BenchClient.start(root, { python: { searchPaths } });
  const empty = await client.memory();
  let open = 0;
  let most = 0;
  try {
    for (const file of modelFiles(packages)) {
      if (open === wanted) break;
      const uri = pathToFileURL(file).href;
      const text = readFileSync(file, "utf8");
      await client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "python", version: 1, text } });
      await client.request("textDocument/diagnostic", { textDocument: { uri } });
      const range = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };
      const hints = await client.request("textDocument/inlayHint", { textDocument: { uri }, range });
      if (hints.length > 0) open++;
      else await client.notify("textDocument/didClose", { textDocument: { uri } });
      most = Math.max(most, await client.memory());
      if (open % 20 === 0) progress(`${open} open, ${megabytes(most)} at most`);
    }
    // The other models of the last ones are looked at in the pauses.
    await pause(3_000);
    return { open, empty, end: await client.memory(), most };
  } finally {
    await client.stop();
  }
}

/** The models of each package in turn, so that what the packages share of the evaluator is not all. */
function modelFiles(packages) {
  const lists = packages.map((folder) => {
    const models = ["torchvision/models", "timm/models"].map((name) => path.join(folder, name)).filter(existsSync);
    return models.flatMap(definitionFiles).filter((file) => !path.basename(file).startsWith("_"));
  });
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? [])).flat();
}

const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

export const memoryTable = ({ open, empty, end, most }) =>
  [
    `memory of the server and its threads (resident) with ${open} model files open`,
    `  at the end ${megabytes(end)}: ${end < target * 2 ** 20 ? "met" : "missed"} (target ${target} MB); at most ${megabytes(most)}; with none open ${megabytes(empty)}`,
  ].join("\n");
