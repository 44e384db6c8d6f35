// `import` and `from … import`. What is bound is a reference: the module runs when the name is used.
import type { Import, ImportFrom } from "../../syntax/ast.ts";
import type { Execute } from "../code.ts";
import { normal, raised, wouldCatch } from "../runtime.ts";
import { ModuleValue } from "../value.ts";
import { storeName, type Unit } from "./unit.ts";

export function compileImport(unit: Unit, statement: Import): Execute {
  const { machine } = unit;
  const aliases = statement.names.map((alias) => {
    const first = alias.name.split(".")[0] ?? alias.name;
    return {
      module: alias.name,
      // `import a.b` binds a, with b in it.
      bound: alias.asname === null ? first : null,
      // `import a.b as c` binds what a calls b: a function, where a has one of the name of its module.
      named: alias.asname === null ? null : inPackage(alias.name),
      store: storeName(unit, alias.asname ?? first),
    };
  });
  return (f) => {
    const guarded = wouldCatch(machine, "ImportError", "ModuleNotFoundError");
    for (const { module, bound, named, store } of aliases) {
      const request = { from: f.module, level: 0, name: null, guarded };
      const whole = machine.importFrom({ ...request, module });
      if (whole === undefined) return raised;
      const value =
        named !== null && whole instanceof ModuleValue
          ? machine.importFrom({ ...request, ...named })
          : bound === null || bound === module
            ? whole
            : machine.importFrom({ ...request, module: bound });
      if (value === undefined || !store(f, value)) return raised;
    }
    return normal;
  };
}

function inPackage(module: string): { readonly module: string; readonly name: string } | null {
  const dot = module.lastIndexOf(".");
  return dot < 0 ? null : { module: module.slice(0, dot), name: module.slice(dot + 1) };
}

export function compileImportFrom(unit: Unit, statement: ImportFrom): Execute {
  const { machine } = unit;
  const aliases = statement.names.map((alias) => ({
    name: alias.name,
    store: alias.name === "*" ? null : storeName(unit, alias.asname ?? alias.name),
  }));
  return (f) => {
    const guarded = wouldCatch(machine, "ImportError", "ModuleNotFoundError");
    for (const { name, store } of aliases) {
      const { level } = statement;
      const value = machine.importFrom({ from: f.module, module: statement.module ?? "", level, name, guarded });
      if (value === undefined || (store !== null && !store(f, value))) return raised;
    }
    return normal;
  };
}
