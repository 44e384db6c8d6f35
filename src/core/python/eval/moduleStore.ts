// The modules that are kept: each file once, with what it was made from. What a module evaluated to is kept while the texts
// that it was made from stay the same, whichever file of a package is edited.
import { message } from "../../messages/index.ts";
import type { Module as Tree } from "../syntax/ast.ts";
import { ModuleFile } from "./moduleFile.ts";
import { type FileAnswer, isLibraryUri, libraryUri, moduleNameOf, type Resolver, replacementName } from "./resolver.ts";
import { Dict, type ModuleValue, Unknown, type Value } from "./value.ts";

export interface ModuleStoreOptions {
  readonly resolver: Resolver;
  readonly parse: (text: string, uri: string) => Tree;
  /** Characters of source whose evaluated modules are kept. */
  readonly mostText?: number | undefined;
  /** A name that is not in the namespace of a module. */
  readonly missing: (file: ModuleFile, name: string) => Value | undefined;
}

/** Characters of source whose evaluated modules are kept; in memory each is about 20 bytes. */
const MOST_TEXT = 5_000_000;

/** The version of a text that no later analysis shares. */
export const EDITED = "edited";

/** Modules stay evaluated when what a program wrote into the table itself is undone. */
class ModuleTable extends Dict {
  private readonly evaluated = new Map<string, ModuleValue>();

  add(name: string, module: ModuleValue): void {
    this.evaluated.set(name, module);
    this.entries.set(name, module);
  }

  remove(name: string, module: ModuleValue): void {
    if (this.evaluated.get(name) === module) this.evaluated.delete(name);
    if (this.entries.get(name) === module) this.entries.delete(name);
  }

  override restore(state: unknown): void {
    super.restore(state);
    for (const [name, module] of this.evaluated) if (!this.entries.has(name)) this.entries.set(name, module);
  }
}

export class ModuleStore {
  private readonly options: ModuleStoreOptions;
  private readonly files = new Map<string, ModuleFile>();
  private readonly byValue = new Map<ModuleValue, ModuleFile>();
  /** Whose objects are those of a journal frame. */
  readonly owners = new Map<number, ModuleFile>();
  /** Modules whose evaluation is on the way, innermost last. */
  readonly running: ModuleFile[] = [];
  private analyses = 0;
  /** Modules that had run before this analysis used them, and whose imports have not been brought into sight. */
  private unopened: ModuleFile[] = [];
  /** How many modules this analysis has come across. */
  size = 0;
  /** Files that were asked for and are still being read. */
  readonly pending = new Set<string>();
  /** Everything that was asked for since the analysis began, with its version; absent ones included. */
  readonly dependencies = new Map<string, string | number>();
  /** sys.modules */
  readonly table = new ModuleTable();

  constructor(options: ModuleStoreOptions) {
    this.options = options;
  }

  /**
   * The modules that this analysis has come across, whether they have run or not: no others, though earlier ones may have left
   * some. Those that had run before it have imported what they would have imported now.
   */
  inSight(): readonly ModuleFile[] {
    for (let opened = this.unopened.pop(); opened !== undefined; opened = this.unopened.pop())
      for (const [uri, version] of opened.dependencies)
        if (uri.endsWith(".py") && version !== "absent" && this.files.get(uri)?.used !== this.analyses) this.file(uri);
    return [...this.files.values()].filter(({ used }) => used === this.analyses).sort(byUri);
  }

  /** Whether what runs now is the statements of a module that others share. */
  get isRunningLibrary(): boolean {
    const last = this.running.at(-1);
    return last !== undefined && last.version !== EDITED;
  }

  /** Forgets modules whose texts have changed. To be called before an analysis. */
  refresh(): void {
    this.running.length = 0;
    this.unopened = [];
    this.size = 0;
    this.pending.clear();
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
    this.table.remove(file.name, file.value);
    if (file.state === "new") return;
    for (const other of file.wroteTo) this.drop(other);
    for (const other of [...this.files.values()]) if (other.dependencies.has(file.uri)) this.drop(other);
  }

  private versionOf(uri: string): string | number {
    const answer = this.options.resolver.read(uri);
    return typeof answer === "string" ? answer : answer.version;
  }

  /** Reads a file and notes that the running modules depend on it. */
  read(uri: string): FileAnswer {
    const answer = this.options.resolver.read(uri);
    if (isLibraryUri(uri)) return answer;
    const version = typeof answer === "string" ? answer : answer.version;
    if (answer === "pending") this.pending.add(uri);
    this.dependencies.set(uri, version);
    for (const file of this.running) file.dependencies.set(uri, version);
    return answer;
  }

