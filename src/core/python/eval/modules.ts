// Imports. A module runs once, as a whole, when one of its names is used; a name that is imported is looked for when it is
// used.
import type { Message } from "../../ir/message.ts";
import { message } from "../../messages/index.ts";
import type { Statement, Module as Tree } from "../syntax/ast.ts";
import { absent, find } from "./attributes.ts";
import {
  collectNames,
  type FoundNames,
  type ImportedNames,
  isReadable,
  type NameSources,
  plainlyBinds,
} from "./certainNames.ts";
import type { Execute } from "./code.ts";
import { compileExpression, compileForget, compileStatement, moduleUnit } from "./compile/index.ts";
import { ModuleFile } from "./moduleFile.ts";
import { type Located, ModuleFinder, type Source } from "./moduleFinder.ts";
import { EDITED, ModuleStore } from "./moduleStore.ts";
import type { NativeModule } from "./native.ts";
import { Registries } from "./registries.ts";
import { libraryUri, type Resolver } from "./resolver.ts";
import { Frame, type ImportRequest, type Runtime, raised, wouldCatch } from "./runtime.ts";
import { namesBehind } from "./starNames.ts";
import { type Dict, type Key, ModuleValue, Reference, type Result, Unknown, UnknownName, type Value } from "./value.ts";

/** The made-up file of expressions that are not in any. */
export const EXPRESSION_FILE = "expression:";

export interface ModuleOptions {
  readonly machine: Runtime;
  readonly resolver: Resolver;
  readonly natives: readonly NativeModule[];
  /** Packages that are not read even where their files are there. */
  readonly opaque: readonly string[];
  readonly parse: (text: string, uri: string) => Tree;
  /** Characters of source whose evaluated modules are kept. */
  readonly mostText?: number | undefined;
  /** Told of an exception that ended a statement at the top level of a module. */
  readonly onFailure: (file: ModuleFile, statement: Statement) => void;
}

export class Modules {
  private readonly options: ModuleOptions;
  readonly store: ModuleStore;
  private readonly finder: ModuleFinder;
  private readonly registries: Registries;
  /** What the statements of edited files were compiled into, as long as their trees are kept. */
  private readonly code = new WeakMap<Statement, { readonly uri: string; readonly run: Execute }>();

  constructor(options: ModuleOptions) {
    this.options = options;
    const { machine, resolver, parse, mostText, opaque } = options;
    const missing = (file: ModuleFile, name: string): Value | undefined => this.missing(file, name);
    this.store = new ModuleStore({ resolver, parse, mostText, missing });
    const tables = new Map<string, NativeModule>();
    for (const native of options.natives) {
      const names = native.python === undefined ? [] : native.python.names;
      if (names !== undefined) tables.set(native.name, this.withPython(native, names));
    }
    const reference = (file: ModuleFile): Reference => this.moduleReference(file);
    this.finder = new ModuleFinder({ store: this.store, resolver, tables, opaque, reference });
    const ensure = (file: ModuleFile): void => void this.ensure(file);
    this.registries = new Registries({ machine, store: this.store, finder: this.finder, ensure });
  }

  /** Forgets modules whose texts have changed. To be called before an analysis. */
  refresh(): void {
    this.registries.forget();
    this.store.refresh();
  }

  /** Lets go of the file that was edited, and of what was made from it. To be called after an analysis. */
  finish(): void {
    this.registries.forget();
    this.store.finish();
  }

  // ---- Running

  /** Runs the module, unless it has run or is running. */
  ensure(file: ModuleFile): ModuleValue {
    if (file.state === "done") this.store.take(file);
    if (file.state !== "new") return file.value;
    const { machine } = this.options;
    const { heap } = machine;
    const outer = {
      frame: machine.frame,
      pending: machine.pending,
      handling: machine.handling,
      uncertain: machine.uncertain,
      waiting: machine.waiting,
      site: machine.operatorSite,
    };
    file.epoch = heap.begin(true).epoch;
    this.store.owners.set(file.epoch, file);
    let entangled = false;
    const listener = heap.onEntangled;
    const foreign = heap.onForeignWrite;
    heap.onForeignWrite = (epoch) => {
      const owner = this.store.owners.get(epoch);
      if (owner === undefined || owner === file) return;
      file.wroteTo.add(owner);
      owner.filledBy.add(file);
    };
    heap.onEntangled = () => {
      entangled = true;
    };
    machine.handlers.push(null);
    machine.uncertain = 0;
    machine.waiting = 0;
    machine.pending = null;
    this.execute(file);
    machine.handlers.pop();
    machine.uncertain = outer.uncertain;
    machine.waiting = outer.waiting;
    machine.frame = outer.frame;
    machine.handling = outer.handling;
    machine.operatorSite = outer.site;
    if (!machine.stopped) machine.pending = outer.pending;
    heap.onEntangled = listener;
    heap.onForeignWrite = foreign;
    heap.commit();
    // What it wrote into objects that this analysis had changed already will be undone: it has to run again next time.
    if (entangled || machine.stopped) file.dependencies.set(file.uri, "changed");
    return file.value;
  }

