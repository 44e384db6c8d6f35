import type { FileFacts, FileId } from "../ir/index.ts";
import type { Render } from "./text.ts";

/** The numbers of the shown model; null where the file has none. */
export function fileSummary(
  _facts: FileFacts,
  _text: string,
  _textOf: (file: FileId) => string | null,
  _render: Render,
): unknown {
  return null;
}
