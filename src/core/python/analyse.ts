// From the text of a Python file to everything that is known about its models.

import type { Diagnostic } from "../ir/diagnostic.ts";
import {
  type AnalysisMemory,
  type AnalysisRequest,
  emptyMemory,
  type FileFacts,
  type ModelFacts,
  type ModelOffer,
} from "../ir/facts.ts";
import { parseGivenInput } from "../ir/shapeText.ts";
import { message } from "../messages/index.ts";
import { isForOthers, leavesToOthers } from "./abstractClasses.ts";
import { type AnalysedModel, analyseModel } from "./analyseModel.ts";
import { buildingBlocks, isBare, partCounts, partsOfClasses } from "./buildingBlocks.ts";
import { unconfigured, withConfigurations } from "./configurations.ts";
import { withConstantCalls } from "./constantCalls.ts";
import { type Directive, directivesOf, directiveValues } from "./directives.ts";
import { ClassValue, FunctionValue, type Instance, type Result, type Value } from "./eval/value.ts";
import { failedModel } from "./failedModels.ts";
import { comesOfSettings } from "./foreignSettings.ts";
import { withoutHarm } from "./harmfulFixes.ts";
import { withIntegerFixes } from "./integerFixes.ts";
import { missingImports } from "./missingImports.ts";
import type { SizeInference } from "./modelQuestion.ts";
import { offersOf } from "./models.ts";
import { editableFiles, withoutRepeats } from "./placement.ts";
import type { Program } from "./program.ts";
import { raisedBy, raisedFault } from "./raisedFaults.ts";
import { refuses, severityOf, toldAsHint, toldOfOpen, toldOfSupposed } from "./refusals.ts";
import {
  isOpen,
  openArguments,
  openExpression,
  openToMore,
  requiredArguments,
  takesMore,
} from "./requiredArguments.ts";
import { lastShown, mainBlock, shownEnough, shownFor } from "./shownCalls.ts";
import { sequentialClass } from "./torch/containers.ts";
import type { ShownInput } from "./torch/forward.ts";
import { isLoss } from "./torch/layers/loss.ts";
import { moduleClass } from "./torch/module.ts";
import { derivesFrom, isInstanceOf } from "./torch/moduleTree.ts";
import { unwrapped } from "./torch/parallel.ts";
import { type ObservedCall, startSession } from "./torch/trace.ts";

/** Packages whose import makes a file worth reading. */
const frameworks =
  /^[ \t]*(?:from|import)[ \t]+[\w. \t,]*\b(?:torch\w*|timm|lightning|pytorch_lightning|mmcv|mmengine|einops|fastai|kornia|monai)\b/m;

