// Comprehensions and generator expressions.
import type { Comprehension } from "../../syntax/ast.ts";
import type { Evaluate, Store } from "../code.ts";
import { dictSet, keyOf } from "../containers.ts";
import { Frame } from "../runtime.ts";
import {
  Cell,
  Dict,
  IteratorValue,
  List,
  type Result,
  SetValue,
  type Step,
  stop,
  Unknown,
  type Value,
} from "../value.ts";
import { alignFree, closureMaker } from "./functions.ts";
import { type Comp, isInline, scopeOf } from "./scope.ts";
import { compileExpression, compileStore, type Unit } from "./unit.ts";

interface Level {
  readonly iterable: Evaluate;
  readonly store: Store;
  readonly tests: readonly Evaluate[];
}

/** What is made of each element: takes it, or false when it raised. `unsure`: it may not be there at all. */
type Emit = (f: Frame, unsure: Unknown | null) => boolean;

export function comprehension(unit: Unit, node: Comp): Evaluate {
  return isInline(node) ? compileInline(unit, node) : compileSeparate(unit, node);
}

/** Runs in slots of the frame around it. */
function compileInline(unit: Unit, node: Comp): Evaluate {
  const inner: Unit = { ...unit, scope: scopeOf(node, unit.scope) };
  const levels = compileLevels(unit, inner, node.generators);
  if (node.kind === "DictComp") {
    const key = compileExpression(inner, node.key);
    const value = compileExpression(inner, node.value);
    return (f) => {
      const dict = new Dict();
      const ended = run(inner, levels, f, (g, unsure) => {
        const k = key(g);
        const v = k === undefined ? undefined : value(g);
        if (k === undefined || v === undefined) return false;
        if (unsure !== null) dict.lost = unsure;
        return dictSet(unit.machine, dict, k, v);
      });
      return ended ? dict : undefined;
    };
  }
  const element = compileExpression(inner, node.elt);
  if (node.kind === "SetComp") {
    return (f) => {
      const set = new SetValue();
      const ended = run(inner, levels, f, (g, unsure) => {
        const value = element(g);
        const key = value === undefined ? undefined : keyOf(unit.machine, value);
        if (value === undefined || key === undefined) return false;
        if (unsure !== null || key instanceof Unknown) set.lost = unsure ?? (key as Unknown);
        else if (!set.entries.has(key)) set.entries.set(key, value);
        return true;
      });
      return ended ? set : undefined;
    };
  }
  return (f) => {
    const list = new List([]);
    const ended = run(inner, levels, f, (g, unsure) => {
      const value = element(g);
      if (value === undefined) return false;
      if (unsure !== null) list.lost = unsure;
      list.items.push(value);
      return true;
    });
    if (list.lost !== null) list.items = [];
    return ended ? list : undefined;
  };
}

function compileLevels(outer: Unit, inner: Unit, generators: readonly Comprehension[], first?: Evaluate): Level[] {
  return generators.map((generator, index) => ({
    iterable:
      index > 0 ? compileExpression(inner, generator.iter) : (first ?? compileExpression(outer, generator.iter)),
    store: compileStore(inner, generator.target),
    tests: generator.ifs.map((test) => compileExpression(inner, test)),
  }));
}

/** False: raised. */
function run(unit: Unit, levels: readonly Level[], frame: Frame, emit: Emit): boolean {
  const { machine } = unit;
  const from = (depth: number, outer: Unknown | null): boolean => {
    const level = levels[depth];
    if (level === undefined) return emit(frame, outer);
    const iterable = level.iterable(frame);
    if (iterable === undefined) return false;
    const next = machine.iterate(iterable);
    if (next === undefined) return false;
    if (next instanceof Unknown) {
      // Of an iterable that is not known: one turn, for what it does, with an element that is not known.
      const element = new Unknown(next.because);
      return level.store(frame, element) && turn(level, depth, outer ?? element);
    }
    for (;;) {
      const item = next();
      if (item === undefined) return false;
      if (item === stop) return true;
      machine.steps += 4;
      if (machine.steps >= machine.checkAt && !machine.checkpoint()) return false;
      if (!level.store(frame, item) || !turn(level, depth, outer)) return false;
    }
  };
  const turn = (level: Level, depth: number, outer: Unknown | null): boolean => {
    let unsure = outer;
    for (const test of level.tests) {
      const value = test(frame);
      const truth = value === undefined ? undefined : machine.truth(value);
      if (truth === undefined) return false;
      if (truth === false) return true;
      if (truth instanceof Unknown) unsure = truth;
    }
    return from(depth + 1, unsure);
  };
  return from(0, null);
}

