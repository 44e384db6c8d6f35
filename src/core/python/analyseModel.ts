// One model of a file: built, its inputs chosen, traced.
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { Dim } from "../ir/dim.ts";
import type { AnalysisMemory, AnalysisRequest, ModelFacts, ModelInput, ModelOffer } from "../ir/facts.ts";
import type { Network, TensorType } from "../ir/network.ts";
import { formatShape } from "../ir/shape.ts";
import { parseGivenInput } from "../ir/shapeText.ts";
import { message } from "../messages/index.ts";
import { type Directive, directiveValues } from "./directives.ts";
import type { Instance } from "./eval/value.ts";
import {
  assignInputs,
  type ChosenInput,
  type ForwardParameter,
  firstDemand,
  flattenedType,
  type InputSource,
  imageType,
  namesOfSizes,
  sizesMessage,
  symbolicSizes,
  usualSizes,
} from "./inputs.ts";
import { type IsEditable, innermostOf, settledDiagnostics, workspacePlacement } from "./placement.ts";
import type { Program } from "./program.ts";
import { mayDemandSize } from "./sizeDependence.ts";
import { forwardParameters, type ShownInput } from "./torch/forward.ts";
import { namedModules } from "./torch/moduleTree.ts";
import { dimOf, readAttributes } from "./torch/reader.ts";
import { traceModel } from "./torch/traceModel.ts";

/** Sizes of an input that the layers imply: `impliedSizes` of the analysis folder, which this one may not import. */
export interface SizeInference {
  implied(
    network: Network,
    names: readonly string[],
  ): readonly {
    readonly sizes: readonly number[];
    readonly ranges: readonly { readonly first: number; readonly last: number }[];
    readonly evidence: number;
  }[];
  smallest(network: Network, names: readonly string[]): number;
}

export interface ModelQuestion {
  readonly program: Program;
  readonly request: AnalysisRequest;
  readonly offer: ModelOffer;
  readonly instance: Instance;
  /** Inputs of a call of this model in the file itself. */
  readonly shown: readonly ShownInput[] | null;
  readonly directives: readonly Directive[];
  readonly isEditable: IsEditable;
  readonly sizes: SizeInference;
}

export interface AnalysedModel {
  readonly facts: ModelFacts;
  /** What to remember where the input came from the layers and fits. */
  readonly fitting: AnalysisMemory["lastFittingInputs"][string] | null;
}

interface Run {
  readonly inputs: readonly ChosenInput[];
  readonly network: Network;
  readonly diagnostics: readonly Diagnostic[];
}

export function analyseModel(question: ModelQuestion): AnalysedModel {
  const parameters = forwardParameters(question.program.machine, question.instance, question.program.sourceOf);
  const stated = statedInputs(question, parameters);
  const run = stated === null ? inferredRun(question, parameters) : runWith(question, stated);
  const diagnostics = settledDiagnostics(run.network, run.diagnostics);
  const inputs = run.inputs.flatMap((input): ModelInput[] =>
    input.types.map((type, index) => ({
      name: input.types.length === 1 ? input.name : `${input.name}_${index}`,
      type,
      origin: input.origin,
      explanation: input.explanation,
      at: input.at,
    })),
  );
  const fits = run.inputs.every(({ origin }) => origin === "layers") && !hasErrors(run);
  return {
    facts: { offer: question.offer, inputs, network: { ...run.network, diagnostics }, diagnostics },
    fitting: fits ? inputs.map(({ name, type }) => ({ name, type })) : null,
  };
}

const hasErrors = (run: Run): boolean => run.diagnostics.some(({ severity }) => severity === "error");

function phaseOf({ request, directives, offer }: ModelQuestion): "TRAIN" | "TEST" {
  const said = directiveValues(directives, "phase", offer.name).at(-1)?.value;
  return request.phase ?? (said === "TRAIN" ? "TRAIN" : "TEST");
}

