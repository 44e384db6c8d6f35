/** A folder of a disk that a shell has opened (Node's `Dir`). */
export interface OpenFolder {
  /** What is in it, one after the other; null: there is no more. */
  readSync(): { readonly name: string; isDirectory(): boolean } | null;
  closeSync(): void;
}

/** A folder of more is one of data: it is not listed. */
const mostNames = 10_000;

/** The names as `FileProvider` gives a folder, which is closed then; null: too many. */
export function folderText(folder: OpenFolder): string | null {
  try {
    const names: string[] = [];
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      if (names.length === mostNames) return null;
      if (!entry.name.includes("\n")) names.push(entry.isDirectory() ? `${entry.name}/` : entry.name);
    }
    return names.sort().join("\n");
  } finally {
    folder.closeSync();
  }
}
