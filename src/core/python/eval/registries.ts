// Registries that modules fill as they run. A constant string that is looked up in one runs the modules that have not run yet
// and whose text has it: `timm.create_model("…")`.
import type { Expression, Module, Statement } from "../syntax/ast.ts";
import { ModuleFile } from "./moduleFile.ts";
import type { ModuleFinder } from "./moduleFinder.ts";
import type { ModuleStore } from "./moduleStore.ts";
import { parentOf } from "./resolver.ts";
import type { Runtime } from "./runtime.ts";
import { hasWord } from "./topLevel.ts";
import type { Dict, Key, Value } from "./value.ts";
import { writtenOut } from "./writtenOut.ts";

export interface RegistriesOptions {
  readonly machine: Runtime;
  readonly store: ModuleStore;
  readonly finder: ModuleFinder;
  /** Runs a module, unless it has run. */
  readonly ensure: (file: ModuleFile) => void;
}

/** Looking through so many characters for a word costs about as much as a step of a program. */
const charactersPerStep = 2_000;

export class Registries {
  private readonly options: RegistriesOptions;
  private readonly store: ModuleStore;
  /** Packages and keys that no module has registered there, with the number of modules known then. */
  private readonly missed = new Map<string, number>();
  /** Packages whose imports have come into sight in this analysis: those that have not run are forgotten after it. */
  private readonly lookedInto = new Set<ModuleFile>();
  /** Modules whose packages have come into sight. */
  private readonly opened = new Set<ModuleFile>();
  /** By the name of an outermost package: how many modules there were when all in sight had been looked into. */
  private readonly complete = new Map<string, number>();

  /** The outermost packages that a module's text imports, conditions aside. */
  private readonly imported = new WeakMap<ModuleFile, ReadonlySet<string>>();

  /** What is known of dicts that modules write out. */
  private readonly tables = new WeakMap<Dict, readonly string[] | null | undefined>();

  constructor(options: RegistriesOptions) {
    this.options = options;
    this.store = options.store;
  }

  /** To be called before an analysis and after it. */
  forget(): void {
    this.missed.clear();
    this.lookedInto.clear();
    this.opened.clear();
    this.complete.clear();
  }

  /**
   * An entry of a registry that modules fill as they run: those of the packages seen so far that have not run and whose
   * text has the key in it are run now.
   */
  lateEntry(registry: Dict, key: Key): Value | undefined {
    if (typeof key !== "string" || !/^[\w.:/-]+$/.test(key)) return undefined;
    const owner = this.ownerOf(registry);
    if (owner === undefined) return undefined;
    // Nothing has come into sight since the same key was looked for in vain.
    const missed = `${outermost(owner)} ${key}`;
    if (this.missed.get(missed) === this.store.size) return undefined;
    // A module asks whether the name of what it defines is taken: no other is run to register the same.
    const asking = this.store.running.at(-1);
    if (asking !== undefined && outermost(asking) === outermost(owner) && this.definitionsOf(asking).has(key))
      return undefined;
    const table = this.tableNames(owner, registry);
    if (table === undefined) return undefined;
    for (;;) {
      const file = this.deferred(owner, key, table);
      if (file === undefined) {
        this.missed.set(missed, this.store.size);
        return undefined;
      }
      this.options.ensure(file);
      const found = registry.entries.get(key);
      if (found !== undefined) return found;
    }
  }

  /** The module that made an object as it ran. */
  private ownerOf(object: Dict): ModuleFile | undefined {
    let owner = this.store.owners.get(object.stamp);
    for (let frame = this.options.machine.heap.frame; frame !== null; frame = frame.parent) {
      const saved = frame.saved.get(object);
      if (saved !== undefined) owner = this.store.owners.get(saved.stamp) ?? owner;
    }
    return owner;
  }

  /**
   * By which names others have to add to a table that its module writes out; null for other dicts, and where the module itself
   * may add to it for them. Undefined: nobody does.
   */
  private tableNames(owner: ModuleFile, dict: Dict): readonly string[] | null | undefined {
    const { entries } = dict;
    if (entries.has("__module__") && entries.has("__qualname__")) return undefined;
    if (!writtenOut.has(dict)) return null;
    const known = this.tables.get(dict);
    if (known !== undefined || this.tables.has(dict)) return known;
    let found: readonly string[] | null | undefined;
    for (const [name, value] of owner.value.namespace.entries)
      if (value === dict && typeof name === "string") found = namesOfTable(this.store.treeOf(owner), owner.text, name);
    this.tables.set(dict, found);
    return found;
  }

  /** A module of the owner's package that has not run and whose text has the word in it, and a name of the table if it has one. */
  private deferred(owner: ModuleFile, word: string, table: readonly string[] | null): ModuleFile | undefined {
    const root = outermost(owner);
    // Packages that import the owner's have their registries in it, or register there.
    let users = this.usersOf(root);
    const near = (file: ModuleFile): boolean => owner.name === root || users.has(outermost(file));
    if (!this.opened.has(owner)) {
      this.opened.add(owner);
      this.openAround(owner);
    }
    const found = (): ModuleFile | undefined => {
      for (const file of this.store.inSight()) {
        if (file.state !== "new" || file.stale || !near(file)) continue;
        // Whoever no longer wants the answer is heard in between.
        this.options.machine.charge(1 + file.text.length / charactersPerStep);
        if (table !== null && !table.some((name) => hasWord(file.text, name))) continue;
        if (mayRegister(file.text, word)) return file;
      }
      return undefined;
    };
    // Packages bring the modules that they import into sight; those may be packages again.
    while (this.complete.get(root) !== this.store.size) {
      this.complete.set(root, this.store.size);
      users = this.usersOf(root);
      for (const file of this.store.inSight()) if (near(file) && file.uri.endsWith("/__init__.py")) this.lookInto(file);
    }
    const first = found();
    // Modules that run ask whether a name is taken: most are not. Whoever builds needs the entry.
    if (first !== undefined || this.store.isRunningLibrary) return first;
    // What has run before this analysis is not run again for what it imports: the answer may not depend on that.
    const size = this.store.size;
    for (let before = -1; before !== this.store.size; ) {
      before = this.store.size;
      users = this.usersOf(root);
      for (const file of this.store.inSight()) if (near(file)) this.lookInto(file);
    }
    return size === this.store.size ? undefined : found();
  }

