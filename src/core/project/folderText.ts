/** What is in a folder, one after the other, as a shell reads it of a disk; null: there is no more. */
export type NextEntry = () => { readonly name: string; readonly isFolder: boolean } | null;

/** A folder of more is one of data: it is not listed. */
const mostNames = 10_000;

/** The names as `FileProvider` gives a folder; null: too many. */
export function folderText(next: NextEntry): string | null {
  const names: string[] = [];
  for (let entry = next(); entry !== null; entry = next()) {
    if (names.length === mostNames) return null;
    if (!entry.name.includes("\n")) names.push(entry.isFolder ? `${entry.name}/` : entry.name);
  }
  return names.sort().join("\n");
}
