// Which variable a name means: a slot of the running function, a cell shared with another function, or a name of a
// namespace (module and class bodies). A function is analysed together with the functions inside it, when it is first
// needed; functions at module level and methods need nothing of their surroundings but the class for `super()`.
import type {
  ClassDef,
  Comprehension,
  DictComp,
  Expression,
  FunctionDef,
  GeneratorExp,
  Lambda,
  ListComp,
  Node,
  Parameter,
  Pattern,
  SetComp,
  Statement,
} from "../../syntax/ast.ts";

export type Comp = ListComp | SetComp | DictComp | GeneratorExp;

/** How compiled code reaches a name. `named`: through the frame's namespace, then `outer` or the globals. */
export type Place =
  | { readonly kind: "slot"; readonly index: number }
  | { readonly kind: "cell"; readonly index: number }
  | { readonly kind: "global" }
  | { readonly kind: "named"; readonly outer: number | null };

export class Scope {
  readonly kind: "module" | "class" | "function" | "comprehension";
  readonly parent: Scope | null;
  /** Names that the scope binds, with their slot (function and comprehension). */
  readonly bound = new Map<string, number>();
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();
  readonly uses = new Set<string>();
  readonly children = new Map<Node, Scope>();
  /** Names of its own variables that inner functions share, in cell order. */
  readonly ownCells: string[] = [];
  /** Names of the outer variables that it reaches, in closure order. */
  readonly free: string[] = [];
  slotCount = 0;
  isGenerator = false;
  /** Of a class scope: what `__x` is mangled with. */
  className: string | null = null;
  constructor(kind: Scope["kind"], parent: Scope | null) {
    this.kind = kind;
    this.parent = parent;
  }

  /** The scope whose frame holds the slots. */
  get owner(): Scope {
    return this.kind === "comprehension" && this.parent !== null ? this.parent.owner : this;
  }

  bind(name: string): void {
    if (this.globals.has(name) || this.nonlocals.has(name)) this.uses.add(name);
    else if (!this.bound.has(name)) this.bound.set(name, this.owner.slotCount++);
  }

  place(name: string): Place {
    if (this.kind === "comprehension") {
      const slot = this.bound.get(name);
      if (slot !== undefined) return { kind: "slot", index: slot };
      // A comprehension in a class body does not see the names of the class.
      return this.parent?.placeFromInside(name) ?? { kind: "global" };
    }
    if (this.kind === "module" || this.globals.has(name)) {
      return this.kind === "function" || this.globals.has(name) ? { kind: "global" } : { kind: "named", outer: null };
    }
    const cell = this.cellIndex(name);
    if (this.kind === "class") return { kind: "named", outer: cell };
    if (cell !== null) return { kind: "cell", index: cell };
    const slot = this.bound.get(name);
    return slot === undefined ? { kind: "global" } : { kind: "slot", index: slot };
  }

  private placeFromInside(name: string): Place {
    if (this.kind !== "class") return this.place(name);
    const cell = this.cellIndex(name);
    return cell === null ? { kind: "global" } : { kind: "cell", index: cell };
  }

  cellIndex(name: string): number | null {
    const own = this.ownCells.indexOf(name);
    if (own >= 0) return own;
    const free = this.free.indexOf(name);
    return free < 0 ? null : this.ownCells.length + free;
  }
}

export const moduleScope = (): Scope => new Scope("module", null);

/** The scope of a function, lambda, class or generator inside `parent`, analysed now if it has not been. */
export function scopeOf(node: FunctionDef | Lambda | ClassDef | Comp, parent: Scope): Scope {
  const known = parent.children.get(node);
  if (known !== undefined) return known;
  const made = makeScope(node, parent);
  resolve(made);
  return made;
}

/** A comprehension that holds no function runs in the frame around it; the others are functions of their own. */
export const isInline = (node: Comp): boolean => node.kind !== "GeneratorExp" && !holdsFunction(node);

function holdsFunction(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (Array.isArray(node)) return node.some(holdsFunction);
  const kind = (node as { kind?: string }).kind;
  if (kind === "Lambda" || kind === "GeneratorExp" || kind === "Yield" || kind === "YieldFrom") return true;
  return Object.values(node).some((child) => typeof child === "object" && holdsFunction(child));
}

