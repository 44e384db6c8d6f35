// str.format: "{0}, {name.attr[key]!r:>{width}}".

import { asciiRepr } from "../format.ts";
import type { Machine } from "../native.ts";
import { asString } from "../numbers.ts";
import { format, repr, str } from "../texts.ts";
import { Dict, type Result, Tuple, Unknown, type Value } from "../value.ts";

const MAX_DEPTH = 3;

export function formatTemplate(machine: Machine, template: string, args: Value, kwargs: Value): Result {
  const state = { next: 0 };
  return expand(machine, template, args, kwargs, state, 0);
}

function expand(
  machine: Machine,
  template: string,
  args: Value,
  kwargs: Value,
  state: { next: number },
  depth: number,
): string | Unknown | undefined {
  if (depth > MAX_DEPTH) return machine.raise("ValueError", "Max string recursion exceeded");
  let out = "";
  let position = 0;
  while (position < template.length) {
    const character = template.charAt(position);
    if (character !== "{" && character !== "}") {
      out += character;
      position++;
    } else if (template.charAt(position + 1) === character) {
      out += character;
      position += 2;
    } else if (character === "}") {
      return machine.raise("ValueError", "Single '}' encountered in format string");
    } else {
      const end = matching(template, position);
      if (end < 0) return machine.raise("ValueError", "expected '}' before end of string");
      const text = replaceField(machine, template.slice(position + 1, end), args, kwargs, state, depth);
      if (typeof text !== "string") return text;
      out += text;
      position = end + 1;
    }
  }
  return out;
}

function matching(template: string, start: number): number {
  let depth = 0;
  for (let index = start; index < template.length; index++) {
    if (template.charAt(index) === "{") depth++;
    else if (template.charAt(index) === "}" && --depth === 0) return index;
  }
  return -1;
}

function replaceField(
  machine: Machine,
  field: string,
  args: Value,
  kwargs: Value,
  state: { next: number },
  depth: number,
): string | Unknown | undefined {
  const match = /^([^!:]*)(?:!([rsa]))?(?::(.*))?$/s.exec(field);
  if (match === null) return machine.raise("ValueError", "invalid format field");
  const [, path = "", conversion, specTemplate = ""] = match;
  const value = resolvePath(machine, path, args, kwargs, state);
  if (value === undefined || value instanceof Unknown) return value;
  const spec = expand(machine, specTemplate, args, kwargs, state, depth + 1);
  if (typeof spec !== "string") return spec;
  if (conversion === undefined) return format(machine, value, spec);
  const text = conversion === "s" ? str(machine, value) : repr(machine, value);
  if (typeof text !== "string") return text;
  return format(machine, conversion === "a" && typeof value === "string" ? asciiRepr(value) : text, spec);
}

function resolvePath(machine: Machine, path: string, args: Value, kwargs: Value, state: { next: number }): Result {
  const [, head = "", rest = ""] = /^([^.[]*)(.*)$/s.exec(path) ?? [];
  let value: Result;
  if (head === "" || /^\d+$/.test(head)) {
    const index = head === "" ? state.next++ : Number(head);
    if (!(args instanceof Tuple)) return args;
    value = args.items[index];
    if (value === undefined)
      return machine.raise("IndexError", "Replacement index out of range for positional args tuple");
  } else if (kwargs instanceof Dict) {
    value = kwargs.entries.get(head) ?? kwargs.lost ?? undefined;
    if (value === undefined) {
      if (kwargs.entries.get(head) === null) value = null;
      else return machine.raise("KeyError", head);
    }
  } else {
    value = machine.getItem(kwargs, head);
  }
  for (const [, attribute, key] of rest.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    if (value === undefined) return undefined;
    if (attribute !== undefined) value = machine.getAttribute(value, attribute);
    else value = machine.getItem(value, /^\d+$/.test(key ?? "") ? Number(key) : (asString(key ?? "") ?? ""));
  }
  return value === undefined ? undefined : machine.force(value);
}
