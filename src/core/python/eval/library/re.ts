// re: Python's patterns as JavaScript's. What the two read differently is unknown.
import { overArray } from "../iteration.ts";
import { type Machine, method, type NativeModule, native, nativeClass } from "../native.ts";
import { asInt, asString } from "../numbers.ts";
import { objectClass } from "../types.ts";
import { Dict, Instance, IteratorValue, List, Property, type Result, Tuple, Unknown, type Value } from "../value.ts";

/** Texts longer than this are not searched: a pattern may take exponential time. */
const MAX_TEXT = 20_000;
/** … and this long where a repeated group repeats inside. */
const MAX_NESTED_TEXT = 60;

interface Pattern {
  readonly source: string;
  readonly regex: RegExp;
  readonly groups: readonly string[];
  readonly nested: boolean;
}

const flagValues: Readonly<Record<string, number>> = {
  IGNORECASE: 2,
  I: 2,
  MULTILINE: 8,
  M: 8,
  DOTALL: 16,
  S: 16,
  VERBOSE: 64,
  X: 64,
  ASCII: 256,
  A: 256,
  UNICODE: 32,
  U: 32,
};

const compiled = new Map<string, Pattern | null>();

/** Null where the pattern is not supported. */
function translate(source: string, flags: number): Pattern | null {
  const key = `${flags}:${source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  let bits = flags;
  let text = source.replace(/^\(\?([aiLmsux]+)\)/, (_, letters: string) => {
    for (const letter of letters) bits |= { i: 2, m: 8, s: 16, x: 64 }[letter] ?? 0;
    return "";
  });
  if (bits & 64)
    text = text
      .replace(/\\#/g, "\\x23")
      .replace(/#.*$/gm, "")
      .replace(/(?<!\\)\s+/g, "");
  text = text
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replace(/\\A/g, "^")
    .replace(/\\Z/g, "$(?![\\s\\S])")
    .replace(/\\(?=["'#@%&~`!:;<>=,\-/ ])/g, "");
  const letters = `dg${bits & 2 ? "i" : ""}${bits & 8 ? "m" : ""}${bits & 16 ? "s" : ""}`;
  let pattern: Pattern | null = null;
  try {
    const nested = /[*+}][^()]*\)[*+{]/.test(text);
    pattern = {
      source,
      regex: new RegExp(text, letters),
      groups: [...text.matchAll(/\(\?<(\w+)>/g)].map((match) => match[1] ?? ""),
      nested,
    };
  } catch {
    pattern = null;
  }
  compiled.set(key, pattern);
  return pattern;
}

const unsupported = (): Unknown => new Unknown({ key: "pythonUnsupported", args: { what: "regular expression" } });

function patternOf(value: Value, flags: Value): Pattern | Unknown {
  if (value instanceof Unknown) return value;
  if (value instanceof Instance && value.cls === patternClass) return value.payload as Pattern;
  const source = asString(value);
  return (source === undefined ? null : translate(source, Number(asInt(flags) ?? 0))) ?? unsupported();
}

type Mode = "match" | "fullmatch" | "search";

function find(pattern: Pattern, text: string, mode: Mode, from = 0): RegExpExecArray | null | Unknown {
  if (text.length > (pattern.nested ? MAX_NESTED_TEXT : MAX_TEXT)) return unsupported();
  const { source, flags } = pattern.regex;
  const regex =
    mode === "search"
      ? new RegExp(source, flags)
      : new RegExp(mode === "match" ? source : `(?:${source})$(?![\\s\\S])`, flags.replace("g", "y"));
  regex.lastIndex = from;
  return regex.exec(text);
}

