import { rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { rootFolder } from "../.ci/folders.mjs";

/** Bundles a TypeScript module (a path from the root) into a file of its own and hands that to `use`; then it goes. */
export async function withBundle(entry, use, options = {}) {
  const outfile = path.join(rootFolder, ".cache/bench", `${entry.replace(/\W+/g, "-")}-${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(rootFolder, entry)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
    ...options,
  });
  try {
    return await use(outfile);
  } finally {
    rmSync(outfile);
  }
}

/** The exports of a TypeScript module. */
export const bundled = (entry) => withBundle(entry, (file) => import(pathToFileURL(file).href));
