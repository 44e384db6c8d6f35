// Mutated and truncated definition files through the whole analysis, what an editor asks of it (names, completions,
// formatting, folds, hovers, hints, lenses, outline) and what the views do (the area of a unit, the exported graph): no
// throw, no hang, positions inside the file. For each hundred of them a file of a package is analysed after others, and has
// to answer as it does alone.
// Usage: node test/fuzz/run.mjs [COUNT] [--seed NUMBER] [--files PART] [--result FILE]. Default: 2,000 inputs of
// seed 1, from all files; --files takes those with PART in their path.
import { runBundled } from "../support/runBundled.mjs";

await runBundled("test/fuzz/main.ts", "fuzz", ({ runFuzzing }) => runFuzzing(process.argv.slice(2)));