const matchClass = nativeClass("re", "Match", [objectClass], {
  group: method("*groups", (machine, self, [groups]) => {
    const wanted = groups instanceof Tuple && groups.items.length > 0 ? groups.items : [0];
    const values: Value[] = [];
    for (const group of wanted) {
      const value = groupOf(machine, self, group);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values.length === 1 ? (values[0] ?? null) : new Tuple(values);
  }),
  expand: method("template", (_machine, self, [template = null]) =>
    (asString(template) ?? "").replace(
      /\\(?:g<(\w+)>|(\d+))/g,
      (_, name: string | undefined, digits: string | undefined) => {
        const match = found(self);
        const group = name ?? digits ?? "";
        return (/^\d+$/.test(group) ? match[Number(group)] : match.groups?.[group]) ?? "";
      },
    ),
  ),
  __getitem__: method("group, /", (machine, self, [group = 0]) => groupOf(machine, self, group)),
  groups: method(
    "default=None",
    (_machine, self, [fallback = null]) =>
      new Tuple(
        found(self)
          .slice(1)
          .map((group) => group ?? fallback),
      ),
  ),
  groupdict: method(
    "default=None",
    (_machine, self, [fallback = null]) =>
      new Dict(
        new Map(
          Object.entries(found(self).groups ?? {}).map(([name, value]): [string, Value] => [name, value ?? fallback]),
        ),
      ),
  ),
  start: method("group=0", (_machine, self, [group = 0]) => span(self, group)[0]),
  end: method("group=0", (_machine, self, [group = 0]) => span(self, group)[1]),
  span: method("group=0", (_machine, self, [group = 0]) => new Tuple(span(self, group))),
  string: new Property(method("", (_machine, self) => found(self).input)),
});

const found = (self: Value): RegExpExecArray => (self as Instance).payload as RegExpExecArray;

function span(self: Value, group: Value): readonly [number, number] {
  const { indices } = found(self);
  const name = asString(group);
  const place = name === undefined ? indices?.[Number(asInt(group) ?? 0)] : indices?.groups?.[name];
  return place ?? [-1, -1];
}

function groupOf(machine: Machine, self: Value, group: Value): Result {
  const match = found(self);
  const name = asString(group);
  const index = Number(asInt(group) ?? -1);
  const known = name === undefined ? index >= 0 && index < match.length : name in (match.groups ?? {});
  if (!known) return machine.raise("IndexError", "no such group");
  return (name === undefined ? match[index] : match.groups?.[name]) ?? null;
}

function matchOf(match: RegExpExecArray | null | Unknown): Value {
  if (match === null || match instanceof Unknown) return match;
  const made = new Instance(matchClass);
  made.payload = match;
  return made;
}

function* matches(pattern: Pattern, text: string): Generator<RegExpExecArray> {
  const regex = new RegExp(pattern.regex.source, pattern.regex.flags);
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    yield match;
    if (match[0] === "") regex.lastIndex++;
  }
}

/** The operations that both the module and compiled patterns have; `args` without pattern and flags. */
type Operation = (machine: Machine, pattern: Pattern, text: string, args: readonly Value[]) => Result;

function substitute(
  machine: Machine,
  pattern: Pattern,
  text: string,
  by: Value,
  count: Value,
): readonly [string, number] | Unknown | undefined {
  const limit = Number(asInt(count) ?? 0) || Number.POSITIVE_INFINITY;
  const template = asString(by);
  let out = "";
  let position = 0;
  let done = 0;
  for (const match of matches(pattern, text)) {
    if (done >= limit) break;
    let piece: string;
    if (template === undefined) {
      const result = machine.call(by, [matchOf(match)]);
      if (result === undefined || result instanceof Unknown) return result;
      piece = asString(result) ?? "";
    } else {
      piece = template.replace(
        /\\(?:g<(\w+)>|(\d+)|(n)|(\\))/g,
        (_, name?: string, digits?: string, newline?: string) => {
          if (newline !== undefined) return "\n";
          const key = name ?? digits;
          if (key === undefined) return "\\";
          return (/^\d+$/.test(key) ? match[Number(key)] : match.groups?.[key]) ?? "";
        },
      );
    }
    out += text.slice(position, match.index) + piece;
    position = match.index + match[0].length;
    done++;
  }
  return [out + text.slice(position), done];
}

const operations: Readonly<Record<string, { readonly rest: string; readonly run: Operation }>> = {
  match: { rest: "", run: (_machine, pattern, text) => matchOf(find(pattern, text, "match")) },
  fullmatch: { rest: "", run: (_machine, pattern, text) => matchOf(find(pattern, text, "fullmatch")) },
  search: { rest: "", run: (_machine, pattern, text) => matchOf(find(pattern, text, "search")) },
  findall: {
    rest: "",
    run: (_machine, pattern, text) =>
      new List(
        [...matches(pattern, text)].map((match) =>
          match.length === 1
            ? match[0]
            : match.length === 2
              ? (match[1] ?? "")
              : new Tuple(match.slice(1).map((group) => group ?? "")),
        ),
      ),
  },
  finditer: {
    rest: "",
    run: (_machine, pattern, text) =>
      new IteratorValue("callable_iterator", overArray([...matches(pattern, text)].map(matchOf))),
  },
  split: {
    rest: "maxsplit=0",
    run: (_machine, pattern, text, [limit = 0]) => {
      const parts: Value[] = [];
      let position = 0;
      for (const match of matches(pattern, text)) {
        if (Number(asInt(limit) ?? 0) > 0 && parts.length >= Number(asInt(limit) ?? 0)) break;
        parts.push(text.slice(position, match.index), ...match.slice(1).map((group) => group ?? null));
        position = match.index + match[0].length;
      }
      return new List([...parts, text.slice(position)]);
    },
  },
};

