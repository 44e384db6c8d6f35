import { writeFileSync } from "node:fs";
import { type ExportResult, exportOnnx } from "../../core/formats/onnx/index.ts";
import type { Message } from "../../core/ir/message.ts";
import type { Network, NetworkNode, NodeId } from "../../core/ir/network.ts";
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
    flags: ["partial"],
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
  const weights = fill(network);
  const whole = exportOnnx(network, { weights });
  const part = parsed.has("partial") && "because" in whole ? exportPart(network, weights, whole) : null;
  const exported = part ?? whole;
  if ("because" in exported) throw new CommandError(refusal(network, exported, !parsed.has("partial")));
  try {
    writeFileSync(target, exported.ok);
  } catch {
    throw new CommandError(message("cliUnwritable", { name: target }));
  }
  const all = groupDigits(network.nodes.length);
  const places = { name: target, bytes: formatBytes(exported.ok.byteLength) };
  if (part === null) return { output: render(message("cliExported", { ...places, nodes: all })), code: 0 };
  const isIn = ({ outputs }: NetworkNode): boolean => outputs.some((value) => exported.names.has(value));
  const nodes = groupDigits(network.nodes.filter(isIn).length);
  const head = message("cliExportedPart", { ...places, nodes, all, outputs: exported.outputs.join(", ") });
  const lines = exported.leftOut.map(({ node, because }) =>
    message("cliExportLeftOut", { layer: layerOf(network, node) ?? "?", because: render(because) }),
  );
  return { output: [head, ...lines].map((line) => render(line)).join("\n"), code: 0 };
};

type Refusal = Extract<ExportResult, { readonly because: unknown }>;
type Exported = Exclude<ExportResult, Refusal>;

/** What does not depend on the layer that was refused, nor on others that ONNX lacks. Null where nothing can be left out. */
function exportPart(network: Network, weights: FillWeights, refused: Refusal): Exported | null {
  if (refused.node === null) return null;
  const part = exportOnnx(network, { weights, upTo: refused.node });
  // That nothing is left says less than why.
  return "because" in part ? null : { ...part, leftOut: [refused, ...part.leftOut] };
}

const layerOf = (network: Network, node: NodeId | null): string | null => {
  const found = node === null ? undefined : network.nodes[node];
  return found === undefined ? null : found.name || found.type;
};

function refusal(network: Network, { because, node }: Refusal, canBePartial: boolean): Message {
  const layer = layerOf(network, node);
  if (layer === null) return because;
  const refused = message("cliExportRefused", { layer, because: render(because) });
  return canBePartial ? message("cliExportPartial", { refusal: render(refused) }) : refused;
}

/** `deterministic` (the default) or `random[:SEED]`. */
function weightsOf(parsed: ParsedArguments): (network: Network) => FillWeights {
  const text = parsed.value("weights") ?? "deterministic";
  if (text === "deterministic") return deterministicWeights;
  const seed = /^random(?::(\d{1,15}))?$/.exec(text);
  if (seed) return (network) => randomWeights(network, Number(seed[1] ?? 0));
  throw new CommandError(message("cliWeights", { text }));
}
