import type { FileContent, FileId, FileProvider } from "../ir/index.ts";

/** Reads a file that no editor has open. Synchronous: "pending" where the shell has to go and fetch it. */
export type ReadFile = (file: FileId) => FileContent;

/** Texts by URI: open documents first, then what the shell read, kept up to a number of bytes. */
export interface FileStore extends FileProvider {
  open(file: FileId, text: string, language: string | null): void;
  close(file: FileId): void;
  opened(file: FileId): OpenFile | undefined;
  /** What the shell fetched: text, or null when there is no such file. */
  supply(file: FileId, text: string | null, version: string): void;
  /** The file changed, appeared or went away on disk: it is read again when it is wanted. */
  forget(file: FileId): void;
  /** Names the present content without reading it: equal names mean equal texts. Null: it would have to be read. */
  versionOf(file: FileId): string | null;
  /** Files that were read or looked for and are not open, with the version that is held. */
  held(): Iterable<readonly [FileId, string]>;
}

export interface OpenFile {
  readonly text: string;
  /** Unique among all texts ever opened, so that a document closed and opened again is not taken for the old one. */
  readonly version: string;
  readonly language: string | null;
}

/** An absent file costs its name: many candidates of an import are looked for. */
const bytesOf = (file: FileId, content: FileContent): number =>
  2 * file.length + (content.kind === "text" ? 2 * content.text.length : 0);

const versionName = (content: FileContent): string => (content.kind === "text" ? content.version : content.kind);

export function createFileStore(read: ReadFile, byteBudget: number): FileStore {
  const documents = new Map<FileId, OpenFile>();
  // A Map keeps the order of insertion: the first entry is the one not used for longest.
  const unopened = new Map<FileId, FileContent>();
  let bytes = 0;
  let revision = 0;

  function drop(file: FileId): void {
    const content = unopened.get(file);
    if (content === undefined) return;
    bytes -= bytesOf(file, content);
    unopened.delete(file);
  }

  function hold(file: FileId, content: FileContent): void {
    drop(file);
    unopened.set(file, content);
    bytes += bytesOf(file, content);
    for (const oldest of unopened.keys()) {
      if (bytes <= byteBudget || oldest === file) break;
      drop(oldest);
    }
  }

  return {
    open(file, text, language) {
      const known = documents.get(file);
      if (known !== undefined && known.text === text && known.language === language) return;
      const onDisk = unopened.get(file);
      revision++;
      // Opening a file as it is on disk changes nothing for those who import it.
      const version = onDisk?.kind === "text" && onDisk.text === text ? onDisk.version : `open ${revision}`;
      documents.set(file, { text, version, language });
    },
    close(file) {
      const document = documents.get(file);
      const onDisk = unopened.get(file);
      documents.delete(file);
      if (onDisk?.kind !== "text" || onDisk.text !== document?.text) drop(file);
    },
    opened: (file) => documents.get(file),
    get(file) {
      const document = documents.get(file);
      if (document !== undefined) return { kind: "text", text: document.text, version: document.version };
      const held = unopened.get(file);
      const content = held ?? read(file);
      if (content.kind !== "pending") hold(file, content);
      return content;
    },
    supply(file, text, version) {
      hold(file, text === null ? { kind: "absent" } : { kind: "text", text, version });
    },
    forget: drop,
    versionOf(file) {
      const document = documents.get(file);
      if (document !== undefined) return document.version;
      const content = unopened.get(file);
      return content === undefined ? null : versionName(content);
    },
    *held() {
      for (const [file, content] of unopened) yield [file, versionName(content)] as const;
    },
  };
}

/** Notes what an analysis asked for, so that it is known to be out of date when one of those files changes. */
export function createRecorder(files: FileStore): FileProvider & { readonly seen: ReadonlyMap<FileId, string> } {
  const seen = new Map<FileId, string>();
  return {
    seen,
    get(file) {
      const content = files.get(file);
      seen.set(file, versionName(content));
      return content;
    },
  };
}
