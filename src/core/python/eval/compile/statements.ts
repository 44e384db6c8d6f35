// Statements to closures. A closure says how the statement ended.

import { message } from "../../../messages/index.ts";
import type { If, Node, Statement } from "../../syntax/ast.ts";
import type { Evaluate, Execute, Store } from "../code.ts";
import { fork } from "../forks.ts";
import { inPlace } from "../operators.ts";
import { broke, continued, normal, raised, returned } from "../runtime.ts";
import { getItem, setItem } from "../subscripts.ts";
import { Reference, Unknown, type Value } from "../value.ts";
import { compileTry, compileWith } from "./exceptions.ts";
import { compileImport, compileImportFrom } from "./imports.ts";
import { compileFor, compileWhile } from "./loops.ts";
import { compileMatch } from "./patterns.ts";
import { boundNames } from "./scope.ts";
import {
  compileBlock,
  compileClass,
  compileDelete,
  compileExpression,
  compileForget,
  compileStatement,
  compileStore,
  makeFunction,
  mangled,
  siteOf,
  storeName,
  type Unit,
} from "./unit.ts";

/** Statements in a row. Each pays for the nodes that it evaluates. */
export function block(outer: Unit, body: readonly Statement[]): Execute {
  const unit = { ...outer, nesting: outer.nesting + 2 };
  const steps: Execute[] = [];
  for (const statement of body) if (!isInert(statement)) steps.push(compileStatement(unit, statement));
  if (steps.length === 0) return () => normal;
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) return only;
  return (f) => {
    for (let index = 0; index < steps.length; index++) {
      const completion = (steps[index] as Execute)(f);
      if (completion !== normal) return completion;
    }
    return normal;
  };
}

/** Docstrings, `pass`, declarations. */
const isInert = (statement: Statement): boolean =>
  statement.kind === "Pass" ||
  statement.kind === "Global" ||
  statement.kind === "Nonlocal" ||
  (statement.kind === "Expr" && (statement.value.kind === "String" || statement.value.kind === "Ellipsis"));

export function paidStatement(unit: Unit, statement: Statement): Execute {
  const run = compileUnpaid(unit, statement);
  const { machine } = unit;
  const price = priceOf(statement);
  const { start, end } = headOf(statement);
  return (f) => {
    machine.steps += price;
    if (machine.steps >= machine.checkAt && !machine.checkpoint()) return raised;
    const completion = run(f);
    if (completion === raised) machine.locate({ file: unit.file, start, end });
    return completion;
  };
}

/** What a statement does itself: statements inside it say where they are. */
function headOf(statement: Statement): { readonly start: number; readonly end: number } {
  switch (statement.kind) {
    case "For":
      return statement.iter;
    case "If":
    case "While":
      return statement.test;
    case "With":
      return statement.items[0]?.contextExpr ?? statement;
    case "Match":
      return statement.subject;
    case "ClassDef":
    case "FunctionDef":
      return { start: statement.nameStart, end: statement.nameEnd };
    default:
      return statement;
  }
}

/** The nodes of a statement without the blocks and functions in it. */
function priceOf(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  let sum = 0;
  if (Array.isArray(node)) {
    for (const child of node) sum += priceOf(child);
    return sum;
  }
  const fields = node as { readonly [field: string]: unknown; readonly kind?: Node["kind"] };
  if (fields.kind === undefined) return 0;
  sum = 1;
  for (const field in fields) {
    if (field === "body" || field === "orelse" || field === "handlers" || field === "finalbody" || field === "cases")
      continue;
    const value = fields[field];
    if (typeof value === "object") sum += priceOf(value);
  }
  return sum;
}

