// Files of packages, analysed one after another by one process, answer as each does in a process of its own.
import { readdirSync } from "node:fs";
import path from "node:path";
import { createDiskFiles, readNamedFile, toFileId } from "../../src/cli/files.ts";
import { countsOf } from "../../src/core/analysis/cost.ts";
import { layerRows } from "../../src/core/analysis/rows.ts";
import { emptyMemory, type FileFacts } from "../../src/core/ir/facts.ts";
import { render } from "../../src/core/messages/index.ts";
import { createFormats } from "../../src/core/project/formats.ts";
import { wheelFolder } from "../support/wheel.ts";
import type { Random } from "./random.ts";

interface PackageFile {
  readonly root: string;
  readonly file: string;
}

const files = createDiskFiles(new Map());

/** The files of the packages whose sources are there, `count` of them in any order. */
function chosen(count: number, random: Random): readonly PackageFile[] {
  const all = [
    ["timm-1.0.29", "timm"],
    ["torchvision-0.28.0", "torchvision"],
  ].flatMap(([wheel = "", below = ""]) => {
    const root = wheelFolder(wheel);
    const names = root === null ? [] : readdirSync(path.join(root, below), { recursive: true, encoding: "utf8" });
    return names
      .filter((name) => name.endsWith(".py"))
      .map((name): PackageFile => ({ root: root ?? "", file: path.join(root ?? "", below, name) }));
  });
  const taken: PackageFile[] = [];
  while (taken.length < count && all.length > 0) taken.push(...all.splice(random.below(all.length), 1));
  return taken;
}

function analyse([python]: ReturnType<typeof createFormats>, { root, file }: PackageFile): string {
  const facts = python?.analyse(
    {
      file: toFileId(file),
      text: readNamedFile(file, files),
      model: null,
      inputs: [],
      phase: null,
      stages: [],
      scale: null,
      allModels: false,
      defaultInput: null,
      searchPaths: [],
      workspaceRoots: [toFileId(root)],
      memory: emptyMemory,
    },
    files,
    () => false,
  );
  return facts ? written(facts) : "no answer";
}

const written = ({ offers, models, diagnostics }: FileFacts): string =>
  JSON.stringify([
    offers.map(({ expression }) => expression),
    [...diagnostics, ...models.flatMap((model) => model.diagnostics)].map(({ at, message }) => [render(message), at]),
    models.map(({ network }) => [countsOf(network), layerRows(network)]),
  ]);

/** What differs: a line for each file. */
export function answersThatDiffer(count: number, random: Random): readonly string[] {
  const together = createFormats();
  const before: string[] = [];
  return chosen(count, random).flatMap((one) => {
    const differs = analyse(together, one) !== analyse(createFormats(), one);
    const after = `${before.length} others, the last ${before.slice(-3).join(", ")}`;
    before.push(path.basename(one.file));
    return differs ? [`${one.file} answers otherwise after ${after}`] : [];
  });
}