/** Generator expressions, and comprehensions whose variables an inner function keeps: a frame of their own. */
function compileSeparate(unit: Unit, node: Comp): Evaluate {
  const { machine } = unit;
  const scope = scopeOf(node, unit.scope);
  alignFree(scope, unit);
  const closure = closureMaker(unit, node);
  const inner: Unit = { ...unit, scope, yields: null };
  const first = node.generators[0];
  const source = first === undefined ? null : compileExpression(unit, first.iter);
  let levels: Level[] | null = null;
  let element: Evaluate | null = null;
  let key: Evaluate | null = null;
  const compile = (): void => {
    levels = compileLevels(unit, inner, node.generators, (f) => f.slots[0]);
    element = compileExpression(inner, node.kind === "DictComp" ? node.value : node.elt);
    key = node.kind === "DictComp" ? compileExpression(inner, node.key) : null;
  };
  return (f) => {
    if (levels === null) compile();
    const iterable = source?.(f);
    if (iterable === undefined) return undefined;
    const next = machine.iterate(iterable);
    if (next === undefined) return undefined;
    if (next instanceof Unknown && node.kind === "GeneratorExp") return new Unknown(next.because);
    const over = next instanceof Unknown ? next : new IteratorValue("iterator", next);
    const cells: Cell[] = scope.ownCells.map(() => new Cell(undefined));
    const frame = new Frame(f.module, null, f.fn, [over], [...cells, ...closure(f)], f, f.site);
    frame.positional = f.positional;
    frame.selfOffset = f.selfOffset;
    const value = element as unknown as Evaluate;
    const loops = levels as unknown as Level[];
    if (node.kind === "GeneratorExp")
      return new IteratorValue("generator", stepThrough(unit, loops, frame, value), null);
    return collect(unit, node, loops, frame, key, value);
  };
}

/** The elements one at a time: the loops as a JavaScript generator, which stops where the element is taken. */
function stepThrough(unit: Unit, levels: readonly Level[], frame: Frame, element: Evaluate): () => Step {
  const { machine } = unit;
  function* from(depth: number): Generator<Step, boolean, void> {
    const level = levels[depth];
    if (level === undefined) {
      yield element(frame);
      return true;
    }
    const iterable = level.iterable(frame);
    const next = iterable === undefined ? undefined : machine.iterate(iterable);
    if (next === undefined) {
      yield undefined;
      return false;
    }
    for (let turns = 0; ; turns++) {
      const item = next instanceof Unknown ? (turns === 0 ? next : stop) : next();
      if (item === stop) return true;
      machine.steps += 4;
      const goes = machine.steps < machine.checkAt || machine.checkpoint();
      if (item === undefined || !goes || !level.store(frame, item)) {
        yield undefined;
        return false;
      }
      const truth = passes(unit, level, frame);
      if (truth === undefined) {
        yield undefined;
        return false;
      }
      if (truth instanceof Unknown) yield new Unknown(truth.because);
      else if (truth && !(yield* from(depth + 1))) return false;
    }
  }
  const steps = from(0);
  let running = false;
  return () => {
    if (running) return machine.raise("ValueError", "generator already executing");
    const caller = machine.frame;
    machine.frame = frame;
    running = true;
    const step = steps.next();
    running = false;
    machine.frame = caller;
    return step.done === true ? stop : step.value;
  };
}

function passes(unit: Unit, level: Level, frame: Frame): boolean | Unknown | undefined {
  for (const test of level.tests) {
    const value = test(frame);
    const truth = value === undefined ? undefined : unit.machine.truth(value);
    if (truth !== true) return truth;
  }
  return true;
}

function collect(
  unit: Unit,
  node: Comp,
  levels: readonly Level[],
  frame: Frame,
  key: Evaluate | null,
  element: Evaluate,
): Result {
  const { machine } = unit;
  const values: Value[] = [];
  const dict = new Dict();
  let lost: Unknown | null = null;
  const caller = machine.frame;
  machine.frame = frame;
  const ended = run({ ...unit }, levels, frame, (g, unsure) => {
    lost ??= unsure;
    // A fresh variable for each turn's functions would be wrong: Python has one for the whole comprehension.
    const k = key === null ? null : key(g);
    const value = k === undefined ? undefined : element(g);
    if (k === undefined || value === undefined) return false;
    if (key !== null) return dictSet(machine, dict, k, value);
    values.push(value);
    return true;
  });
  machine.frame = caller;
  if (!ended) return undefined;
  if (node.kind === "DictComp") {
    dict.lost = lost;
    return dict;
  }
  if (node.kind === "SetComp") {
    const set = new SetValue();
    set.lost = lost;
    for (const value of values) {
      const hash = keyOf(machine, value);
      if (hash === undefined) return undefined;
      if (hash instanceof Unknown) set.lost = hash;
      else if (!set.entries.has(hash)) set.entries.set(hash, value);
    }
    return set;
  }
  const list = new List(lost === null ? values : []);
  list.lost = lost;
  return list;
}