function compileUnpaid(unit: Unit, statement: Statement): Execute {
  const { machine } = unit;
  switch (statement.kind) {
    case "Expr":
    case "TypeAlias": {
      if (statement.kind === "TypeAlias") return () => normal;
      const value = compileExpression(unit, statement.value);
      return (f) => (value(f) === undefined ? raised : normal);
    }
    case "Assign": {
      const value = compileExpression(unit, statement.value);
      const stores = statement.targets.map((target) => compileStore(unit, target));
      const [only] = stores;
      if (stores.length === 1 && only !== undefined) {
        return (f) => {
          const result = value(f);
          return result !== undefined && only(f, result) ? normal : raised;
        };
      }
      return (f) => {
        const result = value(f);
        if (result === undefined) return raised;
        for (const store of stores) if (!store(f, result)) return raised;
        return normal;
      };
    }
    case "AugAssign":
      return compileAugAssign(unit, statement);
    case "AnnAssign": {
      const note = annotate(unit, statement);
      if (statement.value === null) return note ?? (() => normal);
      const value = compileExpression(unit, statement.value);
      const store = compileStore(unit, statement.target);
      return (f) => {
        note?.(f);
        const result = value(f);
        return result !== undefined && store(f, result) ? normal : raised;
      };
    }
    case "Return": {
      if (statement.value === null) {
        return (f) => {
          f.result = null;
          return returned;
        };
      }
      const value = compileExpression(unit, statement.value);
      return (f) => {
        const result = value(f);
        if (result === undefined) return raised;
        f.result = result;
        return returned;
      };
    }
    case "If":
      return compileIf(unit, statement);
    case "For":
      return compileFor(unit, statement);
    case "While":
      return compileWhile(unit, statement);
    case "Break":
      return () => broke;
    case "Continue":
      return () => continued;
    case "FunctionDef":
    case "ClassDef": {
      const make = statement.kind === "ClassDef" ? compileClass(unit, statement) : makeFunction(unit, statement);
      const decorators = statement.decorators.map((decorator) => ({
        value: compileExpression(unit, decorator),
        site: siteOf(unit, decorator),
      }));
      const store = storeName(unit, statement.name);
      return (f) => {
        const callees: Value[] = [];
        for (const { value } of decorators) {
          const callee = value(f);
          if (callee === undefined) return raised;
          callees.push(callee);
        }
        let result = make(f);
        for (let index = callees.length - 1; index >= 0 && result !== undefined; index--) {
          const decorated = machine.call(callees[index] ?? null, [result], null, decorators[index]?.site ?? null);
          // An unknown decorator is taken to return what it was given.
          result = decorated instanceof Unknown ? result : decorated;
        }
        return result !== undefined && store(f, result) ? normal : raised;
      };
    }
    case "Delete": {
      const parts = statement.targets.map((target) => compileDelete(unit, target));
      return (f) => (parts.every((part) => part(f)) ? normal : raised);
    }
    case "Raise":
      return compileRaise(unit, statement);
    case "Assert":
      return compileAssert(unit, statement);
    case "Try":
      return compileTry(unit, statement);
    case "With":
      return compileWith(unit, statement);
    case "Match":
      return compileMatch(unit, statement);
    case "Import":
      return compileImport(unit, statement);
    case "ImportFrom":
      return compileImportFrom(unit, statement);
    case "ErrorStatement":
      return compileBlock(unit, statement.body);
    case "Pass":
    case "Global":
    case "Nonlocal":
      return () => normal;
  }
}

function compileAugAssign(unit: Unit, statement: Extract<Statement, { kind: "AugAssign" }>): Execute {
  const { machine } = unit;
  const { op, target } = statement;
  const value = compileExpression(unit, statement.value);
  const site = siteOf(unit, statement.value);
  const update = (current: Value, operand: Value): Value | undefined => {
    machine.operatorSite = site;
    return inPlace(machine, op, current, operand);
  };
  if (target.kind === "Attribute") {
    const object = compileExpression(unit, target.value);
    const name = mangled(unit, target.attr);
    return (f) => {
      const owner = object(f);
      const current = owner === undefined ? undefined : machine.getAttribute(owner, name);
      const operand = current === undefined ? undefined : value(f);
      if (owner === undefined || current === undefined || operand === undefined) return raised;
      const result = update(current, operand);
      return result !== undefined && machine.setAttribute(owner, name, result) ? normal : raised;
    };
  }
  if (target.kind === "Subscript") {
    const object = compileExpression(unit, target.value);
    const key = compileExpression(unit, target.slice);
    return (f) => {
      const owner = object(f);
      const index = owner === undefined ? undefined : key(f);
      const current = owner === undefined || index === undefined ? undefined : getItem(machine, owner, index);
      const operand = current === undefined ? undefined : value(f);
      if (owner === undefined || index === undefined || current === undefined || operand === undefined) return raised;
      const result = update(current, operand);
      return result !== undefined && setItem(machine, owner, index, result) ? normal : raised;
    };
  }
  const read: Evaluate = compileExpression(unit, target);
  const store: Store = compileStore(unit, target);
  return (f) => {
    const current = read(f);
    const operand = current === undefined ? undefined : value(f);
    if (current === undefined || operand === undefined) return raised;
    const result = update(current, operand);
    return result !== undefined && store(f, result) ? normal : raised;
  };
}

