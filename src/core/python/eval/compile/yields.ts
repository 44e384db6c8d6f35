// Bodies that yield: twins of the statements as JavaScript generators. Statements without a yield in them run as always.
// The yields of a simple statement run before the rest of it, in their order: `f(a, (yield b))` yields before it looks at
// a, which differs from Python only where a has side effects. A condition that is not known takes its first side.
import type { Expression, Node, Statement, Try, With } from "../../syntax/ast.ts";
import type { GeneratorBody, Sent } from "../code.ts";
import { broke, type Completion, continued, type Frame, normal, raised } from "../runtime.ts";
import { isTypeMatch } from "../types.ts";
import { type Instance, IteratorValue, stop, Tuple, Unknown, type Value } from "../value.ts";
import {
  compileExpression,
  compileGeneratorBlock,
  compileStatement,
  compileStore,
  storeName,
  type Unit,
} from "./unit.ts";

type Run = Generator<Value, Completion, Sent>;

export function generatorBlock(unit: Unit, body: readonly Statement[]): GeneratorBody {
  const steps = body.map((statement) => compileYielding(unit, statement));
  return function* (f) {
    for (const step of steps) {
      const completion = yield* step(f);
      if (completion !== normal) return completion;
    }
    return normal;
  };
}

function compileYielding(unit: Unit, statement: Statement): GeneratorBody {
  const yields = yieldsIn(statement);
  if (yields.length === 0) {
    const run = compileStatement(unit, statement);
    // biome-ignore lint/correctness/useYield: the twin of a statement that does not yield
    return function* (f) {
      return run(f);
    };
  }
  switch (statement.kind) {
    case "If": {
      const before = hoist(unit, yieldsIn(statement.test));
      const test = compileExpression(before.unit, statement.test);
      const body = compileGeneratorBlock(unit, statement.body);
      const orelse = compileGeneratorBlock(unit, statement.orelse);
      return function* (f) {
        if (!(yield* before.run(f))) return raised;
        const value = test(f);
        const truth = value === undefined ? undefined : unit.machine.truth(value);
        if (truth === undefined) return raised;
        if (truth instanceof Unknown) f.yieldsUnknown = true;
        return yield* truth === false ? orelse(f) : body(f);
      };
    }
    case "For": {
      const before = hoist(unit, yieldsIn(statement.iter));
      const iterable = compileExpression(before.unit, statement.iter);
      const store = compileStore(unit, statement.target);
      const body = compileGeneratorBlock(unit, statement.body);
      const orelse = compileGeneratorBlock(unit, statement.orelse);
      return function* (f) {
        if (!(yield* before.run(f))) return raised;
        const source = iterable(f);
        const next = source === undefined ? undefined : unit.machine.iterate(source);
        if (next === undefined) return raised;
        for (let turns = 0; ; turns++) {
          const item = next instanceof Unknown ? (turns === 0 ? next : stop) : next();
          if (item === stop) return yield* orelse(f);
          if (item === undefined || !store(f, item) || !pay(unit)) return raised;
          const completion = yield* body(f);
          if (completion === broke) return normal;
          if (completion !== normal && completion !== continued) return completion;
        }
      };
    }
    case "While": {
      const before = hoist(unit, yieldsIn(statement.test));
      const test = compileExpression(before.unit, statement.test);
      const body = compileGeneratorBlock(unit, statement.body);
      const orelse = compileGeneratorBlock(unit, statement.orelse);
      return function* (f) {
        for (let turns = 0; ; turns++) {
          if (!(yield* before.run(f))) return raised;
          const value = test(f);
          const truth = value === undefined || !pay(unit) ? undefined : unit.machine.truth(value);
          if (truth === undefined) return raised;
          if (truth === false || (truth instanceof Unknown && turns > 0)) return yield* orelse(f);
          const completion = yield* body(f);
          if (completion === broke) return normal;
          if (completion !== normal && completion !== continued) return completion;
        }
      };
    }
    case "Try":
      return compileYieldingTry(unit, statement);
    case "With":
      return compileYieldingWith(unit, statement);
    default: {
      const before = hoist(unit, yields);
      const run = compileStatement(before.unit, statement);
      return function* (f) {
        return (yield* before.run(f)) ? run(f) : raised;
      };
    }
  }
}

function pay(unit: Unit): boolean {
  const { machine } = unit;
  machine.steps += 4;
  return machine.steps < machine.checkAt || machine.checkpoint();
}

