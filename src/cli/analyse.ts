import path from "node:path";
import { type AnalysisRequest, emptyMemory, type FileFacts, type ModelFacts } from "../core/ir/facts.ts";
import { nearestName } from "../core/ir/nearest.ts";
import { message } from "../core/messages/index.ts";
import { allFormats } from "../core/project/formats.ts";
import { choiceOf, givenInputs, type ParsedArguments } from "./arguments.ts";
import { CommandError } from "./commandError.ts";
import { hasError } from "./diagnostics.ts";
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

/** Facts of a file that the user named; null: no format claims it. */
export function analyseFile(name: string, files: DiskFiles, question: AnalysisQuestion): FileFacts | null {
  return analyseText(name, readNamedFile(name, files), files, question, () => false);
}

/** The same of another text in its place; null as well where `shouldStop` has ended it. */
export function analyseText(
  name: string,
  text: string,
  files: DiskFiles,
  question: AnalysisQuestion,
  shouldStop: () => boolean,
): FileFacts | null {
  const file = toFileId(name);
  const format = allFormats.find((candidate) => candidate.claims(path.basename(name), text));
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
    shouldStop,
  );
}

/** The model that a command is about, in a file that has to be a definition file. */
export interface AnalysedModel {
  readonly facts: FileFacts;
  /** Null where faults of the file leave none; then `facts` has an error. */
  readonly model: ModelFacts | null;
}

export function analyseModel(name: string, files: DiskFiles, question: AnalysisQuestion): AnalysedModel {
  const facts = analyseFile(name, files, question);
  if (facts === null || facts.framework === null) throw new CommandError(message("cliNotADefinition", { name }));
  const [model = null] = facts.models;
  if (model === null && !hasError(facts.diagnostics)) {
    const [said] = facts.diagnostics;
    if (said) throw new CommandError(said.message);
    throw question.model === null
      ? new CommandError(message("cliNoModel", { name }))
      : unknownModel(name, question.model, facts);
  }
  // A file that is one network has no other; what a Python file can make is the front-end's to know.
  if (question.model !== null && model?.offer.kind === "network" && model.offer.expression !== question.model) {
    throw unknownModel(name, question.model, facts);
  }
  return { facts, model };
}

/** What is before the arguments of a call: `resnet50` of `resnet50()`. */
const calleeOf = (expression: string): string => /^[^(]*/.exec(expression)?.[0] ?? expression;

function unknownModel(name: string, model: string, { offers }: FileFacts): CommandError {
  const made = [...offers.filter(({ constructible }) => constructible), ...offers];
  const expressions = [...new Set(made.map(({ expression }) => expression))];
  const named = new Map(expressions.map((expression) => [calleeOf(expression), expression]));
  const nearest = nearestName(calleeOf(model), named.keys());
  if (nearest !== null)
    return new CommandError(message("cliMeantModel", { name, model, nearest: named.get(nearest) ?? nearest }));
  if (expressions.length === 0) return new CommandError(message("cliUnknownModel", { name, model }));
  const few = expressions.slice(0, 3).join(", ");
  const offered = expressions.length > 3 ? `${few}, …` : few;
  return new CommandError(message("cliOtherModels", { name, model, offers: offered }));
}
