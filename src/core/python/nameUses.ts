// Uses of a name that no scope around them binds: Python raises NameError there, whatever ran before.
import type { ClassDef, Expression, FunctionDef, Lambda, Module, Node, Pattern } from "./syntax/ast.ts";
import { forEachChild, walk } from "./syntax/walk.ts";

export interface NameUse {
  readonly start: number;
  /** Its own function binds it, further down only. */
  readonly isBoundLater: boolean;
  /** Names of the functions around it and of the module. */
  readonly visible: ReadonlySet<string>;
  /** What the methods of the class around it store in `self`. */
  readonly attributes: ReadonlySet<string>;
}

type Comp = Extract<Node, { kind: "ListComp" | "SetComp" | "DictComp" | "GeneratorExp" }>;

interface Scope {
  readonly node: Module | FunctionDef | Lambda | ClassDef | Comp;
  readonly parent: Scope | null;
  /** Names and where each is bound: behind what is stored in it. */
  readonly bound: Map<string, number[]>;
  /** Where names are written only to be bound. */
  readonly targets: Set<number>;
}

/** Names of Python 2 and of notebooks, and those that programs may be given by whoever runs them. */
const elsewhere: ReadonlySet<string> = new Set(
  (
    "unicode xrange long raw_input reduce basestring unichr file cmp execfile reload display get_ipython exit quit copyright " +
    "credits license help breakpoint aiter anext reveal_type _"
  ).split(" "),
);

/** Calls by which a program makes names that its text does not show. */
const namesAtRunTime: ReadonlySet<string> = new Set(["exec", "globals"]);

/** The uses of a name that nothing binds, in the order of the text; none where the program may bind it unseen. */
export function unboundUses(tree: Module, name: string): readonly NameUse[] {
  if (name.startsWith("__") || bindsUnseen(tree, name)) return [];
  const uses: NameUse[] = [];
  visitScope(tree, null, name, uses);
  return uses.sort((a, b) => a.start - b.start);
}

function bindsUnseen(tree: Module, name: string): boolean {
  let unseen = false;
  walk(tree, (node) => {
    unseen ||=
      (node.kind === "ImportFrom" && node.names.some((alias) => alias.name === "*")) ||
      (node.kind === "Name" && namesAtRunTime.has(node.id)) ||
      (node.kind === "Delete" && node.targets.some((target) => target.kind === "Name" && target.id === name)) ||
      ((node.kind === "Global" || node.kind === "Nonlocal") && node.names.includes(name));
    return unseen ? false : undefined;
  });
  return unseen;
}

function visitScope(node: Scope["node"], parent: Scope | null, name: string, uses: NameUse[]): void {
  const scope: Scope = { node, parent, bound: new Map(), targets: new Set() };
  const inner: Scope["node"][] = [];
  const loads: number[] = [];
  const visit = (child: Node): void => {
    bind(child, scope);
    if (child.kind === "Name" && child.id === name) loads.push(child.start);
    if (opensScope(child)) {
      inner.push(child);
      // Decorators, defaults and bases are read outside.
      for (const part of outerParts(child)) visit(part);
      return;
    }
    forEachChild(child, visit);
  };
  if (isComp(node)) for (const { target } of node.generators) bindTarget(target, scope, target.start);
  for (const part of innerParts(node)) visit(part);
  if ("params" in node) for (const parameter of node.params) add(scope, parameter.name, parameter.start);
  for (const start of loads) {
    if (scope.targets.has(start)) continue;
    const stores = ownerOf(scope).bound.get(name);
    const isBoundLater = stores !== undefined && !(isComp(node) && scope.bound.has(name));
    if (isBoundLater ? !comesBefore(ownerOf(scope), start, stores) : isVisible(scope, name) || elsewhere.has(name))
      continue;
    uses.push({ start, isBoundLater, visible: visibleFrom(scope), attributes: attributesAround(scope) });
  }
  for (const child of inner) visitScope(child, scope, name, uses);
}

/** In the straight run of a function, before all that binds it. A loop comes back. */
function comesBefore({ node }: Scope, start: number, stores: readonly number[]): boolean {
  if (node.kind !== "FunctionDef" || stores.some((at) => at <= start)) return false;
  let isInLoop = false;
  walk(node, (child) => {
    const holds = (child.kind === "For" || child.kind === "While") && child.start <= start && start < child.end;
    isInLoop ||= holds;
    return undefined;
  });
  return !isInLoop;
}

/** Names of a class are not seen from its methods. */
function isVisible(from: Scope, name: string): boolean {
  for (let scope: Scope | null = from; scope !== null; scope = scope.parent)
    if ((scope === from || scope.node.kind !== "ClassDef") && scope.bound.has(name)) return true;
  return false;
}

