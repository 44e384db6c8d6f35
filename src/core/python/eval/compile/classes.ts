// `class` statements.
import type { ClassDef } from "../../syntax/ast.ts";
import { buildClass } from "../classes.ts";
import type { Evaluate } from "../code.ts";
import { Frame, raised } from "../runtime.ts";
import { Cell, ClassValue, Dict, Unknown, type Value } from "../value.ts";
import { docstringOf } from "./functions.ts";
import { scopeOf } from "./scope.ts";
import { compileArguments, compileBlock, siteOf, type Unit } from "./unit.ts";

export function classMaker(unit: Unit, node: ClassDef): Evaluate {
  const { machine } = unit;
  const scope = scopeOf(node, unit.scope);
  const bases = compileArguments(unit, node.bases, node.keywords);
  const inner: Unit = { ...unit, scope, code: unit.code, prefix: `${unit.prefix}${node.name}.`, yields: null };
  const body = compileBlock(inner, node.body);
  const docstring = docstringOf(node.body);
  const free = scope.free.map((name) => unit.scope.owner.cellIndex(name));
  const at = { file: unit.file, start: node.nameStart, end: node.nameEnd };
  const site = node.bases[0] === undefined ? null : siteOf(unit, node.bases[0]);
  return (f) => {
    const given = bases(f);
    if (given === undefined) return undefined;
    const namespace = new Dict();
    namespace.entries.set("__module__", f.module.namespace.entries.get("__name__") ?? f.module.name);
    namespace.entries.set("__qualname__", unit.prefix + node.name);
    namespace.entries.set("__annotations__", new Dict());
    if (docstring !== null) namespace.entries.set("__doc__", docstring);
    const own = new Cell(undefined);
    const cells = [own, ...free.map((place) => (place === null ? undefined : f.cells[place]) ?? new Cell(undefined))];
    const frame = new Frame(f.module, namespace, f.fn, [], cells, f, f.site);
    frame.positional = f.positional;
    frame.selfOffset = f.selfOffset;
    const caller = machine.frame;
    machine.frame = frame;
    const completion = body(frame);
    machine.frame = caller;
    if (completion === raised) return undefined;
    const cls: Value | undefined = buildClass(machine, {
      name: node.name,
      bases: given.positional,
      keywords: given.keywords,
      namespace,
      at,
      site,
      unknownBase: given.keywords?.rest ?? null,
    });
    if (cls === undefined || cls instanceof Unknown) return cls;
    if (cls instanceof ClassValue) own.value = cls;
    return cls;
  };
}
