// Expressions to closures. A closure gives the value, or undefined when it raised. Above the usual size: one function for
// each kind of expression, called from one table.
import { message } from "../../../messages/index.ts";
import type { Call, Expression, Keyword, Name } from "../../syntax/ast.ts";
import { absent, find, missingAttribute } from "../attributes.ts";
import { makeComplex } from "../builtins/complex.ts";
import { builtinNames } from "../builtins/index.ts";
import { call } from "../calls.ts";
import type { Evaluate } from "../code.ts";
import { compare } from "../comparison.ts";
import { dictSet, keyOf } from "../containers.ts";
import { asciiRepr } from "../format.ts";
import { binary, unary } from "../operators.ts";
import { type Frame, isUnknown, type Runtime, unknownUnsupported, wouldCatch } from "../runtime.ts";
import { getItem } from "../subscripts.ts";
import { format, repr, str } from "../texts.ts";
import { readUnset } from "../unsetVariables.ts";
import {
  Bytes,
  type Cell,
  ClassValue,
  Dict,
  ellipsis,
  Float,
  Instance,
  List,
  type Result,
  SetValue,
  Slice,
  SuperValue,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";
import { writtenOut } from "../writtenOut.ts";
import type { Scope } from "./scope.ts";
import {
  type Arguments,
  compileArguments,
  compileComprehension,
  compileExpression,
  compileStore,
  makeFunction,
  mangled,
  siteOf,
  type Unit,
} from "./unit.ts";

const MAX_NESTING = 900;

export function expression(outer: Unit, node: Expression): Evaluate {
  if (outer.nesting > MAX_NESTING) {
    const limit = new Unknown(message("pythonNesting", { limit: MAX_NESTING }));
    return () => limit;
  }
  const unit = { ...outer, nesting: outer.nesting + 1 };
  switch (node.kind) {
    case "Name":
      return compileName(unit, node.id, node);
    case "Int":
    case "String": {
      const value = node.value;
      return () => value;
    }
    case "Float": {
      const value = new Float(node.value);
      return () => value;
    }
    case "Bytes": {
      const value = new Bytes(node.value);
      return () => value;
    }
    case "True":
      return () => true;
    case "False":
      return () => false;
    case "None":
      return () => null;
    case "Ellipsis":
      return () => ellipsis;
    case "Complex":
      return constant(makeComplex(0, node.value));
    case "TemplateStr":
      return constant(unknownUnsupported("t-string"));
    case "ErrorExpression":
      return constant(new Unknown(message("pythonSyntax")));
    case "Await":
      return constant(new Unknown(message("pythonCoroutine")));
    case "Yield":
    case "YieldFrom": {
      const slot = unit.yields?.get(node);
      if (slot === undefined) return constant(unknownUnsupported("yield"));
      return (f) => f.slots[slot] ?? null;
    }
    case "Attribute":
      return compileAttribute(unit, compileExpression(unit, node.value), node.attr, node);
    case "Call":
      return compileCall(unit, node);
    case "BinOp": {
      const left = compileExpression(unit, node.left);
      const right = compileExpression(unit, node.right);
      const { machine } = unit;
      const { op } = node;
      const site = siteOf(unit, node);
      return (f) => {
        const a = left(f);
        if (a === undefined) return undefined;
        const b = right(f);
        if (b === undefined) return undefined;
        if (typeof a === "number" && typeof b === "number") {
          if (op === "+") {
            const sum = a + b;
            if (sum <= 9007199254740991 && sum >= -9007199254740991) return sum;
          } else if (op === "-") {
            const difference = a - b;
            if (difference <= 9007199254740991 && difference >= -9007199254740991) return difference;
          }
        }
        machine.operatorSite = site;
        const result = binary(machine, op, a, b);
        return result === undefined ? machine.locate(site.at) : result;
      };
    }
    case "UnaryOp": {
      const operand = compileExpression(unit, node.operand);
      const { machine } = unit;
      const { op } = node;
      if (op === "not") {
        return (f) => {
          const value = operand(f);
          if (value === undefined) return undefined;
          const truth = machine.truth(value);
          return typeof truth === "boolean" ? !truth : truth === undefined ? undefined : new Unknown(truth.because);
        };
      }
      const site = siteOf(unit, node);
      return (f) => {
        const value = operand(f);
        if (value === undefined) return undefined;
        machine.operatorSite = site;
        const result = unary(machine, op, value);
        return result === undefined ? machine.locate(site.at) : result;
      };
    }
    case "BoolOp":
      return compileBoolOp(unit, node.op, node.values);
    case "Compare":
      return compileCompare(unit, node);
    case "IfExp": {
      const test = compileExpression(unit, node.test);
      const body = compileExpression(unit, node.body);
      const orelse = compileExpression(unit, node.orelse);
      const { machine } = unit;
      return (f) => {
        const value = test(f);
        if (value === undefined) return undefined;
        const truth = typeof value === "boolean" ? value : machine.truth(value);
        if (truth === undefined) return undefined;
        if (truth === true) return body(f);
        if (truth === false) return orelse(f);
        return machine.join([() => body(f), () => orelse(f)], truth.because);
      };
    }
    case "Subscript": {
      const object = compileExpression(unit, node.value);
      const key = compileExpression(unit, node.slice);
      const { machine } = unit;
      const site = siteOf(unit, node);
      return (f) => {
        const value = object(f);
        if (value === undefined) return undefined;
        const index = key(f);
        if (index === undefined) return undefined;
        machine.operatorSite = site;
        const item = getItem(machine, value, index);
        return item === undefined ? machine.locate(site.at) : item;
      };
    }
    case "Slice": {
      const [lower, upper, step] = [node.lower, node.upper, node.step].map((part) =>
        part === null ? constant(null) : compileExpression(unit, part),
      );
      return (f) => {
        const start = lower?.(f);
        if (start === undefined) return undefined;
        const stop = upper?.(f);
        if (stop === undefined) return undefined;
        const by = step?.(f);
        return by === undefined ? undefined : new Slice(start, stop, by);
      };
    }
    case "Tuple": {
      const elements = compileElements(unit, node.elts);
      return (f) => {
        const items = elements(f);
        return items === undefined ? undefined : items instanceof Unknown ? items : new Tuple(items);
      };
    }
    case "List": {
      const elements = compileElements(unit, node.elts);
      return (f) => {
        const items = elements(f);
        if (items === undefined) return undefined;
        const list = new List(items instanceof Unknown ? [] : items);
        if (items instanceof Unknown) list.lost = items;
        return list;
      };
    }
    case "Set": {
      const elements = compileElements(unit, node.elts);
      const { machine } = unit;
      return (f) => {
        const items = elements(f);
        if (items === undefined) return undefined;
        const set = new SetValue();
        if (items instanceof Unknown) {
          set.lost = items;
          return set;
        }
        for (const item of items) {
          const key = keyOf(machine, item);
          if (key === undefined) return undefined;
          if (key instanceof Unknown) set.lost = key;
          else if (!set.entries.has(key)) set.entries.set(key, item);
        }
        return set;
      };
    }
    case "Dict":
      return compileDict(unit, node.keys, node.values);
    case "Lambda":
      return makeFunction(unit, node);
    case "ListComp":
    case "SetComp":
    case "DictComp":
    case "GeneratorExp":
      return compileComprehension(unit, node);
    case "NamedExpr": {
      const value = compileExpression(unit, node.value);
      const store = compileStore({ ...unit, scope: unit.scope.owner }, node.target);
      return (f) => {
        const result = value(f);
        return result === undefined || !store(f, result) ? undefined : result;
      };
    }
    case "JoinedStr":
      return compileJoined(unit, node);
    case "Starred":
      return constant(unknownUnsupported("starred expression"));
  }
}

const constant = (value: Value): Evaluate => {
  return () => value;
};

function compileName(unit: Unit, name: string, at: Name | null): Evaluate {
  const { machine } = unit;
  const place = unit.scope.place(name);
  switch (place.kind) {
    case "slot": {
      const { index } = place;
      return (f) =>
        f.slots[index] ??
        (f.slots[index] === null ? null : at === null ? unbound(machine, name) : readUnset(unit, f, index, at));
    }
    case "cell": {
      const { index } = place;
      return (f) => {
        const value = (f.cells[index] as Cell).value;
        return value === undefined ? unbound(machine, name) : value;
      };
    }
    case "global":
      return (f) => readGlobal(machine, f, name);
    case "named": {
      const { outer } = place;
      const written = mangled(unit, name);
      return (f) => {
        const own = f.namespace?.entries.get(written);
        if (own !== undefined) return own;
        const shared = outer === null ? undefined : f.cells[outer]?.value;
        return shared === undefined ? readGlobal(machine, f, name) : shared;
      };
    }
  }
}

function readGlobal(machine: Runtime, frame: Frame, name: string): Result {
  const own = frame.module.namespace.entries.get(name);
  if (own !== undefined) return own;
  const builtin = builtinNames.get(name);
  if (builtin !== undefined) return builtin;
  const starred = frame.module.missing?.(name);
  return starred === undefined ? unbound(machine, name) : starred;
}

/** A name without a value is unknown, unless the program is prepared for the NameError. */
function unbound(machine: Runtime, name: string): Result {
  if (wouldCatch(machine, "NameError")) return machine.raise("NameError", `name '${name}' is not defined`);
  return new Unknown(message("pythonNameMissing", { name }));
}

export function compileAttribute(unit: Unit, object: Evaluate, name: string, { start, end }: Expression): Evaluate {
  const { machine, file } = unit;
  if (name === "") return constant(new Unknown(message("pythonSyntax")));
  const attribute = mangled(unit, name);
  return (f) => {
    const value = object(f);
    if (value === undefined) return undefined;
    if (value instanceof Instance && value.cls.reader === null) {
      const own = value.own(attribute);
      if (own !== undefined) return own;
    }
    const found = find(machine, value, attribute);
    const result = found === absent ? missingAttribute(machine, machine.force(value), attribute) : found;
    return result === undefined ? machine.locate({ file, start, end }) : result;
  };
}

function compileAll(unit: Unit, nodes: readonly Expression[]): readonly Evaluate[] {
  const compiled: Evaluate[] = [];
  for (const node of nodes) compiled.push(compileExpression(unit, node));
  return compiled;
}

/** Elements of a display, `*iterable` spread. Unknown where a spread iterable is. */
function compileElements(unit: Unit, nodes: readonly Expression[]): (f: Frame) => Value[] | Unknown | undefined {
  const { machine } = unit;
  if (!nodes.some((node) => node.kind === "Starred")) {
    const elements = compileAll(unit, nodes);
    return (f) => {
      const items: Value[] = [];
      for (const element of elements) {
        const value = element(f);
        if (value === undefined) return undefined;
        items.push(value);
      }
      return items;
    };
  }
  const parts = nodes.map((node) => ({
    spread: node.kind === "Starred",
    value: compileExpression(unit, node.kind === "Starred" ? node.value : node),
  }));
  return (f) => {
    const items: Value[] = [];
    let lost: Unknown | null = null;
    for (const part of parts) {
      const value = part.value(f);
      if (value === undefined) return undefined;
      if (!part.spread) {
        items.push(value);
        continue;
      }
      const spread = machine.list(value);
      if (spread === undefined) return undefined;
      if (spread instanceof Unknown) lost = spread;
      else for (const item of spread) items.push(item);
    }
    return lost ?? items;
  };
}

function compileDict(unit: Unit, keys: readonly (Expression | null)[], values: readonly Expression[]): Evaluate {
  const { machine } = unit;
  const entries = values.map((value, index) => {
    const key = keys[index] ?? null;
    return { key: key === null ? null : compileExpression(unit, key), value: compileExpression(unit, value) };
  });
  return (f) => {
    const dict = new Dict();
    if (entries.length > 0 && f.namespace !== null) writtenOut.add(dict);
    for (const entry of entries) {
      const key = entry.key === null ? null : entry.key(f);
      if (key === undefined) return undefined;
      const value = entry.value(f);
      if (value === undefined) return undefined;
      if (entry.key !== null) {
        if (!dictSet(machine, dict, key, value)) return undefined;
      } else if (machine.callMethod(dict, "update", [value]) === undefined) {
        return undefined;
      }
    }
    return dict;
  };
}

function compileBoolOp(unit: Unit, op: "and" | "or", nodes: readonly Expression[]): Evaluate {
  const { machine } = unit;
  const operands = compileAll(unit, nodes);
  const stopsAt = op === "or";
  const from = (f: Frame, first: number): Result => {
    let value: Result = null;
    for (let index = first; index < operands.length; index++) {
      value = operands[index]?.(f);
      if (value === undefined) return undefined;
      if (index === operands.length - 1) return value;
      const truth = typeof value === "boolean" ? value : machine.truth(value);
      if (truth === undefined) return undefined;
      if (truth === stopsAt) return value;
      if (typeof truth !== "boolean") {
        const undecided = alternativesThat(unit, value, stopsAt);
        return machine.join([() => undecided, () => from(f, index + 1)], truth.because, op);
      }
    }
    return value;
  };
  return (f) => from(f, 0);
}

/** Of a value that is one of several, those of one truth: `found or default` gives no empty `found`. */
function alternativesThat({ machine }: Unit, value: Value, truth: boolean): Value {
  if (!(value instanceof Unknown) || value.alternatives === null) return value;
  const fitting = value.alternatives.filter((alternative) => machine.truth(alternative) !== !truth);
  const [only] = fitting;
  return fitting.length === 1 && only !== undefined ? only : new Unknown(value.because, fitting);
}

function compileCompare(unit: Unit, node: Extract<Expression, { kind: "Compare" }>): Evaluate {
  const { machine } = unit;
  const left = compileExpression(unit, node.left);
  const site = siteOf(unit, node);
  const steps = node.ops.map((op, index) => ({
    op,
    right: compileExpression(unit, node.comparators[index] ?? node.left),
  }));
  const only = steps[0];
  if (steps.length === 1 && only !== undefined) {
    const { op, right } = only;
    return (f) => {
      const a = left(f);
      if (a === undefined) return undefined;
      const b = right(f);
      if (b === undefined) return undefined;
      machine.operatorSite = site;
      const result = compare(machine, op, a, b);
      return result === undefined ? machine.locate(site.at) : result;
    };
  }
  return (f) => {
    let a = left(f);
    if (a === undefined) return undefined;
    let unknown: Unknown | null = null;
    for (const { op, right } of steps) {
      const b = right(f);
      if (b === undefined) return undefined;
      machine.operatorSite = site;
      const result = compare(machine, op, a, b);
      if (result === undefined) return machine.locate(site.at);
      const truth = machine.truth(result);
      if (truth === undefined) return undefined;
      if (truth === false) return result;
      if (truth instanceof Unknown) unknown = truth;
      a = b;
    }
    return unknown ?? true;
  };
}

function compileJoined(unit: Unit, node: Extract<Expression, { kind: "JoinedStr" }>): Evaluate {
  const { machine } = unit;
  const parts = node.values.map((part): ((f: Frame) => string | Unknown | undefined) => {
    if (part.kind === "String") {
      const text = part.value;
      return () => text;
    }
    const value = compileExpression(unit, part.value);
    const spec = part.formatSpec === null ? null : compileJoined(unit, part.formatSpec);
    const { conversion } = part;
    return (f) => {
      const result = value(f);
      if (result === undefined) return undefined;
      let shown: Value = result;
      if (conversion !== null) {
        const text = conversion === "s" ? str(machine, result) : repr(machine, result);
        if (typeof text !== "string") return text;
        shown = conversion === "a" && typeof result === "string" ? asciiRepr(result) : text;
      }
      const specText = spec === null ? "" : spec(f);
      if (specText === undefined || isUnknown(specText)) return specText;
      return format(machine, shown, String(specText));
    };
  });
  return (f) => {
    let text = "";
    let unknown: Unknown | null = null;
    for (const part of parts) {
      const piece = part(f);
      if (piece === undefined) return undefined;
      if (piece instanceof Unknown) unknown = piece;
      else text += piece;
    }
    if (unknown !== null) return new Unknown(unknown.because);
    return machine.charge(text.length / 32) ? text : machine.outOfBudget();
  };
}

function compileCall(unit: Unit, node: Call): Evaluate {
  const { machine } = unit;
  const site = siteOf(unit, node);
  if (node.func.kind === "Name" && node.func.id === "super" && node.args.length === 0 && node.keywords.length === 0) {
    const own = compileSuper(unit);
    if (own !== null) return own;
  }
  const simple =
    node.keywords.every((keyword) => keyword.name !== null) && !node.args.some((arg) => arg.kind === "Starred");
  const positional = simple ? compileAll(unit, node.args) : [];
  const names = node.keywords.map((keyword) => keyword.name ?? "");
  const values: Evaluate[] = [];
  if (simple) for (const { value } of node.keywords) values.push(compileExpression(unit, value));
  const general = simple ? null : compileArguments(unit, node.args, node.keywords);

  const collect = (f: Frame): Arguments | undefined => {
    if (general !== null) return general(f);
    const given = evaluated(positional, f);
    if (given === undefined) return undefined;
    if (values.length === 0) return { positional: given, keywords: null };
    const keywords = evaluated(values, f);
    return keywords === undefined ? undefined : { positional: given, keywords: { names, values: keywords } };
  };

  if (node.func.kind === "Attribute" && node.func.attr !== "") {
    const object = compileExpression(unit, node.func.value);
    const name = mangled(unit, node.func.attr);
    return (f) => {
      const target = object(f);
      if (target === undefined) return undefined;
      const args = collect(f);
      if (args === undefined) return undefined;
      const result = machine.callAttribute(target, name, args.positional, args.keywords, site);
      return result === undefined ? machine.locate(site.at) : result;
    };
  }
  const callee = compileExpression(unit, node.func);
  if (simple && values.length === 0) {
    return (f) => {
      const target = callee(f);
      if (target === undefined) return undefined;
      const given = evaluated(positional, f);
      if (given === undefined) return undefined;
      const result = call(machine, target, given, null, site);
      return result === undefined ? machine.locate(site.at) : result;
    };
  }
  return (f) => {
    const target = callee(f);
    if (target === undefined) return undefined;
    const args = collect(f);
    if (args === undefined) return undefined;
    const result = call(machine, target, args.positional, args.keywords, site);
    return result === undefined ? machine.locate(site.at) : result;
  };
}

/** The values of plain arguments, in a list that is no longer than they are. Undefined: raised. */
function evaluated(args: readonly Evaluate[], f: Frame): Value[] | undefined {
  const values = new Array<Value>(args.length);
  for (let index = 0; index < args.length; index++) {
    const value = (args[index] as Evaluate)(f);
    if (value === undefined) return undefined;
    values[index] = value;
  }
  return values;
}

/** Arguments with `*iterable` or `**mapping` among them. */
export function callArguments(
  unit: Unit,
  args: readonly Expression[],
  keywords: readonly Keyword[],
): (f: Frame) => Arguments | undefined {
  const { machine } = unit;
  const positional = args.map((arg) => ({
    spread: arg.kind === "Starred",
    value: compileExpression(unit, arg.kind === "Starred" ? arg.value : arg),
  }));
  const named = keywords.map((keyword) => ({ name: keyword.name, value: compileExpression(unit, keyword.value) }));
  return (f) => {
    const given: Value[] = [];
    const names: string[] = [];
    const values: Value[] = [];
    let rest: Unknown | undefined;
    for (const part of positional) {
      const value = part.value(f);
      if (value === undefined) return undefined;
      if (!part.spread) {
        if (rest === undefined) given.push(value);
        continue;
      }
      const items = machine.list(value);
      if (items === undefined) return undefined;
      if (items instanceof Unknown) rest = items;
      else for (const item of items) given.push(item);
    }
    for (const part of named) {
      const value = part.value(f);
      if (value === undefined) return undefined;
      if (part.name !== null) {
        names.push(part.name);
        values.push(value);
        continue;
      }
      const mapping = machine.force(value);
      if (mapping instanceof Unknown) {
        rest = mapping;
        continue;
      }
      const dict = mapping instanceof Dict ? mapping : toDict(machine, mapping);
      if (dict === undefined) return undefined;
      if (dict instanceof Unknown || dict.lost !== null)
        rest = dict instanceof Unknown ? dict : (dict.lost ?? undefined);
      if (dict instanceof Unknown) continue;
      for (const [key, item] of dict.entries) {
        if (typeof key !== "string") return machine.raise("TypeError", "keywords must be strings") as undefined;
        if (names.includes(key)) {
          return machine.raise("TypeError", `got multiple values for keyword argument '${key}'`) as undefined;
        }
        names.push(key);
        values.push(item);
      }
    }
    const none = names.length === 0 && rest === undefined;
    return { positional: given, keywords: none ? null : { names, values, rest } };
  };
}

/** What `**mapping` takes from an object that is no dict. */
function toDict(machine: Runtime, mapping: Value): Dict | Unknown | undefined {
  const dict = new Dict();
  const done = machine.callMethod(dict, "update", [mapping]);
  return done === undefined || done instanceof Unknown ? done : dict;
}

/** `super()`: the class that the function is written in, and its first argument. */
function compileSuper(unit: Unit): Evaluate | null {
  let scope: Scope | null = unit.scope;
  while (scope?.kind === "comprehension") scope = scope.parent;
  if (scope === null || scope.kind !== "function") return null;
  const cell = scope.cellIndex("__class__");
  const first = firstParameter(unit, scope);
  if (cell === null || first === null) return null;
  const { machine } = unit;
  const self = compileName(unit, first, null);
  return (f) => {
    const cls = f.cells[cell]?.value;
    const object = self(f);
    if (object === undefined) return undefined;
    if (!(cls instanceof ClassValue)) return machine.raise("RuntimeError", "super(): empty __class__ cell");
    return object instanceof Unknown ? object : new SuperValue(cls, object);
  };
}

const firstParameter = (unit: Unit, scope: Scope): string | null => {
  const own = unit.code?.parameters[0]?.name ?? null;
  return own !== null && scope.bound.has(own) ? own : null;
};
