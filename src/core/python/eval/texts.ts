// str(), repr() and format() of values.
import { formatDim } from "../../ir/dim.ts";
import { message } from "../../messages/index.ts";
import { identityOf, originalKey } from "./containers.ts";
import { bytesRepr, floatRepr, formatFloat, formatInt, formatString, parseFormatSpec, stringRepr } from "./format.ts";
import type { Machine } from "./native.ts";
import { asInt, asNumber, asString, isFloat } from "./numbers.ts";
import { baseExceptionClass, classOf, exceptionClasses, isSubclass, lookup, objectClass } from "./types.ts";
import { type ClassValue, type Dict, Instance, List, SetValue, Tuple, Unknown, type Value } from "./value.ts";

type Text = string | Unknown | undefined;

const MAX_NESTING = 60;
let nesting = 0;

export function str(machine: Machine, value: Value): Text {
  if (typeof value === "string") return value;
  const forced = machine.force(value);
  if (forced instanceof Instance) {
    const own = ownText(machine, forced, "__str__");
    if (own !== null) return own;
    if (typeof forced.plain === "string") return forced.plain;
    if (isSubclass(forced.cls, baseExceptionClass)) return exceptionText(machine, forced);
  }
  return repr(machine, forced);
}

export function repr(machine: Machine, value: Value): Text {
  switch (typeof value) {
    case "string":
      return stringRepr(value);
    case "number":
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "True" : "False";
  }
  if (value === null) return "None";
  if (nesting >= MAX_NESTING) return "...";
  nesting++;
  try {
    return objectRepr(machine, value);
  } finally {
    nesting--;
  }
}

function objectRepr(machine: Machine, value: Value & object): Text {
  switch (value.kind) {
    case "float":
      return floatRepr(value.value);
    case "unknown":
      return value;
    case "reference":
      return repr(machine, machine.force(value));
    case "symbolic":
      return formatDim(value.dim);
    case "bytes":
      return bytesRepr(value.value);
    case "constant":
      return value.name;
    case "instance":
    case "tuple":
    case "list":
    case "dict":
    case "set": {
      const own = value.kind === "instance" || value.cls !== null ? ownText(machine, value, "__repr__") : null;
      return own ?? containerRepr(machine, value);
    }
    case "range":
      return `range(${value.start}, ${value.stop}${value.step === 1 ? "" : `, ${value.step}`})`;
    case "slice":
      return joined(machine, [value.start, value.stop, value.step], (text) => `slice(${text})`);
    case "function":
      return `<function ${value.code.qualifiedName} at ${address(value)}>`;
    case "native":
      return `<built-in function ${value.name}>`;
    case "method": {
      const name = machine.findAttribute(value.callee, "__qualname__") ?? "?";
      const self = repr(machine, value.self);
      return typeof self === "string" ? `<bound method ${String(name)} of ${self}>` : self;
    }
    case "class": {
      const meta = value.metaclass === null ? undefined : lookup(value.metaclass, "__repr__");
      if (meta !== undefined && meta !== objectClass.namespace.entries.get("__repr__")) {
        const text = machine.call(meta, [value]);
        return text === undefined || typeof text === "string" ? text : undefined;
      }
      return `<class '${qualifiedClassName(value)}'>`;
    }
    case "module":
      return value.uri === null
        ? `<module '${value.name}' (built-in)>`
        : `<module '${value.name}' from '${value.uri}'>`;
    case "iterator":
      return `<${value.type} object at ${address(value)}>`;
    default:
      return `<${value.kind} object at ${address(value)}>`;
  }
}

const address = (value: object): string => `0x${identityOf(value).toString(16)}`;

export function qualifiedClassName(cls: ClassValue): string {
  const module = cls.namespace.entries.get("__module__");
  const name = cls.namespace.entries.get("__qualname__") ?? cls.name;
  return typeof module !== "string" || module === "builtins" ? String(name) : `${module}.${String(name)}`;
}

