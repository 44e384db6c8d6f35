import type { Module as Tree } from "../syntax/ast.ts";
import type { FileAnswer } from "./resolver.ts";
import { ModuleValue, type Unknown, type Value } from "./value.ts";

export interface StarImport {
  /** The module whose names are taken: a file, a native, or one that is not known. */
  readonly source: ModuleFile | ModuleValue | Unknown;
}

/** A module that is a file: parsed when looked into, run when used. */
export class ModuleFile {
  readonly uri: string;
  readonly name: string;
  readonly text: string;
  readonly version: string | number;
  readonly value: ModuleValue;
  readonly stars: StarImport[] = [];
  /** Files that it was made from, or that would have changed it had they been there. */
  readonly dependencies = new Map<string, string | number>();
  tree: Tree | null = null;
  definitions: ReadonlySet<string> | null = null;
  state: "new" | "running" | "done" = "new";
  /** Its texts have changed since: what refers to it looks again. */
  stale = false;
  /** The journal frame that it ran in: its objects carry the number. */
  epoch: number | null = null;
  /** The analysis that looked at it last. */
  used = 0;
  /** The analysis that used last what it made. */
  taken = 0;
  /** While it runs: the modules that had run before, of which it has used something. */
  takes: Set<ModuleFile> | null = null;
  /** Modules whose objects it changed as it ran (an entry in a registry): they go when it goes. */
  readonly wroteTo = new Set<ModuleFile>();
  /** Modules that changed its objects as they ran. */
  readonly filledBy = new Set<ModuleFile>();
  constructor(
    uri: string,
    name: string,
    answer: Exclude<FileAnswer, string>,
    missing: (name: string) => Value | undefined,
  ) {
    this.uri = uri;
    this.name = name;
    this.text = answer.text;
    this.version = answer.version;
    this.value = new ModuleValue(name, uri, missing);
    const { entries } = this.value.namespace;
    entries.set("__name__", name);
    entries.set("__file__", uri);
    entries.set("__doc__", null);
    entries.set("__package__", uri.endsWith("/__init__.py") ? name : name.slice(0, Math.max(0, name.lastIndexOf("."))));
    if (uri.endsWith("/__init__.py")) entries.set("__path__", uri.slice(0, uri.lastIndexOf("/")));
  }
}
