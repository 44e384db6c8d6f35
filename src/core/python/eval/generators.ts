// Generator objects.
import { message } from "../../messages/index.ts";
import type { Code, Sent } from "./code.ts";
import { type Completion, type Frame, type Runtime, raised } from "./runtime.ts";
import { type Instance, IteratorValue, type Step, stop, Unknown, type Value } from "./value.ts";

export function makeGenerator(machine: Runtime, code: Code, frame: Frame): IteratorValue {
  let run: Generator<Value, Completion, Sent> | null = null;
  let running = false;
  let ended = false;
  let result: Value = null;

  const resume = (sent: Sent): Step => {
    if (ended) return sent === undefined ? undefined : stop;
    if (running) return machine.raise("ValueError", "generator already executing");
    if (run === null) {
      // Thrown into before the first step: it never begins.
      if (sent === undefined) {
        ended = true;
        return undefined;
      }
      run = code.generatorBody?.(frame) ?? null;
    }
    const caller = machine.frame;
    if ((caller?.depth ?? 0) >= machine.budget.callDepth)
      return machine.raise("RecursionError", "maximum recursion depth exceeded");
    const handling = machine.handling;
    frame.depth = (caller?.depth ?? 0) + 1;
    machine.frame = frame;
    running = true;
    const step = run?.next(sent);
    running = false;
    machine.frame = caller;
    machine.handling = handling;
    if (frame.yieldsUnknown || frame.partials !== null || frame.kept !== null)
      made.lost ??= new Unknown(message("pythonBranches"));
    if (step === undefined) return stop;
    if (step.done !== true) return step.value;
    ended = true;
    if (step.value === raised) return undefined;
    result = frame.result;
    return stop;
  };

  const fail = (exception: Instance): Step => {
    machine.pending = exception;
    return resume(undefined);
  };
  const made: IteratorValue = new IteratorValue("generator", () => resume(null), {
    send: resume,
    throw: fail,
    close: () => {
      if (ended || run === null) {
        ended = true;
        return true;
      }
      const step = fail(machine.exception("GeneratorExit", []));
      ended = true;
      if (step === undefined && machine.pending !== null && machine.pending.cls.name !== "GeneratorExit") return false;
      if (!machine.stopped) machine.caught();
      return true;
    },
    result: () => result,
  });
  return made;
}