function runWith(question: ModelQuestion, inputs: readonly ChosenInput[]): Run {
  const { program, instance, offer, isEditable } = question;
  program.takeDiagnostics();
  const traced = traceModel(program.machine, instance, inputs, {
    model: offer.expression,
    phase: phaseOf(question),
    placement: workspacePlacement(isEditable),
  });
  const raised = traced.finished ? null : program.takeException();
  const diagnostics = [...traced.network.diagnostics, ...program.takeDiagnostics()];
  if (raised !== null && !diagnostics.some(({ severity }) => severity === "error")) {
    diagnostics.push({
      code: "python-raise",
      severity: "error",
      message: message("pythonRaise", { exception: raised.text }),
      at: innermostOf(raised, isEditable) ?? offer.at,
      fixes: [],
      related: [],
    });
  }
  return { inputs, network: traced.network, diagnostics };
}

/** The inputs that somebody states: the request, a directive, a call in the file, the settings. */
function statedInputs(question: ModelQuestion, parameters: readonly ForwardParameter[]): readonly ChosenInput[] | null {
  const { request, directives, offer, shown, program } = question;
  if (request.inputs.length > 0)
    return assignInputs(parameters, source("given", request.inputs, message("inputGiven")));
  const written = directiveValues(directives, "input", offer.name);
  const parsed = written.flatMap(({ value }) => parseGivenInput(value) ?? []);
  const [first] = written;
  if (parsed.length > 0 && first !== undefined) {
    const at = { file: program.file, start: first.start, end: first.end };
    return assignInputs(parameters, { ...source("directive", parsed, message("inputFromDirective")), at });
  }
  if (shown !== null && shown.length > 0) {
    return shown.map(({ name, types, isList, byName, at }) => {
      const explanation = message("inputFromCall");
      return { name, types, isList, byName, at, origin: "main", explanation };
    });
  }
  if (request.defaultInput !== null && request.defaultInput.length > 0)
    return assignInputs(parameters, source("setting", request.defaultInput, message("inputFromSetting")));
  return null;
}

const source = (
  origin: InputSource["origin"],
  inputs: InputSource["inputs"],
  explanation: InputSource["explanation"],
): InputSource => ({ origin, inputs, explanation, at: null });

/** Nobody states the inputs: the layers are asked what they take. */
function inferredRun(question: ModelQuestion, parameters: readonly ForwardParameter[]): Run {
  const needed = parameters.filter(({ required }) => required);
  const names = needed.length > 0 ? needed : parameters.slice(0, 1);
  if (names.length === 0) return runWith(question, []);
  const guess = firstGuess(question);
  const usual = usualRun(question, names, guess);
  if (usual !== null) return usual;
  const probe = runWith(question, chosen(names, symbolicType(guess.channels, guess.spatialRank), null));
  const demand = probe.network.inputs[0] && firstDemand(probe.network, probe.network.inputs[0].value);
  if (demand?.kind === "features") return fixedRun(question, names, { shape: rowOf(demand.count), dtype: null });
  if (demand?.kind === "flattened" && typeof demand.count === "number")
    return fixedRun(question, names, flattenedType(demand.count));
  if (demand?.kind === "tokens") return fixedRun(question, names, { shape: rowOf(16), dtype: "int64" });
  const known = demand?.kind === "channels" ? demand : null;
  const channels = known?.count ?? guess.channels;
  const spatialRank = known?.spatialRank ?? guess.spatialRank;
  const same = channels === guess.channels && spatialRank === guess.spatialRank;
  const symbolic = same ? probe : runWith(question, chosen(names, symbolicType(channels, spatialRank), null));
  return sizedRun(question, names, symbolic, channels, spatialRank);
}

const adaptivePool = /^Adaptive(?:Avg|Max)Pool\dd$/;

/** The usual size, where no layer can ask for another: it spares the run that looks for what they ask. */
function usualRun(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  { channels, spatialRank }: ReturnType<typeof firstGuess>,
): Run | null {
  if (question.request.memory.lastFittingInputs[question.offer.expression] !== undefined) return null;
  // Without such a pool the layers most likely do ask.
  if (![...namedModules(question.instance)].some(([, { cls }]) => cls.mro.some(({ name }) => adaptivePool.test(name))))
    return null;
  const type = imageType(channels, usualSizes[spatialRank] ?? []);
  const explanation = message("inputDefault", { shape: formatShape(type.shape) });
  const run = runWith(question, chosen(parameters, type, { origin: "default", explanation }));
  if (hasErrors(run) || mayDemandSize(run.network)) return null;
  const input = run.network.inputs[0];
  const demand = input && firstDemand(run.network, input.value);
  const isAsGuessed = demand?.kind === "channels" && demand.count === channels && demand.spatialRank === spatialRank;
  return isAsGuessed ? run : null;
}

