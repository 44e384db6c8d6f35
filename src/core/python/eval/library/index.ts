// The standard library, as far as definition files use it.
import type { NativeModule } from "../native.ts";
import type { Dict, Unknown } from "../value.ts";
import { argparseModule } from "./argparse.ts";
import { collectionsAbcModule, collectionsModule } from "./collections.ts";
import { abcModule, contextlibModule, inspectModule, typesModule, warningsModule } from "./contexts.ts";
import { dataclassesModule } from "./dataclasses.ts";
import { enumModule } from "./enum.ts";
import { environmentModules } from "./environment.ts";
import { functoolsModule } from "./functools.ts";
import { itertoolsModule } from "./itertools.ts";
import { copyModule, mathModule, operatorModule } from "./numeric.ts";
import { pkgutilModule } from "./pkgutil.ts";
import { reModule } from "./re.ts";
import { typingExtensionsModule, typingModule } from "./typing.ts";

/** `modules` gives sys.modules, `dataFile` the text of a file beside a module's own. */
export function libraryModules(
  modules: () => Dict,
  dataFile: (module: string, resource: string) => string | Unknown,
): readonly NativeModule[] {
  return [
    abcModule,
    argparseModule,
    collectionsAbcModule,
    collectionsModule,
    contextlibModule,
    copyModule,
    dataclassesModule,
    enumModule,
    functoolsModule,
    inspectModule,
    itertoolsModule,
    mathModule,
    operatorModule,
    pkgutilModule(dataFile),
    reModule,
    typesModule,
    typingExtensionsModule,
    typingModule,
    warningsModule,
    ...environmentModules(modules),
  ];
}