/** Layers that come from a star import of a neighbour, and classes that derive from a neighbour's modules. */
const modules = /\bnn\.Module\b|^[ \t]+def forward\(\s*self\b/m;

/** A cheap look: does the text import a framework at all, or look as if a neighbour did? */
export const mentionsFramework = (text: string): boolean => frameworks.test(text) || modules.test(text);

/** Models of one file that `check` analyses at most; a file of factories has about twenty. */
const mostModels = 64;

/** Models that are tried where those before them refuse to be built. */
const mostTried = 4;

/** A model that can be built, and what the file says about it. */
interface Candidate {
  readonly offer: ModelOffer;
  /** Built already: an instance of the module, or what a `__main__` block called. */
  readonly instance: Instance | null;
  readonly shown: readonly ShownInput[] | null;
  /** Nobody asks for it, by name or by using it: it is shown because it can be built with the defaults of its arguments. */
  readonly unasked: boolean;
}

/** `run` evaluates the module. */
export function analyseProgram(
  program: Program,
  request: AnalysisRequest,
  sizes: SizeInference,
  run: () => void,
): Pick<FileFacts, "framework" | "offers" | "models" | "diagnostics" | "memory"> {
  const session = startSession(program.machine);
  session.observed = [];
  session.isEnough = shownEnough(program, request.model);
  run();
  // What runs a model on several devices shows what the model takes.
  const observed = session.observed.map((call) => ({ ...call, module: unwrapped(call.module) }));
  session.observed = null;
  // An exception at module level leaves what was defined before it.
  program.takeException();
  program.renewBudget();
  const moduleFaults = program.takeDiagnostics();
  const named = offersOf(program.file, program.tree, {
    isModelClass: (name) =>
      isModelClass(program.lookup(name)) || (name === sequentialClass.name && program.lookup(name) === undefined),
    requiredArguments: (name) => requiredArguments(program.lookup(name)),
    isModel: (name) => isModel(program.lookup(name)),
    failedModel: (name, value) => failedModel(program, name, value),
    givesModel: (name) => importedFromModels(program, name) && givesModel(program, program.lookup(name)),
  });
  const directives = directivesOf(program.text, program.tree, program.comments);
  const main = mainOffer(program, observed, named);
  const offers = withConfigurations(program, main === null ? withConstantCalls(program, named) : named);
  const all = main === null ? offers : [...offers, main.offer];
  const isEditable = editableFiles(request.workspaceRoots, program.file);
  const faults: Diagnostic[] = [...moduleFaults, ...directiveFaults(program, directives)];
  const fitting: Record<string, AnalysisMemory["lastFittingInputs"][string]> = { ...request.memory.lastFittingInputs };
  // Asked only of classes that nobody named: most analyses need no walk over the tree.
  let blocks: ReadonlySet<string> | null = null;
  const isBlock = ({ kind, name }: ModelOffer): boolean => {
    if (kind !== "class") return false;
    blocks ??= buildingBlocks(
      program.tree,
      new Set(offers.flatMap((one) => (one.kind === "factory" ? [one.name] : []))),
    );
    return blocks.has(name);
  };
  const { heap } = program.machine;
  const analyse = (candidate: Candidate, told: Diagnostic[]): AnalysedModel | null => {
    const byDefaults = candidate.unasked && takesArguments(program, candidate.offer);
    const found: Diagnostic[] = [];
    let { offer } = candidate;
    let instance = candidate.instance ?? build(program, candidate, isEditable, found);
    if (instance === null && isOpen(offer) && offer.expression !== openExpression(offer.name)) {
      found.length = 0;
      offer = unconfigured(offer);
      instance = build(program, { ...candidate, offer }, isEditable, found);
    }
    if (offer.supposed) told.push(...found.map(toldOfSupposed));
    else if (isOpen(candidate.offer)) told.push(...found.map(toldOfOpen));
    else told.push(...(byDefaults ? found.map((one) => toldAsHint(program, one)) : found));
    if (instance === null) return null;
    const model = unwrapped(instance);
    const shown =
      candidate.shown === null ? shownFor(program, model, observed) : { inputs: candidate.shown, isOwn: true };
    return analyseModel({
      program,
      request,
      offer,
      instance,
      shown: shown.inputs,
      isShownItself: shown.isOwn,
      hasRun: observed.some(({ module, finished }) => module === model && finished),
      byDefaults,
      isOnly: offers.every(({ name }) => name === offer.name),
      directives,
      isEditable,
      sizes,
    });
  };
  const models: ModelFacts[] = [];
  for (const candidate of chosenModels(program, request, all, main, directives, isBlock)) {
    program.renewBudget();
    // Each model is made of what the file has left: what one changes (a table that it was built from) is not the next one's.
    heap.begin();
    const told: Diagnostic[] = [];
    const analysed = analyse(candidate, told);
    heap.discard();
    // A block whose defaults do not work is nobody's mistake: its users give it arguments.
    if (request.model !== null || !isBlock(candidate.offer)) faults.push(...told);
    if (analysed === null) {
      // One that refuses its defaults is not meant to be made so: the next one shows something.
      const isRefused = candidate.unasked && told.every(({ severity }) => severity === "hint");
      if (request.allModels || isRefused) continue;
      break;
    }
    const { facts, fitting: fits } = analysed;
    models.push(request.keep?.(facts) ?? facts);
    if (fits !== null) fitting[facts.offer.expression] = fits;
    if (!request.allModels) break;
  }
  // A file that offers nothing may still be asked for a model that a library of its makes.
  const asked = request.model !== null && faults.length > 0;
  const framework = all.length > 0 || models.length > 0 || asked ? "pytorch" : null;
  if (framework !== null) faults.push(...missingImports(program));
  return {
    framework,
    offers: all,
    // Where models are let go one by one, or others are not asked for, fixes are tried before an editor offers them.
    models: request.allModels && request.keep === undefined ? withoutHarm(models) : models,
    diagnostics: withIntegerFixes(program, withoutRepeats(program, faults, models)),
    memory: { ...emptyMemory, lastFittingInputs: fitting },
  };
}

/** A class of the file that derives from nn.Module and says what it does with its input. */
const isModelClass = (value: Value | undefined): boolean =>
  value instanceof ClassValue &&
  value.at !== null &&
  derivesFrom(value, moduleClass) &&
  memberOf(value, "forward") !== memberOf(moduleClass, "forward");

/** A module that somebody may want to see: losses of torch take what models give. */
const isModel = (value: Value | undefined): boolean =>
  isInstanceOf(value ?? null, moduleClass) && !isLoss((value as Instance).cls);

const memberOf = (cls: ClassValue, name: string): Value | undefined =>
  cls.mro.find(({ namespace }) => namespace.entries.has(name))?.namespace.entries.get(name);

/** Packages of models, by what they are called: others are not run for the sake of a guess. */
const modelPackages =
  /(?:^|[._])(?:models?|nets?|networks?|backbones?|timm|smp|segmentation_models_pytorch)(?:[._]|$)/i;

const importedFromModels = ({ tree }: Program, name: string): boolean =>
  tree.body.some(
    (statement) =>
      statement.kind === "ImportFrom" &&
      modelPackages.test(statement.module ?? "") &&
      statement.names.some((alias) => (alias.asname ?? alias.name) === name),
  );

/** The function's annotation names a class of modules. */
function givesModel({ machine }: Program, value: Value | undefined): boolean {
  let fn = value;
  // Decorators wrap: what they wrap is annotated.
  for (let depth = 0; depth < 10 && fn !== undefined; depth++) {
    const gives = fn instanceof FunctionValue ? machine.annotationsOf(fn).entries.get("return") : undefined;
    if (gives instanceof ClassValue && derivesFrom(gives, moduleClass)) return true;
    fn = machine.findAttribute(fn, "__wrapped__");
  }
  return false;
}

/** A class or function of which an argument may be left out. */
function takesArguments(program: Program, { name }: ModelOffer): boolean {
  const value = program.lookup(name);
  const callee = value instanceof ClassValue ? memberOf(value, "__init__") : value;
  if (!(callee instanceof FunctionValue)) return true;
  return callee.code.parameters.length > (value instanceof ClassValue ? 1 : 0);
}

/** The last model that the file itself calls: in its `__main__` block or at module level. */
function mainOffer(
  program: Program,
  observed: readonly ObservedCall[],
  offers: readonly ModelOffer[],
): Candidate | null {
  const call = observed.findLast(({ site, module }) => site?.file === program.file && module.cls.at !== null);
  if (call === undefined) return null;
  const own = observed.filter(({ site, module }) => site?.file === program.file && module === call.module);
  const shown = lastShown(program, call.module, own);
  for (const named of offers) {
    const instance = instanceOf(program, named);
    if (instance !== null && unwrapped(instance) === call.module)
      return { offer: named, instance, shown, unasked: false };
  }
  const at = call.site?.at ?? mainBlock(program) ?? { file: program.file, start: 0, end: 0 };
  const { name } = call.module.cls;
  return {
    offer: { name, expression: name, kind: "main", at, constructible: true },
    instance: call.module,
    shown,
    unasked: false,
  };
}

/**
 * What is analysed, the shown one first: the model asked for, a directive's, that of `__main__` or an instance, the first
 * factory, the first class, that needs no arguments, those that other classes are made of after these; where there is none but
 * parts of others, the first class with its arguments unknown. The next ones are for where one refuses to be built with its
 * defaults.
 * With `allModels` the others that can be built follow, but for blocks of other models.
 */
function chosenModels(
  program: Program,
  request: AnalysisRequest,
  offers: readonly ModelOffer[],
  main: Candidate | null,
  directives: readonly Directive[],
  isBlock: (offer: ModelOffer) => boolean,
): readonly Candidate[] {
  const asked = request.model;
  if (asked !== null) return [candidateFor(program, asked, offers, main)];
  const candidates: Candidate[] = [];
  for (const target of [null, ...offers.map(({ name }) => name)]) {
    const own = directives.filter((directive) => directive.target === target);
    const said = directiveValues(own, "model", target).at(-1);
    if (said === undefined) continue;
    const candidate = candidateFor(program, said.value, offers, main);
    // A directive on a definition is about that definition.
    const named = target === null ? null : (offers.find(({ name }) => name === target) ?? null);
    candidates.push(
      named === null ? candidate : { ...candidate, offer: { ...named, expression: said.value, constructible: true } },
    );
  }
  if (main !== null) candidates.push(main);
  const usable = offers.filter(({ constructible, kind }) => constructible && kind !== "main");
  const classes = usable.filter(({ kind }) => kind === "class");
  const parts = classes.length < 2 ? null : partsOfClasses(program.tree, false);
  const isLast = ({ kind, name }: ModelOffer): boolean =>
    kind === "class" && (isForOthers(program.tree, name) || isBare(program.tree, name));
  const rankOf = (one: ModelOffer): number => (isLast(one) ? 2 : one.kind === "class" && parts?.has(one.name) ? 1 : 0);
  const ordered = usable.length < 2 ? usable : usable.toSorted((a, b) => rankOf(a) - rankOf(b));
  for (const kind of ["instance", "factory", "class"] as const)
    for (const offer of ordered)
      if (offer.kind === kind)
        candidates.push({ offer, instance: instanceOf(program, offer), shown: null, unasked: kind !== "instance" });
  const open = candidates.every(({ offer, unasked }) => unasked && offer.kind === "class")
    ? firstOpen(program, offers, usable)
    : undefined;
  if (open !== undefined) candidates.unshift({ offer: open, instance: null, shown: null, unasked: true });
  const seen = new Set<string>();
  const distinct = candidates.filter(({ offer }) => !seen.has(offer.expression) && seen.add(offer.expression));
  if (!request.allModels) return distinct.slice(0, mostTried);
  const [shown, ...others] = distinct;
  const models = others.filter(({ offer }) => !isBlock(offer));
  return shown === undefined ? [] : [shown, ...models].slice(0, mostModels);
}

/** The first class that needs arguments and is no part of another, where all of `usable` are parts of others. */
function firstOpen(
  program: Program,
  offers: readonly ModelOffer[],
  usable: readonly ModelOffer[],
): ModelOffer | undefined {
  const open = offers.filter(isOpen);
  if (open.length === 0 || (open.length === 1 && usable.length === 0)) return open[0];
  const parts = partsOfClasses(program.tree, true);
  if (!usable.every(({ name }) => parts.has(name) || isBare(program.tree, name))) return undefined;
  const whole = open.filter(({ name }) => !parts.has(name));
  // One whose configuration is known shows more, and the more the more it is made of.
  const configured = whole.filter(({ name, expression }) => expression !== openExpression(name));
  if (configured.length < 2) return configured[0] ?? whole[0];
  const counts = partCounts(program.tree);
  const most = Math.max(...configured.map(({ name }) => counts(name)));
  return configured.find(({ name }) => counts(name) === most);
}

function instanceOf(program: Program, offer: ModelOffer): Instance | null {
  const value = offer.kind === "instance" ? program.lookup(offer.name) : undefined;
  return isInstanceOf(value ?? null, moduleClass) ? (value as Instance) : null;
}

function candidateFor(
  program: Program,
  expression: string,
  offers: readonly ModelOffer[],
  main: Candidate | null,
): Candidate {
  if (main !== null && main.offer.expression === expression) return main;
  // The bare name of a class or a factory stands for its call.
  const known =
    offers.find((offer) => offer.expression === expression) ?? offers.find(({ name }) => name === expression);
  if (known !== undefined) return { offer: known, instance: instanceOf(program, known), shown: null, unasked: false };
  const name = /^\w+/.exec(expression)?.[0] ?? expression;
  const named = offers.find((offer) => offer.name === name);
  const at = named?.at ?? { file: program.file, start: 0, end: 0 };
  const offer: ModelOffer = { name, expression, kind: named?.kind ?? "factory", at, constructible: true };
  return { offer, instance: null, shown: null, unasked: false };
}

/** Evaluates a model's expression; says why where it gives none. */
function build(
  program: Program,
  { offer, unasked }: Candidate,
  isEditable: (file: string) => boolean,
  faults: Diagnostic[],
): Instance | null {
  const isUnknown = isOpen(offer) && offer.expression === openExpression(offer.name);
  const evaluated = isUnknown ? builtOpen(program, offer) : program.evaluate(offer.expression);
  const value = evaluated?.result;
  const raised = value === undefined ? program.takeException() : null;
  faults.push(...program.takeDiagnostics());
  if (isInstanceOf(value ?? null, moduleClass)) return value as Instance;
  if (raised !== null) {
    // A class that leaves to others what its constructor needs is made by nobody.
    const isAbstract = offer.kind === "class" && leavesToOthers(program.tree, raisedBy(program, offer.name, raised));
    const isUnset = unasked && refuses(raised.text) && comesOfSettings(program, raised);
    const severity = isAbstract || isUnset ? "hint" : severityOf(raised.text);
    faults.push(raisedFault(program, raised, severity, offer.at, isEditable));
  } else if (evaluated === null) {
    const text = message("modelNotFound", { model: offer.expression });
    faults.push({ code: "unknown-model", severity: "error", message: text, at: null, fixes: [], related: [] });
  }
  return null;
}

function builtOpen(program: Program, offer: ModelOffer): { readonly result: Result } | null {
  const cls = program.lookup(offer.name);
  if (cls === undefined) return null;
  const result = program.call(cls, openArguments(offer));
  if (result !== undefined || !takesMore(cls)) return { result };
  program.takeException();
  program.takeDiagnostics();
  return { result: program.call(cls, openToMore(offer)) };
}

function directiveFaults(program: Program, directives: readonly Directive[]): readonly Diagnostic[] {
  return directives.flatMap(({ pairs }) =>
    pairs.flatMap(({ key, value, start, end }): readonly Diagnostic[] => {
      if (key !== "input" || parseGivenInput(value) !== null) return [];
      const at = { file: program.file, start, end };
      const text = message("directiveShape", { value });
      return [{ code: "directive-shape", severity: "warning", message: text, at, fixes: [], related: [] }];
    }),
  );
}
