// `try` and `with`.
import type { Expression, Try, With } from "../../syntax/ast.ts";
import type { Evaluate, Execute, Store } from "../code.ts";
import { type Completion, type Frame, normal, type Runtime, raised, returned } from "../runtime.ts";
import { isTypeMatch } from "../types.ts";
import { type Instance, Tuple, Unknown, type Value } from "../value.ts";
import { compileBlock, compileDelete, compileExpression, compileStore, siteOf, storeName, type Unit } from "./unit.ts";

interface Handler {
  readonly type: Evaluate | null;
  readonly store: Store | null;
  readonly forget: ((f: Frame) => boolean) | null;
  readonly body: Execute;
}

export function compileTry(unit: Unit, statement: Try): Execute {
  const { machine } = unit;
  const body = compileBlock(unit, statement.body);
  const orelse = compileBlock(unit, statement.orelse);
  const finalbody = statement.finalbody.length === 0 ? null : compileBlock(unit, statement.finalbody);
  const handlers = statement.handlers.map((handler): Handler => {
    const name = handler.name === null ? null : { kind: "Name" as const, id: handler.name, start: 0, end: 0 };
    return {
      type: handler.type === null ? null : compileExpression(unit, handler.type),
      store: handler.name === null ? null : storeName(unit, handler.name),
      forget: name === null ? null : compileDelete(unit, name),
      body: compileBlock(unit, handler.body),
    };
  });
  const caught = namesCaught(statement);

  const guarded = (f: Frame): Completion => {
    const depth = machine.handlers.length;
    machine.handlers.push(caught);
    const completion = body(f);
    machine.handlers.length = depth;
    if (completion === normal) return orelse(f);
    return completion === raised && !machine.stopped ? handle(machine, handlers, f) : completion;
  };
  if (finalbody === null) return handlers.length === 0 ? body : guarded;
  const inner = handlers.length === 0 ? body : guarded;
  return (f) => {
    const completion = inner(f);
    if (machine.stopped) return raised;
    const pending = machine.caught();
    const result = f.result;
    const end = finalbody(f);
    if (end !== normal) return end;
    machine.pending = pending;
    f.result = result;
    return completion;
  };
}

function handle(machine: Runtime, handlers: readonly Handler[], f: Frame): Completion {
  const exception = machine.pending;
  if (exception === null) return raised;
  const caller = machine.frame;
  machine.frame = f;
  for (const handler of handlers) {
    let matches: boolean | undefined = true;
    if (handler.type !== null) {
      machine.pending = null;
      const type = handler.type(f);
      matches = type === undefined ? undefined : matchesType(machine, exception, type);
    }
    if (matches === undefined) return raised;
    if (!matches) continue;
    machine.pending = null;
    const outer = machine.handling;
    machine.handling = exception;
    if (handler.store !== null) handler.store(f, exception);
    const completion = handler.body(f);
    machine.handling = outer;
    const pending = machine.pending as Instance | null;
    if (pending !== null && pending !== exception && !pending.attributes.entries.has("__context__"))
      pending.attributes.entries.set("__context__", exception);
    if (handler.forget !== null) handler.forget(f);
    machine.pending = pending;
    machine.frame = caller;
    return completion;
  }
  machine.pending = exception;
  machine.frame = caller;
  return raised;
}

/** An unknown class catches: that the handler is written for it is likelier than not. */
function matchesType(machine: Runtime, exception: Instance, type: Value): boolean {
  const cls = machine.force(type);
  if (cls instanceof Tuple) return cls.items.some((item) => matchesType(machine, exception, item));
  if (cls instanceof Unknown) return true;
  return isTypeMatch(exception.cls, cls);
}

/** The class names that the handlers spell out. */
function namesCaught(statement: Try): ReadonlySet<string> | "all" {
  const names = new Set<string>();
  let all = false;
  const add = (type: Expression | null): void => {
    if (type === null) all = true;
    else if (type.kind === "Tuple") for (const element of type.elts) add(element);
    else if (type.kind === "Name") names.add(type.id);
    else if (type.kind === "Attribute") names.add(type.attr);
  };
  for (const handler of statement.handlers) add(handler.type);
  return all || names.has("Exception") || names.has("BaseException") ? "all" : names;
}

export function compileWith(unit: Unit, statement: With): Execute {
  const { machine } = unit;
  const body = compileBlock(unit, statement.body);
  const items = statement.items.map((item) => ({
    context: compileExpression(unit, item.contextExpr),
    store: item.optionalVars === null ? null : compileStore(unit, item.optionalVars),
    site: siteOf(unit, item.contextExpr),
  }));
  const from = (f: Frame, index: number): Completion => {
    const item = items[index];
    if (item === undefined) return body(f);
    const manager = item.context(f);
    if (manager === undefined) return raised;
    machine.operatorSite = item.site;
    const entered = machine.force(manager) instanceof Unknown ? manager : machine.callMethod(manager, "__enter__");
    if (entered === undefined) return raised;
    if (item.store !== null && !item.store(f, entered)) return raised;
    const completion = from(f, index + 1);
    if (machine.stopped) return raised;
    if (machine.force(manager) instanceof Unknown) return completion;
    const pending = machine.caught();
    const result = f.result;
    const details = pending === null ? [null, null, null] : [pending.cls, pending, null];
    const swallowed = machine.callMethod(manager, "__exit__", details);
    if (swallowed === undefined) return raised;
    f.result = result;
    if (pending === null) return completion;
    if (machine.truth(swallowed) === true) return normal;
    machine.pending = pending;
    return completion === returned ? raised : completion;
  };
  return (f) => from(f, 0);
}