/** Null where the class defines nothing of its own. */
function ownText(machine: Machine, value: Value & object, dunder: "__str__" | "__repr__"): Text | null {
  const method = lookup(classOf(value), dunder);
  if (method === undefined || method === null || method === objectClass.namespace.entries.get(dunder)) return null;
  const text = machine.callMethod(value, dunder);
  if (text === undefined || text instanceof Unknown) return text;
  return asString(text) ?? machine.raise("TypeError", `${dunder} returned non-string (type ${classOf(text).name})`);
}

function containerRepr(machine: Machine, value: Instance | Tuple | List | Dict | SetValue): Text {
  if (value instanceof Instance) {
    if (value.plain !== undefined) return repr(machine, value.plain);
    if (isSubclass(value.cls, baseExceptionClass)) {
      const args = value.attributes.entries.get("args");
      const items = args instanceof Tuple ? args.items : [];
      return joined(machine, items, (text) => `${value.cls.name}(${text})`);
    }
    return `<${qualifiedClassName(value.cls)} object at ${address(value)}>`;
  }
  if (value instanceof Tuple) {
    return joined(machine, value.items, (text) => (value.items.length === 1 ? `(${text},)` : `(${text})`));
  }
  if (value.lost !== null) return value.lost;
  if (value instanceof List) return joined(machine, value.items, (text) => `[${text}]`);
  if (value instanceof SetValue) {
    const items = [...value.entries.values()];
    const name = value.frozen ? "frozenset" : "set";
    if (items.length === 0) return `${name}()`;
    return joined(machine, items, (text) => (value.frozen ? `frozenset({${text}})` : `{${text}}`));
  }
  if (!machine.charge(value.entries.size)) return machine.outOfBudget();
  const pieces: string[] = [];
  for (const [hash, item] of value.entries) {
    const key = repr(machine, originalKey(value, hash));
    if (typeof key !== "string") return key;
    const text = repr(machine, item);
    if (typeof text !== "string") return text;
    pieces.push(`${key}: ${text}`);
  }
  return `{${pieces.join(", ")}}`;
}

function joined(machine: Machine, items: readonly Value[], wrap: (text: string) => string): Text {
  if (!machine.charge(items.length)) return machine.outOfBudget();
  const pieces: string[] = [];
  for (const item of items) {
    const text = repr(machine, item);
    if (typeof text !== "string") return text;
    pieces.push(text);
  }
  return wrap(pieces.join(", "));
}

/** What `str(exception)` gives: its only argument, or the tuple of them. */
export function exceptionText(machine: Machine, exception: Instance): Text {
  const args = exception.attributes.entries.get("args");
  const items = args instanceof Tuple ? args.items : [];
  if (items.length === 0) return "";
  const only = items[0] ?? null;
  if (items.length > 1) return repr(machine, new Tuple(items));
  const keyError = exceptionClasses.get("KeyError");
  return keyError !== undefined && isSubclass(exception.cls, keyError) ? repr(machine, only) : str(machine, only);
}

/** `format(value, spec)`, f-strings and str.format. */
export function format(machine: Machine, value: Value, spec: string): Text {
  const forced = machine.force(value);
  if (forced instanceof Unknown) return forced;
  if (forced instanceof Instance && lookup(forced.cls, "__format__") !== undefined) {
    const text = machine.callMethod(forced, "__format__", [spec]);
    if (text === undefined || text instanceof Unknown) return text;
    return asString(text) ?? machine.raise("TypeError", "__format__ must return a str");
  }
  if (spec === "") return str(machine, forced);
  const parsed = parseFormatSpec(spec);
  if (parsed === null) return machine.raise("ValueError", `Invalid format specifier '${spec}'`);
  const text = asString(forced);
  let result: string | null = null;
  if (text !== undefined) {
    result = formatString(text, parsed);
  } else if (isFloat(forced)) {
    result = formatFloat(asNumber(forced) ?? 0, parsed);
  } else {
    const int = asInt(forced);
    if (int !== undefined) result = formatInt(int, parsed);
    else if (typeof forced === "object" && forced?.kind === "symbolic") return new Unknown(message("pythonBranches"));
    else return machine.raise("TypeError", `unsupported format string passed to ${classOf(forced).name}.__format__`);
  }
  if (result !== null) return result;
  return machine.raise(
    "ValueError",
    `Unknown format code '${parsed.type}' for object of type '${classOf(forced).name}'`,
  );
}
