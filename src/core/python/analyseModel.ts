import type { AnalysisMemory, ModelFacts, ModelInput } from "../ir/facts.ts";
import { parseGivenInput } from "../ir/shapeText.ts";
import { message } from "../messages/index.ts";
import { leavesToOthers } from "./abstractClasses.ts";
import { directiveValues } from "./directives.ts";
import type { Escaped } from "./eval/index.ts";
import { withoutGuessedSides } from "./guessedSides.ts";
import { assignInputs, type ChosenInput, type ForwardParameter, type InputSource } from "./inputs.ts";
import { withIntegerFixes } from "./integerFixes.ts";
import { lastAxisFeatures } from "./lastAxisFeatures.ts";
import { listedRun } from "./listInputs.ts";
import { withListUses } from "./listUses.ts";
import { missingNames } from "./missingNames.ts";
import { missingTensors } from "./missingTensors.ts";
import { hasErrors, type ModelQuestion, type Run } from "./modelQuestion.ts";
import { moduleCycles } from "./moduleCycles.ts";
import { neededRun } from "./neededInputs.ts";
import { perSampleRun } from "./perSample.ts";
import { settledDiagnostics, workspacePlacement } from "./placement.ts";
import { raisedBy, raisedFault } from "./raisedFaults.ts";
import { withRankFixes } from "./rankFixes.ts";
import {
  isMissingName,
  missesDeleted,
  missesGiven,
  severityOf,
  toldOfGuess,
  toldOfOpen,
  toldOfSupposed,
} from "./refusals.ts";
import { isOpen } from "./requiredArguments.ts";
import { silentForward } from "./silentForwards.ts";
import { storedBatchRun } from "./storedBatch.ts";
import { strayLayers } from "./strayLayers.ts";
import { exampleInputs, forwardParameters } from "./torch/forward.ts";
import { traceModel } from "./torch/traceModel.ts";

export interface AnalysedModel {
  readonly facts: ModelFacts;
  /** What to remember where the input came from the layers and fits. */
  readonly fitting: AnalysisMemory["lastFittingInputs"][string] | null;
}

export function analyseModel(question: ModelQuestion): AnalysedModel {
  const { machine, sourceOf } = question.program;
  const parameters = withListUses(machine, question.instance, forwardParameters(machine, question.instance, sourceOf));
  const stated = statedInputs(question, parameters);
  const run = stated === null ? ownRun(question, parameters) : statedRun(question, parameters, stated);
  const isGuessed = run.inputs.some(({ origin }) => origin === "default" || origin === "layers");
  const told = isGuessed
    ? withoutGuessedSides(run.network, run.diagnostics).map((one) =>
        toldOfGuess(question.program, one, question.byDefaults),
      )
    : run.diagnostics;
  // A forward that takes anything is often a part's that works only where it is mixed in.
  const isSupposed = isGuessed && parameters.some((parameter) => parameter.isSupposed === true);
  const isOpenly = isOpen(question.offer) || isSupposed;
  const sure = question.offer.supposed ? told.map(toldOfSupposed) : isOpenly ? told.map(toldOfOpen) : told;
  const cycles = moduleCycles(question.program, question.instance, question.offer.at);
  const settled = settledDiagnostics(run.network, [...sure, ...cycles, ...lastAxisFeatures(run.network, run.inputs)]);
  const diagnostics = withIntegerFixes(question.program, withRankFixes(question.program, run.network, settled));
  const inputs = run.inputs.flatMap((input): ModelInput[] =>
    input.types.map((type, index) => ({
      name: input.types.length === 1 ? input.name : `${input.name}_${index}`,
      type,
      origin: input.origin,
      explanation: input.explanation,
      at: input.at,
      ...(input.isList && input.nest === undefined ? { listOf: input.name } : {}),
    })),
  );
  const fits = run.inputs.every(({ origin }) => origin === "layers") && !hasErrors(run);
  return {
    facts: { offer: question.offer, inputs, network: { ...run.network, diagnostics }, diagnostics },
    fitting: fits ? inputs.map(({ name, type }) => ({ name, type })) : null,
  };
}

const ownRun = (question: ModelQuestion, parameters: readonly ForwardParameter[]): Run =>
  storedBatchRun(
    question,
    perSampleRun(question, neededRun(question, parameters, listedRun, runWith), runWith),
    runWith,
  );

/** What suits another model of the class need not suit this one: where it does not, the layers are asked. */
function statedRun(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  stated: readonly ChosenInput[],
): Run {
  const run = runWith(question, stated);
  const isOwn = question.isShownItself || stated.some(({ origin }) => origin !== "main");
  return isOwn || !hasErrors(run) ? run : ownRun(question, parameters);
}

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
    placement: workspacePlacement(isEditable, program),
  });
  const raised = traced.finished ? null : program.takeException();
  const diagnostics = [
    ...traced.network.diagnostics,
    ...missingTensors(traced.network, isEditable),
    ...missingNames(program, traced.network),
    ...program.takeDiagnostics(),
  ];
  const isFirst = !diagnostics.some(({ severity }) => severity === "error");
  // After another error an exception may come of it; a name that nothing has does not.
  if (raised !== null && (isFirst || isMissingName(raised.text))) {
    const severity = isExpected(question, raised) ? "hint" : severityOf(raised.text);
    const silent = severity === "error" ? silentForward(program, traced.network, raised) : null;
    diagnostics.push(silent ?? raisedFault(program, raised, severity, offer.at, isEditable));
  }
  if (traced.hasStrays) diagnostics.push(...strayLayers(traced.network, isEditable));
  return { inputs, network: traced.network, diagnostics, finished: traced.finished };
}

/** Nobody runs the model so: the file does and nothing is raised, or it deletes, gives or leaves to others what is missed. */
function isExpected({ hasRun, shown, instance, offer, program }: ModelQuestion, raised: Escaped): boolean {
  const { tree } = program;
  if (hasRun || shown !== null) return hasRun;
  return (
    missesDeleted(tree, raised) ||
    missesGiven(tree, instance, raised) ||
    (offer.kind === "class" && leavesToOthers(tree, raisedBy(program, offer.name, raised)))
  );
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
    const explanation = message("inputFromCall");
    return shown.map((input) => ({ ...input, origin: "main", explanation }));
  }
  const example = exampleInputs(question.instance, parameters);
  if (example !== null) {
    const explanation = message("inputFromExample");
    return example.map((input) => ({ ...input, origin: "main", explanation }));
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