/** The yields of a piece of code, in the order in which they run; those of inner functions are not its own. */
function yieldsIn(node: unknown): Expression[] {
  if (typeof node !== "object" || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(yieldsIn);
  const { kind } = node as { kind?: Node["kind"] };
  if (kind === "FunctionDef" || kind === "Lambda" || kind === "ClassDef" || kind === "GeneratorExp") return [];
  const inner = Object.values(node).flatMap((child) => (typeof child === "object" ? yieldsIn(child) : []));
  return kind === "Yield" || kind === "YieldFrom" ? [...inner, node as Expression] : inner;
}

interface Hoisted {
  readonly unit: Unit;
  /** Runs the yields; false: raised. */
  readonly run: (f: Frame) => Generator<Value, boolean, Sent>;
}

function hoist(unit: Unit, nodes: readonly Expression[]): Hoisted {
  const slots = new Map(unit.yields);
  const inner: Unit = { ...unit, yields: slots };
  const steps = nodes.map((node) => {
    if (node.kind !== "Yield" && node.kind !== "YieldFrom") throw new Error("no yield");
    const value = node.value === null ? null : compileExpression(inner, node.value);
    const slot = unit.scope.owner.slotCount++;
    slots.set(node, slot);
    return { value, slot, delegates: node.kind === "YieldFrom" };
  });
  const run = function* (f: Frame): Generator<Value, boolean, Sent> {
    for (const { value, slot, delegates } of steps) {
      const given = value === null ? null : value(f);
      if (given === undefined) return false;
      const result: Value | undefined = delegates ? yield* delegate(unit, given) : yield given;
      if (result === undefined) return false;
      f.slots[slot] = result;
    }
    return true;
  };
  return { unit: inner, run };
}

/** `yield from`: undefined: raised. What is sent or thrown goes to the inner generator. */
function* delegate(unit: Unit, source: Value): Generator<Value, Value | undefined, Sent> {
  const { machine } = unit;
  const iterable = machine.force(source);
  const next = machine.iterate(iterable);
  if (next === undefined) return undefined;
  if (next instanceof Unknown) {
    yield next;
    return next;
  }
  const inner = iterable instanceof IteratorValue ? iterable.generator : null;
  let item = next();
  for (;;) {
    if (item === undefined) return undefined;
    if (item === stop) return inner?.result() ?? null;
    const sent = yield item;
    if (!pay(unit)) return undefined;
    if (sent === undefined) {
      const thrown = machine.pending;
      if (inner === null || thrown === null || machine.stopped) return undefined;
      item = inner.throw(thrown);
    } else {
      item = inner === null || sent === null ? next() : inner.send(sent);
    }
  }
}

function compileYieldingTry(unit: Unit, statement: Try): GeneratorBody {
  const { machine } = unit;
  const body = compileGeneratorBlock(unit, statement.body);
  const orelse = compileGeneratorBlock(unit, statement.orelse);
  const finalbody = compileGeneratorBlock(unit, statement.finalbody);
  const handlers = statement.handlers.map((handler) => ({
    type: handler.type === null ? null : compileExpression(unit, handler.type),
    store: handler.name === null ? null : storeName(unit, handler.name),
    body: compileGeneratorBlock(unit, handler.body),
  }));
  function* handle(f: Frame): Run {
    const exception = machine.pending;
    if (exception === null) return raised;
    for (const handler of handlers) {
      machine.pending = null;
      const type = handler.type === null ? null : handler.type(f);
      if (type === undefined) return raised;
      const wanted = type instanceof Tuple ? type.items : [type];
      const matches = handler.type === null || wanted.some((cls) => isTypeMatch(exception.cls, machine.force(cls)));
      if (!matches) continue;
      handler.store?.(f, exception);
      const outer = machine.handling;
      machine.handling = exception;
      const completion = yield* handler.body(f);
      machine.handling = outer;
      return completion;
    }
    machine.pending = exception;
    return raised;
  }
  return function* (f) {
    let completion = yield* body(f);
    if (completion === normal) completion = yield* orelse(f);
    else if (completion === raised && !machine.stopped) completion = yield* handle(f);
    if (machine.stopped) return raised;
    const pending = machine.caught();
    const { result } = f;
    const end = yield* finalbody(f);
    if (end !== normal) return end;
    machine.pending = pending;
    f.result = result;
    return completion;
  };
}

function compileYieldingWith(unit: Unit, statement: With): GeneratorBody {
  const { machine } = unit;
  const body = compileGeneratorBlock(unit, statement.body);
  const items = statement.items.map((item) => ({
    before: hoist(unit, yieldsIn(item.contextExpr)),
    item,
  }));
  const compiled = items.map(({ before, item }) => ({
    before,
    context: compileExpression(before.unit, item.contextExpr),
    store: item.optionalVars === null ? null : compileStore(unit, item.optionalVars),
  }));
  function* from(f: Frame, index: number): Run {
    const item = compiled[index];
    if (item === undefined) return yield* body(f);
    if (!(yield* item.before.run(f))) return raised;
    const manager = item.context(f);
    if (manager === undefined) return raised;
    const unknown = machine.force(manager) instanceof Unknown;
    const entered = unknown ? manager : machine.callMethod(manager, "__enter__");
    if (entered === undefined || (item.store !== null && !item.store(f, entered))) return raised;
    const completion = yield* from(f, index + 1);
    if (machine.stopped || unknown) return completion;
    const pending: Instance | null = machine.caught();
    const { result } = f;
    const details = pending === null ? [null, null, null] : [pending.cls, pending, null];
    const swallowed = machine.callMethod(manager, "__exit__", details);
    if (swallowed === undefined) return raised;
    f.result = result;
    if (pending === null) return completion;
    if (machine.truth(swallowed) === true) return normal;
    machine.pending = pending;
    return raised;
  }
  return (f) => from(f, 0);
}
