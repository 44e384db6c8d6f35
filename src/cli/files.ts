import { opendirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { FileContent, FileProvider } from "../core/ir/facts.ts";
import type { FileId } from "../core/ir/source.ts";
import { message } from "../core/messages/index.ts";
import { folderText } from "../core/project/folderText.ts";
import { CommandError } from "./commandError.ts";

/** Files of the disk, read when they are asked for and once. Files are only read. */
export interface DiskFiles extends FileProvider {
  /** How a file is named to the user: as on the command line, else by its absolute path with `/`. */
  nameOf(file: FileId): string;
  textOf(file: FileId): string;
}

export const toFileId = (name: string): FileId => pathToFileURL(path.resolve(name)).href;

/** `texts` stand in for what the disk has (an older version). */
export function createDiskFiles(
  named: ReadonlyMap<FileId, string>,
  texts: ReadonlyMap<FileId, string> = new Map(),
): DiskFiles {
  const contents = new Map<FileId, FileContent>();
  const get = (file: FileId): FileContent => {
    const known = contents.get(file);
    if (known) return known;
    const other = texts.get(file);
    const content = other === undefined ? read(file) : { kind: "text" as const, text: other, version: "given" };
    contents.set(file, content);
    return content;
  };
  return {
    get,
    nameOf: (file) => named.get(file) ?? pathOf(file)?.replaceAll("\\", "/") ?? file,
    textOf(file) {
      const content = get(file);
      return content.kind === "text" ? content.text : "";
    },
  };
}

const isPosix = path.sep === "/";

function read(file: FileId): FileContent {
  const name = pathOf(file);
  if (name === null) return { kind: "absent" };
  try {
    const text = name.endsWith("/") ? folderText(opendirSync(name)) : readFileSync(name, "utf8");
    return text === null ? { kind: "absent" } : { kind: "text", text, version: "disk" };
  } catch {
    return { kind: "absent" };
  }
}

/** An import looks for many files: the general conversion is spared where the URI is as plain as the path. */
function pathOf(file: FileId): string | null {
  if (isPosix && file.startsWith("file:///") && !/[%?#]/.test(file)) return file.slice("file://".length);
  try {
    return fileURLToPath(file);
  } catch {
    return null;
  }
}

/** The text of a file that the user named; says why when it can't be read. */
export function readNamedFile(name: string, files: DiskFiles): string {
  if (isFolder(name)) throw new CommandError(message("cliIsFolder", { name }));
  const content = files.get(toFileId(name));
  if (content.kind === "text") return content.text;
  throw new CommandError(message("cliUnreadable", { name }));
}

/** URIs of the folders that `--python-path` names. */
export function searchPaths(folders: readonly string[]): readonly FileId[] {
  return folders.map((folder) => {
    if (!isFolder(folder)) throw new CommandError(message("cliNoFolder", { name: folder }));
    return toFileId(folder);
  });
}

export function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