function visibleFrom(from: Scope): ReadonlySet<string> {
  const names = new Set<string>();
  for (let scope: Scope | null = from; scope !== null; scope = scope.parent)
    if (scope.node.kind !== "ClassDef" || scope === from) for (const name of scope.bound.keys()) names.add(name);
  return names;
}

function attributesAround(from: Scope): ReadonlySet<string> {
  const names = new Set<string>();
  let scope: Scope | null = from;
  while (scope !== null && scope.node.kind !== "ClassDef") scope = scope.parent;
  if (scope !== null)
    walk(scope.node, (node) => {
      const isOwn = node.kind === "Attribute" && node.value.kind === "Name" && node.value.id === "self";
      if (isOwn) names.add(node.attr);
      else if (node.kind === "FunctionDef") names.add(node.name);
      return undefined;
    });
  return names;
}

const opensScope = (node: Node): node is Exclude<Scope["node"], Module> =>
  node.kind === "FunctionDef" || node.kind === "Lambda" || node.kind === "ClassDef" || isComp(node);

const isComp = (node: Node): node is Comp =>
  node.kind === "ListComp" || node.kind === "SetComp" || node.kind === "DictComp" || node.kind === "GeneratorExp";

function innerParts(node: Scope["node"]): readonly Node[] {
  if (node.kind === "Lambda") return [node.body];
  if (!isComp(node)) return node.body;
  const values = node.kind === "DictComp" ? [node.key, node.value] : [node.elt];
  return [
    ...node.generators.flatMap(({ target, iter, ifs }, at) => [target, ...(at === 0 ? [] : [iter]), ...ifs]),
    ...values,
  ];
}

function outerParts(node: Exclude<Scope["node"], Module>): readonly Node[] {
  if (isComp(node)) return node.generators.slice(0, 1).map(({ iter }) => iter);
  if (node.kind === "ClassDef") return [...node.decorators, ...node.bases, ...node.keywords];
  const defaults = node.params.flatMap((parameter) => parameter.default ?? []);
  // Annotations may be left unread.
  return node.kind === "FunctionDef" ? [...node.decorators, ...defaults] : defaults;
}

function add(scope: Scope, name: string, at: number): void {
  const places = scope.bound.get(name);
  if (places === undefined) scope.bound.set(name, [at]);
  else places.push(at);
}

/** Records what a node binds in the scope that it stands in; names in comprehensions by `:=` in the one around. */
function bind(node: Node, scope: Scope): void {
  switch (node.kind) {
    case "FunctionDef":
    case "ClassDef":
      add(scope, node.name, node.start);
      return;
    case "Assign":
      for (const target of node.targets) bindTarget(target, scope, node.end);
      return;
    case "AnnAssign":
      // Without a value it declares the name, and binds nothing.
      bindTarget(node.target, scope, node.value === null ? Number.POSITIVE_INFINITY : node.end);
      return;
    case "AugAssign":
      // It reads what it writes.
      if (node.target.kind === "Name") add(scope, node.target.id, node.end);
      return;
    case "For":
      bindTarget(node.target, scope, node.target.start);
      return;
    case "NamedExpr":
      bindTarget(node.target, ownerOf(scope), node.end);
      if (node.target.kind === "Name") scope.targets.add(node.target.start);
      return;
    case "WithItem":
      if (node.optionalVars !== null) bindTarget(node.optionalVars, scope, node.optionalVars.start);
      return;
    case "ExceptHandler":
      if (node.name !== null) add(scope, node.name, node.start);
      return;
    case "Import":
      for (const { name, asname, start } of node.names) add(scope, asname ?? name.split(".")[0] ?? name, start);
      return;
    case "ImportFrom":
      for (const { name, asname, start } of node.names) add(scope, asname ?? name, start);
      return;
    case "TypeAlias":
      bindTarget(node.name, scope, node.end);
      return;
    case "MatchAs":
    case "MatchStar":
    case "MatchMapping":
      bindPattern(node, scope);
      return;
    default:
  }
}

function bindTarget(target: Expression, scope: Scope, at: number): void {
  if (target.kind === "Name") {
    add(scope, target.id, at);
    scope.targets.add(target.start);
  } else if (target.kind === "Tuple" || target.kind === "List")
    for (const one of target.elts) bindTarget(one, scope, at);
  else if (target.kind === "Starred") bindTarget(target.value, scope, at);
}

function bindPattern(pattern: Pattern, scope: Scope): void {
  const name = pattern.kind === "MatchMapping" ? pattern.rest : "name" in pattern ? pattern.name : null;
  if (typeof name === "string") add(scope, name, pattern.start);
}

function ownerOf(scope: Scope): Scope {
  return isComp(scope.node) && scope.parent !== null ? ownerOf(scope.parent) : scope;
}
