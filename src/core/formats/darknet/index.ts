import type { Diagnostic, Severity } from "../../ir/diagnostic.ts";
import { parseDirective } from "../../ir/directive.ts";
import type { AnalysisRequest, FileFacts, GivenInput, ModelFacts, ShouldStop } from "../../ir/facts.ts";
import type { Message } from "../../ir/message.ts";
import { parseGivenInput } from "../../ir/shapeText.ts";
import type { FileId } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { Format } from "../format.ts";
import { modelNameOf } from "../modelName.ts";
import { type CfgFile, type CfgSection, parseCfg, type Span } from "./cfg.ts";
import { inputName, resolveInput } from "./input.ts";
import { buildNetwork } from "./network.ts";
import { readOptions } from "./options.ts";

/** Darknet's network definitions, those of pjreddie's fork and of AlexeyAB's. */
export const darknet: Format = {
  name: "darknet",
  extensions: [".cfg"],
  languages: ["darknet-cfg"],
  claims: (name, text) => /\.cfg$/i.test(name) && beginsWithNet(text),
  analyse: (request, _files, shouldStop) => analyseDarknet(request, shouldStop),
};

/** `.cfg` is anybody's ending: only a text whose first section is [net] is a network. */
const beginsWithNet = (text: string): boolean =>
  /^\ufeff?(?:[ \t]*(?:[#;][^\r\n]*)?[\r\n])*[ \t]*\[[ \t]*net(?:work)?[ \t]*\]/.test(text);

function analyseDarknet(request: AnalysisRequest, shouldStop: ShouldStop): FileFacts | null {
  const { file } = request;
  const cfg = parseCfg(request.text);
  const diagnostics = cfg.stray.map(({ reason, ...at }) => {
    const texts = {
      noSection: message("darknetNoSection"),
      valueMissing: message("darknetValueMissing"),
      bracketMissing: message("darknetBracketMissing"),
    };
    return diagnosticAt(file, "syntax", reason === "valueMissing" ? "warning" : "error", texts[reason], at);
  });
  const [net, ...sections] = cfg.sections;
  const facts = (models: readonly ModelFacts[]): FileFacts => ({
    file,
    framework: "darknet",
    offers: models.map((model) => model.offer),
    models,
    diagnostics,
    dependencies: [],
    pending: [],
    memory: request.memory,
  });
  if (!net) return facts([]);
  const model = modelOf(request, cfg, net, sections, shouldStop);
  return model && facts([model]);
}

function modelOf(
  request: AnalysisRequest,
  cfg: CfgFile,
  net: CfgSection,
  sections: readonly CfgSection[],
  shouldStop: ShouldStop,
): ModelFacts | null {
  const { file } = request;
  const found: Diagnostic[] = [];
  const options = readOptions(net, (at, text) => found.push(diagnosticAt(file, "option-value", "warning", text, at)));
  const directive = readDirectives(request.text);
  const { input, unused } = resolveInput(file, net, options, [
    { origin: "given", inputs: request.inputs },
    { origin: "directive", inputs: directive.inputs },
    { origin: "setting", inputs: request.defaultInput ?? [] },
  ]);
  if (input.origin === "default") found.push(diagnosticAt(file, "net-input", "error", input.explanation, net.titleAt));
  for (const { name } of unused) {
    const text =
      name === null || name === inputName
        ? message("darknetInputCount", { number: 2 })
        : message("darknetInputName", { name, input: inputName });
    found.push(diagnosticAt(file, "input-name", "warning", text, net.titleAt));
  }
  const name = modelNameOf(file);
  const phase = request.phase ?? directive.phase ?? "TEST";
  const network = buildNetwork(sections, { file, model: name, phase, input, shouldStop });
  if (network === null) return null;
  const [first = net] = cfg.sections;
  const at = { file, start: first.titleAt.start, end: first.titleAt.end };
  return {
    offer: { name, expression: name, kind: "network", at, constructible: true },
    inputs: [input],
    network,
    diagnostics: [...found, ...network.diagnostics],
  };
}

const diagnosticAt = (file: FileId, code: string, severity: Severity, text: Message, at: Span): Diagnostic => ({
  code,
  severity,
  message: text,
  at: { file, start: at.start, end: at.end },
  fixes: [],
  related: [],
});

/** The file's directive comments together: a file has one network. */
function readDirectives(text: string) {
  const inputs: GivenInput[] = [];
  let phase: "TRAIN" | "TEST" | null = null;
  for (const [line] of text.matchAll(/#[ \t]*convlens:.*/g)) {
    for (const { key, value } of parseDirective(line) ?? []) {
      if (key === "phase" && (value === "TRAIN" || value === "TEST")) phase = value;
      const given = key === "input" ? parseGivenInput(value) : null;
      if (given) inputs.push(given);
    }
  }
  return { inputs, phase };
}
