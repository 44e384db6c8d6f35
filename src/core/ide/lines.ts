/** Zero-based, as in LSP. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** Offsets at which lines begin: they end at LF, CR LF and CR only. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1);
  }
  return starts;
}

/** The same for readers to whom a byte order mark is no column: line 1 begins after it. */
export function lineStartsAfterMark(text: string): readonly number[] {
  const starts = lineStarts(text);
  return text.charCodeAt(0) === 0xfeff ? [1, ...starts.slice(1)] : starts;
}

/** The position of an offset in UTF-16 units; one between CR and LF is still on the line that they end. */
export function positionOf(starts: readonly number[], offset: number): LinePosition {
  let low = 0;
  for (let high = starts.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: Math.max(0, offset - (starts[low] ?? 0)) };
}
