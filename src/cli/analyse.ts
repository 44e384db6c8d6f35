import path from "node:path";
import type { Format } from "../core/formats/format.ts";
import { declarativeFormats } from "../core/formats/index.ts";
import { type AnalysisRequest, emptyMemory, type FileFacts } from "../core/ir/facts.ts";
import { message } from "../core/messages/index.ts";
import { choiceOf, givenInputs, type ParsedArguments } from "./arguments.ts";
import { CommandError } from "./commandError.ts";
import { type DiskFiles, readNamedFile, searchPaths, toFileId } from "./files.ts";

/** The options that say what to analyse, for every command that takes one file. */
export const analysisOptions = {
  single: ["model", "phase", "stage", "scale"],
  repeated: ["input", "python-path"],
} as const;

export type AnalysisQuestion = Pick<
  AnalysisRequest,
  "model" | "inputs" | "phase" | "stages" | "scale" | "allModels" | "searchPaths"
>;

export function questionOf(parsed: ParsedArguments): AnalysisQuestion {
  return {
    model: parsed.value("model"),
    inputs: givenInputs(parsed),
    phase: parsed.value("phase") === null ? null : choiceOf<"TRAIN" | "TEST">(parsed, "phase", ["TEST", "TRAIN"]),
    stages: parsed.values("stage"),
    scale: parsed.value("scale"),
    allModels: false,
    searchPaths: searchPaths(parsed.values("python-path")),
  };
}

/** Python source last: it claims every `.py`. */
async function allFormats(): Promise<readonly Format[]> {
  const { pythonFormat } = await import("../core/project/pythonFormat.ts");
  return [...declarativeFormats, pythonFormat];
}

/** Facts of a file that the user named; null: no format claims it. */
export async function analyseFile(
  name: string,
  files: DiskFiles,
  question: AnalysisQuestion,
): Promise<FileFacts | null> {
  const text = readNamedFile(name, files);
  const file = toFileId(name);
  const format = (await allFormats()).find((candidate) => candidate.claims(path.basename(name), text));
  if (!format) return null;
  return format.analyse(
    {
      ...question,
      file,
      text,
      defaultInput: null,
      workspaceRoots: [toFileId("."), toFileId(path.dirname(name))],
      memory: emptyMemory,
    },
    files,
    () => false,
  );
}

/** The facts of a file that has to be a definition file. */
export async function analyseDefinition(
  name: string,
  files: DiskFiles,
  question: AnalysisQuestion,
): Promise<FileFacts> {
  const facts = await analyseFile(name, files, question);
  if (facts === null || facts.framework === null) throw new CommandError(message("cliNotADefinition", { name }));
  return facts;
}