  /** Runs the statements of a module in the current journal frame. A statement that raises leaves unknown names. */
  execute(file: ModuleFile): void {
    const { machine } = this.options;
    file.state = "running";
    if (file.version !== EDITED) file.takes = new Set();
    this.store.running.push(file);
    this.store.table.add(file.name, file.value);
    const isMain = file.value.namespace.entries.get("__name__") === "__main__";
    if (isMain) this.store.table.add("__main__", file.value);
    const tree = this.store.treeOf(file);
    const frame = new Frame(file.value, file.value.namespace, null, [], [], null, null);
    frame.depth = (machine.frame?.depth ?? 0) + 1;
    const unit = moduleUnit(machine, file.uri);
    for (const statement of tree.body) {
      if (machine.stopped) break;
      machine.frame = frame;
      const run = file.version === EDITED ? this.compiled(file.uri, statement) : compileStatement(unit, statement);
      if (run(frame) !== raised || machine.stopped) continue;
      this.options.onFailure(file, statement);
      machine.caught();
      machine.frame = frame;
      compileForget(unit, [statement])(frame, new Unknown(message("pythonModuleFailed", { name: file.name })));
    }
    this.store.running.pop();
    file.takes = null;
    file.state = "done";
  }

  /** Code of the edited file: an edit leaves most of its statements as they are. */
  private compiled(uri: string, statement: Statement): Execute {
    const known = this.code.get(statement);
    if (known?.uri === uri) return known.run;
    const run = compileStatement(moduleUnit(this.options.machine, uri), statement);
    this.code.set(statement, { uri, run });
    return run;
  }

  evaluate(text: string, names: Dict): { readonly result: Result } | null {
    const { machine } = this.options;
    const outer = machine.frame;
    const [statement, ...more] = this.options.parse(text, EXPRESSION_FILE).body;
    if (outer === null || statement?.kind !== "Expr" || more.length > 0) return null;
    if (outer.depth >= machine.budget.callDepth)
      return { result: new Unknown(message("pythonDepth", { limit: outer.depth })) };
    const frame = new Frame(outer.module, names, null, [], [], outer, null);
    machine.frame = frame;
    const result = compileExpression(moduleUnit(machine, EXPRESSION_FILE), statement.value)(frame);
    machine.frame = outer;
    return { result };
  }

  /** Statements that a program has as text, one after another; undefined where one of them raises. */
  executeText(text: string, names: Dict): Result {
    const { machine } = this.options;
    const outer = machine.frame;
    if (outer === null || outer.depth >= machine.budget.callDepth) return null;
    const frame = new Frame(outer.module, names, null, [], [], outer, null);
    const unit = moduleUnit(machine, EXPRESSION_FILE);
    let ended: Result = null;
    for (const statement of this.options.parse(text, EXPRESSION_FILE).body) {
      machine.frame = frame;
      if (machine.stopped) break;
      if (compileStatement(unit, statement)(frame) === raised) ended = undefined;
      if (ended === undefined) break;
    }
    machine.frame = outer;
    return ended;
  }

  // ---- Importing

  importFrom(request: ImportRequest): Value | undefined {
    const source = this.finder.locateModule(request) ?? this.finder.folderOf(request);
    if (request.name === "*") return this.importStar(request, source);
    if (source instanceof Unknown || source === null) return this.notFound(request, source);
    if (source instanceof ModuleValue) {
      if (request.name === null) return source;
      const found = find(this.options.machine, source, request.name);
      if (found !== absent) return found;
      return this.nameMissing(request);
    }
    if (request.name === null) return this.moduleReference(source);
    // `from . import part` in the package itself: the module, not the name that is being bound.
    const part = source.value === request.from ? this.finder.submodule(source, request.name) : null;
    if (part !== null) return part instanceof Unknown ? part : this.moduleReference(part);
    if (request.guarded && this.finder.locate(source, request.name, 0) === null) return this.nameMissing(request);
    return this.nameReference(source, request.name);
  }

