// Compares ConvLens with what the frameworks themselves measured. Usage: npm run conformance -- [SET]... [--all] [--result FILE]
// Sets: torchvision caffe darknet receptive-fields numerics; torchvision:resnet18,vgg16 takes part of one. Default: all of
// them, of each the systems that are promised to be exact; --all takes every truth there is.
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
process.chdir(root);
const outfile = path.join(root, ".cache/tests", `conformance-${process.pid}.mjs`);
await build({
  entryPoints: [path.join(root, "test/conformance/main.ts")],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: "inline",
  packages: "external",
  logLevel: "warning",
});
process.setSourceMapsEnabled(true);
try {
  const { runConformance } = await import(pathToFileURL(outfile).href);
  process.exitCode = await runConformance(process.argv.slice(2));
} finally {
  rmSync(outfile, { force: true });
}
