// Calls of a class that the file itself makes with arguments that are the same whoever runs it: `UNet(3, n_classes=2)` in a
// function that tries the model out. They say what the class takes where its constructor does not.
import type { ModelOffer } from "../ir/facts.ts";
import type { Program } from "./program.ts";
import { isOpen } from "./requiredArguments.ts";
import type { Call, Expression, Module } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";

/** Where nothing can be made without arguments, a class that the file makes with constant ones needs nothing more. */
export function withConstantCalls({ text, tree }: Program, offers: readonly ModelOffer[]): readonly ModelOffer[] {
  const open = new Set(offers.filter(isOpen).map(({ name }) => name));
  if (open.size === 0 || offers.some(({ constructible }) => constructible)) return offers;
  const calls = constantCalls(text, tree, open);
  return offers.map((offer) => {
    const expression = isOpen(offer) ? calls.get(offer.name) : undefined;
    if (expression === undefined) return offer;
    const { needs: _, ...given } = offer;
    return { ...given, expression, constructible: true };
  });
}

/** By name of the class, the text of the first such call outside of classes. */
function constantCalls(text: string, module: Module, classes: ReadonlySet<string>): ReadonlyMap<string, string> {
  const calls = new Map<string, string>();
  const constants = constantNames(module);
  for (const statement of module.body) {
    // What a class makes in its constructor is a part of it.
    if (statement.kind === "ClassDef") continue;
    walk(statement, (node) => {
      if (node.kind !== "Call" || node.func.kind !== "Name" || !classes.has(node.func.id)) return undefined;
      const source = text.slice(node.start, node.end);
      if (!calls.has(node.func.id) && hasConstants(node, constants) && !source.includes("#"))
        calls.set(node.func.id, inOneLine(source));
      return undefined;
    });
  }
  return calls;
}

/** The text of a call without its line breaks. */
export const inOneLine = (call: string): string =>
  call
    .replace(/([([])\s*\n\s*/g, "$1")
    .replace(/,?\s*\n\s*([)\]])/g, "$1")
    .replace(/\s*\n\s*/g, " ");

const hasConstants = (call: Call, names: ReadonlySet<string>): boolean =>
  call.args.length + call.keywords.length > 0 &&
  call.args.every((argument) => isConstant(argument, names)) &&
  call.keywords.every(({ name, value }) => name !== null && isConstant(value, names));

function isConstant(expression: Expression, names: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case "Int":
    case "Float":
    case "True":
    case "False":
    case "None":
      return true;
    case "String":
      return !expression.value.includes("\n");
    case "UnaryOp":
      return isConstant(expression.operand, names);
    case "BinOp":
      return isConstant(expression.left, names) && isConstant(expression.right, names);
    case "List":
    case "Tuple":
      return expression.elts.every((element) => isConstant(element, names));
    case "Name":
      return names.has(expression.id);
    case "Attribute":
      return isConstant(expression.value, names);
    default:
      return false;
  }
}

/** What the module defines or imports, and what it writes in capitals: hardly a function takes such a name for its own. */
function constantNames(module: Module): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of module.body) {
    if (statement.kind === "ClassDef" || statement.kind === "FunctionDef") names.add(statement.name);
    else if (statement.kind === "Import" || statement.kind === "ImportFrom")
      for (const { name, asname } of statement.names) names.add(asname ?? name.split(".")[0] ?? name);
    else if (statement.kind === "Assign")
      for (const target of statement.targets)
        if (target.kind === "Name" && /^[A-Z][A-Z\d_]*$/.test(target.id)) names.add(target.id);
  }
  return names;
}