const rowOf = (count: Dim) => ({ rank: "known", dims: [1, count] }) as const;
const symbolicType = (channels: Dim, spatialRank: number): TensorType =>
  imageType(channels, symbolicSizes(spatialRank));

/** The same shape for every parameter. */
function chosen(
  parameters: readonly ForwardParameter[],
  type: TensorType,
  said: Pick<ChosenInput, "origin" | "explanation"> | null,
): readonly ChosenInput[] {
  const { origin, explanation } = said ?? { origin: "default", explanation: message("inputGiven") };
  return parameters.map(({ name, isList }) => ({
    name,
    types: [type],
    isList,
    byName: false,
    origin,
    explanation,
    at: null,
  }));
}

const fixedRun = (question: ModelQuestion, parameters: readonly ForwardParameter[], type: TensorType): Run =>
  runWith(question, chosen(parameters, type, { origin: "layers", explanation: message("inputFromFirstLayer") }));

/** Channels and spatial axes of the first convolution, in order of registration. */
function firstGuess({ instance, program }: ModelQuestion): { readonly channels: number; readonly spatialRank: number } {
  for (const [, module] of namedModules(instance)) {
    const rank = /^Conv(\d)d$/.exec(module.cls.mro.find((cls) => /^Conv\dd$/.test(cls.name))?.name ?? "")?.[1];
    if (rank === undefined) continue;
    const channels = dimOf(readAttributes(program.machine, module), "in_channels");
    if (typeof channels === "number") return { channels, spatialRank: Number(rank) };
  }
  return { channels: 3, spatialRank: 2 };
}

/** Sizes from what later layers demand; else the usual ones. */
function sizedRun(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  symbolic: Run,
  channels: Dim,
  spatialRank: number,
): Run {
  const names = namesOfSizes(spatialRank);
  const candidates = question.sizes.implied(symbolic.network, names);
  const kept = question.request.memory.lastFittingInputs[question.offer.expression];
  const [best] = candidates;
  // One demand is no evidence about the layer that makes it: while the text changes, what fitted stays.
  if (kept !== undefined && (best === undefined || best.evidence < 2) && keptFits(kept, channels))
    return keptRun(question, parameters, kept);
  let first: Run | null = null;
  for (const { sizes, ranges } of candidates.slice(0, 4)) {
    const explanation = sizesMessage(sizes, ranges);
    const run = runWith(question, chosen(parameters, imageType(channels, sizes), { origin: "layers", explanation }));
    if (!hasErrors(run)) return run;
    first ??= run;
  }
  if (first !== null) return first;
  const smallest = question.sizes.smallest(symbolic.network, names);
  const sizes = (usualSizes[spatialRank] ?? []).map((size) => Math.max(size, smallest));
  const type = imageType(channels, sizes);
  const explanation = message("inputDefault", { shape: formatShape(type.shape) });
  return runWith(question, chosen(parameters, type, { origin: "default", explanation }));
}

type KeptInputs = AnalysisMemory["lastFittingInputs"][string];

/** The inputs that fitted an earlier text. */
function keptRun(question: ModelQuestion, parameters: readonly ForwardParameter[], kept: KeptInputs): Run {
  const shape = kept.map(({ type }) => formatShape(type.shape)).join(", ");
  const explanation = message("inputKept", { shape });
  const inputs = parameters.flatMap((parameter, index) => {
    const type = kept[index]?.type ?? kept[0]?.type;
    return type === undefined ? [] : chosen([parameter], type, { origin: "layers", explanation });
  });
  return runWith(question, inputs);
}

function keptFits(kept: KeptInputs, channels: Dim): boolean {
  return kept.every(({ type }) => type.shape.rank === "known" && type.shape.dims[1] === channels);
}
