// `"%d of %s" % (1, x)`.
import { asciiRepr, formatFloat, formatInt, formatString, parseFormatSpec } from "./format.ts";
import type { Machine } from "./native.ts";
import { asInt, asNumber } from "./numbers.ts";
import { classOf } from "./types.ts";
import { Dict, type Result, Tuple, Unknown, type Value } from "./value.ts";

const directive = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])/g;

export function percentFormat(machine: Machine, template: string, operand: Value): Result {
  const items = operand instanceof Tuple ? operand.items : [operand];
  let used = 0;
  let failure: Unknown | "raised" | null = null;
  const text = template.replace(directive, (...match: (string | undefined)[]) => {
    const [, name, flags = "", width, precision, type = "s"] = match;
    if (failure !== null) return "";
    if (type === "%") return "%";
    const take = (): Value | undefined => {
      if (name !== undefined && operand instanceof Dict) {
        const found = operand.entries.get(name);
        return found === undefined ? machine.raise("KeyError", name) : found;
      }
      const item = items[used++];
      if (item === undefined) machine.raise("TypeError", "not enough arguments for format string");
      return item;
    };
    const columns = width === "*" ? take() : Number(width ?? 0);
    const places = precision === "*" ? take() : precision === undefined ? null : Number(precision);
    if (columns === undefined || places === undefined) {
      failure = "raised";
      return "";
    }
    const value = take();
    const formatted =
      value === undefined ? undefined : formatOne(machine, machine.force(value), type, flags, Number(columns), places);
    if (typeof formatted === "string") return formatted;
    failure = formatted ?? "raised";
    return "";
  });
  if (failure !== null) return failure === "raised" ? undefined : failure;
  if (used < items.length && operand instanceof Tuple) {
    return machine.raise("TypeError", "not all arguments converted during string formatting");
  }
  return text;
}

function formatOne(
  machine: Machine,
  value: Value,
  type: string,
  flags: string,
  width: number,
  precision: Value,
): string | Unknown | undefined {
  if (value instanceof Unknown) return value;
  const left = flags.includes("-");
  const zero = flags.includes("0") && !left;
  const align = left ? "<" : zero && !"rsac".includes(type) ? "0" : ">";
  const sign = flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const alternate = flags.includes("#") ? "#" : "";
  const places = precision === null ? "" : `.${String(precision)}`;
  if ("rsa".includes(type)) {
    const text = type === "s" ? machine.str(value) : machine.repr(value);
    if (typeof text !== "string") return text;
    const spec = parseFormatSpec(`${align}${Math.abs(width)}${places}`);
    return spec === null ? text : (formatString(type === "a" ? asciiRepr(text).slice(1, -1) : text, spec) ?? text);
  }
  if (type === "c") {
    const code = asInt(value);
    return (code === undefined ? String(value) : String.fromCodePoint(Number(code))).padStart(width);
  }
  const number = asNumber(value);
  if (number === undefined) {
    if (typeof value === "object" && value?.kind === "symbolic") return machine.str(value);
    return machine.raise("TypeError", `%${type} format: a real number is required, not ${classOf(value).name}`);
  }
  if ("diouxX".includes(type)) {
    const int = asInt(value) ?? Math.trunc(number);
    const letter = type === "i" || type === "u" ? "d" : type;
    const spec = parseFormatSpec(`${align}${sign}${alternate}${width || ""}${letter}`.replace(/^0([+ #]*)/, "0=$1"));
    return spec === null ? String(int) : (formatInt(int, spec) ?? String(int));
  }
  const spec = parseFormatSpec(
    `${align}${sign}${alternate}${width || ""}${places}${type}`.replace(/^0([+ #]*)/, "0=$1"),
  );
  return spec === null ? String(number) : (formatFloat(number, spec) ?? String(number));
}
