// Imports. A module runs once, as a whole, when one of its names is used; `from X import a` follows re-exports without
// running the packages in between. What a module evaluated to is kept while the texts that it was made from stay the same,
// whichever file of a package is edited. Above the usual size: running a module and finding a name in one need each other.
import type { Message } from "../../ir/message.ts";
import { message } from "../../messages/index.ts";
import type { Statement, Module as Tree } from "../syntax/ast.ts";
import { absent, find } from "./attributes.ts";
import type { Execute } from "./code.ts";
import { compileExpression, compileForget, compileStatement, moduleUnit } from "./compile/index.ts";
import { ModuleFile } from "./moduleFile.ts";
import { makeNativeModule, type NativeModule } from "./native.ts";
import { absentName, type FileAnswer, isLibraryUri, libraryUri, moduleNameOf, type Resolver } from "./resolver.ts";
import { Frame, type ImportRequest, type Runtime, raised, wouldCatch } from "./runtime.ts";
import { hasWord, lastBinding, listsName, mayBind } from "./topLevel.ts";
import { Dict, type Key, ModuleValue, Reference, type Result, Unknown, type Value } from "./value.ts";

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

const MAX_REEXPORTS = 20;

/** Characters of source whose evaluated modules are kept; in memory each is about 20 bytes. */
const MOST_TEXT = 5_000_000;

/** The version of a text that no later analysis shares. */
const EDITED = "edited";

export class Modules {
  private readonly options: ModuleOptions;
  private readonly tables = new Map<string, NativeModule>();
  private readonly natives = new Map<string, ModuleValue>();
  private readonly files = new Map<string, ModuleFile>();
  private readonly byValue = new Map<ModuleValue, ModuleFile>();
  /** Whose objects are those of a journal frame. */
  private readonly owners = new Map<number, ModuleFile>();
  /** Keys that no module has registered, with the number of modules known then. */
  private readonly missed = new Map<string, number>();
  /** Packages whose imports have come into sight in this analysis: those that have not run are forgotten after it. */
  private readonly lookedInto = new Set<ModuleFile>();
  /** Modules whose evaluation is on the way, innermost last. */
  private readonly running: ModuleFile[] = [];
  private analyses = 0;
  /** What the statements of edited files were compiled into, as long as their trees are kept. */
  private readonly code = new WeakMap<Statement, { readonly uri: string; readonly run: Execute }>();
  /** Files that were asked for and are still being read. */
  readonly pending = new Set<string>();
  /** Everything that was asked for since the analysis began, with its version; absent ones included. */
  readonly dependencies = new Map<string, string | number>();
  /** sys.modules */
  readonly table = new Dict();

  constructor(options: ModuleOptions) {
    this.options = options;
    for (const native of options.natives) {
      const names = native.python === undefined ? [] : native.python.names;
      if (names !== undefined) this.tables.set(native.name, this.withPython(native, names));
    }
  }

  /** Forgets modules whose texts have changed. To be called before an analysis. */
  refresh(): void {
    this.running.length = 0;
    this.pending.clear();
    this.missed.clear();
    this.lookedInto.clear();
    this.dependencies.clear();
    this.options.resolver.forget();
    this.analyses++;
    for (const file of [...this.files.values()]) {
      const fresh = [...file.dependencies].every(([other, version]) => this.versionOf(other) === version);
      if (!fresh || file.state !== "done") this.drop(file);
    }
  }

  /** Forgets the modules that were not looked at for longest, where there are too many. */
  private shed(): void {
    const kept = this.options.mostText ?? MOST_TEXT;
    let size = 0;
    for (const { text } of this.files.values()) size += text.length;
    if (size <= kept) return;
    // What a module was made from is in use as long as the module is.
    for (const { dependencies, used } of this.files.values())
      for (const uri of dependencies.keys()) {
        const other = this.files.get(uri);
        if (other !== undefined) other.used = Math.max(other.used, used);
      }
    for (const file of [...this.files.values()].sort((a, b) => a.used - b.used)) {
      if (size <= kept || file.used === this.analyses) break;
      if (this.files.get(file.uri) !== file) continue;
      this.drop(file);
      size = 0;
      for (const { text } of this.files.values()) size += text.length;
    }
  }

