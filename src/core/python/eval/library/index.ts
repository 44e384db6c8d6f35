// The standard library, as far as definition files use it.
import type { NativeModule } from "../native.ts";
import type { Dict, Unknown, Value } from "../value.ts";
import { argparseModule } from "./argparse.ts";
import { collectionsAbcModule, collectionsModule } from "./collections.ts";
import {
  abcModule,
  contextlibModule,
  inspectModule,
  signaturesModule,
  typesModule,
  warningsModule,
} from "./contexts.ts";
import { dataclassesModule } from "./dataclasses.ts";
import { enumModule } from "./enum.ts";
import { environmentModules } from "./environment.ts";
import { functoolsModule } from "./functools.ts";
import { itertoolsModule } from "./itertools.ts";
import { copyModule, mathModule, operatorModule } from "./numeric.ts";
import { pkgutilModule } from "./pkgutil.ts";
import { reModule } from "./re.ts";
import { typingExtensionsModule, typingModule } from "./typing.ts";

/**
 * `modules` gives sys.modules, `dataFile` the text of a file beside a module's own, `fromPython` what is written in Python.
 */
export function libraryModules(
  modules: () => Dict,
  dataFile: (module: string, resource: string) => string | Unknown,
  fromPython: (module: string, name: string) => Value,
): readonly NativeModule[] {
  return [
    abcModule,
    argparseModule,
    collectionsAbcModule,
    withPython(collectionsModule, ["UserDict", "UserList", "ChainMap"], fromPython),
    withPython(contextlibModule, ["ExitStack", "AbstractContextManager", "ContextDecorator", "closing"], fromPython),
    copyModule,
    dataclassesModule,
    enumModule,
    withPython(functoolsModule, ["singledispatch", "singledispatchmethod", "partialmethod"], fromPython),
    withPython(inspectModule, ["signature", "Signature", "Parameter", "BoundArguments", "_empty"], fromPython),
    signaturesModule,
    itertoolsModule,
    mathModule,
    operatorModule,
    pkgutilModule(dataFile),
    reModule,
    typesModule,
    typingExtensionsModule,
    typingModule,
    warningsModule,
    ...environmentModules(modules).map((table) =>
      table.name === "string" ? withPython(table, ["Template"], fromPython) : table,
    ),
  ];
}

/** A table with further names, which modules written in Python define. */
const withPython = (
  table: NativeModule,
  names: readonly string[],
  fromPython: (module: string, name: string) => Value,
): NativeModule => ({
  ...table,
  attributes: {
    ...table.attributes,
    ...Object.fromEntries(names.map((name) => [name, () => fromPython(table.name, name)])),
  },
});
