// Where names are made. `from X import a` is followed through re-exports without running the packages in between.
import { message } from "../../messages/index.ts";
import { ModuleFile } from "./moduleFile.ts";
import type { ModuleStore } from "./moduleStore.ts";
import { makeNativeModule, type NativeModule } from "./native.ts";
import { absentName, isLibraryUri, libraryUri, type Resolver } from "./resolver.ts";
import type { ImportRequest } from "./runtime.ts";
import { hasWord, lastBinding, listsName, mayBind } from "./topLevel.ts";
import { ModuleValue, Reference, Unknown } from "./value.ts";

export interface ModuleFinderOptions {
  readonly store: ModuleStore;
  readonly resolver: Resolver;
  /** Modules that are written in tables, by their names. */
  readonly tables: ReadonlyMap<string, NativeModule>;
  /** Packages that are not read even where their files are there. */
  readonly opaque: readonly string[];
  /** A module that runs when it is used. */
  readonly reference: (file: ModuleFile) => Reference;
}

export type Source = ModuleFile | ModuleValue | Unknown | null;

/** A name of a module, or the module itself (`name` null). */
export interface Located {
  readonly module: ModuleFile | ModuleValue;
  readonly name: string | null;
}

const MAX_REEXPORTS = 20;

const isInstalled = (uri: string): boolean => /\/(?:site|dist)-packages\//.test(uri);

/**
 * Packages with tables for which a file of the project may stand: `yaml.py` beside the script. Others are built into the
 * interpreter, are there before the script runs, or are taken by torch itself, which a file of their name would break: a
 * project that has one does not start its scripts beside it.
 */
const mayBeShadowed: ReadonlySet<string> = new Set(
  (
    "addict attr attrs easydict einops functorch fvcore hydra lightning ml_collections munch omegaconf packaging " +
    "pytorch_lightning six yacs yaml configparser getpass html optparse statistics timeit"
  ).split(" "),
);

export class ModuleFinder {
  private readonly options: ModuleFinderOptions;
  private readonly store: ModuleStore;
  private readonly natives = new Map<string, ModuleValue>();

  constructor(options: ModuleFinderOptions) {
    this.options = options;
    this.store = options.store;
  }

  /** Where a name of a module is really made: followed through `from … import` at its top level, nothing being run. */
  locate(file: ModuleFile, name: string, depth: number): Located | Unknown | null {
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
    const statement = lastBinding(this.store.treeOf(file).body, name);
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
    return mayBind(this.store.treeOf(file).body, name) ? { module: file, name } : null;
  }

