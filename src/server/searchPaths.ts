/**
 * Folders as users write them, as URIs: a URI as it is, an absolute path in the file system of the workspace, a relative
 * one (or `${workspaceFolder}/…`) below each of its roots.
 */
export function searchPathUris(paths: readonly string[], roots: readonly string[]): readonly string[] {
  const uris = paths.flatMap((path) => urisOf(path.trim(), roots));
  return [...new Set(uris.map((uri) => uri.replace(/\/+$/, "")))];
}

function urisOf(path: string, roots: readonly string[]): readonly string[] {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return [path];
  const slashes = path.replace(/\\/g, "/");
  // `C:/libraries` is written `file:///c%3A/libraries`, as editors do.
  const drive = /^([a-z]):\/(.*)$/i.exec(slashes);
  if (drive) return [`file:///${drive[1]?.toLowerCase()}%3A/${encodePath(drive[2] ?? "")}`];
  if (slashes.startsWith("/")) return [`${fileSystemOf(roots[0])}${encodePath(slashes)}`];
  const relative = slashes.replace(/^\$\{workspaceFolder\}\/?/, "").replace(/^(?:\.\/)+/, "");
  return roots.map((root) => `${root.replace(/\/+$/, "")}/${encodePath(relative)}`);
}

const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** The scheme and authority that absolute paths belong to: `vscode-vfs://github`. */
const fileSystemOf = (root: string | undefined): string =>
  /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(root ?? "")?.[0] ?? "file://";
