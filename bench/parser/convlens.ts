import type { Node } from "../../src/core/python/syntax/ast.ts";
import { type ParseResult, parse } from "../../src/core/python/syntax/parser.ts";
import { forEachChild } from "../../src/core/python/syntax/walk.ts";
import type { PythonParser, StatementRange } from "./pythonParser.ts";

const statementKinds = new Set<string>(
  (
    "FunctionDef ClassDef Return Delete Assign AugAssign AnnAssign TypeAlias For While If With Match Raise Try Assert " +
    "Import ImportFrom Global Nonlocal Expr Pass Break Continue"
  ).split(" "),
);

/** Ours makes its own tree at once: walking it is all that is left. */
export const convlens: PythonParser<ParseResult> = {
  name: "ConvLens",
  parse,
  walk: ({ module }) => {
    let count = 0;
    const visit = (node: Node): void => {
      count++;
      forEachChild(node, visit);
    };
    visit(module);
    return count;
  },
  statements: ({ module }) => {
    const found: StatementRange[] = [];
    const visit = (node: Node, scope: number): void => {
      if (statementKinds.has(node.kind)) found.push({ kind: node.kind, start: node.start, end: node.end, scope });
      const inner = node.kind === "FunctionDef" || node.kind === "ClassDef" ? scope + 1 : scope;
      forEachChild(node, (child) => visit(child, inner));
    };
    visit(module, 0);
    return found;
  },
  dispose: () => {},
};
