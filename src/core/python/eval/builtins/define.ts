import { type ClassValue, NativeFunction, type Value } from "../value.ts";

/** Puts methods and attributes into a built-in class; each function learns its name from its key. */
export function define(cls: ClassValue, attributes: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const named = value instanceof NativeFunction && value.name === "" ? rename(value, name) : value;
    cls.namespace.entries.set(name, named);
  }
}

const rename = (fn: NativeFunction, name: string): NativeFunction =>
  new NativeFunction({
    name,
    signature: fn.signature,
    isMethod: fn.isMethod,
    propagatesUnknown: fn.propagatesUnknown,
    keepsReferences: fn.keepsReferences,
    implementation: fn.implementation,
  });
