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

/** The standard library of the Python that is here, or null. */
export function standardLibrary(): string | null {
  const python = spawnSync("python3", ["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"], {
    encoding: "utf8",
  });
  const folder = (python.stdout ?? "").trim();
  return python.status === 0 && existsSync(folder) ? folder : null;
}

/** Python files of the unzipped packages and of the standard library, in a fixed order. */
export function corpus(root: string): SourceFile[] {
  const sources = path.join(root, ".cache/sources");
  const library = standardLibrary();
  const folders = [...(existsSync(sources) ? [sources] : []), ...(library === null ? [] : [library])];
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return folders.flatMap((folder) =>
    pythonFiles(folder)
      .sort()
      .flatMap((file) => {
        try {
          return [{ name: path.relative(folder, file), text: decoder.decode(readFileSync(file)) }];
        } catch {
          // A few files of the library are not UTF-8, on purpose.
          return [];
        }
      }),
  );
}
