// importlib: modules by their names and by the places of their files.
import { message } from "../../../messages/index.ts";
import { getter, method, type NativeModule, native, nativeClass } from "../native.ts";
import { asString } from "../numbers.ts";
import type { Runtime } from "../runtime.ts";
import { objectClass } from "../types.ts";
import { Instance, type Result, Unknown, type Value } from "../value.ts";

/** `import_module("torchvision.models")`, `import_module(".resnet", __package__)`. */
const importModule = native("import_module", "name, package=None", (machine, [name = null, anchor]) => {
  const unknown = [name, anchor].find((value) => value instanceof Unknown);
  if (unknown !== undefined) return unknown;
  if (typeof name !== "string") return machine.raise("TypeError", "import_module() expects a name");
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  if (dots === 0) return machine.importModule(name);
  if (typeof anchor !== "string")
    return machine.raise("TypeError", `the 'package' argument is required to perform a relative import for '${name}'`);
  const packages = anchor.split(".");
  const parts = [...packages.slice(0, packages.length - dots + 1), name.slice(dots)];
  return machine.importModule(parts.filter((part) => part !== "").join("."));
});

/** Where a module's file is; null: somewhere. */
const locationOf = (spec: Value): string | null =>
  spec instanceof Instance && typeof spec.payload === "string" ? spec.payload : null;

const loaderClass = nativeClass(
  "importlib.machinery",
  "SourceFileLoader",
  [objectClass],
  { exec_module: method("module", () => null) },
  { open: true },
);

const specClass = nativeClass(
  "importlib.machinery",
  "ModuleSpec",
  [objectClass],
  { origin: getter((_, self) => locationOf(self)), loader: getter(() => new Instance(loaderClass)) },
  { open: true },
);

/** None where a package is not there, as for an import that expects it to be missing. Nothing is run. */
const findSpec = native("find_spec", "name, package=None", (machine, [name = null]) => {
  if (typeof name !== "string") return new Unknown(message("pythonNotModelled", { name: "importlib.util.find_spec" }));
  const runtime = machine as Runtime;
  const from = runtime.frame?.module ?? null;
  const found = from && runtime.importFrom({ from, module: name, level: 0, name: null, guarded: true });
  if (found instanceof Unknown) return found;
  if (found !== undefined && found !== null) return new Instance(specClass);
  machine.caught();
  return null;
});

const specOfFile = native(
  "spec_from_file_location",
  "name, location=None, **options",
  (machine, [, location = null]) => {
    const path = location instanceof Instance ? machine.str(location) : asString(location);
    if (path instanceof Unknown) return path;
    if (path === undefined) return location instanceof Unknown ? location : unknownModule();
    const spec = new Instance(specClass);
    spec.payload = path;
    return spec;
  },
);

/** The module has run when it is made: its loader has nothing left to do. */
const moduleOfSpec = native("module_from_spec", "spec", (machine, [spec = null]): Result => {
  if (spec instanceof Unknown) return spec;
  const name = locationOf(spec);
  if (name === null) return unknownModule();
  return machine.importFile(name) ?? new Unknown(message("pythonFileMissing", { name }));
});

const unknownModule = (): Unknown =>
  new Unknown(message("pythonNotModelled", { name: "importlib.util.module_from_spec" }));

export const importingModules: readonly NativeModule[] = [
  { name: "importlib", attributes: { import_module: importModule } },
  {
    name: "importlib.util",
    attributes: { find_spec: findSpec, spec_from_file_location: specOfFile, module_from_spec: moduleOfSpec },
  },
];