  /** Lets go of the file that was edited, and of what was made from it. To be called after an analysis. */
  finish(): void {
    this.lookedInto.clear();
    for (const file of [...this.files.values()])
      if (file.version === EDITED || file.state === "running") this.drop(file);
    this.shed();
  }

  /** Forgets a module, those whose objects it changed as it ran, and those that hold something of it. */
  private drop(file: ModuleFile): void {
    if (file.stale) return;
    file.stale = true;
    if (this.files.get(file.uri) === file) this.files.delete(file.uri);
    this.byValue.delete(file.value);
    if (file.epoch !== null) this.owners.delete(file.epoch);
    if (this.table.entries.get(file.name) === file.value) this.table.entries.delete(file.name);
    if (file.state === "new") return;
    for (const other of file.wroteTo) this.drop(other);
    for (const other of [...this.files.values()]) if (other.dependencies.has(file.uri)) this.drop(other);
  }

  private versionOf(uri: string): string | number {
    const answer = this.options.resolver.read(uri);
    return typeof answer === "string" ? answer : answer.version;
  }

  /** Reads a file and notes that the running modules depend on it. */
  private read(uri: string): FileAnswer {
    const answer = this.options.resolver.read(uri);
    if (isLibraryUri(uri)) return answer;
    const version = typeof answer === "string" ? answer : answer.version;
    if (answer === "pending") this.pending.add(uri);
    this.dependencies.set(uri, version);
    for (const file of this.running) file.dependencies.set(uri, version);
    return answer;
  }

  /** The module of a file; null where it is absent, Unknown while it is pending. */
  file(uri: string): ModuleFile | Unknown | null {
    const known = this.files.get(uri);
    if (known !== undefined && !known.stale) {
      known.used = this.analyses;
      for (const file of this.running)
        for (const [other, version] of known.dependencies) file.dependencies.set(other, version);
      for (const [other, version] of known.dependencies) this.dependencies.set(other, version);
      return known;
    }
    const answer = this.read(uri);
    if (answer === "absent") return null;
    const name = moduleNameOf(uri, (other) => this.read(other) !== "absent");
    if (answer === "pending") return new Unknown(message("pythonModulePending", { name }));
    const file: ModuleFile = new ModuleFile(uri, name, answer, (wanted) => this.missing(file, wanted));
    file.used = this.analyses;
    file.dependencies.set(uri, answer.version);
    this.files.set(uri, file);
    this.byValue.set(file.value, file);
    return file;
  }

  /** The file that is being edited: run afresh in every analysis, as `__main__`. */
  edited(uri: string, text: string): ModuleFile {
    const known = this.files.get(uri);
    const name = moduleNameOf(uri, (other) => this.read(other) !== "absent");
    // It may have run as a module that others import: now it runs again, from its own text.
    if (known !== undefined) this.drop(known);
    const file: ModuleFile = new ModuleFile(uri, name, { text, version: EDITED }, (wanted) =>
      this.missing(file, wanted),
    );
    file.value.namespace.entries.set("__name__", "__main__");
    // Whoever imports it is made from this text, and goes with it.
    file.dependencies.set(uri, EDITED);
    this.files.set(uri, file);
    this.byValue.set(file.value, file);
    return file;
  }

  /** What is known of the module that a value is. */
  ofValue(module: ModuleValue): ModuleFile | undefined {
    return this.byValue.get(module);
  }

  treeOf(file: ModuleFile): Tree {
    file.tree ??= this.options.parse(file.text, file.uri);
    return file.tree;
  }

  // ---- Running

