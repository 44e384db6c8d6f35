import { readdirSync } from "node:fs";
import path from "node:path";
import type { SummaryDiagnostic } from "../../core/analysis/summary.ts";
import type { FileFacts } from "../../core/ir/facts.ts";
import type { FileId } from "../../core/ir/source.ts";
import { message, render } from "../../core/messages/index.ts";
import { type AnalysisQuestion, analyseFile, analyseText } from "../analyse.ts";
import { choiceOf, parseArguments } from "../arguments.ts";
import { diagnosticsOf, hasError, reportDiagnostic, reportFixes } from "../diagnostics.ts";
import { createDiskFiles, type DiskFiles, isFolder, readNamedFile, searchPaths, toFileId } from "../files.ts";
import type { Command } from "../main.ts";
import { createLineReader, createPositions } from "../positions.ts";
import { formatDiagnostic } from "../report.ts";
import { paintFor } from "../text.ts";
import { type FixSearch, fixSearch } from "../triedFixes.ts";

/** A definition file and what is wrong with it. */
export interface CheckedFile {
  readonly file: string;
  readonly framework: string;
  readonly models: readonly string[];
  readonly diagnostics: readonly SummaryDiagnostic[];
}

/** Every model that the files offer without needing arguments. */
export const run: Command = async (args) => {
  const parsed = parseArguments(args, {
    single: ["format"],
    repeated: ["python-path"],
    flags: ["try-fixes"],
    positional: ["PATH…"],
  });
  const format = choiceOf<"text" | "json" | "sarif">(parsed, "format", ["text", "json", "sarif"]);
  const names = parsed.positional.flatMap((name) => (isFolder(name) ? definitionFiles(name) : [name]));
  const named = new Map<FileId, string>(names.map((name) => [toFileId(name), name]));
  const files = createDiskFiles(named);
  const question = {
    model: null,
    inputs: [],
    phase: null,
    stages: [],
    scale: null,
    allModels: true,
    searchPaths: searchPaths(parsed.values("python-path")),
  };
  const positionsOf = createPositions(files);
  const checked: CheckedFile[] = [];
  for (const name of names) {
    const facts = analyseFile(name, files, question);
    if (facts === null || facts.framework === null) continue;
    const tried = parsed.has("try-fixes") ? searchIn(name, facts, files, question) : null;
    const diagnostics = diagnosticsOf(facts).map((diagnostic): SummaryDiagnostic => {
      const report = reportDiagnostic(diagnostic, positionsOf);
      const found = tried?.(diagnostic) ?? [];
      return found.length === 0 ? report : { ...report, fixes: reportFixes(found, positionsOf) };
    });
    checked.push({ file: name, framework: facts.framework, models: modelsOf(facts), diagnostics });
  }
  const code = checked.some((file) => hasError(file.diagnostics)) ? 1 : 0;
  if (format === "json") return { output: JSON.stringify({ version: 1, files: checked }), code };
  if (format === "sarif") return { output: (await import("../sarif.ts")).toSarif(checked), code };
  return { output: toText(checked, files), code };
};

function searchIn(name: string, facts: FileFacts, files: DiskFiles, question: AnalysisQuestion): FixSearch {
  const text = readNamedFile(name, files);
  return fixSearch(text, facts, (copy, inputs, shouldStop) =>
    analyseText(name, copy, files, { ...question, inputs }, shouldStop),
  );
}

const modelsOf = (facts: FileFacts): readonly string[] => facts.models.map((model) => model.offer.expression);

const skippedFolders = new Set(["node_modules", "__pycache__", "site-packages", "venv", "dist", "build"]);

/** Files below a folder by their endings, in the order of their names. Links are not followed. */
function definitionFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name.startsWith(".") || skippedFolders.has(entry.name) ? [] : definitionFiles(name);
    }
    return entry.isFile() && /\.(py|prototxt|cfg)$/i.test(entry.name) ? [name] : [];
  });
}

function toText(checked: readonly CheckedFile[], files: DiskFiles): string {
  const paint = paintFor(process.stdout, process.env["NO_COLOR"]);
  const lineOf = createLineReader(files);
  const all = checked.flatMap((file) => file.diagnostics);
  const count = (severity: string): number => all.filter((diagnostic) => diagnostic.severity === severity).length;
  const places = { files: checked.length, errors: count("error"), warnings: count("warning") };
  return [...all.map((one) => formatDiagnostic(one, lineOf, paint)), render(message("cliChecked", places))].join("\n");
}
