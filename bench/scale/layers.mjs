// Usage: node bench/scale/layers.mjs
import { fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { rootFolder } from "../../.ci/folders.mjs";

const lengths = [100, 1_000, 10_000, 100_000];

/** In a process of its own, whose stack and young generation are those of the server's evaluating thread. */
export async function layerSection() {
  const outfile = path.join(rootFolder, ".cache/bench", `layers-${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(rootFolder, "bench/scale/layers.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    footer: { js: `process.send(layerFigures(${JSON.stringify(lengths)}, 5));` },
    logLevel: "warning",
  });
  try {
    const child = fork(outfile, { execArgv: ["--stack-size=3900", "--max-semi-space-size=32"] });
    const [figures] = await Promise.race([once(child, "message"), failed(child)]);
    return { figures, table: layerTable(figures) };
  } finally {
    rmSync(outfile);
  }
}

async function failed(child) {
  const [code] = await once(child, "exit");
  throw new Error(`measuring layers ended with code ${code}`);
}

const layerTable = (figures) =>
  [
    "cost of a layer in a generated chain with skips, warm (analysis + summary, the fastest of 5 runs; of 2 from 100,000 layers on)",
    ...figures.map(
      ({ format, layers, rows, analysis, summary }) =>
        `  ${format.padEnd(10)}${String(layers).padStart(7)} layers   ${analysis.toFixed(0)} + ${summary.toFixed(0)} µs${rows < layers ? `; only ${rows} rows` : ""}`,
    ),
  ].join("\n");

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log((await layerSection()).table);
