import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

const pythonFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "site-packages" || entry.name === "test" ? [] : pythonFiles(name);
    return entry.name.endsWith(".py") ? [name] : [];
  });

const script = "import sys, sysconfig; print(sysconfig.get_path('stdlib') if sys.version_info >= (3, 11) else '')";

/** The standard library of the Python that is here, 3.11 or later, or null. */
export function standardLibrary(): string | null {
  const python = spawnSync("python3", ["-c", script], { encoding: "utf8" });
  const folder = (python.stdout ?? "").trim();
  return folder !== "" && existsSync(folder) ? folder : null;
}

/** Paths of the Python files of the unzipped packages and of the standard library, in a fixed order. */
export function corpusFiles(root: string): string[] {
  const sources = path.join(root, ".cache/sources");
  const library = standardLibrary();
  const folders = [...(existsSync(sources) ? [sources] : []), ...(library === null ? [] : [library])];
  return folders.flatMap((folder) => pythonFiles(folder).sort());
}

/** The texts of those files that are UTF-8: a few of the library are not, on purpose. */
export function corpus(root: string): SourceFile[] {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return corpusFiles(root).flatMap((file) => {
    try {
      return [{ name: path.relative(root, file), text: decoder.decode(readFileSync(file)) }];
    } catch {
      return [];
    }
  });
}
