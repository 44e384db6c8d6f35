// Usage: node bench/scale/layers.mjs
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { withBundle } from "../bundled.mjs";

const lengths = [100, 1_000, 10_000, 100_000];

/** In a process of its own, whose stack and young generation are those of the server's evaluating thread. */
export async function layerSection() {
  const footer = { js: `process.send(layerFigures(${JSON.stringify(lengths)}, 5));` };
  const figures = await withBundle(
    "bench/scale/layers.ts",
    async (file) => {
      const child = fork(file, { execArgv: ["--stack-size=3900", "--max-semi-space-size=32"] });
      const [found] = await Promise.race([once(child, "message"), failed(child)]);
      return found;
    },
    { footer },
  );
  return { figures, table: layerTable(figures) };
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
