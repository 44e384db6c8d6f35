import { type NativeModule, native } from "../native.ts";
import type { Frame, Runtime } from "../runtime.ts";
import { Dict, type Value } from "../value.ts";
import { variablesOf } from "../variables.ts";

/**
 * What the running constructors of an object were given, by parameter: those of `super().__init__()` calls too, of which
 * the outermost counts. For libraries that look into the frames of their callers (Lightning's `save_hyperparameters`).
 */
const initArguments = native("init_arguments", "self", (machine, [self = null]) => {
  const merged = new Dict();
  // The first frame is the library's own method.
  let frame = (machine as Runtime).frame?.parent ?? null;
  while (frame !== null && frame.code?.name === "__init__" && frame.selfOffset === 1) {
    const given = variablesOf(frame).entries;
    const [first, ...parameters] = frame.code.parameters;
    if (first === undefined || given.get(first.name) !== self) break;
    for (const { name, role } of parameters) {
      const value: Value = given.get(name) ?? null;
      if (role === "varKeyword" && value instanceof Dict)
        for (const [key, item] of value.entries) merged.entries.set(key, item);
      else if (role !== "varPositional" && role !== "varKeyword") merged.entries.set(name, value);
    }
    frame = frame.parent as Frame | null;
  }
  return merged;
});

export const initArgumentsModule: NativeModule = {
  name: "_init_arguments",
  attributes: { init_arguments: initArguments },
  complete: true,
};