/** Classes keep their annotations, unevaluated until someone looks: dataclasses and named tuples want the names. */
function annotate(unit: Unit, statement: Extract<Statement, { kind: "AnnAssign" }>): Execute | null {
  if (unit.scope.kind !== "class" || statement.target.kind !== "Name") return null;
  const { machine } = unit;
  const name = statement.target.id;
  const annotation = compileExpression(unit, statement.annotation);
  return (f) => {
    const table = f.namespace?.entries.get("__annotations__");
    if (typeof table !== "object" || table === null || table.kind !== "dict") return normal;
    const evaluate = (): Value => {
      const value = annotation(f);
      if (value !== undefined) return value;
      machine.caught();
      return new Unknown(message("pythonNotModelled", { name }));
    };
    let value: Value | undefined;
    const lazy = new Reference("", null, () => {
      value ??= evaluate();
      return value;
    });
    machine.heap.write(table);
    table.entries.set(name, lazy);
    return normal;
  };
}

function compileIf(unit: Unit, statement: If): Execute {
  const { machine } = unit;
  const test = compileExpression(unit, statement.test);
  const body = compileBlock(unit, statement.body);
  const orelse = compileBlock(unit, statement.orelse);
  let forget: ((f: Parameters<Execute>[0], unknown: Unknown) => void) | null = null;
  return (f) => {
    const value = test(f);
    if (value === undefined) return raised;
    const truth = typeof value === "boolean" ? value : machine.truth(value);
    if (truth === true) return body(f);
    if (truth === false) return orelse(f);
    if (truth === undefined) return raised;
    forget ??= compileForget(unit, [...statement.body, ...statement.orelse]);
    const havoc = forget;
    return fork(
      machine,
      f,
      truth.because,
      () => body(f),
      () => orelse(f),
      (unknown) => havoc(f, unknown),
    );
  };
}

/** Makes what the statements assign unknown, without running them. */
export function forgetAssigned(
  unit: Unit,
  body: readonly Statement[],
): (f: Parameters<Execute>[0], unknown: Unknown) => void {
  const stores = [...boundNames(body)].map((name) => storeName(unit, name));
  return (f, unknown) => {
    for (const store of stores) store(f, unknown);
  };
}

function compileRaise(unit: Unit, statement: Extract<Statement, { kind: "Raise" }>): Execute {
  const { machine } = unit;
  const at = { file: unit.file, start: statement.start, end: statement.end };
  if (statement.exc === null) {
    return () => {
      const current = machine.handling;
      if (current === null) machine.raise("RuntimeError", "No active exception to reraise");
      else machine.pending = current;
      return raised;
    };
  }
  const exception = compileExpression(unit, statement.exc);
  const cause = statement.cause === null ? null : compileExpression(unit, statement.cause);
  const site = siteOf(unit, statement.exc);
  return (f) => {
    const value = exception(f);
    if (value === undefined) return raised;
    const reason = cause === null ? undefined : cause(f);
    if (cause !== null && reason === undefined) return raised;
    let raisedValue: Value | undefined = machine.force(value);
    if (typeof raisedValue === "object" && raisedValue?.kind === "class") {
      raisedValue = machine.call(raisedValue, [], null, site);
    }
    if (raisedValue === undefined) return raised;
    if (typeof raisedValue === "object" && raisedValue?.kind === "instance") {
      if (reason !== undefined) raisedValue.attributes.entries.set("__cause__", reason);
      machine.pending = raisedValue;
    } else if (raisedValue instanceof Unknown) machine.raise("Exception", "");
    else machine.raise("TypeError", "exceptions must derive from BaseException");
    machine.raisedAt = at;
    return raised;
  };
}

/** An assertion that is not known holds from there on. */
function compileAssert(unit: Unit, statement: Extract<Statement, { kind: "Assert" }>): Execute {
  const { machine } = unit;
  const test = compileExpression(unit, statement.test);
  const text = statement.msg === null ? null : compileExpression(unit, statement.msg);
  const at = { file: unit.file, start: statement.start, end: statement.end };
  return (f) => {
    const value = test(f);
    if (value === undefined) return raised;
    const truth = machine.truth(value);
    if (truth === undefined) return raised;
    if (truth !== false) return normal;
    const detail = text === null ? null : text(f);
    if (detail === undefined) return raised;
    machine.pending = machine.exception("AssertionError", detail === null ? [] : [detail]);
    machine.raisedAt = at;
    return raised;
  };
}
