// `for` and `while`. A loop that has used up a budget of its own is stopped: what it kept changing becomes unknown, and
// evaluation goes on after it. A loop over something of unknown length runs once, to see what it changes.
import { message } from "../../../messages/index.ts";
import type { For, While } from "../../syntax/ast.ts";
import type { Execute, Store } from "../code.ts";
import { joinBreaks, joinContinues, waitingOf } from "../forks.ts";
import { loseChanges } from "../join.ts";
import { broke, type Completion, continued, type Frame, normal, type Runtime, raised, returned } from "../runtime.ts";
import { stop, Unknown } from "../value.ts";
import { compileBlock, compileExpression, compileForget, compileStore, type Unit } from "./unit.ts";
import { type Forget, leaving, runUnknown } from "./unknownLoops.ts";

/** Turns of a stopped loop that are watched, to learn what it changes. */
const WATCHED_TURNS = 40;
/** … unless they take more steps than this. */
const WATCHED_STEPS = 20_000;

/**
 * The first turns of a loop hardly count: a recursion inside short loops ends by itself, with all that it computes (the
 * widths of a HarDNet), where a long loop that has run over its budget fills a table.
 */
const FIRST_TURNS = 16;
const FIRST_TURN_WEIGHT = 1 / 32;

/** Turns of a loop that only leaving it ends, after it is not known whether it has been left. */
const DOUBTFUL_TURNS = 8;

/** Elements that the conditions of a loop may copy where their sides meet: a table that grows is copied each turn. */
const MAX_JOINED = 500_000;

/** Steps between two looks at the budgets. */
const LOOK_UP = 1024;

export function compileFor(unit: Unit, statement: For): Execute {
  const { machine } = unit;
  const iterable = compileExpression(unit, statement.iter);
  const store = compileStore(unit, statement.target);
  const body = compileBlock(unit, statement.body);
  const orelse = compileBlock(unit, statement.orelse);
  const forget = forgetting(unit, statement);
  const mayLeave = leaving(statement);
  return (f) => {
    const source = iterable(f);
    if (source === undefined) return raised;
    const next = statement.isAsync ? new Unknown(message("pythonCoroutine")) : machine.iterate(source);
    if (next === undefined) return raised;
    if (next instanceof Unknown)
      return runUnknown(machine, f, next, { forget, mayLeave }, () => turnOf(store, body, f, next));
    const waiting = f.partials?.length ?? 0;
    const guard = new LoopGuard(machine);
    for (;;) {
      const item = next();
      if (item === stop) {
        const completion = joinBreaks(machine, f, waiting, normal);
        return completion === normal ? orelse(f) : completion;
      }
      if (item === undefined || !store(f, item)) return endLoop(machine, f, waiting, raised);
      let completion = body(f);
      if (f.partials !== null) completion = joinContinues(machine, f, waiting, completion);
      if (completion !== normal && completion !== continued) return endLoop(machine, f, waiting, completion);
      if (guard.turn()) continue;
      if (machine.stopped || !machine.checkpoint()) return endLoop(machine, f, waiting, raised);
      if (!guard.exhausted()) continue;
      return guard.widen(f, waiting, forget, () => {
        const another = next();
        return another === undefined || another === stop || !store(f, another) ? broke : body(f);
      });
    }
  };
}

/** Compiled when the loop is first stopped, or of unknown length: most never are. */
function forgetting(unit: Unit, statement: For | While): Forget {
  let compiled: Forget | null = null;
  return (f, unknown) => {
    compiled ??= compileForget(unit, [statement]);
    compiled(f, unknown);
  };
}

function turnOf(store: Store, body: Execute, f: Frame, element: Unknown): Completion {
  if (!store(f, new Unknown(element.because))) return raised;
  const completion = body(f);
  return completion === continued || completion === broke ? normal : completion;
}

/** `break` ends the loop; everything else goes on outwards. */
const endLoop = (machine: Runtime, f: Frame, waiting: number, completion: Completion): Completion =>
  joinBreaks(machine, f, waiting, completion === broke ? normal : completion);