  /**
   * The names that `from module import …` finds, if the module is there; null where nobody can say, or has all that are
   * `wanted`. Nothing is run.
   */
  namesOf(from: ModuleFile, module: string, level: number, wanted: readonly string[]): ImportedNames | null {
    const files = this.finder.sourcesOf(from, module, level);
    if (files === null || wanted.every((name) => files.some((file) => plainlyBinds(file, name)))) return null;
    const sources: NameSources = {
      treeOf: (file) => this.store.treeOf(file),
      sourcesOf: (file, ...path) => this.finder.sourcesOf(file, ...path),
      partsOf: (file) => this.finder.partsOf(file),
    };
    const found: FoundNames = { names: new Set(), parts: new Set(), files: new Set() };
    if (!files.every((file) => collectNames(sources, file, found))) return null;
    if (wanted.every((name) => found.names.has(name) || found.parts.has(name))) return null;
    if (![...found.files].every(isReadable)) return null;
    const [first] = files;
    return first === undefined ? null : { module: first.name, isPackage: first.uri.endsWith("/__init__.py"), ...found };
  }

  /** A module by its name, as `import_module` gives it. */
  importModule(name: string): Result {
    const source = this.finder.absolute(name, null);
    if (source instanceof Unknown || source instanceof ModuleValue) return source;
    if (source !== null) return this.ensure(source);
    const { machine } = this.options;
    if (wouldCatch(machine, "ImportError", "ModuleNotFoundError", "Exception"))
      return machine.raise("ModuleNotFoundError", `No module named '${name}'`);
    return new Unknown(message("pythonModuleMissing", { name }));
  }

  /** The text of a file that lies beside a module's own; what it was made from goes with it. */
  dataFile(module: string, resource: string): string | Unknown {
    const value = this.store.table.entries.get(module);
    const uri = value instanceof ModuleValue ? value.uri : null;
    if (uri === null) return new Unknown(message("pythonModuleMissing", { name: module }));
    const answer = this.store.read(`${uri.slice(0, uri.lastIndexOf("/"))}/${resource}`);
    if (typeof answer !== "string") return answer.text;
    return new Unknown(message(answer === "pending" ? "pythonFilePending" : "pythonFileMissing", { name: resource }));
  }

  /**
   * A file that a program opens: beside the module that opens it, or from where imports are looked up, as the folder that
   * the program is started in is not known.
   */
  readText(path: string, from: ModuleValue | null): string | Unknown | null {
    for (const uri of this.store.filesNamed(path, from)) {
      const answer = this.store.read(uri);
      if (answer === "pending") return new Unknown(message("pythonFilePending", { name: path }));
      if (answer !== "absent") return answer.text;
    }
    return null;
  }

  /** The names in a folder of the project that a program names; null: there is none, or nobody lists it. */
  listFolder(path: string, from: ModuleValue | null): readonly string[] | Unknown | null {
    for (const uri of this.store.foldersNamed(path, from)) {
      const answer = this.store.read(uri);
      if (answer === "pending") return new Unknown(message("pythonFilePending", { name: path }));
      if (answer !== "absent") return answer.text.split("\n").filter((name) => name !== "");
    }
    return null;
  }

  /** The module of a file that a program names by its path; null: there is none. */
  importFile(path: string, from: ModuleValue | null): Result | null {
    for (const uri of this.store.filesNamed(path, from)) {
      const file = this.store.file(uri);
      if (file !== null) return file instanceof Unknown ? file : this.ensure(file);
    }
    return null;
  }

  /** An entry that a module which has not run yet may make in a registry. */
  lateEntry(registry: Dict, key: Key): Value | undefined {
    return this.registries.lateEntry(registry, key);
  }

  /** A table with further names, which its Python text defines. */
  private withPython(table: NativeModule, names: readonly string[]): NativeModule {
    if (names.length === 0) return table;
    const rows = names.map((name) => [name, () => this.fromLibrary(table.name, name)] as const);
    return { ...table, attributes: { ...table.attributes, ...Object.fromEntries(rows) } };
  }

  private fromLibrary(module: string, name: string): Value {
    const file = this.store.file(libraryUri(module));
    return file instanceof ModuleFile
      ? this.nameReference(file, name)
      : new Unknown(message("pythonModuleMissing", { name: module }));
  }

  private moduleReference(file: ModuleFile): Reference {
    return new Reference(file.name, null, () => {
      if (!file.stale) return this.ensure(file);
      const again = this.store.file(file.uri);
      return again instanceof ModuleFile
        ? this.ensure(again)
        : new Unknown(message("pythonModuleMissing", { name: file.name }));
    });
  }

  private nameReference(file: ModuleFile, name: string): Reference {
    let current = file;
    let value: Value | undefined;
    let owner: ModuleFile | null = null;
    let looking = false;
    return new Reference(file.name, name, () => {
      // Two modules that take the name from each other: neither makes it, but a module below may be called so.
      if (looking) {
        const part = this.finder.submodule(current, name);
        return part instanceof ModuleFile ? this.ensure(part) : unknownAttribute(file, name);
      }
      if (value !== undefined && owner !== null && !owner.stale && owner.state === "done") {
        this.store.take(owner);
        return value;
      }
      if (current.stale) {
        const again = this.store.file(current.uri);
        if (again instanceof ModuleFile) current = again;
      }
      const found = this.finder.locate(current, name, 0);
      owner = found !== null && !(found instanceof Unknown) && found.module instanceof ModuleFile ? found.module : null;
      looking = true;
      value = this.take(current, name, found);
      looking = false;
      return value;
    });
  }

