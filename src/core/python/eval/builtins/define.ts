import { renamed } from "../native.ts";
import { type ClassValue, NativeFunction, type Value } from "../value.ts";

/** Puts methods and attributes into a built-in class; each function learns its name from its key. */
export function define(cls: ClassValue, attributes: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const nameless = value instanceof NativeFunction && value.name === "";
    cls.namespace.entries.set(name, nameless ? renamed(value, name) : value);
  }
}
