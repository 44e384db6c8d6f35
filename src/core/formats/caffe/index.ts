import type { Diagnostic } from "../../ir/diagnostic.ts";
import type { AnalysisRequest, FileFacts, ModelFacts, ShouldStop, Variant, Variants } from "../../ir/facts.ts";
import type { Message } from "../../ir/message.ts";
import type { FileId } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { Format } from "../format.ts";
import { modelNameOf } from "../modelName.ts";
import { type CaffeDefinition, readDefinition } from "./definition.ts";
import { readDirectives } from "./directives.ts";
import { buildNetwork } from "./network.ts";
import { distinctStates, type NetState } from "./phases.ts";
import { parseTextFormat } from "./textFormat/parser.ts";
import type { Span, TextMessage } from "./textFormat/tree.ts";

/** Caffe's network definitions: protobuf text format in any of its three layer syntaxes. */
export const caffe: Format = {
  name: "caffe",
  extensions: [".prototxt"],
  languages: ["prototxt"],
  claims: (name, text) => /\.prototxt$/i.test(name) || (/\.(pt|txt)$/i.test(name) && looksLikeNetwork(text)),
  analyse: (request, _files, shouldStop) => analyseCaffe(request, shouldStop),
};

/** `.pt` is torch's ending too, and `.txt` anybody's: only a text that opens like a network is one. */
function looksLikeNetwork(text: string): boolean {
  const start = text.slice(0, 4000).replace(/#.*/g, "");
  const opensLikeOne = /^\s*(name|input|input_dim|input_shape|force_backward|layers?)\s*[:{]/.test(start);
  return opensLikeOne && /\blayers?\s*:?\s*\{[\s\S]*?\b(type\s*:|layer\s*\{)/.test(start);
}

function analyseCaffe(request: AnalysisRequest, shouldStop: ShouldStop): FileFacts | null {
  const { file, text } = request;
  const { root, faults } = parseTextFormat(text);
  const reported = new Map<string, Diagnostic>();
  const report = (code: string, severity: Diagnostic["severity"], at: Span, fault: Message): void => {
    const diagnostic = { code, severity, message: fault, at: rangeOf(file, at), fixes: [], related: [] };
    reported.set(`${at.start} ${code}`, diagnostic);
  };
  for (const fault of faults) report("syntax", "error", fault.at, fault.message);
  const reportValue = (at: Span, fault: Message): void => report("field-value", "error", at, fault);
  const definition = readDefinition(root, reportValue);
  const facts = (models: readonly ModelFacts[]): FileFacts => ({
    file,
    framework: "caffe",
    offers: models.map((model) => model.offer),
    models,
    diagnostics: [...reported.values()],
    dependencies: [],
    pending: [],
    memory: request.memory,
  });
  if (definition.layers.length === 0 && definition.inputs.length === 0) {
    if (faults.length === 0) report("no-network", "information", openingOf(root), message(otherFile(root)));
    return facts([]);
  }
  const model = modelOf(request, root, definition, shouldStop);
  return model && facts([model]);
}

function modelOf(
  request: AnalysisRequest,
  root: TextMessage,
  definition: CaffeDefinition,
  shouldStop: ShouldStop,
): ModelFacts | null {
  const { file } = request;
  const name = definition.name || modelNameOf(file);
  const directive = readDirectives(request.text);
  const ownStages = [...definition.stages, ...directive.stages];
  const state: NetState = {
    phase: request.phase ?? directive.phase ?? (definition.phase === "TRAIN" ? "TRAIN" : "TEST"),
    stages: request.stages.length > 0 ? request.stages : ownStages,
  };
  const built = buildNetwork(definition, {
    file,
    model: name,
    state,
    inputs: [
      { origin: "given", inputs: request.inputs },
      { origin: "directive", inputs: directive.inputs },
      { origin: "setting", inputs: request.defaultInput ?? [] },
    ],
    shouldStop,
  });
  if (built === null) return null;
  const at = rangeOf(file, openingOf(root));
  const unused = built.unused.map((input): Diagnostic => {
    const { length } = built.inputs;
    const text =
      input.name === null
        ? message("caffeInputCount", { count: length, number: length + 1 })
        : message("caffeInputName", { name: input.name });
    return { code: "input-name", severity: "warning", message: text, at, fixes: [], related: [] };
  });
  return {
    offer: { name, expression: name, kind: "network", at, constructible: true },
    inputs: built.inputs,
    network: built.network,
    variants: variantsOf(request, distinctStates(definition.layers, state, ownStages)),
    diagnostics: [...built.network.diagnostics, ...unused],
  };
}

/** Undefined where the file makes one network only and nobody asked for a state of it. */
function variantsOf(request: AnalysisRequest, states: readonly NetState[]): Variants | undefined {
  const offered = states.map((state): Variant => ({ ...state, scale: null }));
  const [shown] = offered;
  const isAsked = request.phase !== null || request.stages.length > 0;
  return shown === undefined || (offered.length < 2 && !isAsked) ? undefined : { shown, offered };
}

/** The first field: the network's name as a rule. */
function openingOf(root: TextMessage): Span {
  const [first] = root.fields;
  if (!first) return { start: 0, end: 0 };
  return first.value.kind === "message" ? first.nameAt : { start: first.start, end: first.end };
}

const rangeOf = (file: FileId, at: Span) => ({ file, start: at.start, end: at.end });

const solverFields = new Set([
  "net",
  "train_net",
  "test_net",
  "base_lr",
  "lr_policy",
  "max_iter",
  "solver_mode",
  "test_iter",
]);

const otherFile = (root: TextMessage) =>
  root.fields.some((field) => solverFields.has(field.name)) ? "caffeSolver" : "caffeNotANetwork";