  private take(file: ModuleFile, name: string, found: Located | Unknown | null): Value {
    const missing = (): Value => new Unknown(message("pythonAttributeMissing", { name, owner: file.name }));
    if (found instanceof Unknown) return found;
    const orMissing = (value: Value | undefined): Value => (value === undefined ? missing() : value);
    if (found === null) return orMissing(this.named(file, name));
    if (found.name === null) return found.module instanceof ModuleFile ? this.ensure(found.module) : found.module;
    if (found.module instanceof ModuleFile) return orMissing(this.named(found.module, found.name));
    const value = find(this.options.machine, found.module, found.name);
    if (value === undefined) this.options.machine.caught();
    return value === absent || value === undefined ? missing() : value;
  }

  /** A name of a module, which runs if it has not. */
  private named(file: ModuleFile, name: string): Value | undefined {
    const module = this.ensure(file);
    const own = module.namespace.entries.get(name);
    if (own !== undefined) return this.options.machine.force(own);
    const value = find(this.options.machine, module, name);
    if (value === undefined) this.options.machine.caught();
    return value === absent ? undefined : value;
  }

  /** A name that is not in a module's namespace: from its star imports, or a submodule. */
  private missing(file: ModuleFile, name: string): Value | undefined {
    for (const { source } of [...file.stars].reverse()) {
      if (source instanceof Unknown) return source;
      const found = this.finder.exported(source, name, 0);
      if (found !== null) return this.take(file, name, found);
    }
    if (name.startsWith("__")) return undefined;
    const submodule = file.state === "new" ? null : this.finder.submodule(file, name);
    if (submodule === null) return this.isOwnShell(file) ? unknownAttribute(file, name) : undefined;
    return submodule instanceof Unknown ? submodule : this.ensure(submodule);
  }

  /**
   * Whether a package of nothing but what lies in it is asked by one of its own modules: a script among them has its own
   * folder before that of the package, and means an installed package of the same name.
   */
  private isOwnShell({ uri, text }: ModuleFile): boolean {
    const asking = this.options.machine.frame?.module.uri ?? null;
    const folder = uri.endsWith("/__init__.py") ? uri.slice(0, -"__init__.py".length) : null;
    return folder !== null && asking !== null && asking !== uri && asking.startsWith(folder) && isBlank(text);
  }

  /** To be called for those who ask for all names: each runs its module when it is used. */
  private bindStars(file: ModuleFile): void {
    const { entries } = file.value.namespace;
    const names = namesBehind(
      { treeOf: (source) => this.store.treeOf(source), ensure: (source) => this.ensure(source) },
      file,
    );
    for (const name of names)
      if (!entries.has(name))
        entries.set(
          name,
          new Reference(file.name, name, () => {
            return this.missing(file, name) ?? unknownAttribute(file, name);
          }),
        );
  }

  private importStar(request: ImportRequest, source: Source): Value | undefined {
    const importer = this.store.ofValue(request.from);
    if (source === null || source instanceof Unknown) {
      const value = this.notFound(request, source);
      if (value instanceof Unknown) importer?.stars.push({ source: value });
      return value;
    }
    importer?.stars.push({ source });
    if (importer !== undefined) importer.value.bindStars = () => this.bindStars(importer);
    return null;
  }

  private notFound(request: ImportRequest, source: Unknown | null): Value | undefined {
    const name = ".".repeat(request.level) + request.module;
    const opaque = source !== null && source.because.key !== "pythonNotModelled";
    if (request.guarded && !opaque && source === null) {
      return this.options.machine.raise("ModuleNotFoundError", `No module named '${name}'`);
    }
    const because: Message = source?.because ?? message("pythonModuleMissing", { name });
    return request.name === "*" ? new Unknown(because) : new UnknownName(because, request.name ?? request.module);
  }

  private nameMissing(request: ImportRequest): Value | undefined {
    const name = request.name ?? "";
    const text = `cannot import name '${name}' from '${request.module}'`;
    if (request.guarded) return this.options.machine.raise("ImportError", text);
    return new Unknown(message("pythonAttributeMissing", { name, owner: request.module }));
  }
}

const unknownAttribute = (file: ModuleFile, name: string): Unknown =>
  new Unknown(message("pythonAttributeMissing", { name, owner: file.name }));

/** Nothing but comments. */
const isBlank = (text: string): boolean => !/^[ \t]*[^\s#]/m.test(text);
