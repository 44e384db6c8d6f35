import type { AnalysisRequest, FileFacts, FileProvider, ShouldStop } from "../ir/facts.ts";

/** A kind of definition file. One folder and one line in `formats/index.ts` each; Python source is one of them. */
export interface Format {
  /** The framework's name in summaries: "caffe". */
  readonly name: string;
  /** File name endings, with the dot. */
  readonly extensions: readonly string[];
  /** Language ids of editors. */
  readonly languages: readonly string[];
  /** A cheap look at the name and the first of the text: does this format claim it? */
  claims(name: string, text: string): boolean;
  /** Reads one text. Never throws on user input; returns null only when stopped. */
  analyse(request: AnalysisRequest, files: FileProvider, shouldStop: ShouldStop): FileFacts | null;
}
