import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type AnalysisQuestion, analyseModel } from "../../src/cli/analyse.ts";
import { summaryOfFile } from "../../src/cli/commands/summary.ts";
import { diagnosticsOf } from "../../src/cli/diagnostics.ts";
import { createDiskFiles, type DiskFiles, toFileId } from "../../src/cli/files.ts";
import { createPositions } from "../../src/cli/positions.ts";
import type { Summary } from "../../src/core/analysis/summary.ts";
import { summaryOf } from "../../src/core/analysis/summary.ts";
import type { GivenInput } from "../../src/core/ir/facts.ts";
import type { Network } from "../../src/core/ir/network.ts";
import { parseShapeText } from "../../src/core/ir/shapeText.ts";
import { render } from "../../src/core/messages/index.ts";

export const readTruth = (folder: string, ...names: readonly string[]) =>
  JSON.parse(readFileSync(path.join(folder, ...names), "utf8"));

export const listTruth = (folder: string, ...names: readonly string[]): readonly string[] => {
  const directory = path.join(folder, ...names);
  return existsSync(directory) ? readdirSync(directory).sort() : [];
};

/** The shapes in a nest of lists and dicts: a shape is a list of numbers. */
export function shapesIn(nest: unknown): readonly (readonly number[])[] {
  if (typeof nest !== "object" || nest === null) return [];
  if (!Array.isArray(nest)) return Object.values(nest).flatMap(shapesIn);
  return nest.every((part) => typeof part === "number") ? [nest] : nest.flatMap(shapesIn);
}

export const shapeText = (shape: readonly number[]): string => (shape.length > 0 ? shape.join("x") : "scalar");

/** What is asked of the core, in the words of the command line. */
export interface Question {
  readonly file: string;
  /** Stands in for what the disk has, for this question only. */
  readonly text?: string;
  readonly model?: string;
  /** Names may repeat; null: in order. */
  readonly inputs: readonly (readonly [name: string | null, shape: readonly number[], dtype?: "int64"])[];
  readonly searchPaths?: readonly string[];
  readonly phase?: "TRAIN" | "TEST" | null;
  readonly stages?: readonly string[];
}

/** Sources are read once for all cases. */
const disk = createDiskFiles(new Map());

let madeUp = 0;

function filesFor({ file, text }: Question): DiskFiles {
  if (text === undefined) return disk;
  const changed = toFileId(file);
  // No two texts of a file may pass for the same.
  const version = `made up ${++madeUp}`;
  return {
    get: (wanted) => (wanted === changed ? { kind: "text", text, version } : disk.get(wanted)),
    nameOf: disk.nameOf,
    textOf: (wanted) => (wanted === changed ? text : disk.textOf(wanted)),
  };
}

/** A network and its summary, or the fault that leaves none. */
export type Answer = { readonly summary: Summary; readonly network: Network } | string;

let last: { readonly key: string; readonly answer: Answer } | null = null;

/** Cases that ask the same follow each other: the last answer is kept. */
export function answer(question: Question): Answer {
  const key = JSON.stringify(question);
  if (last?.key !== key) last = { key, answer: analyse(question) };
  return last.answer;
}

/** What the command line prints for it: of nothing but the faults where they leave no network. */
export const summaryFor = (question: Question): Summary =>
  summaryOfFile(question.file, filesFor(question), asked(question));

function analyse(question: Question): Answer {
  const files = filesFor(question);
  const { facts, model } = analyseModel(question.file, files, asked(question));
  if (model === null) return diagnosticsOf(facts).map((fault) => render(fault.message))[0] ?? "no model";
  const surroundings = { file: facts.file, nameOf: files.nameOf, rangeOf: createPositions(files), render };
  return { summary: summaryOf(model.network, surroundings, diagnosticsOf(facts)), network: model.network };
}

function asked(question: Question): AnalysisQuestion {
  const inputs = question.inputs.map(([name, shape, dtype]): GivenInput => {
    const type = parseShapeText(shapeText(shape));
    if (type === null) throw new Error(`no shape ${shape}`);
    return { name, type: dtype === undefined ? type : { ...type, dtype } };
  });
  return {
    model: question.model ?? null,
    inputs,
    phase: question.phase ?? null,
    stages: question.stages ?? [],
    scale: null,
    allModels: false,
    searchPaths: (question.searchPaths ?? []).map(toFileId),
  };
}

/** The same question as arguments of the command line. */
export function argumentsOf(question: Question): readonly string[] {
  return [
    question.file,
    ...(question.model === undefined ? [] : ["--model", question.model]),
    ...question.inputs.flatMap(([name, shape]) => ["--input", (name === null ? "" : `${name}=`) + shapeText(shape)]),
    ...(question.searchPaths ?? []).flatMap((folder) => ["--python-path", folder]),
    ...(question.phase ? ["--phase", question.phase] : []),
    ...(question.stages ?? []).flatMap((stage) => ["--stage", stage]),
  ];
}
