// A variable that is read where nothing has set it: every place that sets it is under a condition that does not hold.
import { message } from "../../messages/index.ts";
import type { Expression, FunctionDef, Name, Statement, TextRange } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { Code } from "./code.ts";
import { boundNames } from "./compile/scope.ts";
import type { Unit } from "./compile/unit.ts";
import { type Frame, wouldCatch } from "./runtime.ts";
import { type Result, Unknown } from "./value.ts";

/** What a read of a variable without a value gives: an exception where the program handles it, else unknown, which is told of. */
export function readUnset({ machine, file }: Unit, frame: Frame, slot: number, at: Name): Result {
  const name = at.id;
  const exception = `cannot access local variable '${name}' where it is not associated with a value`;
  if (wouldCatch(machine, "NameError", "UnboundLocalError")) return machine.raise("UnboundLocalError", exception);
  const isAnalysed = frame.module.uri === file && frame.module.namespace.entries.get("__name__") === "__main__";
  const node = frame.code instanceof Code ? frame.code.node : null;
  if (machine.uncertain > 0 || !isAnalysed || node?.kind !== "FunctionDef")
    return new Unknown(message("pythonNameMissing", { name }));
  const setting = settingOf(node, name, at.start);
  if (setting === null) return new Unknown(message("pythonNameMissing", { name }));
  const place = { file, start: at.start, end: at.end };
  // What forward is given may be a guess.
  const severity = setting.asksArguments && machine.recorder !== null ? "hint" : "error";
  machine.report({
    code: "python-raise",
    severity,
    message: message("pythonRaiseUnset", { exception: `UnboundLocalError: ${exception}` }),
    at: place,
    fixes: [],
    related: [{ message: message("pythonSetHere"), at: { file, start: setting.start, end: setting.end } }],
  });
  const unknown = new Unknown(message("pythonUnset", { name }));
  frame.slots[slot] = unknown;
  return unknown;
}

interface Setting extends TextRange {
  /** A condition around it asks what the function was given. */
  readonly asksArguments: boolean;
}

/**
 * The first statement that would set the variable, before it is read; null where there is none, or where one of the
 * conditions around them may hold elsewhere: on another machine, with another package, in training.
 */
function settingOf(fn: FunctionDef, name: string, before: number): Setting | null {
  const given = new Set(fn.params.map((parameter) => parameter.name));
  const names = new Set(given);
  const found: { first: TextRange | null; isSure: boolean; asksArguments: boolean } = {
    first: null,
    isSure: true,
    asksArguments: false,
  };
  visit(fn.body, false);
  return found.isSure && found.first !== null ? { ...found.first, asksArguments: found.asksArguments } : null;

  function ask(test: Expression): void {
    found.isSure &&= isOwnMatter(test, names);
    found.asksArguments ||= namesIn(test).some((asked) => asked !== "self" && given.has(asked));
  }

  function visit(body: readonly Statement[], isConditional: boolean): void {
    for (const statement of body) {
      if (!found.isSure || statement.start >= before || !boundNames([statement]).has(name)) continue;
      visitBinding(statement, isConditional);
    }
  }

  function visitBinding(statement: Statement, isConditional: boolean): void {
    switch (statement.kind) {
      case "If":
      case "While":
        ask(statement.test);
        visit(statement.body, true);
        visit(statement.orelse, true);
        break;
      case "For":
        ask(statement.iter);
        for (const target of namesIn(statement.target)) names.add(target);
        if (names.has(name)) found.first ??= { start: statement.start, end: statement.target.end };
        visit(statement.body, true);
        visit(statement.orelse, true);
        break;
      case "Assign":
      case "AnnAssign":
        // One that has run, or was deleted since, is no matter of conditions.
        found.isSure &&= isConditional;
        found.first ??= { start: statement.start, end: statement.end };
        break;
      default:
        found.isSure = false;
    }
  }
}

function namesIn(target: Expression): readonly string[] {
  const names: string[] = [];
  walk(target, (node) => {
    if (node.kind === "Name") names.push(node.id);
    return undefined;
  });
  return names;
}

const plainCalls: ReadonlySet<string> = new Set(["len", "isinstance", "range", "enumerate", "zip", "reversed", "list"]);

/** What attributes say of the machine, the packages there are, or what a model is run for. */
const circumstances = /train|cuda|gpu|device|dist|avail|jit|script|trac|onnx|export|deploy|infer|debug|has_|main/i;

/** Made of arguments, attributes of the object, variables of loops and constants only. */
function isOwnMatter(test: Expression, names: ReadonlySet<string>): boolean {
  let isOwn = true;
  walk(test, (node) => {
    switch (node.kind) {
      case "Name":
        isOwn &&= names.has(node.id) && !circumstances.test(node.id);
        return false;
      case "Attribute":
        isOwn &&= !circumstances.test(node.attr);
        isOwn &&= node.value.kind === "Name" ? node.value.id === "self" : node.value.kind === "Attribute";
        break;
      case "Call":
        isOwn &&= node.func.kind === "Name" && plainCalls.has(node.func.id) && node.keywords.length === 0;
        for (const argument of node.args) isOwn &&= argument.kind === "Name" || isOwnMatter(argument, names);
        return false;
      case "BoolOp":
      case "UnaryOp":
      case "Compare":
      case "BinOp":
      case "Tuple":
      case "List":
      case "Int":
      case "Float":
      case "String":
      case "True":
      case "False":
      case "None":
      case "Subscript":
        break;
      default:
        isOwn = false;
    }
    return isOwn ? undefined : false;
  });
  return isOwn;
}
