import type { FileId } from "../ir/source.ts";

/** What a network without a name of its own is called: its file, without folder and ending. */
export function modelNameOf(file: FileId): string {
  // A text that was never saved has no folder: `untitled:Untitled-1`.
  const name = file.includes("/") ? file.slice(file.lastIndexOf("/") + 1) : file.replace(/^[a-z][\w+.-]*:/i, "");
  return decode(name).replace(/\.\w+$/, "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
