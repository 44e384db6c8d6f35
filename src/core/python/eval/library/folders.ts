// Names in folders of the project: `glob`, `os.listdir`, `Path.glob`. Python gives them in the order of the disk, which is
// no order; here they are sorted. Of folders that cannot be listed nothing is known.
import { message } from "../../../messages/index.ts";
import { type Machine, type NativeModule, native } from "../native.ts";
import { asString } from "../numbers.ts";
import { IteratorValue, List, type Result, stop, Unknown, type Value } from "../value.ts";

/** Folders that one pattern may look into: a project has hundreds, a data set beside it more than anybody waits for. */
const mostFolders = 2_000;

/** What is in a folder, sorted, folders with a slash at their ends. */
export function namesIn(machine: Machine, folder: string): readonly string[] | Unknown {
  const names = machine.listFolder(folder);
  if (names === null) return new Unknown(message("pythonEnvironment"));
  if (names instanceof Unknown) return names;
  return machine.charge(names.length) ? names : machine.outOfBudget();
}

export const bareName = (name: string): string => (name.endsWith("/") ? name.slice(0, -1) : name);

/** Paths that a pattern of `glob` matches. `**` takes any number of folders where `recursive`, else it is `*`. */
export function pathsMatching(machine: Machine, pattern: string, recursive: boolean): readonly string[] | Unknown {
  const parts = pattern.split("/");
  let folders = 0;
  const found = new Set<string>();
  /** `path` ends with a slash, or is empty. */
  const walk = (path: string, index: number): Unknown | null => {
    const part = parts[index] ?? "";
    const isLast = index === parts.length - 1;
    if (!isLast && !isPattern(part)) return walk(`${path}${part}/`, index + 1);
    if (++folders > mostFolders) return machine.outOfBudget();
    const names = namesIn(machine, path === "" ? "." : path);
    if (names instanceof Unknown) return names;
    const isDeep = recursive && part === "**";
    if (isDeep && !isLast) {
      const none = walk(path, index + 1);
      if (none !== null) return none;
    }
    if (isDeep && isLast && path !== "") found.add(path);
    for (const name of names) {
      if (isDeep ? name.startsWith(".") : !matches(part, bareName(name))) continue;
      const isFolder = name.endsWith("/");
      const lost = isDeep && isFolder ? walk(path + name, index) : null;
      if (lost !== null) return lost;
      if (isLast) {
        if (!isDeep || !isFolder) found.add(path + bareName(name));
      } else if (!isDeep && isFolder) {
        const deeper = walk(path + name, index + 1);
        if (deeper !== null) return deeper;
      }
    }
    return null;
  };
  return walk("", 0) ?? [...found];
}

const isPattern = (part: string): boolean => /[*?[]/.test(part);

/** One part of a pattern as `fnmatch` reads it. Names that begin with a dot are matched by a dot only. */
function matches(pattern: string, name: string): boolean {
  if (!isPattern(pattern)) return pattern === name;
  if (name.startsWith(".") && !pattern.startsWith(".")) return false;
  // Stars in a row say no more than one, and would take long to say it.
  const text = pattern.replace(/\*+/g, "*");
  let source = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    const end = character === "[" ? text.indexOf("]", at + (/^\[!?\]/.test(text.slice(at)) ? 3 : 1)) : -1;
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else if (end > 0) {
      const set = text.slice(at + 1, end).replace(/[\\\]^]/g, "\\$&");
      source += `[${set.replace(/^!/, "^")}]`;
      at = end;
    } else source += character.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
  }
  try {
    return new RegExp(`^${source}$`, "s").test(name);
  } catch {
    return false;
  }
}

/** The paths that a call of `glob` gives. */
function globbed(machine: Machine, pattern: Value, recursive: Value): readonly string[] | Unknown | undefined {
  if (pattern instanceof Unknown) return pattern;
  const text = machine.str(pattern);
  return typeof text === "string" ? pathsMatching(machine, text, recursive === true) : text;
}

const globParameters = "pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False";

/** `root_dir` is rare: what it leads to is not looked for. */
const globFunction = (name: string, give: (paths: readonly string[]) => Value): Value =>
  native(name, globParameters, (machine, [pattern = null, root = null, , recursive = null]): Result => {
    if (root !== null) return new Unknown(message("pythonEnvironment"));
    const paths = globbed(machine, pattern, recursive);
    return paths === undefined || paths instanceof Unknown ? paths : give(paths);
  });

const iteratorOver = (paths: readonly string[]): IteratorValue => {
  let at = 0;
  return new IteratorValue("generator", () => paths[at++] ?? stop);
};

export const globModule: NativeModule = {
  name: "glob",
  attributes: {
    glob: globFunction("glob", (paths) => new List([...paths])),
    iglob: globFunction("iglob", iteratorOver),
    escape: native("escape", "pathname", (_machine, [path = null]) =>
      path instanceof Unknown ? path : (asString(path) ?? "").replace(/[*?[]/g, "[$&]"),
    ),
  },
};

/** `os.listdir(path)` */
export const listFolder = native("listdir", "path='.'", (machine, [path = null]): Result => {
  const text = path instanceof Unknown ? path : machine.str(path);
  if (typeof text !== "string") return text;
  const names = namesIn(machine, text);
  return names instanceof Unknown ? names : new List(names.map(bareName));
});