  private see(file: ModuleFile): void {
    if (file.used !== this.analyses) this.size++;
    file.used = this.analyses;
  }

  private dependOn({ dependencies }: ModuleFile): void {
    for (const file of this.running) for (const [other, version] of dependencies) file.dependencies.set(other, version);
    for (const [other, version] of dependencies) this.dependencies.set(other, version);
  }

  /** To be called when something is used that a module has made, which has run: as if it ran now. */
  take(file: ModuleFile): void {
    const user = this.running.at(-1)?.takes ?? null;
    if (file.taken === this.analyses && (user === null || user.has(file))) return;
    user?.add(file);
    if (file.taken !== this.analyses) this.unopened.push(file);
    file.taken = this.analyses;
    this.see(file);
    this.dependOn(file);
    // What others have put into a registry of its is found there without their being asked.
    for (const { uri, version, stale } of file.filledBy) if (!stale) this.dependencies.set(uri, version);
  }

  /** The module of a file; null where it is absent, Unknown while it is pending. */
  file(uri: string): ModuleFile | Unknown | null {
    const known = this.files.get(uri);
    if (known !== undefined && !known.stale) {
      this.see(known);
      this.dependOn(known);
      return known;
    }
    const answer = this.read(uri);
    if (answer === "absent") return null;
    const name = moduleNameOf(uri, (other) => this.read(other) !== "absent");
    if (answer === "pending") return new Unknown(message("pythonModulePending", { name }));
    const replacement = libraryUri(replacementName(name));
    if (this.options.resolver.read(replacement) !== "absent") return this.file(replacement);
    const file: ModuleFile = new ModuleFile(uri, name, answer, (wanted) => this.options.missing(file, wanted));
    this.see(file);
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
      this.options.missing(file, wanted),
    );
    this.see(file);
    file.value.namespace.entries.set("__name__", "__main__");
    // Whoever imports it is made from this text, and goes with it.
    file.dependencies.set(uri, EDITED);
    this.files.set(uri, file);
    this.byValue.set(file.value, file);
    return file;
  }

  /** Makes a package of nothing but what lies in it out of a folder without `__init__.py`. */
  openFolder(folder: string): void {
    const uri = `${folder}/__init__.py`;
    if (this.files.has(uri) || this.read(uri) !== "absent") return;
    const name = moduleNameOf(`${folder}.py`, (other) => this.read(other) !== "absent");
    // An installed package of the same name would come before it: what is not here may be there.
    const file: ModuleFile = new ModuleFile(uri, name, { text: "", version: "absent" }, (wanted) => {
      const found = this.options.missing(file, wanted);
      if (found !== undefined || wanted.startsWith("__")) return found;
      return new Unknown(message("pythonAttributeMissing", { name: wanted, owner: name }));
    });
    this.see(file);
    file.dependencies.set(uri, file.version);
    this.files.set(uri, file);
    this.byValue.set(file.value, file);
  }

  /** What is known of the module that a value is. */
  ofValue(module: ModuleValue): ModuleFile | undefined {
    return this.byValue.get(module);
  }

  treeOf(file: ModuleFile): Tree {
    file.tree ??= this.options.parse(file.text, file.uri);
    return file.tree;
  }

  /** Where a file may lie that a module names: beside it, or in a folder that imports are looked up in. */
  filesNamed(path: string, from: ModuleValue | null): readonly string[] {
    const exists = (uri: string): boolean => this.read(uri) !== "absent";
    const own = from?.uri ?? this.running[0]?.value.uri ?? null;
    const roots = this.options.resolver.roots(own, exists);
    const beside = own === null ? [] : [own.slice(0, own.lastIndexOf("/"))];
    return this.options.resolver.filesNamed(path, [...beside, ...roots]);
  }

  /** Where a folder may lie that a module names, each as the file that lists it. */
  foldersNamed(path: string, from: ModuleValue | null): readonly string[] {
    // The folders that are looked in lie in none of them, but what is in them does.
    return this.filesNamed(`${path}/-`, from).map((uri) => uri.slice(0, -1));
  }
}

/** The order in which modules were come across differs with what had run before. */
const byUri = (a: ModuleFile, b: ModuleFile): number => (a.uri < b.uri ? -1 : 1);
