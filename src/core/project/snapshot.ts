import type { FileFacts, FileId } from "../ir/index.ts";

/** What is known about one text of one file, for good: a newer text gets a new snapshot. Plain data. */
export interface Snapshot {
  readonly file: FileId;
  readonly text: string;
  readonly facts: FileFacts;
}

/** Facts of a file that defines no network. */
export const noFacts = (file: FileId): FileFacts => ({
  file,
  framework: null,
  offers: [],
  models: [],
  diagnostics: [],
  dependencies: [],
  pending: [],
  memory: { lastFittingInputs: {} },
});
