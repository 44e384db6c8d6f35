// Which file a module is. Files are named by URI; core reads none itself.

/** What a file provider answers. `version` changes when the text does. */
export type FileAnswer = { readonly text: string; readonly version: string | number } | "absent" | "pending";

export interface FileProvider {
  read(uri: string): FileAnswer;
}

const scheme = "python-library:/";

/** The made-up file of a module that ConvLens itself writes in Python. */
export const libraryUri = (name: string): string => `${scheme}${name}.py`;

/** The module that stands for one of a package that is not installed. */
export const absentName = (name: string): string => `absent:${name}`;

/** Whether a made-up file stands for a package that is not installed. */
export const isAbsentUri = (uri: string): boolean => uri.startsWith(`${scheme}${absentName("")}`);

/** The module that stands for one of a package that is installed: what it does there is not read. */
export const replacementName = (name: string): string => `installed:${name}`;

export const isLibraryUri = (uri: string): boolean => uri.startsWith(scheme);

export interface ResolverOptions {
  readonly files: FileProvider;
  /** Folders of the workspace, as URIs without a slash at the end. */
  readonly workspaceRoots: readonly string[];
  /** Folders that imports are looked up in after the workspace (`site-packages`). */
  readonly searchPaths: readonly string[];
  /** Texts of modules that ConvLens itself writes in Python, by URI. */
  readonly library: ReadonlyMap<string, string>;
}

/** Folders above a file that are looked into where no workspace folder says where the project begins. */
const MAX_ANCESTORS = 4;

export class Resolver {
  private readonly options: ResolverOptions;
  private answers = new Map<string, FileAnswer>();
  constructor(options: ResolverOptions) {
    this.options = options;
  }

  read(uri: string): FileAnswer {
    const own = this.options.library.get(uri);
    if (own !== undefined) return { text: own, version: "library" };
    if (isLibraryUri(uri)) return "absent";
    let answer = this.answers.get(uri);
    if (answer === undefined) {
      answer = this.options.files.read(uri);
      this.answers.set(uri, answer);
    }
    return answer;
  }

  /** Answers are kept for one analysis. */
  forget(): void {
    this.answers = new Map();
  }

  /** Folders that an absolute import from the file is looked up in, in order. */
  roots(from: string | null, exists: (uri: string) => boolean): readonly string[] {
    const { workspaceRoots, searchPaths } = this.options;
    const roots = from === null ? [] : this.around(this.placeOf(from), exists);
    return [...new Set([...roots, ...workspaceRoots, ...searchPaths])];
  }

  /**
   * Where a text lies to which an editor gives a scheme of its own (a cell of a notebook): its path says in which folder of
   * the workspace.
   */
  private placeOf(uri: string): string {
    const { workspaceRoots } = this.options;
    const path = pathOf(uri);
    if (workspaceRoots.some((root) => uri.startsWith(`${root}/`))) return uri;
    const root = workspaceRoots.find((folder) => path.startsWith(`${pathOf(folder)}/`));
    return root === undefined ? uri : root + path.slice(pathOf(root).length);
  }

  /** Where a file of this path may lie, in order; nowhere outside the folders. */
  filesNamed(path: string, folders: readonly string[]): readonly string[] {
    const scheme = /^[a-z][\w+.-]*:\/\//i;
    const inside = (uri: string | null): uri is string => folders.some((folder) => uri?.startsWith(`${folder}/`));
    const prefix = folders.map((folder) => scheme.exec(folder)?.[0]).find((found) => found !== undefined) ?? "file://";
    if (scheme.test(path)) return [tidied(path)].filter(inside);
    if (path.startsWith("/")) return [tidied(`${prefix}${path}`)].filter(inside);
    return [...new Set(folders.map((folder) => tidied(`${folder}/${path}`)))].filter(inside);
  }

  /** The folder that holds the file's outermost package, and the ones above it as far as the project goes. */
  private around(from: string, exists: (uri: string) => boolean): string[] {
    let folder = parentOf(from);
    // Scripts are started in folders of packages too: what lies beside them is looked at last.
    const inner: string[] = [];
    while (folder !== "" && exists(`${folder}/__init__.py`)) {
      inner.push(folder);
      folder = parentOf(folder);
    }
    const { workspaceRoots, searchPaths } = this.options;
    if (searchPaths.some((path) => folder === path || folder.startsWith(`${path}/`))) return [folder];
    const root = workspaceRoots.find((candidate) => folder === candidate || folder.startsWith(`${candidate}/`));
    const folders = [folder];
    for (let up = 0; up < MAX_ANCESTORS || root !== undefined; up++) {
      if (folder === root) break;
      folder = parentOf(folder);
      if (folder === "" || folder.endsWith("/") || folder.endsWith(":")) break;
      folders.push(folder);
    }
    return [...folders, ...inner.toReversed()];
  }
}

/** Without `.` and `..`; null where they lead out of everything. */
function tidied(uri: string): string | null {
  const start = uri.indexOf("://") + 3;
  const parts: string[] = [];
  for (const [index, part] of uri.slice(start).split("/").entries()) {
    if (part === "..") {
      if (parts.pop() === undefined) return null;
    } else if (part !== "." && (part !== "" || index === 0)) parts.push(part);
  }
  return uri.slice(0, start) + parts.join("/");
}

/** Without scheme, authority, query and fragment. */
const pathOf = (uri: string): string => uri.replace(/^[a-z][\w+.-]*:(?:\/\/[^/]*)?/i, "").replace(/[?#].*$/s, "");

/** The folder that a file or folder lies in; "" where there is none. */
export const parentOf = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf("/")));

/** The dotted name of a file, counted from its outermost package. */
export function moduleNameOf(uri: string, exists: (uri: string) => boolean): string {
  const file = uri.slice(uri.lastIndexOf("/") + 1).replace(/\.py$/, "");
  const names = file === "__init__" ? [] : [file];
  for (let folder = parentOf(uri); folder !== "" && exists(`${folder}/__init__.py`); folder = parentOf(folder)) {
    names.unshift(folder.slice(folder.lastIndexOf("/") + 1));
  }
  return names.length === 0 ? file : names.join(".");
}
