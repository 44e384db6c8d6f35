import { layerRows } from "../../core/analysis/rows.ts";
import { type Summary, summaryOf } from "../../core/analysis/summary.ts";
import type { Network } from "../../core/ir/network.ts";
import { render } from "../../core/messages/index.ts";
import { analyseModel, analysisOptions, questionOf } from "../analyse.ts";
import { choiceOf, parseArguments } from "../arguments.ts";
import { diagnosticsOf, hasError, reportDiagnostic } from "../diagnostics.ts";
import { createDiskFiles, type DiskFiles, toFileId } from "../files.ts";
import type { Command } from "../main.ts";
import { createLineReader, createPositions } from "../positions.ts";
import { paintFor } from "../text.ts";

export const run: Command = async (args) => {
  const parsed = parseArguments(args, {
    ...analysisOptions,
    single: [...analysisOptions.single, "format"],
    positional: ["FILE"],
  });
  const format = choiceOf<"table" | "json" | "markdown" | "csv">(parsed, "format", [
    "table",
    "json",
    "markdown",
    "csv",
  ]);
  const [name = ""] = parsed.positional;
  const files = createDiskFiles(new Map([[toFileId(name), name]]));
  const { summary, network } = readSummary(name, files, questionOf(parsed));
  const code = hasError(summary.diagnostics) ? 1 : 0;
  if (format === "json") return { output: JSON.stringify(summary), code };
  const formats = await import("../summaryFormats.ts");
  const rows = network === null ? [] : layerRows(network);
  const report = { ...summary, openLayers: new Set(rows.flatMap((row, at) => (row.parametersComplete ? [] : [at]))) };
  if (format === "markdown") return { output: formats.toMarkdown(report), code };
  if (format === "csv") return { output: formats.toCsv(report), code };
  const paint = paintFor(process.stdout, process.env["NO_COLOR"]);
  return { output: formats.toTable(report, createLineReader(files), paint), code };
};

type Question = ReturnType<typeof questionOf>;

export const summaryOfFile = (name: string, files: DiskFiles, question: Question): Summary =>
  readSummary(name, files, question).summary;

/** The summary of the file's model; of nothing but its faults where they leave no model. */
function readSummary(
  name: string,
  files: DiskFiles,
  question: Question,
): { readonly summary: Summary; readonly network: Network | null } {
  const { facts, model } = analyseModel(name, files, question);
  const rangeOf = createPositions(files);
  const diagnostics = diagnosticsOf(facts);
  if (model) {
    const surroundings = { file: facts.file, nameOf: files.nameOf, rangeOf, render };
    return { summary: summaryOf(model.network, surroundings, diagnostics, model.inputs), network: model.network };
  }
  const none = 0;
  const summary: Summary = {
    version: 1,
    file: name,
    framework: facts.framework ?? "",
    model: question.model ?? "",
    inputs: [],
    outputs: [],
    layers: [],
    totals: {
      parameters: none,
      trainableParameters: none,
      bufferElements: none,
      macs: none,
      parameterBytes: none,
      activationBytes: none,
      peakActivationBytes: none,
    },
    coverage: { calls: none, unknownCalls: none, unknownParameters: none, unknownMacs: none },
    unknown: [],
    diagnostics: diagnostics.map((diagnostic) => reportDiagnostic(diagnostic, rangeOf)),
  };
  return { summary, network: null };
}
