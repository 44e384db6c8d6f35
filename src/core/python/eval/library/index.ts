// The standard library, as far as definition files use it.

import type { NativeModule } from "../native.ts";
import type { Dict, Unknown } from "../value.ts";
import { argparseModule } from "./argparse.ts";
import { collectionsAbcModule, collectionsModule } from "./collections.ts";
import { configurationModules } from "./configuration.ts";
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
import { yamlModule } from "./files.ts";
import { globModule } from "./folders.ts";
import { functoolsModule } from "./functools.ts";
import { initArgumentsModule } from "./initArguments.ts";
import { itertoolsModule } from "./itertools.ts";
import { copyModule, mathModule, operatorModule } from "./numeric.ts";
import { pkgutilModule } from "./pkgutil.ts";
import { attrsSource } from "./python/attrs.ts";
import { bisectSource } from "./python/bisect.ts";
import { collectionsSource } from "./python/collections.ts";
import { contextlibSource } from "./python/contextlib.ts";
import { csvSource } from "./python/csv.ts";
import { functoolsSource } from "./python/functools.ts";
import { heapqSource } from "./python/heapq.ts";
import { inspectSource } from "./python/inspect.ts";
import { jsonSource } from "./python/json.ts";
import { sixMovesSource, sixSource } from "./python/six.ts";
import { statisticsSource } from "./python/statistics.ts";
import { stringSource } from "./python/string.ts";
import { textwrapSource } from "./python/textwrap.ts";
import { distutilsVersionSource, packagingVersionSource } from "./python/version.ts";
import { weakrefSource } from "./python/weakref.ts";
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
    { ...collectionsModule, python: { text: collectionsSource, names: ["UserDict", "UserList", "ChainMap"] } },
    {
      ...contextlibModule,
      python: { text: contextlibSource, names: ["ExitStack", "AbstractContextManager", "ContextDecorator", "closing"] },
    },
    copyModule,
    dataclassesModule,
    enumModule,
    {
      ...functoolsModule,
      python: { text: functoolsSource, names: ["singledispatch", "singledispatchmethod", "partialmethod"] },
    },
    {
      ...inspectModule,
      python: {
        text: inspectSource,
        names: [
          "signature",
          "Signature",
          "Parameter",
          "BoundArguments",
          "_empty",
          "FullArgSpec",
          "getfullargspec",
          "getmodule",
        ],
      },
    },
    signaturesModule,
    initArgumentsModule,
    itertoolsModule,
    mathModule,
    operatorModule,
    pkgutilModule(dataFile),
    reModule,
    typesModule,
    typingExtensionsModule,
    typingModule,
    warningsModule,
    yamlModule,
    globModule,
    ...configurationModules,
    ...environmentModules(modules).map((table) => {
      if (table.name === "json") return { ...table, python: { text: jsonSource, names: ["dumps"] } };
      return table.name === "string" ? { ...table, python: { text: stringSource, names: ["Template"] } } : table;
    }),
    { name: "attr", attributes: {}, python: { text: attrsSource } },
    { name: "attrs", attributes: {}, python: { text: attrsSource } },
    { name: "bisect", attributes: {}, python: { text: bisectSource } },
    { name: "csv", attributes: {}, python: { text: csvSource } },
    { name: "heapq", attributes: {}, python: { text: heapqSource } },
    { name: "six", attributes: {}, python: { text: sixSource } },
    { name: "six.moves", attributes: {}, python: { text: sixMovesSource } },
    { name: "statistics", attributes: {}, python: { text: statisticsSource } },
    { name: "textwrap", attributes: {}, python: { text: textwrapSource } },
    { name: "weakref", attributes: {}, python: { text: weakrefSource } },
    { name: "packaging", attributes: {} },
    { name: "packaging.version", attributes: {}, python: { text: packagingVersionSource } },
    { name: "distutils", attributes: {} },
    { name: "distutils.version", attributes: {}, python: { text: distutilsVersionSource } },
  ];
}