function makeScope(node: FunctionDef | Lambda | ClassDef | Comp, parent: Scope): Scope {
  const inline = node.kind.endsWith("Comp") && isInline(node as Comp);
  const scope = new Scope(node.kind === "ClassDef" ? "class" : inline ? "comprehension" : "function", parent);
  parent.children.set(node, scope);
  switch (node.kind) {
    case "FunctionDef":
      for (const parameter of node.params) scope.bind(parameter.name);
      declare(node.body, scope);
      for (const statement of node.body) visit(statement, scope);
      break;
    case "Lambda":
      for (const parameter of node.params) scope.bind(parameter.name);
      visit(node.body, scope);
      break;
    case "ClassDef":
      scope.className = node.name;
      scope.ownCells.push("__class__");
      declare(node.body, scope);
      for (const statement of node.body) visit(statement, scope);
      break;
    default:
      visitComprehension(node, scope, inline);
  }
  return scope;
}

function visitComprehension(node: Comp, scope: Scope, inline: boolean): void {
  if (!inline) scope.bind(".0");
  node.generators.forEach((generator: Comprehension, index) => {
    visitTarget(generator.target, scope);
    if (index > 0) visit(generator.iter, scope);
    for (const test of generator.ifs) visit(test, scope);
  });
  if (node.kind === "DictComp") {
    visit(node.key, scope);
    visit(node.value, scope);
  } else {
    visit(node.elt, scope);
  }
}

/** `global` and `nonlocal` hold for the whole body, wherever they stand. */
function declare(body: readonly Statement[], scope: Scope): void {
  for (const statement of body) {
    if (statement.kind === "Global") for (const name of statement.names) scope.globals.add(name);
    else if (statement.kind === "Nonlocal") for (const name of statement.names) scope.nonlocals.add(name);
    else if (statement.kind !== "FunctionDef" && statement.kind !== "ClassDef") {
      for (const value of Object.values(statement)) if (Array.isArray(value)) declareInside(value, scope);
    }
  }
}

function declareInside(items: readonly unknown[], scope: Scope): void {
  for (const item of items) {
    // The keys of a dict display hold null where a mapping is unpacked.
    if (typeof item !== "object" || item === null) continue;
    const node = item as { kind?: string; body?: unknown };
    if (node.kind === "ExceptHandler" || node.kind === "MatchCase") declare(node.body as Statement[], scope);
    else if (typeof node.kind === "string") declare([item as Statement], scope);
  }
}

/** Whether variables of a function may be in sight. */
export function insideFunction(scope: Scope): boolean {
  for (let outer: Scope | null = scope; outer !== null; outer = outer.parent)
    if (outer.kind === "function") return true;
  return false;
}

type Visitable = Node | readonly Visitable[] | null | undefined | string | number | boolean | bigint;

/** Collects what a piece of code binds and uses. */
function visit(node: Visitable, scope: Scope): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const child of node as readonly Visitable[]) visit(child, scope);
    return;
  }
  const item = node as Node;
  switch (item.kind) {
    case "Name":
      scope.uses.add(item.id);
      if (item.id === "super" || item.id === "__class__") scope.uses.add("__class__");
      return;
    case "FunctionDef":
      scope.owner.bind(item.name);
      visit(item.decorators, scope);
      visitDefaults(item.params, scope);
      // A method of a class at module level needs nothing of its surroundings but the class: see `closureMaker`.
      if (scope.kind !== "class" || insideFunction(scope)) makeScope(item, scope);
      return;
    case "Lambda":
      visitDefaults(item.params, scope);
      makeScope(item, scope);
      return;
    case "ClassDef":
      scope.owner.bind(item.name);
      visit(item.decorators, scope);
      visit(item.bases, scope);
      for (const keyword of item.keywords) visit(keyword.value, scope);
      makeScope(item, scope);
      return;
    case "ListComp":
    case "SetComp":
    case "DictComp":
    case "GeneratorExp":
      visit(item.generators[0]?.iter, scope);
      makeScope(item, scope);
      return;
    case "NamedExpr":
      visitTarget(item.target, scope.owner);
      visit(item.value, scope);
      return;
    case "Assign":
      for (const target of item.targets) visitTarget(target, scope);
      visit(item.value, scope);
      return;
    case "AugAssign":
      visitTarget(item.target, scope);
      if (item.target.kind === "Name") scope.uses.add(item.target.id);
      visit(item.value, scope);
      return;
    case "AnnAssign":
      visitTarget(item.target, scope);
      visit(item.value, scope);
      return;
    case "For":
      visitTarget(item.target, scope);
      visit(item.iter, scope);
      visit(item.body, scope);
      visit(item.orelse, scope);
      return;
    case "WithItem":
      visit(item.contextExpr, scope);
      if (item.optionalVars !== null) visitTarget(item.optionalVars, scope);
      return;
    case "ExceptHandler":
      if (item.name !== null) scope.bind(item.name);
      visit(item.type, scope);
      visit(item.body, scope);
      return;
    case "Import":
      for (const alias of item.names) scope.bind(alias.asname ?? alias.name.split(".")[0] ?? alias.name);
      return;
    case "ImportFrom":
      for (const alias of item.names) if (alias.name !== "*") scope.bind(alias.asname ?? alias.name);
      return;
    case "MatchCase":
      visitPattern(item.pattern, scope);
      visit(item.guard, scope);
      visit(item.body, scope);
      return;
    case "TypeAlias":
      visitTarget(item.name, scope);
      return;
    case "Delete":
      for (const target of item.targets) visitTarget(target, scope);
      return;
    case "Yield":
    case "YieldFrom":
      scope.owner.isGenerator = true;
      visit(item.value, scope);
      return;
    default:
      for (const value of Object.values(item)) visit(value as Visitable, scope);
  }
}

