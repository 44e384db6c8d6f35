/** Zero-based, as in LSP. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** The position of an offset: lines end at LF, CRLF or CR only, columns are UTF-16 units. */
export function positionAt(text: string, offset: number): LinePosition {
  const end = Math.min(offset, text.length);
  let line = 0;
  let lineStart = 0;
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 10 && code !== 13) continue;
    // An offset between CR and LF is still on the line that they end.
    if (code === 13 && text.charCodeAt(at + 1) === 10) {
      if (at + 1 >= end) break;
      at++;
    }
    line++;
    lineStart = at + 1;
  }
  return { line, character: end - lineStart };
}
