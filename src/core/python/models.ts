// Which models a Python file offers: classes, factories, instances, and calls in its `__main__` block.
import type { ModelOffer } from "../ir/facts.ts";
import type { FileId } from "../ir/source.ts";
import { openExpression } from "./requiredArguments.ts";
import type { Assign, ClassDef, Expression, FunctionDef, Module, Parameter, Statement } from "./syntax/ast.ts";

/** What the offers need to know of the values that the module's names have. */
export interface NameFacts {
  isModelClass(name: string): boolean;
  isModel(name: string): boolean;
  /** The call of a model's class that should have made what the name stands for, and raised; null: none. */
  failedModel(name: string, value: Expression): string | null;
  /** A function of another file that says it gives a model. */
  givesModel(name: string): boolean;
  /** What a call of the class has to give; null: it cannot be called. */
  requiredArguments(name: string): readonly string[] | null;
}

/** In the order of the text. A definition that comes twice is offered once, where it is last. */
export function offersOf(file: FileId, module: Module, names: NameFacts): readonly ModelOffer[] {
  const offers = new Map<string, ModelOffer>();
  const factories = new Set<string>();
  const add = (offer: ModelOffer) => {
    offers.delete(offer.name);
    offers.set(offer.name, offer);
  };
  for (const statement of topLevel(module)) {
    if (statement.kind === "ClassDef" && names.isModelClass(statement.name)) {
      add(classOffer(file, statement, names));
    } else if (statement.kind === "FunctionDef" && returnsModel(statement, names, factories)) {
      factories.add(statement.name);
      add({
        ...offer(file, statement.name, `${statement.name}()`, "factory", statement),
        constructible: isPublic(statement.name) && needsNothing(statement.params, 0),
      });
    } else if (statement.kind === "Assign") {
      for (const name of boundNames(statement)) {
        const expression = names.isModel(name) ? name : names.failedModel(name, statement.value);
        if (expression !== null) add(offer(file, name, expression, "instance", statement));
      }
    }
  }
  return [...offers.values()];
}

function classOffer(file: FileId, statement: ClassDef, names: NameFacts): ModelOffer {
  const { name } = statement;
  const needs = isPublic(name) ? names.requiredArguments(name) : null;
  if (needs === null || needs.length === 0)
    return { ...offer(file, name, `${name}()`, "class", statement), constructible: needs !== null };
  return { ...offer(file, name, openExpression(name), "class", statement), constructible: false, needs };
}

/** Helpers are offered too, but nobody wants them shown unasked. */
const isPublic = (name: string): boolean => !name.startsWith("_");

function offer(
  file: FileId,
  name: string,
  expression: string,
  kind: ModelOffer["kind"],
  at: { readonly start: number; readonly end: number; readonly nameStart?: number; readonly nameEnd?: number },
): ModelOffer {
  const range = { file, start: at.nameStart ?? at.start, end: at.nameEnd ?? at.end };
  return { name, expression, kind, at: range, constructible: true };
}

/** Statements of the module, those under `if`, `try` and `with` too. */
export function* topLevel(module: { readonly body: readonly Statement[] }): Generator<Statement> {
  for (const statement of module.body) {
    yield statement;
    if (statement.kind === "If" && !isMainTest(statement.test)) {
      yield* topLevel(statement);
      yield* topLevel({ body: statement.orelse });
    } else if (statement.kind === "Try") {
      yield* topLevel(statement);
      for (const handler of statement.handlers) yield* topLevel(handler);
    } else if (statement.kind === "With") yield* topLevel(statement);
  }
}

/** `__name__ == "__main__"`. */
export const isMainTest = (test: Expression): boolean =>
  test.kind === "Compare" && test.left.kind === "Name" && test.left.id === "__name__";

const assignedNames = (statement: Assign): readonly string[] =>
  statement.targets.flatMap((target) => (target.kind === "Name" ? [target.id] : []));

/** Those that an unpacking binds too: `model, size = initialize("resnet")`. */
const boundNames = ({ targets }: Assign): readonly string[] =>
  targets
    .flatMap((target) => (target.kind === "Tuple" || target.kind === "List" ? target.elts : [target]))
    .flatMap((target) => (target.kind === "Name" ? [target.id] : []));

const needsNothing = (params: readonly Parameter[], skip: number): boolean =>
  params
    .slice(skip)
    .every((param) => param.default !== null || param.role === "varPositional" || param.role === "varKeyword");

/** Methods of a model that give the model. */
const givesSelf = new Set(["to", "eval", "train", "cuda", "cpu", "half", "float", "double", "apply", "requires_grad_"]);

/** Functions of torch, torchvision and timm that give models, however they are called. */
const modelMakers = new Set(["create_feature_extractor", "symbolic_trace", "create_model", "get_model"]);

/** A function whose annotation or whose `return` names a class of models, an earlier factory, or a model made in it. */
function returnsModel(definition: FunctionDef, names: NameFacts, factories: ReadonlySet<string>): boolean {
  const annotated = definition.returns === null ? null : lastName(definition.returns);
  if (annotated !== null && (names.isModelClass(annotated) || annotated === "Module")) return true;
  const made = new Set<string>();
  const makesModel = (value: Expression | null): boolean => {
    if (value === null) return false;
    if (value.kind === "Name") return made.has(value.id);
    if (value.kind !== "Call") return false;
    const { func } = value;
    if (func.kind === "Attribute" && givesSelf.has(func.attr)) return makesModel(func.value);
    const callee = lastName(func);
    if (callee === null) return false;
    if (names.isModelClass(callee) || factories.has(callee) || modelMakers.has(callee)) return true;
    return func.kind === "Name" && names.givesModel(callee);
  };
  let found = false;
  visit(definition.body, (statement) => {
    if (statement.kind === "Assign" && makesModel(statement.value))
      for (const name of assignedNames(statement)) made.add(name);
    if (statement.kind === "Return" && makesModel(statement.value)) found = true;
  });
  return found;
}

function visit(body: readonly Statement[], see: (statement: Statement) => void): void {
  for (const statement of body) {
    see(statement);
    if (statement.kind === "If" || statement.kind === "For" || statement.kind === "While") {
      visit(statement.body, see);
      visit(statement.orelse, see);
    } else if (statement.kind === "With") visit(statement.body, see);
    else if (statement.kind === "Try") visit([...statement.body, ...statement.orelse, ...statement.finalbody], see);
  }
}

/** `nn.Sequential` is named by its last part. */
function lastName(expression: Expression): string | null {
  if (expression.kind === "Name") return expression.id;
  if (expression.kind === "Attribute") return expression.attr;
  return expression.kind === "String" && /^[\w.]+$/.test(expression.value)
    ? (expression.value.split(".").at(-1) ?? null)
    : null;
}
