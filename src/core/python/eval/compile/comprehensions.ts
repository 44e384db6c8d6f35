// Comprehensions and generator expressions.
import type { Comprehension } from "../../syntax/ast.ts";
import type { Evaluate, Store } from "../code.ts";
import { dictSet, keyOf } from "../containers.ts";
import { Frame } from "../runtime.ts";
import { Cell, Dict, IteratorValue, List, type Result, SetValue, type Step, stop, Unknown } from "../value.ts";
import { alignFree, closureMaker } from "./functions.ts";
import { type Comp, isInline, scopeOf } from "./scope.ts";
import { compileExpression, compileStore, type Unit } from "./unit.ts";

interface Level {
  readonly iterable: Evaluate;
  readonly store: Store;
  readonly tests: readonly Evaluate[];
}

/** What is made of the elements. */
interface Made {
  /** Takes one, or false when it raised. `unsure`: it may not be there at all. */
  take(f: Frame, unsure: Unknown | null): boolean;
  readonly result: Dict | SetValue | List;
}

/** `key`: of a dict's comprehension. */
function madeBy(unit: Unit, node: Comp, key: Evaluate | null, element: Evaluate): Made {
  if (key !== null) return new MadeDict(unit.machine, key, element);
  return node.kind === "SetComp" ? new MadeSet(unit.machine, element) : new MadeList(element);
}

export function comprehension(unit: Unit, node: Comp): Evaluate {
  return isInline(node) ? compileInline(unit, node) : compileSeparate(unit, node);
}

/** Runs in slots of the frame around it. */
function compileInline(unit: Unit, node: Comp): Evaluate {
  const inner: Unit = { ...unit, scope: scopeOf(node, unit.scope) };
  const levels = compileLevels(unit, inner, node.generators);
  const { machine } = unit;
  const key = node.kind === "DictComp" ? compileExpression(inner, node.key) : null;
  const element = compileExpression(inner, node.kind === "DictComp" ? node.value : node.elt);
  return (f) => {
    const made = madeBy(unit, node, key, element);
    return new Levels(machine, levels, f, made).run(0, null) ? made.result : undefined;
  };
}

class MadeDict implements Made {
  readonly result = new Dict();
  private readonly machine: Unit["machine"];
  private readonly key: Evaluate;
  private readonly value: Evaluate;

  constructor(machine: Unit["machine"], key: Evaluate, value: Evaluate) {
    this.machine = machine;
    this.key = key;
    this.value = value;
  }

  take(f: Frame, unsure: Unknown | null): boolean {
    const key = this.key(f);
    const value = key === undefined ? undefined : this.value(f);
    if (key === undefined || value === undefined) return false;
    if (unsure !== null) this.result.lost = unsure;
    return dictSet(this.machine, this.result, key, value);
  }
}

class MadeSet implements Made {
  readonly result = new SetValue();
  private readonly machine: Unit["machine"];
  private readonly element: Evaluate;

  constructor(machine: Unit["machine"], element: Evaluate) {
    this.machine = machine;
    this.element = element;
  }

  take(f: Frame, unsure: Unknown | null): boolean {
    const { result: set } = this;
    const value = this.element(f);
    const key = value === undefined ? undefined : keyOf(this.machine, value);
    if (value === undefined || key === undefined) return false;
    if (unsure !== null || key instanceof Unknown) set.lost = unsure ?? (key as Unknown);
    else if (!set.entries.has(key)) set.entries.set(key, value);
    return true;
  }
}

class MadeList implements Made {
  private readonly list = new List([]);
  private readonly element: Evaluate;

  constructor(element: Evaluate) {
    this.element = element;
  }

  take(f: Frame, unsure: Unknown | null): boolean {
    const value = this.element(f);
    if (value === undefined) return false;
    if (unsure !== null) this.list.lost = unsure;
    this.list.items.push(value);
    return true;
  }

  get result(): List {
    if (this.list.lost !== null) this.list.items = [];
    return this.list;
  }
}

function compileLevels(outer: Unit, inner: Unit, generators: readonly Comprehension[], first?: Evaluate): Level[] {
  return generators.map((generator, index) => ({
    iterable:
      index > 0 ? compileExpression(inner, generator.iter) : (first ?? compileExpression(outer, generator.iter)),
    store: compileStore(inner, generator.target),
    tests: generator.ifs.map((test) => compileExpression(inner, test)),
  }));
}

/** One evaluation of a comprehension. */
class Levels {
  private readonly machine: Unit["machine"];
  private readonly levels: readonly Level[];
  private readonly frame: Frame;
  private readonly made: Made;

  constructor(machine: Unit["machine"], levels: readonly Level[], frame: Frame, made: Made) {
    this.machine = machine;
    this.levels = levels;
    this.frame = frame;
    this.made = made;
  }

  /** Runs the levels from one on. False: raised. */
  run(depth: number, outer: Unknown | null): boolean {
    const { machine, frame } = this;
    const level = this.levels[depth];
    if (level === undefined) return this.made.take(frame, outer);
    const iterable = level.iterable(frame);
    if (iterable === undefined) return false;
    const next = machine.iterate(iterable);
    if (next === undefined) return false;
    if (next instanceof Unknown) {
      // Of an iterable that is not known: one turn, for what it does, with an element that is not known.
      const element = new Unknown(next.because);
      return level.store(frame, element) && this.turn(level, depth, outer ?? element);
    }
    for (;;) {
      const item = next();
      if (item === undefined) return false;
      if (item === stop) return true;
      machine.steps += 4;
      if (machine.steps >= machine.checkAt && !machine.checkpoint()) return false;
      if (!level.store(frame, item) || !this.turn(level, depth, outer)) return false;
    }
  }

  private turn(level: Level, depth: number, outer: Unknown | null): boolean {
    let unsure = outer;
    for (const test of level.tests) {
      const value = test(this.frame);
      const truth = value === undefined ? undefined : this.machine.truth(value);
      if (truth === undefined) return false;
      if (truth === false) return true;
      if (truth instanceof Unknown) unsure = truth;
    }
    return this.run(depth + 1, unsure);
  }
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
  const made = madeBy(unit, node, key, element);
  const caller = machine.frame;
  machine.frame = frame;
  const ended = new Levels(machine, levels, frame, made).run(0, null);
  machine.frame = caller;
  return ended ? made.result : undefined;
}