const guarded = (pattern: Pattern | Unknown, text: Value, run: (pattern: Pattern, text: string) => Result): Result => {
  if (pattern instanceof Unknown) return pattern;
  const subject = asString(text);
  if (subject === undefined) return text instanceof Unknown ? text : unsupported();
  if (subject.length > (pattern.nested ? MAX_NESTED_TEXT : MAX_TEXT)) return unsupported();
  return run(pattern, subject);
};

const substitution = (
  machine: Machine,
  pattern: Pattern,
  text: string,
  args: readonly Value[],
  counted: boolean,
): Result => {
  const result = substitute(machine, pattern, text, args[0] ?? null, args[1] ?? 0);
  if (result === undefined || result instanceof Unknown) return result;
  return counted ? new Tuple(result) : result[0];
};

const patternClass = nativeClass("re", "Pattern", [objectClass], {
  ...Object.fromEntries(
    Object.entries(operations).map(([name, { rest, run }]) => [
      name,
      method(`string${rest === "" ? "" : `, ${rest}`}`, (machine, self, [text = null, ...args]) =>
        guarded(patternOf(self, 0), text, (pattern, subject) => run(machine, pattern, subject, args)),
      ),
    ]),
  ),
  sub: method("repl, string, count=0", (machine, self, [by = null, text = null, count = 0]) =>
    guarded(patternOf(self, 0), text, (pattern, subject) =>
      substitution(machine, pattern, subject, [by, count], false),
    ),
  ),
  subn: method("repl, string, count=0", (machine, self, [by = null, text = null, count = 0]) =>
    guarded(patternOf(self, 0), text, (pattern, subject) => substitution(machine, pattern, subject, [by, count], true)),
  ),
  pattern: new Property(method("", (_machine, self) => ((self as Instance).payload as Pattern).source)),
});

export const reModule: NativeModule = {
  name: "re",
  attributes: {
    ...flagValues,
    Pattern: patternClass,
    Match: matchClass,
    compile: native("compile", "pattern, flags=0", (_machine, [source = null, flags = 0]) => {
      if (source instanceof Instance && source.cls === patternClass) return source;
      const pattern = patternOf(source, flags);
      if (pattern instanceof Unknown) return pattern;
      const made = new Instance(patternClass);
      made.payload = pattern;
      return made;
    }),
    escape: native("escape", "pattern", (_machine, [text = null]) =>
      (asString(text) ?? "").replace(/[.*+?^${}()|[\]\\\-#&~\s]/g, "\\$&"),
    ),
    ...Object.fromEntries(
      Object.entries(operations).map(([name, { rest, run }]) => [
        name,
        native(
          name,
          `pattern, string${rest === "" ? "" : `, ${rest}`}, flags=0`,
          (machine, [source = null, text = null, ...args]) =>
            guarded(patternOf(source, args.at(-1) ?? 0), text, (pattern, subject) =>
              run(machine, pattern, subject, args),
            ),
        ),
      ]),
    ),
    sub: native(
      "sub",
      "pattern, repl, string, count=0, flags=0",
      (machine, [source = null, by = null, text = null, count = 0, flags = 0]) =>
        guarded(patternOf(source, flags), text, (pattern, subject) =>
          substitution(machine, pattern, subject, [by, count], false),
        ),
    ),
    subn: native(
      "subn",
      "pattern, repl, string, count=0, flags=0",
      (machine, [source = null, by = null, text = null, count = 0, flags = 0]) =>
        guarded(patternOf(source, flags), text, (pattern, subject) =>
          substitution(machine, pattern, subject, [by, count], true),
        ),
    ),
  },
};
