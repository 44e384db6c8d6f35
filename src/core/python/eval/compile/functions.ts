// `def`, `lambda` and the functions that comprehensions are.
import type { FunctionDef, Lambda, Parameter, Statement } from "../../syntax/ast.ts";
import { Code, type Evaluate } from "../code.ts";
import { isConstant } from "../provenance.ts";
import { type Frame, raised, returned } from "../runtime.ts";
import { Cell, type CodeParameter, FunctionValue, type Value } from "../value.ts";
import { boundNames, insideFunction, type Scope, scopeOf } from "./scope.ts";
import { compileBlock, compileExpression, compileGeneratorBlock, type Unit } from "./unit.ts";

/** The closure that makes the function each time the definition is reached. */
export function functionMaker(unit: Unit, node: FunctionDef | Lambda): Evaluate {
  const name = node.kind === "Lambda" ? "<lambda>" : node.name;
  const parameters = node.params;
  const defaults = parameters.map((parameter) =>
    parameter.default === null ? null : compileExpression(unit, parameter.default),
  );
  const code = new Code({
    name,
    qualifiedName: unit.prefix + name,
    file: unit.file,
    parameters: parameters.map((parameter) => describe(parameter, unit.file)),
    docstring: () => (node.kind === "FunctionDef" ? docstringOf(node.body) : null),
    node,
    isAsync: node.kind === "FunctionDef" && node.isAsync,
    constantDefaults: new Set(
      parameters.filter(({ default: fallback }) => fallback !== null && isConstant(fallback)).map(({ name }) => name),
    ),
    compile: (made) => compileBody(unit, node, made),
  });
  const closure = closureMaker(unit, node);
  return (f) => {
    const values: (Value | undefined)[] = [];
    for (const fallback of defaults) {
      const value = fallback === null ? undefined : fallback(f);
      if (fallback !== null && value === undefined) return undefined;
      values.push(value);
    }
    return new FunctionValue(code, f.module, closure(f), values);
  };
}

function describe(parameter: Parameter, file: string): CodeParameter {
  const fallback = parameter.default;
  return {
    name: parameter.name,
    role: parameter.role,
    hasDefault: fallback !== null,
    defaultAt: fallback === null ? null : { file, start: fallback.start, end: fallback.end },
  };
}

export function docstringOf(body: readonly Statement[]): string | null {
  const first = body[0];
  return first?.kind === "Expr" && first.value.kind === "String" ? first.value.value : null;
}

const noCells: readonly Cell[] = [];

/** Takes the cells of outer variables that the function reaches out of the frame that it is made in. */
export function closureMaker(
  unit: Unit,
  node: FunctionDef | Lambda | Parameters<typeof scopeOf>[0],
): (f: Frame) => readonly Cell[] {
  const owner = unit.scope.owner;
  if (owner.kind === "module") return () => noCells;
  if (owner.kind === "class" && !insideFunction(owner)) {
    // A method of a class at module level reaches nothing but `__class__`; its body need not be looked at yet.
    return (f) => f.cells.slice(0, 1);
  }
  const { free } = scopeOf(node, unit.scope);
  if (free.length === 0) return () => noCells;
  const places = free.map((name) => owner.cellIndex(name));
  return (f) => places.map((place) => (place === null ? undefined : f.cells[place]) ?? new Cell(undefined));
}

function compileBody(outer: Unit, node: FunctionDef | Lambda, code: Code): void {
  const scope = scopeOf(node, outer.scope);
  alignFree(scope, outer);
  code.ownCells = scope.ownCells.length;
  code.cellParameters = scope.ownCells.flatMap((name, cell): [number, number][] => {
    const slot = code.parameters.findIndex((parameter) => parameter.name === name);
    return slot < 0 ? [] : [[slot, cell]];
  });
  code.isGenerator = scope.isGenerator;
  code.variables = scope.bound;
  code.cellNames = [...scope.ownCells, ...scope.free];
  code.reassigned = node.kind === "FunctionDef" ? boundNames(node.body) : new Set();
  const unit: Unit = {
    ...outer,
    scope,
    code,
    prefix: `${code.qualifiedName}.<locals>.`,
    nesting: 0,
    yields: null,
  };
  if (node.kind === "Lambda") {
    const value = compileExpression(unit, node.body);
    code.body = (f: Frame) => {
      const result = value(f);
      if (result === undefined) return raised;
      f.result = result;
      return returned;
    };
  } else if (code.isGenerator) {
    code.generatorBody = compileGeneratorBlock(unit, node.body);
    code.body = () => returned;
  } else {
    code.body = compileBlock(unit, node.body);
  }
  code.slotCount = scope.slotCount;
}

/** Methods of module-level classes are given the class cell whether they use it or not. */
export function alignFree(scope: Scope, outer: Unit): void {
  const owner = outer.scope.owner;
  if (owner.kind === "class" && !insideFunction(owner) && !scope.free.includes("__class__"))
    scope.free.unshift("__class__");
}
