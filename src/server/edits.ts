/** One replacement of text, in offsets of the text before it. */
export interface Edit {
  readonly start: number;
  readonly removed: number;
  readonly inserted: number;
}

/** The edits of an open document since versions that something still refers to. */
export interface EditLog {
  /** `version` is that of the text after the edits. */
  add(version: number, edits: readonly Edit[]): void;
  /** Where an offset of an older text is now; null where its character has been replaced. */
  toPresent(offset: number, since: number): number | null;
  /** A range of an older text now; null when an edit cut into it. */
  rangeToPresent(start: number, end: number, since: number): readonly [start: number, end: number] | null;
  /** Where an offset of the present text was in an older one; null inside what has been inserted since. */
  toPast(offset: number, version: number): number | null;
  /** Forgets edits that led to `version` and older ones. */
  forget(version: number): void;
}

export function createEditLog(): EditLog {
  let entries: (Edit & { readonly version: number })[] = [];
  const since = (version: number) => entries.filter((entry) => entry.version > version);

  return {
    add(version, edits) {
      for (const edit of edits) entries.push({ ...edit, version });
    },
    toPresent(offset, version) {
      let at = offset;
      for (const { start, removed, inserted } of since(version)) {
        // What is typed right at the offset comes after it.
        if (at > start && at >= start + removed) at += inserted - removed;
        else if (at > start) return null;
      }
      return at;
    },
    rangeToPresent(start, end, version) {
      let [from, to] = [start, end];
      for (const edit of since(version)) {
        const editEnd = edit.start + edit.removed;
        const change = edit.inserted - edit.removed;
        if (editEnd <= from && !(edit.removed === 0 && edit.start === from && from === to)) {
          from += change;
          to += change;
        } else if (edit.start >= to) continue;
        else if (edit.start <= from || editEnd >= to) return null;
        else to += change;
      }
      return [from, to];
    },
    toPast(offset, version) {
      let at = offset;
      for (const { start, removed, inserted } of since(version).reverse()) {
        if (at >= start + inserted) at += removed - inserted;
        else if (at > start) return null;
      }
      return at;
    },
    forget(version) {
      entries = entries.filter((entry) => entry.version > version);
    },
  };
}

/** The one replacement that turns a text into another: for clients that send whole texts. */
export function wholeTextEdit(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return { start, removed: before.length - same - start, inserted: after.length - same - start };
}
