import type { Code } from "./code.ts";
import type { Frame } from "./runtime.ts";
import { Dict } from "./value.ts";

/** The variables of a running function, as a new dict; of a module or class body the namespace itself. */
export function variablesOf(frame: Frame): Dict {
  if (frame.namespace !== null) return frame.namespace;
  const dict = new Dict();
  const code = frame.code as Code | null;
  for (const [name, slot] of code?.variables ?? []) {
    const value = frame.slots[slot];
    if (value !== undefined) dict.entries.set(name, value);
  }
  for (const [index, name] of (code?.cellNames ?? []).entries()) {
    const value = frame.cells[index]?.value;
    if (value !== undefined) dict.entries.set(name, value);
  }
  return dict;
}