function visitDefaults(parameters: readonly Parameter[], scope: Scope): void {
  for (const parameter of parameters) visit(parameter.default, scope);
}

function visitTarget(target: Expression, scope: Scope): void {
  switch (target.kind) {
    case "Name":
      scope.bind(target.id);
      return;
    case "Tuple":
    case "List":
      for (const element of target.elts) visitTarget(element, scope);
      return;
    case "Starred":
      visitTarget(target.value, scope);
      return;
    default:
      visit(target, scope);
  }
}

function visitPattern(pattern: Pattern, scope: Scope): void {
  switch (pattern.kind) {
    case "MatchAs":
    case "MatchStar":
      if (pattern.name !== null) scope.bind(pattern.name);
      if (pattern.kind === "MatchAs" && pattern.pattern !== null) visitPattern(pattern.pattern, scope);
      return;
    case "MatchSequence":
    case "MatchOr":
      for (const child of pattern.patterns) visitPattern(child, scope);
      return;
    case "MatchMapping":
      if (pattern.rest !== null) scope.bind(pattern.rest);
      visit(pattern.keys, scope);
      for (const child of pattern.patterns) visitPattern(child, scope);
      return;
    case "MatchClass":
      visit(pattern.cls, scope);
      for (const child of [...pattern.patterns, ...pattern.kwdPatterns]) visitPattern(child, scope);
      return;
    case "MatchValue":
      visit(pattern.value, scope);
      return;
    default:
  }
}

/** Links the uses of a scope and the scopes in it to the variables of outer functions. */
function resolve(scope: Scope): void {
  if (scope.kind !== "comprehension") {
    for (const name of [...scope.uses, ...scope.nonlocals]) reach(scope, name);
  } else {
    for (const name of scope.uses) if (!scope.bound.has(name)) reach(scope.owner, name, scope.owner.kind === "class");
  }
  for (const child of scope.children.values()) resolve(child);
}

/** Makes the variable of an outer function that `name` means, if any, a cell that `scope` gets at. */
function reach(scope: Scope, name: string, skipOwn = false): void {
  if (scope.globals.has(name)) return;
  if (!skipOwn && scope.kind === "function" && scope.bound.has(name)) return;
  const between: Scope[] = [scope];
  for (let outer = scope.parent; outer !== null; outer = outer.parent) {
    if (outer.kind === "comprehension") {
      if (outer.bound.has(name)) return;
      continue;
    }
    if (outer.kind === "function" && (outer.bound.has(name) || outer.free.includes(name))) {
      if (outer.bound.has(name) && !outer.ownCells.includes(name)) outer.ownCells.push(name);
      break;
    }
    if (outer.kind === "class" && name === "__class__") break;
    if (outer.kind === "module" || outer.globals.has(name)) return;
    between.push(outer);
  }
  for (const inner of between) if (!inner.free.includes(name) && !inner.ownCells.includes(name)) inner.free.push(name);
}

/** The names that statements bind, functions and classes in them aside. */
export function boundNames(body: readonly Statement[]): ReadonlySet<string> {
  const scope = new Scope("function", null);
  declare(body, scope);
  for (const statement of body) visit(statement, scope);
  return new Set([...scope.bound.keys(), ...scope.globals, ...scope.nonlocals]);
}
