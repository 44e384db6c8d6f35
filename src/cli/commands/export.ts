import { writeFileSync } from "node:fs";
import { exportOnnx } from "../../core/formats/onnx/index.ts";
import type { Network } from "../../core/ir/network.ts";
import type { FillWeights } from "../../core/ir/weights.ts";
import { message, render } from "../../core/messages/index.ts";
import { deterministicWeights, randomWeights } from "../../core/weights/index.ts";
import { analyseModel, analysisOptions, questionOf } from "../analyse.ts";
import { type ParsedArguments, parseArguments } from "../arguments.ts";
import { CommandError } from "../commandError.ts";
import { diagnosticsOf, hasError, reportDiagnostic } from "../diagnostics.ts";
import { createDiskFiles, toFileId } from "../files.ts";
import type { Command } from "../main.ts";
import { createLineReader, createPositions } from "../positions.ts";
import { formatDiagnostic } from "../report.ts";
import { formatBytes, groupDigits, paintFor } from "../text.ts";

export const run: Command = async (args) => {
  const parsed = parseArguments(args, {
    ...analysisOptions,
    single: [...analysisOptions.single, "onnx", "weights"],
    positional: ["FILE"],
  });
  const target = parsed.value("onnx");
  if (target === null) throw new CommandError(message("cliOptionMissing", { option: "--onnx" }));
  const [name = ""] = parsed.positional;
  const fill = weightsOf(parsed);
  const files = createDiskFiles(new Map([[toFileId(name), name]]));
  const { facts, model } = analyseModel(name, files, questionOf(parsed));
  const faults = diagnosticsOf(facts).filter((diagnostic) => diagnostic.severity === "error");
  if (hasError(faults)) {
    const positionsOf = createPositions(files);
    const lineOf = createLineReader(files);
    const paint = paintFor(process.stdout, process.env["NO_COLOR"]);
    const texts = faults.map((fault) => formatDiagnostic(reportDiagnostic(fault, positionsOf), lineOf, paint));
    return { output: texts.join("\n"), code: 1 };
  }
  if (model === null) throw new CommandError(message("cliNoModel", { name }));
  const { network } = model;
  const exported = exportOnnx(network, { weights: fill(network) });
  if ("because" in exported) throw new CommandError(refusal(network, exported));
  try {
    writeFileSync(target, exported.ok);
  } catch {
    throw new CommandError(message("cliUnwritable", { name: target }));
  }
  const places = {
    name: target,
    nodes: groupDigits(network.nodes.length),
    bytes: formatBytes(exported.ok.byteLength),
  };
  return { output: render(message("cliExported", places)), code: 0 };
};

type Refusal = Extract<ReturnType<typeof exportOnnx>, { readonly because: unknown }>;

const refusal = (network: Network, { because, node }: Refusal) => {
  const layer = node === null ? undefined : network.nodes[node]?.name;
  return layer === undefined ? because : message("cliExportRefused", { layer, because: render(because) });
};

/** `deterministic` (the default) or `random[:SEED]`. */
function weightsOf(parsed: ParsedArguments): (network: Network) => FillWeights {
  const text = parsed.value("weights") ?? "deterministic";
  if (text === "deterministic") return deterministicWeights;
  const seed = /^random(?::(\d{1,15}))?$/.exec(text);
  if (seed) return (network) => randomWeights(network, Number(seed[1] ?? 0));
  throw new CommandError(message("cliWeights", { text }));
}