  /** A package and those of which a module in sight imports it. */
  private usersOf(root: string): ReadonlySet<string> {
    const users = new Set([root]);
    for (const file of this.store.inSight()) {
      let imported = this.imported.get(file);
      if (imported === undefined) {
        imported = new Set(
          Array.from(file.text.matchAll(/^[ \t]*(?:from|import)[ \t]+(\w+)/gm), ([, name = ""]) => name),
        );
        this.imported.set(file, imported);
      }
      if (imported.has(root)) users.add(outermost(file));
    }
    return users;
  }

  /** Brings the packages that a module lies in into sight. */
  private openAround({ uri }: ModuleFile): void {
    for (let folder = parentOf(uri); ; folder = parentOf(folder))
      if (!(this.store.file(`${folder}/__init__.py`) instanceof ModuleFile)) return;
  }

  /** Functions and classes at the top level of a module. */
  private definitionsOf(file: ModuleFile): ReadonlySet<string> {
    if (file.definitions !== null) return file.definitions;
    const names = new Set<string>();
    for (const statement of this.store.treeOf(file).body)
      if (statement.kind === "FunctionDef" || statement.kind === "ClassDef") names.add(statement.name);
    file.definitions = names;
    return names;
  }

  /** Makes the modules that a module imports known, without running them. */
  private lookInto(file: ModuleFile): void {
    if (this.lookedInto.has(file)) return;
    this.lookedInto.add(file);
    for (const statement of importsOf(this.store.treeOf(file).body)) {
      this.options.finder.locateModule({
        from: file.value,
        module: statement.module ?? "",
        level: statement.level,
        name: null,
        guarded: false,
      });
    }
  }
}

/** What a module takes from others as it runs, conditions aside. */
function importsOf(body: readonly Statement[]): readonly Extract<Statement, { kind: "ImportFrom" }>[] {
  return body.flatMap((statement) => {
    switch (statement.kind) {
      case "ImportFrom":
        return [statement];
      case "If":
        return importsOf([...statement.body, ...statement.orelse]);
      case "Try":
        return importsOf([...statement.body, ...statement.orelse, ...statement.finalbody]);
      default:
        return [];
    }
  });
}

/** Whether a text has the word as a string, defines something of that name, or gives it to somebody at its top level. */
function mayRegister(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + word.length)];
    if ((before === '"' || before === "'") && after === before) return true;
    if (/\w/.test(before) || /\w/.test(after)) continue;
    const isHead = before === "\n" || /\n[ \t]*(?:def|class)[ \t]+$/.test(text.slice(Math.max(0, at - 40), at));
    if (isHead && definesHere.test(text.slice(at + word.length, at + word.length + 8))) return true;
    const line = text.slice(text.lastIndexOf("\n", at) + 1, at);
    if ((after === ")" || after === ",") && /^[A-Za-z_][\w.]*\(/.test(line)) return true;
  }
  return false;
}

/** What follows a name that is defined: arguments, bases, a body or a value. */
const definesHere = /^[ \t]*(?:[(:]|=(?!=))/;

/**
 * The names of a table and of the displays of names at module level that it is in; null where code that others may run stores
 * something in it, or gives it to somebody. What the module does to it as it runs is done.
 */
function namesOfTable({ body }: Module, text: string, table: string): readonly string[] | null {
  const names = [table];
  const isName = (node: Expression | undefined): boolean => node?.kind === "Name" && names.includes(node.id);
  for (const statement of body) {
    if (statement.kind === "Assign" && holdsName(statement.value, isName)) {
      const [target, ...more] = statement.targets;
      if (target?.kind !== "Name" || more.length > 0) return null;
      names.push(target.id);
    } else if (statement.kind !== "For" || !(isName(statement.iter) || holdsName(statement.iter, isName))) {
      const code = text.slice(statement.start, statement.end);
      if (mayBeFilled(code, table) || names.some((name) => name !== table && hasWord(code, name))) return null;
    }
  }
  return names;
}

const holdsName = (value: Expression, isName: (node: Expression) => boolean): boolean =>
  (value.kind === "Tuple" || value.kind === "List") && value.elts.some(isName);

/** Whether code stores something in a table by its name, or gives the table to somebody. */
const mayBeFilled = (text: string, name: string): boolean =>
  new RegExp(
    String.raw`\b${name}\s*(?:\[[^\n]*\]\s*=(?!=)|\.(?!get\b|items\b|keys\b|values\b|copy\b)\w)|[(,=]\s*${name}\b(?!\s*[\[.])`,
  ).test(text);

const outermost = ({ name }: ModuleFile): string => name.split(".")[0] ?? "";
