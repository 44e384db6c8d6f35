// Assignment targets to closures that store a value. False: raised.
import type { Expression } from "../../syntax/ast.ts";
import type { Evaluate, Store } from "../code.ts";
import type { Frame, Runtime } from "../runtime.ts";
import { deleteItem, setItem } from "../subscripts.ts";
import { lookup } from "../types.ts";
import { type Cell, Instance, List, Unknown, type Value } from "../value.ts";
import { compileDelete, compileExpression, compileStore, mangled, siteOf, storeName, type Unit } from "./unit.ts";

export function storeTarget(unit: Unit, target: Expression): Store {
  const { machine } = unit;
  switch (target.kind) {
    case "Name":
      return storeName(unit, target.id);
    case "Attribute": {
      const object = compileExpression(unit, target.value);
      const name = mangled(unit, target.attr);
      return (f, value) => {
        const owner = object(f);
        return owner !== undefined && machine.setAttribute(owner, name, value);
      };
    }
    case "Subscript": {
      const object = compileExpression(unit, target.value);
      const key = compileExpression(unit, target.slice);
      const site = siteOf(unit, target);
      return (f, value) => {
        const owner = object(f);
        const index = owner === undefined ? undefined : key(f);
        if (owner === undefined || index === undefined) return false;
        machine.operatorSite = site;
        return setItem(machine, owner, index, value);
      };
    }
    case "Tuple":
    case "List":
      return storeSequence(unit, target.elts);
    case "Starred":
      return compileStore(unit, target.value);
    default:
      return () => true;
  }
}

export function storeVariable(unit: Unit, name: string): Store {
  const { machine } = unit;
  const place = unit.scope.place(name);
  const written = mangled(unit, name);
  switch (place.kind) {
    case "slot": {
      const { index } = place;
      return (f, value) => {
        f.slots[index] = value;
        return true;
      };
    }
    case "cell": {
      const { index } = place;
      return (f, value) => {
        const cell = f.cells[index] as Cell;
        machine.heap.write(cell);
        cell.value = value;
        return true;
      };
    }
    case "global":
      return (f, value) => {
        machine.heap.write(f.module.namespace);
        f.module.namespace.entries.set(name, value);
        return true;
      };
    case "named": {
      const { outer } = place;
      const shared = outer !== null && unit.scope.nonlocals.has(name) ? outer : null;
      return (f, value) => {
        const cell = shared === null ? undefined : f.cells[shared];
        if (cell !== undefined) {
          machine.heap.write(cell);
          cell.value = value;
        } else if (f.namespace !== null) {
          machine.heap.write(f.namespace);
          f.namespace.entries.set(written, value);
        }
        return true;
      };
    }
  }
}

/** `a, *rest, b = value`. An unknown value makes each of them unknown. */
function storeSequence(unit: Unit, targets: readonly Expression[]): Store {
  const { machine } = unit;
  const stores = targets.map((target) => compileStore(unit, target));
  const star = targets.findIndex((target) => target.kind === "Starred");
  const after = star < 0 ? 0 : targets.length - star - 1;
  return (f, value) => {
    const items = star < 0 ? unpacked(machine, value, targets.length) : machine.list(value);
    if (items === undefined) return false;
    if (items instanceof Unknown) return stores.every((store) => store(f, unknownElement(value, items)));
    const enough = star < 0 ? items.length === targets.length : items.length >= targets.length - 1;
    if (!enough) return wrongCount(machine, items.length, targets.length - (star < 0 ? 0 : 1), star >= 0);
    for (const [index, store] of stores.entries()) {
      const item =
        star < 0 || index < star
          ? items[index]
          : index === star
            ? new List(items.slice(star, items.length - after))
            : items[items.length - (targets.length - index)];
      if (!store(f, item ?? null)) return false;
    }
    return true;
  };
}

/** An object may make as many elements as are asked for: a proxy of a tensor's sizes does. */
function unpacked(machine: Runtime, value: Value, count: number): Value[] | Unknown | undefined {
  if (!(value instanceof Instance) || lookup(value.cls, "__unpack__") === undefined) return machine.list(value);
  const parts = machine.callMethod(value, "__unpack__", [count]);
  return parts === undefined ? undefined : machine.list(parts);
}

const unknownElement = (value: Value, items: Unknown): Unknown =>
  new Unknown(value instanceof Unknown ? value.because : items.because);

function wrongCount(machine: Runtime, got: number, expected: number, atLeast: boolean): boolean {
  const least = atLeast ? "at least " : "";
  if (got > expected) machine.raise("ValueError", `too many values to unpack (expected ${expected})`);
  else machine.raise("ValueError", `not enough values to unpack (expected ${least}${expected}, got ${got})`);
  return false;
}

export function deleteTarget(unit: Unit, target: Expression): (f: Frame) => boolean {
  const { machine } = unit;
  switch (target.kind) {
    case "Name":
      return deleteName(unit, target.id);
    case "Attribute": {
      const object = compileExpression(unit, target.value);
      const name = mangled(unit, target.attr);
      return (f) => {
        const owner = object(f);
        return owner !== undefined && machine.deleteAttribute(owner, name);
      };
    }
    case "Subscript": {
      const object: Evaluate = compileExpression(unit, target.value);
      const key = compileExpression(unit, target.slice);
      return (f) => {
        const owner = object(f);
        const index = owner === undefined ? undefined : key(f);
        return owner !== undefined && index !== undefined && deleteItem(machine, owner, index);
      };
    }
    case "Tuple":
    case "List": {
      const parts = target.elts.map((element) => compileDelete(unit, element));
      return (f) => parts.every((part) => part(f));
    }
    default:
      return () => true;
  }
}

function deleteName(unit: Unit, name: string): (f: Frame) => boolean {
  const { machine } = unit;
  const place = unit.scope.place(name);
  switch (place.kind) {
    case "slot":
      return (f) => {
        f.slots[place.index] = undefined;
        return true;
      };
    case "cell":
      return (f) => {
        const cell = f.cells[place.index] as Cell;
        machine.heap.write(cell);
        cell.value = undefined;
        return true;
      };
    default:
      return (f) => {
        const namespace = place.kind === "named" && f.namespace !== null ? f.namespace : f.module.namespace;
        machine.heap.write(namespace);
        namespace.entries.delete(name);
        return true;
      };
  }
}