  private locateStarred(file: ModuleFile, name: string, depth: number): Located | Unknown | null {
    const stars = this.store
      .treeOf(file)
      .body.filter((item) => item.kind === "ImportFrom" && item.names[0]?.name === "*");
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
  exported(source: Source, name: string, depth: number): Located | Unknown | null {
    if (source === null) return null;
    // Only a list of what stars bring has such names in it.
    const isHidden = name.startsWith("_");
    if (isHidden && !(source instanceof ModuleFile && listsName(source.text, name))) return null;
    if (source instanceof Unknown) return source;
    if (source instanceof ModuleValue) {
      const row = this.options.tables.get(source.name);
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

  locateModule(request: ImportRequest): Source {
    if (request.level === 0) {
      const found = this.absolute(request.module, request.from);
      // A program that does without a package is told that it is not there.
      if (found !== null || request.guarded) return found;
      const name = absentName(request.module);
      return this.native(name) ?? this.store.file(libraryUri(name));
    }
    const from = request.from.uri;
    if (from === null) return null;
    let folder = from.slice(0, from.lastIndexOf("/"));
    for (let level = 1; level < request.level; level++) folder = folder.slice(0, folder.lastIndexOf("/"));
    if (request.module === "") return this.atPath(folder);
    return this.below(folder, request.module);
  }

  /**
   * The files of the project that a module's name may mean to a file of it, in the folders of all its scripts; null where it
   * may be a package, or is not known yet.
   */
  sourcesOf(from: ModuleFile, module: string, level: number): readonly ModuleFile[] | null {
    const { resolver, tables, opaque } = this.options;
    const asFile = (source: Source): readonly ModuleFile[] | null =>
      source instanceof ModuleFile && !isInstalled(source.uri) && !isLibraryUri(source.uri) ? [source] : null;
    if (level > 0) return asFile(this.locateModule({ from: from.value, module, level, name: null, guarded: true }));
    const [top = ""] = module.split(".");
    if (tables.has(top) || opaque.includes(top) || this.store.file(libraryUri(module)) !== null) return null;
    const found: ModuleFile[] = [];
    for (const root of resolver.roots(from.uri, (uri) => this.store.read(uri) !== "absent")) {
      const source = this.below(root, module);
      if (source === null) continue;
      const file = asFile(source);
      if (file === null) return null;
      found.push(...file);
    }
    return found.length === 0 ? null : found;
  }

  /** The names in the folder of a package; null: nobody lists it. */
  partsOf(file: ModuleFile): readonly string[] | null {
    const answer = this.store.read(file.uri.slice(0, file.uri.lastIndexOf("/") + 1));
    return typeof answer === "string" ? null : answer.text.split("\n");
  }

  /** What `from folder import part` takes the part from, where the folder has no file of its own. */
  folderOf(request: ImportRequest): Source {
    const { module, name } = request;
    if (name === null || name === "*") return null;
    const part = this.locateModule({ ...request, module: module === "" ? name : `${module}.${name}`, name: null });
    if (!(part instanceof ModuleFile)) return null;
    this.store.openFolder(part.uri.replace(/\/[^/]*(?:\/__init__)?\.py$/, ""));
    return this.locateModule(request);
  }

  /** The module of a dotted name below a folder. The folders on the way to it are packages, with or without `__init__.py`. */
  private below(folder: string, name: string): ModuleFile | Unknown | null {
    const found = this.atPath(`${folder}/${name.replace(/\./g, "/")}`);
    if (!(found instanceof ModuleFile)) return found;
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1))
      this.store.openFolder(`${folder}/${name.slice(0, dot).replace(/\./g, "/")}`);
    return found;
  }

  private atPath(path: string): ModuleFile | Unknown | null {
    return this.store.file(`${path}/__init__.py`) ?? this.store.file(`${path}.py`);
  }

  absolute(name: string, from: ModuleValue | null): Source {
    const [top = ""] = name.split(".");
    const own = mayBeShadowed.has(top) ? this.beside(top, name, from) : null;
    if (own !== null) return own;
    const native = this.native(name);
    if (native !== undefined) return native;
    const library = this.store.file(libraryUri(name));
    if (library !== null) return library;
    if (this.options.tables.has(top)) return new Unknown(message("pythonNotModelled", { name }));
    if (this.options.opaque.includes(top))
      return this.beside(top, name, from) ?? new Unknown(message("pythonModuleOpaque", { name }));
    const exists = (uri: string): boolean => this.store.read(uri) !== "absent";
    for (const root of this.options.resolver.roots(from?.uri ?? null, exists)) {
      const found = this.below(root, name);
      if (found !== null) return found;
    }
    return null;
  }

  /**
   * A module of the project that has the name of a package, in the folder that Python looks into first: that of the script. A
   * file of the package itself is none.
   */
  private beside(top: string, name: string, from: ModuleValue | null): ModuleFile | Unknown | null {
    if (from === null || from.uri === null || from.name.split(".")[0] === top) return null;
    if (isInstalled(from.uri) || isLibraryUri(from.uri)) return null;
    const exists = (uri: string): boolean => this.store.read(uri) !== "absent";
    const [folder] = this.options.resolver.roots(from.uri, exists);
    return folder !== undefined && this.atPath(`${folder}/${top}`) !== null ? this.below(folder, name) : null;
  }

  native(name: string): ModuleValue | undefined {
    const known = this.natives.get(name);
    if (known !== undefined) return known;
    const table = this.options.tables.get(name);
    if (table === undefined) return undefined;
    const shown = { ...table, name: name.slice(name.indexOf(":") + 1) };
    const module = makeNativeModule(shown, (submodule) => this.native(submodule) ?? this.libraryModule(submodule));
    this.natives.set(name, module);
    this.store.table.add(name, module);
    return module;
  }

  private libraryModule(name: string): Reference | undefined {
    const file = this.store.file(libraryUri(name));
    return file instanceof ModuleFile ? this.options.reference(file) : undefined;
  }

  submodule(file: ModuleFile, name: string): ModuleFile | Unknown | null {
    if (!file.uri.endsWith("/__init__.py")) return null;
    return this.atPath(`${file.uri.slice(0, file.uri.lastIndexOf("/"))}/${name}`);
  }
}
