// `match`. A pattern says whether the subject matches, and binds names on the way; Unknown where it can't tell.
import type { Match, MatchClass, MatchMapping, MatchSequence, Pattern } from "../../syntax/ast.ts";
import { absent, find } from "../attributes.ts";
import type { Evaluate, Execute } from "../code.ts";
import { equals } from "../comparison.ts";
import { keyOf, originalKey, storeEntry } from "../containers.ts";
import { fork } from "../forks.ts";
import { type Completion, type Frame, normal, raised } from "../runtime.ts";
import { ClassValue, Dict, List, Tuple, Unknown, type Value } from "../value.ts";
import { compileBlock, compileExpression, compileForget, storeName, type Unit } from "./unit.ts";

type Test = (f: Frame, subject: Value) => boolean | Unknown | undefined;

export function compileMatch(unit: Unit, statement: Match): Execute {
  const { machine } = unit;
  const subject = compileExpression(unit, statement.subject);
  const cases = statement.cases.map((item) => ({
    test: compilePattern(unit, item.pattern),
    guard: item.guard === null ? null : compileExpression(unit, item.guard),
    body: compileBlock(unit, item.body),
  }));
  const forget = compileForget(
    unit,
    statement.cases.flatMap((item) => item.body),
  );
  const from = (f: Frame, value: Value, index: number): Completion => {
    const item = cases[index];
    if (item === undefined) return normal;
    const matched = item.test(f, value);
    const truth = matched === true && item.guard !== null ? guardOf(f, item.guard) : matched;
    if (truth === undefined) return raised;
    if (truth === true) return item.body(f);
    if (truth === false) return from(f, value, index + 1);
    return fork(
      machine,
      f,
      truth.because,
      () => item.body(f),
      () => from(f, value, index + 1),
      (unknown) => forget(f, unknown),
    );
  };
  const guardOf = (f: Frame, guard: Evaluate): boolean | Unknown | undefined => {
    const value = guard(f);
    return value === undefined ? undefined : machine.truth(value);
  };
  return (f) => {
    const value = subject(f);
    return value === undefined ? raised : from(f, machine.force(value), 0);
  };
}

function compilePattern(unit: Unit, pattern: Pattern): Test {
  const { machine } = unit;
  switch (pattern.kind) {
    case "MatchValue": {
      const value = compileExpression(unit, pattern.value);
      return (f, subject) => {
        const expected = value(f);
        return expected === undefined ? undefined : equals(machine, subject, expected);
      };
    }
    case "MatchSingleton": {
      const value = compileExpression(unit, pattern.value);
      return (f, subject) => (subject instanceof Unknown ? subject : subject === value(f));
    }
    case "MatchAs": {
      const inner = pattern.pattern === null ? null : compilePattern(unit, pattern.pattern);
      const store = pattern.name === null ? null : storeName(unit, pattern.name);
      return (f, subject) => {
        const matched = inner === null ? true : inner(f, subject);
        if (matched !== undefined && matched !== false) store?.(f, subject);
        return matched;
      };
    }
    case "MatchOr": {
      const tests = pattern.patterns.map((child) => compilePattern(unit, child));
      return (f, subject) => {
        let unknown: Unknown | null = null;
        for (const test of tests) {
          const matched = test(f, subject);
          if (matched === undefined || matched === true) return matched;
          if (matched instanceof Unknown) unknown = matched;
        }
        return unknown ?? false;
      };
    }
    case "MatchSequence":
      return compileSequence(unit, pattern);
    case "MatchMapping":
      return compileMapping(unit, pattern);
    case "MatchClass":
      return compileClassPattern(unit, pattern);
    case "MatchStar":
      return () => true;
    case "ErrorPattern":
      return () => false;
  }
}

const passed = (test: Test | undefined, f: Frame, value: Value): boolean | Unknown | undefined =>
  test === undefined ? true : test(f, value);