/** Counts the turns of a loop against its budget. */
class LoopGuard {
  private readonly machine: Runtime;
  private readonly startSteps: number;
  private readonly startTurns: number;
  private lookAt: number;
  private progress: number;
  /** Turns of this loop and those inside it, as they are weighed, when it last made a layer. */
  private progressWeight: number;
  private progressJoined: number;
  private ownTurns = 0;
  constructor(machine: Runtime) {
    this.machine = machine;
    this.startSteps = machine.steps;
    this.progress = machine.progress;
    this.startTurns = machine.turns;
    this.lookAt = machine.steps + LOOK_UP;
    this.progressWeight = machine.turnWeight;
    this.progressJoined = machine.heap.joined;
  }

  /** False: time to look up. */
  turn(): boolean {
    const { machine } = this;
    machine.steps += 2;
    machine.turns++;
    machine.turnWeight += ++this.ownTurns > FIRST_TURNS ? 1 : FIRST_TURN_WEIGHT;
    if (machine.steps < this.lookAt) return true;
    this.lookAt = machine.steps + LOOK_UP;
    return false;
  }

  /** Whether the loop has used its budget without making layers. */
  exhausted(): boolean {
    const { machine } = this;
    if (machine.progress !== this.progress) {
      this.progress = machine.progress;
      this.progressWeight = machine.turnWeight;
      this.progressJoined = machine.heap.joined;
    }
    if (machine.heap.joined - this.progressJoined >= MAX_JOINED) return true;
    const { loopTurns, loopSteps } = machine.budget;
    return machine.turnWeight - this.progressWeight >= loopTurns && machine.steps - this.startSteps >= loopSteps;
  }

  widen(f: Frame, waiting: number, forget: Forget, turn: () => Completion): Completion {
    const { machine } = this;
    machine.heap.begin();
    let completion: Completion = normal;
    const limit = machine.steps + WATCHED_STEPS;
    for (let watched = 0; watched < WATCHED_TURNS && (watched === 0 || machine.steps < limit); watched++) {
      if (completion !== normal && completion !== continued) break;
      completion = turn();
      if (f.partials !== null) completion = joinContinues(machine, f, waiting, completion);
    }
    if (machine.stopped) {
      machine.heap.commit();
      return raised;
    }
    const delta = machine.heap.undo();
    if (completion === returned || completion === raised) {
      machine.heap.apply(delta);
      return endLoop(machine, f, waiting, completion);
    }
    const unknown = new Unknown(message("pythonLoopStopped", { turns: machine.turns - this.startTurns }));
    loseChanges(machine.heap, delta, unknown);
    forget(f, unknown);
    return endLoop(machine, f, waiting, normal);
  }
}

export function compileWhile(unit: Unit, statement: While): Execute {
  const { machine } = unit;
  const test = compileExpression(unit, statement.test);
  const body = compileBlock(unit, statement.body);
  const orelse = compileBlock(unit, statement.orelse);
  const forget = forgetting(unit, statement);
  const mayLeave = leaving(statement);
  const isEndless = statement.test.kind === "True";
  return (f) => {
    const waiting = f.partials?.length ?? 0;
    const guard = new LoopGuard(machine);
    const before = waitingOf(f);
    let doubtful = 0;
    for (;;) {
      const value = test(f);
      if (value === undefined) return endLoop(machine, f, waiting, raised);
      const truth = machine.truth(value);
      if (truth === undefined) return endLoop(machine, f, waiting, raised);
      if (truth === false) {
        const completion = joinBreaks(machine, f, waiting, normal);
        return completion === normal ? orelse(f) : completion;
      }
      if (truth instanceof Unknown) {
        const end = runUnknown(machine, f, truth, { forget, mayLeave }, () => {
          const completion = body(f);
          return completion === continued || completion === broke ? normal : completion;
        });
        return endLoop(machine, f, waiting, end);
      }
      let completion = body(f);
      if (f.partials !== null) completion = joinContinues(machine, f, waiting, completion);
      if (completion !== normal && completion !== continued) return endLoop(machine, f, waiting, completion);
      if (isEndless && waitingOf(f) > before) doubtful++;
      if (guard.turn() && doubtful < DOUBTFUL_TURNS) continue;
      if (machine.stopped || !machine.checkpoint()) return endLoop(machine, f, waiting, raised);
      if (!guard.exhausted() && doubtful < DOUBTFUL_TURNS) continue;
      return guard.widen(f, waiting, forget, () => {
        const again = test(f);
        const goes = again === undefined ? undefined : machine.truth(again);
        return goes === true ? body(f) : broke;
      });
    }
  };
}
