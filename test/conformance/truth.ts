import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { analyseModel } from "../../src/cli/analyse.ts";
import { diagnosticsOf } from "../../src/cli/diagnostics.ts";
import { createDiskFiles, toFileId } from "../../src/cli/files.ts";
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
  readonly model?: string;
  /** Names may repeat; null: in order. */
  readonly inputs: readonly (readonly [name: string | null, shape: readonly number[]])[];
  readonly searchPaths?: readonly string[];
  readonly phase?: "TRAIN" | "TEST" | null;
  readonly stages?: readonly string[];
}

/** Sources are read once for all cases. */
const files = createDiskFiles(new Map());

/** A network and its summary, or the fault that leaves none. */
export type Answer = { readonly summary: Summary; readonly network: Network } | string;

let last: { readonly key: string; readonly answer: Answer } | null = null;

/** Cases that ask the same follow each other: the last answer is kept. */
export function answer(question: Question): Answer {
  const key = JSON.stringify(question);
  if (last?.key !== key) last = { key, answer: analyse(question) };
  return last.answer;
}

function analyse(question: Question): Answer {
  const inputs = question.inputs.map(([name, shape]): GivenInput => {
    const type = parseShapeText(shapeText(shape));
    if (type === null) throw new Error(`no shape ${shape}`);
    return { name, type };
  });
  const { facts, model } = analyseModel(question.file, files, {
    model: question.model ?? null,
    inputs,
    phase: question.phase ?? null,
    stages: question.stages ?? [],
    scale: null,
    allModels: false,
    searchPaths: (question.searchPaths ?? []).map(toFileId),
  });
  if (model === null) return diagnosticsOf(facts).map((fault) => render(fault.message))[0] ?? "no model";
  const surroundings = { file: facts.file, nameOf: files.nameOf, rangeOf: createPositions(files), render };
  return { summary: summaryOf(model.network, surroundings, diagnosticsOf(facts)), network: model.network };
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
