// What the statements at the top level of a module bind, seen without running them.
import type { Statement } from "../syntax/ast.ts";
import { boundNames } from "./compile/scope.ts";

/** Whether a text has a word in it that stands by itself. */
export const hasWord = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + word.length))) return true;
  }
  return false;
};

/** Whether a text may have the name in its `__all__`. */
export const listsName = (text: string, name: string): boolean =>
  text.includes("__all__") && (text.includes(`"${name}"`) || text.includes(`'${name}'`));

/** The last statement at the top level that binds the name for certain. */
export function lastBinding(body: readonly Statement[], name: string): Statement | null {
  for (let index = body.length - 1; index >= 0; index--) {
    const statement = body[index];
    if (statement !== undefined && binds(statement, name)) return statement;
  }
  return null;
}

function binds(statement: Statement, name: string): boolean {
  switch (statement.kind) {
    case "FunctionDef":
    case "ClassDef":
      return statement.name === name;
    case "ImportFrom":
      return statement.names.some((alias) => (alias.asname ?? alias.name) === name);
    case "Import":
      return statement.names.some((alias) => (alias.asname ?? alias.name.split(".")[0]) === name);
    case "Assign":
      return statement.targets.some((target) => target.kind === "Name" && target.id === name);
    case "AnnAssign":
      return statement.target.kind === "Name" && statement.target.id === name;
    default:
      return false;
  }
}

/** Whether a compound statement, an unpacking, `globals()` or a module `__getattr__` may bind the name. */
export const mayBind = (body: readonly Statement[], name: string): boolean =>
  body.some((statement) => {
    switch (statement.kind) {
      case "If":
      case "Try":
      case "For":
      case "While":
      case "With":
      case "Match":
      case "Assign":
        return boundNames([statement]).has(name);
      case "FunctionDef":
        return statement.name === "__getattr__" && !name.startsWith("__");
      case "Expr":
        return statement.value.kind === "Call" && JSON.stringify(statement.value.func).includes('"globals"');
      default:
        return false;
    }
  });
