// Exceptions by which a program refuses arguments that only this analysis has given it.
import type { Diagnostic } from "../ir/diagnostic.ts";
import { Code } from "./eval/code.ts";
import type { Escaped } from "./eval/index.ts";
import { FunctionValue, Instance } from "./eval/value.ts";
import type { Program } from "./program.ts";
import type { FunctionDef, Module, Node } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";
import { isPlaceholder } from "./torch/integerArguments.ts";

/**
 * Mistakes in the text of the program, whatever the arguments are; of a type error only wrong signatures. A dict that is read
 * by attributes stands for an object of settings.
 */
const mistaken = (exception: string): boolean => isMissingName(exception) || /^SyntaxError\b/.test(exception);

/** A name or an attribute that nothing has. */
export const isMissingName = (exception: string): boolean =>
  /^(?:AttributeError|NameError|UnboundLocalError)\b/.test(exception);

const misused =
  /NoneType|'dict' object has no attribute|^TypeError: .*(?:is not (?:iterable|subscriptable|callable)|unsupported operand|missing \d+ required)/s;

/** Whether an exception says that arguments are refused, and not that the program is wrong whatever they are. */
export const refuses = (exception: unknown): boolean =>
  typeof exception === "string" &&
  (misused.test(exception) || (!mistaken(exception) && !exception.startsWith("TypeError")));

/** Raised where a package is not installed: it may be where the program runs. */
const environmental =
  /^(?:ImportError|ModuleNotFoundError)\b|\bNo module named '|\b(?:not|isn't) installed\b|\b(?:pip|conda) install\b/;

/** How a raised exception is told. That a package is missed says something of where this runs, nothing of the model. */
export const severityOf = (exception: string): "error" | "hint" => (environmental.test(exception) ? "hint" : "error");

/**
 * Whether a forward misses what the file itself deletes (`del model.classifier`): its author takes other parts of the model
 * and never runs it as a whole.
 */
export function missesDeleted(tree: Module, { missing }: Escaped): boolean {
  const name = missing?.name;
  if (name === undefined) return false;
  let isDeleted = false;
  walk(tree, (node) => {
    if (node.kind === "Delete")
      isDeleted ||= node.targets.some((target) => target.kind === "Attribute" && target.attr === name);
  });
  return isDeleted;
}

/**
 * Whether a forward misses what its class is given by another method first: `tracker.set_target(image)`. One without
 * parameters, or for the class itself, is called by a constructor, and forgotten there it is a mistake.
 */
export function missesGiven(tree: Module, model: Instance, raised: Escaped): boolean {
  const missed = missedOf(raised);
  if (missed === null) return false;
  const definition = tree.body.find((one) => one.kind === "ClassDef" && one.name === missed.owner);
  const own = definition?.kind === "ClassDef" ? definition.body : [];
  return [...own, ...(model.cls.name === missed.owner ? methodsOf(model) : [])].some(
    (method) =>
      method.kind === "FunctionDef" &&
      !method.name.startsWith("_") &&
      method.name !== "forward" &&
      method.params.length > 1 &&
      assigns(method, missed.name),
  );
}

/** The methods that the program has written for a model's class and its bases, in whichever file. */
function methodsOf({ cls }: Instance): readonly Node[] {
  return cls.mro.flatMap(({ namespace }) =>
    [...namespace.entries.values()].flatMap((value) =>
      value instanceof FunctionValue && value.code instanceof Code ? [value.code.node] : [],
    ),
  );
}

/** The attribute that is missed, and the class of what lacks it; null where no object of a class lacks one. */
export const missedOf = ({ missing }: Escaped): { readonly owner: string; readonly name: string } | null =>
  missing?.object instanceof Instance ? { owner: missing.object.cls.name, name: missing.name } : null;

function assigns(method: FunctionDef, name: string): boolean {
  let isAssigned = false;
  walk(method, (node) => {
    const targets = node.kind === "Assign" ? node.targets : node.kind === "AnnAssign" ? [node.target] : [];
    isAssigned ||= targets.some((target) => target.kind === "Attribute" && target.attr === name);
  });
  return isAssigned;
}

/** What a default that is to be replaced is told as, where a size or a tensor belongs. */
const takesNoPlaceholder: ReadonlySet<string> = new Set(["argument-type", "argument-range", "tensor-expected"]);

/**
 * A class that is built with its defaults because it can be, a forward that runs on a guessed input: nobody says that the
 * program takes those. That it does not is worth a hint, for it says why nothing is shown. A missing name is a mistake
 * whatever the arguments are.
 */
export function toldAsHint({ sourceOf }: Program, diagnostic: Diagnostic): Diagnostic {
  const { code, message, at } = diagnostic;
  // A type error that the program raises itself is about an argument.
  const isStated = at !== null && /^raise\s+TypeError\b/.test(sourceOf(at.file).slice(at.start, at.end));
  const isRefusal =
    message.key === "pythonRaiseUnset" ||
    (code === "python-raise" && (isStated || refuses(message.args["exception"]))) ||
    (takesNoPlaceholder.has(code) && isPlaceholder(message));
  return isRefusal ? { ...diagnostic, severity: "hint" } : diagnostic;
}

/**
 * Of a forward that runs on a guessed input. What it leaves unset it does of itself, where its arguments do not decide; a
 * number below one where a size belongs comes of a default that is to be replaced (`channels=0`), where there is one.
 */
export function toldOfGuess(program: Program, diagnostic: Diagnostic, byDefaults: boolean): Diagnostic {
  const { key, args } = diagnostic.message;
  if (!byDefaults) return key === "pythonRaiseUnset" ? diagnostic : toldAsHint(program, diagnostic);
  const isNoSize = args["got"] !== undefined && Number(args["got"]) < 1;
  return isNoSize ? { ...diagnostic, severity: "hint" } : toldAsHint(program, diagnostic);
}

/** Faults between a layer and what arrives at it, which no size of an input brings about. */
export const betweenLayers: ReadonlySet<string> = new Set([
  "linear-features",
  "recurrent-features",
  "layernorm-shape",
  "conv-groups",
  "conv-channels",
  "batchnorm-channels",
  "norm-channels",
]);

/** Wrong with any arguments: names that are not there. */
const misspelt = /^NameError\b|^AttributeError: module /;

/**
 * A model whose arguments are not known: somebody gives it others than its defaults, and maps of other sizes. Only what is
 * wrong whatever they are is an error.
 */
export function toldOfOpen(diagnostic: Diagnostic): Diagnostic {
  const { code, severity, message } = diagnostic;
  if (severity !== "error" || betweenLayers.has(code)) return diagnostic;
  const exception = message.args["exception"];
  const isCertain = code === "python-raise" && typeof exception === "string" && misspelt.test(exception);
  return isCertain ? diagnostic : { ...diagnostic, severity: "hint" };
}

/** An argument that is only supposed may be wrong for whatever goes wrong. */
export const toldOfSupposed = (diagnostic: Diagnostic): Diagnostic =>
  diagnostic.severity === "error" || diagnostic.severity === "warning"
    ? { ...diagnostic, severity: "hint" }
    : diagnostic;