/** All of the tests hold; the first that fails decides. */
function all(tests: readonly (() => boolean | Unknown | undefined)[]): boolean | Unknown | undefined {
  let unknown: Unknown | null = null;
  for (const test of tests) {
    const matched = test();
    if (matched === undefined || matched === false) return matched;
    if (matched instanceof Unknown) unknown = matched;
  }
  return unknown ?? true;
}

function compileSequence(unit: Unit, pattern: MatchSequence): Test {
  const star = pattern.patterns.findIndex((child) => child.kind === "MatchStar");
  const tests = pattern.patterns.map((child) => compilePattern(unit, child));
  const starred = pattern.patterns[star];
  const rest = starred?.kind === "MatchStar" && starred.name !== null ? storeName(unit, starred.name) : null;
  const count = tests.length;
  return (f, subject) => {
    if (subject instanceof Unknown) return subject;
    if (!(subject instanceof List || subject instanceof Tuple)) return false;
    if (subject instanceof List && subject.lost !== null) return subject.lost;
    const { items } = subject;
    if (star < 0 ? items.length !== count : items.length < count - 1) return false;
    const after = count - star - 1;
    return all(
      tests.map((test, index) => () => {
        if (index === star) {
          rest?.(f, new List(items.slice(star, items.length - after)));
          return true;
        }
        const position = star >= 0 && index > star ? items.length - (count - index) : index;
        return test(f, unit.machine.force(items[position] ?? null));
      }),
    );
  };
}

function compileMapping(unit: Unit, pattern: MatchMapping): Test {
  const { machine } = unit;
  const keys = pattern.keys.map((key) => compileExpression(unit, key));
  const tests = pattern.patterns.map((child) => compilePattern(unit, child));
  const rest = pattern.rest === null ? null : storeName(unit, pattern.rest);
  return (f, subject) => {
    if (subject instanceof Unknown) return subject;
    if (!(subject instanceof Dict)) return false;
    const used = new Set<unknown>();
    const matched = all(
      keys.map((key, index) => () => {
        const value = key(f);
        const hash = value === undefined ? undefined : keyOf(machine, value);
        if (hash === undefined || hash instanceof Unknown) return hash;
        used.add(hash);
        const item = subject.entries.get(hash);
        return item === undefined ? (subject.lost ?? false) : passed(tests[index], f, machine.force(item));
      }),
    );
    if (rest !== null && matched === true) {
      const others = new Dict();
      for (const [hash, item] of subject.entries) {
        if (!used.has(hash)) storeEntry(others, hash, originalKey(subject, hash), item);
      }
      rest(f, others);
    }
    return matched;
  };
}

/** Classes whose one positional pattern is the value itself. */
const plainClasses = new Set(["bool", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"]);

function compileClassPattern(unit: Unit, pattern: MatchClass): Test {
  const { machine } = unit;
  const cls = compileExpression(unit, pattern.cls);
  const positional = pattern.patterns.map((child) => compilePattern(unit, child));
  const keywords = pattern.kwdPatterns.map((child) => compilePattern(unit, child));
  return (f, subject) => {
    const value = cls(f);
    if (value === undefined) return undefined;
    const type = machine.force(value);
    const matched = machine.isInstance(subject, type);
    if (matched !== true) return matched;
    const attribute = (name: string, test: Test | undefined) => (): boolean | Unknown | undefined => {
      const item = find(machine, subject, name);
      if (item === undefined || item === absent) return item === absent ? false : undefined;
      return passed(test, f, machine.force(item));
    };
    const own = type instanceof ClassValue && plainClasses.has(type.name);
    const names = own ? null : find(machine, type, "__match_args__");
    const places = names instanceof Tuple ? names.items : [];
    return all([
      ...positional.map((test, index) =>
        own && index === 0 ? () => test(f, subject) : attribute(String(places[index] ?? ""), test),
      ),
      ...pattern.kwdAttrs.map((name, index) => attribute(name, keywords[index])),
    ]);
  };
}
