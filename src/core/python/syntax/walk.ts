// Going through a tree. Trees are bounded in depth (see cursor.ts), so that a recursive reader of them is safe too.
import type { Node } from "./ast.ts";

/** Calls `visit` for each child of a node, in the order of the fields; a decorated definition's decorators come first. */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  const one = (child: Node | null): void => {
    if (child !== null) visit(child);
  };
  const all = (children: readonly (Node | null)[]): void => {
    for (const child of children) if (child !== null) visit(child);
  };
  switch (node.kind) {
    case "Module":
      all(node.body);
      return;
    case "FunctionDef":
      all(node.decorators);
      all(node.typeParams);
      all(node.params);
      one(node.returns);
      all(node.body);
      return;
    case "ClassDef":
      all(node.decorators);
      all(node.typeParams);
      all(node.bases);
      all(node.keywords);
      all(node.body);
      return;
    case "Delete":
      all(node.targets);
      return;
    case "Assign":
      all(node.targets);
      visit(node.value);
      return;
    case "AugAssign":
    case "NamedExpr":
      visit(node.target);
      visit(node.value);
      return;
    case "AnnAssign":
      visit(node.target);
      visit(node.annotation);
      one(node.value);
      return;
    case "TypeAlias":
      visit(node.name);
      all(node.typeParams);
      visit(node.value);
      return;
    case "For":
      visit(node.target);
      visit(node.iter);
      all(node.body);
      all(node.orelse);
      return;
    case "While":
    case "If":
      visit(node.test);
      all(node.body);
      all(node.orelse);
      return;
    case "With":
      all(node.items);
      all(node.body);
      return;
    case "WithItem":
      visit(node.contextExpr);
      one(node.optionalVars);
      return;
    case "Match":
      visit(node.subject);
      all(node.cases);
      return;
    case "MatchCase":
      visit(node.pattern);
      one(node.guard);
      all(node.body);
      return;
    case "Raise":
      one(node.exc);
      one(node.cause);
      return;
    case "Try":
      all(node.body);
      all(node.handlers);
      all(node.orelse);
      all(node.finalbody);
      return;
    case "ExceptHandler":
      one(node.type);
      all(node.body);
      return;
    case "Assert":
      visit(node.test);
      one(node.msg);
      return;
    case "Import":
    case "ImportFrom":
      all(node.names);
      return;
    case "Return":
    case "Yield":
      one(node.value);
      return;
    case "Expr":
    case "Await":
    case "YieldFrom":
    case "Keyword":
    case "Attribute":
    case "Starred":
    case "MatchValue":
    case "MatchSingleton":
      visit(node.value);
      return;
    case "ErrorStatement":
      all(node.parts);
      all(node.body);
      return;
    case "ErrorExpression":
    case "ErrorPattern":
      all(node.parts);
      return;
    case "Parameter":
      one(node.annotation);
      one(node.default);
      return;
    case "TypeVar":
      one(node.bound);
      one(node.default);
      return;
    case "TypeVarTuple":
    case "ParamSpec":
      one(node.default);
      return;
    case "JoinedStr":
    case "TemplateStr":
    case "BoolOp":
      all(node.values);
      return;
    case "FormattedValue":
    case "Interpolation":
      visit(node.value);
      one(node.formatSpec);
      return;
    case "BinOp":
      visit(node.left);
      visit(node.right);
      return;
    case "UnaryOp":
      visit(node.operand);
      return;
    case "Lambda":
      all(node.params);
      visit(node.body);
      return;
    case "IfExp":
      visit(node.test);
      visit(node.body);
      visit(node.orelse);
      return;
    case "Dict":
      for (let at = 0; at < node.values.length; at++) {
        one(node.keys[at] ?? null);
        one(node.values[at] ?? null);
      }
      return;
    case "Set":
    case "List":
    case "Tuple":
      all(node.elts);
      return;
    case "ListComp":
    case "SetComp":
    case "GeneratorExp":
      visit(node.elt);
      all(node.generators);
      return;
    case "DictComp":
      visit(node.key);
      visit(node.value);
      all(node.generators);
      return;
    case "Comprehension":
      visit(node.target);
      visit(node.iter);
      all(node.ifs);
      return;
    case "Compare":
      visit(node.left);
      all(node.comparators);
      return;
    case "Call":
      visit(node.func);
      all(node.args);
      all(node.keywords);
      return;
    case "Subscript":
      visit(node.value);
      visit(node.slice);
      return;
    case "Slice":
      one(node.lower);
      one(node.upper);
      one(node.step);
      return;
    case "MatchSequence":
    case "MatchOr":
      all(node.patterns);
      return;
    case "MatchMapping":
      all(node.keys);
      all(node.patterns);
      return;
    case "MatchClass":
      visit(node.cls);
      all(node.patterns);
      all(node.kwdPatterns);
      return;
    case "MatchAs":
      one(node.pattern);
      return;
    default:
  }
}

/** The children of a node. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  forEachChild(node, (child) => found.push(child));
  return found;
}

/** Calls `visit` for the node and all below it, parents first. Where `visit` gives false, what is below is left out. */
export function walk(root: Node, visit: (node: Node) => boolean | undefined): void {
  const step = (node: Node): void => {
    if (visit(node) !== false) forEachChild(node, step);
  };
  step(root);
}
