import type { Format } from "../formats/format.ts";
import {
  type AnalysisMemory,
  type AnalysisRequest,
  emptyMemory,
  type FileContent,
  type FileId,
  type GivenInput,
  ownVariant,
  type ShouldStop,
  type Variant,
} from "../ir/index.ts";
import { createFileStore, createRecorder, type ReadFile } from "./files.ts";
import { noFacts, type Snapshot } from "./snapshot.ts";

export interface ProjectOptions {
  /** Asked in order; the first that claims a text reads it. */
  readonly formats: readonly Format[];
  readonly read: ReadFile;
  /** For texts of files that are read but not open. */
  readonly byteBudget?: number;
}

/** What holds for every file of the project. */
export interface ProjectSettings {
  readonly searchPaths: readonly FileId[];
  readonly workspaceRoots: readonly FileId[];
  readonly defaultInput: readonly GivenInput[] | null;
}

/** What is wanted of a file. Absent fields: what the file itself says. */
export interface Query {
  readonly model?: string | null;
  readonly inputs?: readonly GivenInput[];
  readonly variant?: Variant;
  /** Every model that the file offers without needing arguments, not the shown one alone. */
  readonly allModels?: boolean;
  /** What stays of each model when the next one is analysed; absent: all of it. Goes with `once`. */
  readonly keep?: AnalysisRequest["keep"];
  /** The answer is of use once: it is not remembered, though what it learned about inputs is. */
  readonly once?: boolean;
}

/** Files in, immutable snapshots out. */
export interface Project {
  configure(settings: ProjectSettings): void;
  /** `language` is an editor's language id; null lets the name and the text decide. */
  setText(file: FileId, text: string, language: string | null): void;
  /** Drops the text, its networks and its memory. */
  close(file: FileId): void;
  /** Hands over a file that an answer called pending. Null: there is none. */
  supply(file: FileId, text: string | null, version: string): void;
  changedOnDisk(file: FileId): void;
  /** The text of an open file or of one that an analysis has read; null when it is not at hand. */
  text(file: FileId): string | null;
  /** Files that were read or looked for and are not open. */
  heldFiles(): Iterable<readonly [FileId, string]>;
  /** Lets the facts of a file go, to save memory; its text and memory stay. */
  release(file: FileId): void;
  /** Null: stopped, or the file is neither open nor readable yet. */
  analyse(file: FileId, query: Query, shouldStop: ShouldStop): Snapshot | null;
  /** The same of another text of the file, worked out anew and not remembered. */
  rehearse(file: FileId, query: Query, text: string, shouldStop: ShouldStop): Snapshot | null;
}

const defaultByteBudget = 64 * 2 ** 20;
/** The shown model, all models, and a summary or two that a view asked for. */
const snapshotsPerFile = 4;

interface Entry {
  readonly key: string;
  readonly version: string;
  readonly seen: ReadonlyMap<FileId, string>;
  readonly snapshot: Snapshot;
}

export function createProject(options: ProjectOptions): Project {
  const files = createFileStore(options.read, options.byteBudget ?? defaultByteBudget);
  const entries = new Map<FileId, readonly Entry[]>();
  const memories = new Map<FileId, AnalysisMemory>();
  let settings: ProjectSettings = { searchPaths: [], workspaceRoots: [], defaultInput: null };

  const isCurrent = (entry: Entry, key: string, version: string): boolean =>
    entry.key === key &&
    entry.version === version &&
    [...entry.seen].every(([file, seen]) => seen !== "pending" && files.versionOf(file) === seen);

  function remember(file: FileId, entry: Entry): void {
    const others = (entries.get(file) ?? []).filter(
      ({ key, version }) => key !== entry.key && version === entry.version,
    );
    entries.set(file, [entry, ...others].slice(0, snapshotsPerFile));
  }

  return {
    configure(next) {
      if (JSON.stringify(next) === JSON.stringify(settings)) return;
      settings = next;
      entries.clear();
    },
    setText: files.open,
    close(file) {
      files.close(file);
      entries.delete(file);
      memories.delete(file);
    },
    supply: files.supply,
    changedOnDisk: files.forget,
    text(file) {
      const content = files.versionOf(file) === null ? null : files.get(file);
      return content?.kind === "text" ? content.text : null;
    },
    heldFiles: files.held,
    release: (file) => void entries.delete(file),
    analyse(file, query, shouldStop) {
      const content = files.get(file);
      if (content.kind !== "text") return null;
      const key = JSON.stringify([
        query.model ?? null,
        query.inputs ?? [],
        query.allModels === true,
        query.variant ?? ownVariant,
      ]);
      const known = entries.get(file)?.find((entry) => isCurrent(entry, key, content.version));
      if (known !== undefined) return known.snapshot;
      const read = analyseNow(file, content, query, shouldStop);
      if (read === null) return null;
      const { snapshot, seen } = read;
      if (files.opened(file) !== undefined) {
        memories.set(file, snapshot.facts.memory);
        if (query.once !== true) remember(file, { key, version: content.version, seen, snapshot });
      }
      return snapshot;
    },
    rehearse(file, query, text, shouldStop) {
      const content = files.get(file);
      if (content.kind !== "text") return null;
      return analyseNow(file, { ...content, text }, query, shouldStop)?.snapshot ?? null;
    },
  };

  function analyseNow(
    file: FileId,
    content: Extract<FileContent, { kind: "text" }>,
    query: Query,
    shouldStop: ShouldStop,
  ): { readonly snapshot: Snapshot; readonly seen: Entry["seen"] } | null {
    const language = files.opened(file)?.language ?? null;
    const format = formatOf(options.formats, file, content.text, language);
    const recorder = createRecorder(files);
    const request: AnalysisRequest = {
      file,
      text: content.text,
      model: query.model ?? null,
      inputs: query.inputs ?? [],
      ...(query.variant ?? ownVariant),
      allModels: query.allModels === true,
      keep: query.keep,
      ...settings,
      memory: memories.get(file) ?? emptyMemory,
    };
    const facts = format === null ? noFacts(file) : format.analyse(request, recorder, shouldStop);
    if (facts === null) return null;
    return { snapshot: { file, text: content.text, facts }, seen: recorder.seen };
  }
}

/** The editor's language decides; else the name and the first of the text. */
function formatOf(formats: readonly Format[], file: FileId, text: string, language: string | null): Format | null {
  const byLanguage = language === null ? undefined : formats.find((format) => format.languages.includes(language));
  return byLanguage ?? formats.find((format) => format.claims(fileName(file), text)) ?? null;
}

function fileName(file: FileId): string {
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/[?#].*$/, "");
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