  /** Runs the module, unless it has run or is running. */
  ensure(file: ModuleFile): ModuleValue {
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
    this.owners.set(file.epoch, file);
    let entangled = false;
    const listener = heap.onEntangled;
    const foreign = heap.onForeignWrite;
    heap.onForeignWrite = (epoch) => {
      const owner = this.owners.get(epoch);
      if (owner !== undefined && owner !== file) file.wroteTo.add(owner);
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
    this.running.push(file);
    this.table.entries.set(file.name, file.value);
    const isMain = file.value.namespace.entries.get("__name__") === "__main__";
    if (isMain) this.table.entries.set("__main__", file.value);
    const tree = this.treeOf(file);
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
    this.running.pop();
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

  // ---- Finding

  importFrom(request: ImportRequest): Value | undefined {
    const source = this.locateModule(request) ?? this.folderOf(request);
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
    const part = source.value === request.from ? this.submodule(source, request.name) : null;
    if (part !== null) return part instanceof Unknown ? part : this.moduleReference(part);
    if (request.guarded && this.locate(source, request.name, 0) === null) return this.nameMissing(request);
    return this.nameReference(source, request.name);
  }

  /** A module by its name, as `import_module` gives it. */
  importModule(name: string): Result {
    const source = this.absolute(name, null);
    if (source instanceof Unknown || source instanceof ModuleValue) return source;
    if (source !== null) return this.ensure(source);
    const { machine } = this.options;
    if (wouldCatch(machine, "ImportError", "ModuleNotFoundError", "Exception"))
      return machine.raise("ModuleNotFoundError", `No module named '${name}'`);
    return new Unknown(message("pythonModuleMissing", { name }));
  }

  /** The text of a file that lies beside a module's own; what it was made from goes with it. */
  dataFile(module: string, resource: string): string | Unknown {
    const value = this.table.entries.get(module);
    const uri = value instanceof ModuleValue ? value.uri : null;
    if (uri === null) return new Unknown(message("pythonModuleMissing", { name: module }));
    const answer = this.read(`${uri.slice(0, uri.lastIndexOf("/"))}/${resource}`);
    if (typeof answer !== "string") return answer.text;
    return new Unknown(message(answer === "pending" ? "pythonFilePending" : "pythonFileMissing", { name: resource }));
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

  /**
   * A file that a program opens: beside the module that opens it, or from where imports are looked up, as the folder that
   * the program is started in is not known.
   */
  readText(path: string, from: ModuleValue | null): string | Unknown | null {
    for (const uri of this.filesNamed(path, from)) {
      const answer = this.read(uri);
      if (answer === "pending") return new Unknown(message("pythonFilePending", { name: path }));
      if (answer !== "absent") return answer.text;
    }
    return null;
  }

  /** The module of a file that a program names by its path; null: there is none. */
  importFile(path: string, from: ModuleValue | null): Result | null {
    for (const uri of this.filesNamed(path, from)) {
      const file = this.file(uri);
      if (file !== null) return file instanceof Unknown ? file : this.ensure(file);
    }
    return null;
  }

  /** Where a file may lie that a module names: beside it, or in a folder that imports are looked up in. */
  private filesNamed(path: string, from: ModuleValue | null): readonly string[] {
    const exists = (uri: string): boolean => this.read(uri) !== "absent";
    const own = from?.uri ?? this.running[0]?.value.uri ?? null;
    const roots = this.options.resolver.roots(own, exists);
    const beside = own === null ? [] : [own.slice(0, own.lastIndexOf("/"))];
    return this.options.resolver.filesNamed(path, [...beside, ...roots]);
  }

  /** A table with further names, which its Python text defines. */
  private withPython(table: NativeModule, names: readonly string[]): NativeModule {
    if (names.length === 0) return table;
    const rows = names.map((name) => [name, () => this.fromLibrary(table.name, name)] as const);
    return { ...table, attributes: { ...table.attributes, ...Object.fromEntries(rows) } };
  }

  private fromLibrary(module: string, name: string): Value {
    const file = this.file(libraryUri(module));
    return file instanceof ModuleFile
      ? this.nameReference(file, name)
      : new Unknown(message("pythonModuleMissing", { name: module }));
  }

  private libraryModule(name: string): Reference | undefined {
    const file = this.file(libraryUri(name));
    return file instanceof ModuleFile ? this.moduleReference(file) : undefined;
  }

  private moduleReference(file: ModuleFile): Reference {
    return new Reference(file.name, null, () => {
      if (!file.stale) return this.ensure(file);
      const again = this.file(file.uri);
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
      // Two modules that take the name from each other: neither makes it.
      if (looking) return new Unknown(message("pythonAttributeMissing", { name, owner: file.name }));
      if (value !== undefined && owner !== null && !owner.stale && owner.state === "done") return value;
      if (current.stale) {
        const again = this.file(current.uri);
        if (again instanceof ModuleFile) current = again;
      }
      const found = this.locate(current, name, 0);
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

  /** Where a name of a module is really made: followed through `from … import` at its top level, nothing being run. */
  private locate(file: ModuleFile, name: string, depth: number): Located | Unknown | null {
    const key = `${file.uri} ${name}`;
    // A module may take a name from the package that takes everything from it: it is made elsewhere.
    if (this.locating.has(key)) return null;
    this.locating.add(key);
    const found = this.locateIn(file, name, depth);
    this.locating.delete(key);
    return found;
  }

  /** What `locate` is looking for, outermost first. */
  private readonly locating = new Set<string>();

  private locateIn(file: ModuleFile, name: string, depth: number): Located | Unknown | null {
    const bound = file.state === "new" ? undefined : file.value.namespace.entries.get(name);
    // `from . import part` in a package's own file binds a name that refers to itself until the part is found.
    const refersToItself = bound instanceof Reference && bound.module === file.name && bound.name === name;
    if (bound !== undefined && !refersToItself) return { module: file, name };
    if (depth > MAX_REEXPORTS) return { module: file, name };
    const statement = lastBinding(this.treeOf(file).body, name);
    if (statement?.kind === "ImportFrom") {
      const alias = statement.names.find((item) => (item.asname ?? item.name) === name);
      const request = {
        from: file.value,
        module: statement.module ?? "",
        level: statement.level,
        name: null,
        guarded: false,
      };
      const source = this.locateModule(request);
      if (alias !== undefined && source instanceof ModuleFile && source !== file) {
        if (this.locating.has(`${source.uri} ${alias.name}`)) return null;
        return this.locate(source, alias.name, depth + 1) ?? { module: file, name };
      }
      if (source !== file) return { module: file, name };
    } else if (statement !== null) return { module: file, name };
    const starred = this.locateStarred(file, name, depth);
    if (starred !== null) return starred;
    const submodule = this.submodule(file, name);
    if (submodule !== null) return submodule instanceof Unknown ? submodule : { module: submodule, name: null };
    return mayBind(this.treeOf(file).body, name) ? { module: file, name } : null;
  }

  private locateStarred(file: ModuleFile, name: string, depth: number): Located | Unknown | null {
    const stars = this.treeOf(file).body.filter((item) => item.kind === "ImportFrom" && item.names[0]?.name === "*");
    for (const star of stars.reverse()) {
      if (star.kind !== "ImportFrom") continue;
      const request = { from: file.value, module: star.module ?? "", level: star.level, name: null, guarded: false };
      const source = this.locateModule(request);
      const found = this.exported(source, name, depth);
      if (found !== null) return found;
    }
    return null;
  }

  /** A name that a star import of the module would bring. */
  private exported(source: Source, name: string, depth: number): Located | Unknown | null {
    if (source === null) return null;
    // Only a list of what stars bring has such names in it.
    const isHidden = name.startsWith("_");
    if (isHidden && !(source instanceof ModuleFile && listsName(source.text, name))) return null;
    if (source instanceof Unknown) return source;
    if (source instanceof ModuleValue) {
      const row = this.tables.get(source.name);
      return row !== undefined && Object.hasOwn(row.attributes, name) ? { module: source, name } : null;
    }
    if (!hasWord(source.text, name)) {
      // The word may stand in a module that this one takes everything from.
      return source.text.includes("import *") && depth < MAX_REEXPORTS
        ? this.locateStarred(source, name, depth + 1)
        : null;
    }
    const found = this.locate(source, name, depth + 1);
    return found instanceof Unknown || (found !== null && found.name !== null) ? found : null;
  }

  private locateModule(request: ImportRequest): Source {
    if (request.level === 0) {
      const found = this.absolute(request.module, request.from);
      // A program that does without a package is told that it is not there.
      if (found !== null || request.guarded) return found;
      const name = absentName(request.module);
      return this.native(name) ?? this.file(libraryUri(name));
    }
    const from = request.from.uri;
    if (from === null) return null;
    let folder = from.slice(0, from.lastIndexOf("/"));
    for (let level = 1; level < request.level; level++) folder = folder.slice(0, folder.lastIndexOf("/"));
    if (request.module === "") return this.atPath(folder);
    return this.below(folder, request.module);
  }

  /** What `from folder import part` takes the part from, where the folder has no file of its own. */
  private folderOf(request: ImportRequest): Source {
    const { module, name } = request;
    if (name === null || name === "*") return null;
    const part = this.locateModule({ ...request, module: module === "" ? name : `${module}.${name}`, name: null });
    if (!(part instanceof ModuleFile)) return null;
    this.openFolder(part.uri.replace(/\/[^/]*(?:\/__init__)?\.py$/, ""));
    return this.locateModule(request);
  }

  /** The module of a dotted name below a folder. The folders on the way to it are packages, with or without `__init__.py`. */
  private below(folder: string, name: string): ModuleFile | Unknown | null {
    const found = this.atPath(`${folder}/${name.replace(/\./g, "/")}`);
    if (!(found instanceof ModuleFile)) return found;
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1))
      this.openFolder(`${folder}/${name.slice(0, dot).replace(/\./g, "/")}`);
    return found;
  }

  /** Makes a package of nothing but what lies in it out of a folder without `__init__.py`. */
  private openFolder(folder: string): void {
    const uri = `${folder}/__init__.py`;
    if (this.files.has(uri) || this.read(uri) !== "absent") return;
    const name = moduleNameOf(`${folder}.py`, (other) => this.read(other) !== "absent");
    // An installed package of the same name would come before it: what is not here may be there.
    const file: ModuleFile = new ModuleFile(uri, name, { text: "", version: "absent" }, (wanted) => {
      const found = this.missing(file, wanted);
      if (found !== undefined || wanted.startsWith("__")) return found;
      return new Unknown(message("pythonAttributeMissing", { name: wanted, owner: name }));
    });
    file.used = this.analyses;
    file.dependencies.set(uri, file.version);
    this.files.set(uri, file);
    this.byValue.set(file.value, file);
  }

  private atPath(path: string): ModuleFile | Unknown | null {
    return this.file(`${path}/__init__.py`) ?? this.file(`${path}.py`);
  }

  private absolute(name: string, from: ModuleValue | null): Source {
    const native = this.native(name);
    if (native !== undefined) return native;
    const library = this.file(libraryUri(name));
    if (library !== null) return library;
    const [top = ""] = name.split(".");
    if (this.tables.has(top)) return new Unknown(message("pythonNotModelled", { name }));
    if (this.options.opaque.includes(top)) return new Unknown(message("pythonModuleOpaque", { name }));
    const exists = (uri: string): boolean => this.read(uri) !== "absent";
    for (const root of this.options.resolver.roots(from?.uri ?? null, exists)) {
      const found = this.below(root, name);
      if (found !== null) return found;
    }
    return null;
  }

  native(name: string): ModuleValue | undefined {
    const known = this.natives.get(name);
    if (known !== undefined) return known;
    const table = this.tables.get(name);
    if (table === undefined) return undefined;
    const shown = { ...table, name: name.slice(name.indexOf(":") + 1) };
    const module = makeNativeModule(shown, (submodule) => this.native(submodule) ?? this.libraryModule(submodule));
    this.natives.set(name, module);
    this.table.entries.set(name, module);
    return module;
  }

  private submodule(file: ModuleFile, name: string): ModuleFile | Unknown | null {
    if (!file.uri.endsWith("/__init__.py")) return null;
    return this.atPath(`${file.uri.slice(0, file.uri.lastIndexOf("/"))}/${name}`);
  }

  /** A name that is not in a module's namespace: from its star imports, or a submodule. */
  private missing(file: ModuleFile, name: string): Value | undefined {
    for (const { source } of [...file.stars].reverse()) {
      if (source instanceof Unknown) return source;
      const found = this.exported(source, name, 0);
      if (found !== null) return this.take(file, name, found);
    }
    if (name.startsWith("__")) return undefined;
    const submodule = file.state === "new" ? null : this.submodule(file, name);
    if (submodule === null) return undefined;
    return submodule instanceof Unknown ? submodule : this.ensure(submodule);
  }

  private importStar(request: ImportRequest, source: Source): Value | undefined {
    const importer = this.byValue.get(request.from);
    if (source === null || source instanceof Unknown) {
      const value = this.notFound(request, source);
      if (value instanceof Unknown) importer?.stars.push({ source: value });
      return value;
    }
    importer?.stars.push({ source });
    return null;
  }

  private notFound(request: ImportRequest, source: Unknown | null): Value | undefined {
    const name = ".".repeat(request.level) + request.module;
    const opaque = source !== null && source.because.key !== "pythonNotModelled";
    if (request.guarded && !opaque && source === null) {
      return this.options.machine.raise("ModuleNotFoundError", `No module named '${name}'`);
    }
    const because: Message = message("pythonModuleMissing", { name });
    return source ?? new Unknown(because);
  }

  private nameMissing(request: ImportRequest): Value | undefined {
    const name = request.name ?? "";
    const text = `cannot import name '${name}' from '${request.module}'`;
    if (request.guarded) return this.options.machine.raise("ImportError", text);
    return new Unknown(message("pythonAttributeMissing", { name, owner: request.module }));
  }

  /**
   * An entry of a registry that modules fill as they run: those of the packages seen so far that have not run and whose
   * text has the key in it are run now.
   */
  lateEntry(registry: Dict, key: Key): Value | undefined {
    if (typeof key !== "string" || !/^[\w.:/-]+$/.test(key)) return undefined;
    const owner = this.ownerOf(registry);
    // Nothing has come into sight since the same key was looked for in vain.
    if (owner === undefined || this.missed.get(key) === this.files.size) return undefined;
    // A module asks whether the name of what it defines is taken: no other is run to register the same.
    const asking = this.running.at(-1);
    if (asking !== undefined && outermost(asking) === outermost(owner) && this.definitionsOf(asking).has(key))
      return undefined;
    for (;;) {
      const file = this.deferred(owner, key);
      if (file === undefined) {
        this.missed.set(key, this.files.size);
        return undefined;
      }
      this.ensure(file);
      const found = registry.entries.get(key);
      if (found !== undefined) return found;
    }
  }

  /** The module that made an object as it ran. */
  private ownerOf(object: Dict): ModuleFile | undefined {
    let owner = this.owners.get(object.stamp);
    for (let frame = this.options.machine.heap.frame; frame !== null; frame = frame.parent) {
      const saved = frame.saved.get(object);
      if (saved !== undefined) owner = this.owners.get(saved.stamp) ?? owner;
    }
    return owner;
  }

  /** A module of the owner's package that has not run and whose text has the word in it. */
  private deferred(owner: ModuleFile, word: string): ModuleFile | undefined {
    const root = outermost(owner);
    const near = (file: ModuleFile): boolean => owner.name === root || outermost(file) === root;
    // Packages bring the modules that they import into sight; those may be packages again.
    for (let known = -1; known < this.files.size; ) {
      known = this.files.size;
      for (const file of [...this.files.values()]) {
        if (near(file) && file.uri.endsWith("/__init__.py")) this.lookInto(file);
      }
    }
    return [...this.files.values()].find(
      (file) => file.state === "new" && !file.stale && near(file) && hasWord(file.text, word),
    );
  }

  /** Functions and classes at the top level of a module. */
  private definitionsOf(file: ModuleFile): ReadonlySet<string> {
    if (file.definitions !== null) return file.definitions;
    const names = new Set<string>();
    for (const statement of this.treeOf(file).body)
      if (statement.kind === "FunctionDef" || statement.kind === "ClassDef") names.add(statement.name);
    file.definitions = names;
    return names;
  }

  /** Makes the modules that a module imports known, without running them. */
  private lookInto(file: ModuleFile): void {
    if (this.lookedInto.has(file)) return;
    this.lookedInto.add(file);
    for (const statement of this.treeOf(file).body) {
      if (statement.kind !== "ImportFrom") continue;
      this.locateModule({
        from: file.value,
        module: statement.module ?? "",
        level: statement.level,
        name: null,
        guarded: false,
      });
    }
  }
}

type Source = ModuleFile | ModuleValue | Unknown | null;

/** A name of a module, or the module itself (`name` null). */
interface Located {
  readonly module: ModuleFile | ModuleValue;
  readonly name: string | null;
}

const outermost = ({ name }: ModuleFile): string => name.split(".")[0] ?? "";
