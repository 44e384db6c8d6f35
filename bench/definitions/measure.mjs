// ResNet-152 in prototxt: parsed and analysed in a warm process, and analysed anew in the running server after an edit of one
// character, until fresh hints and diagnostics have arrived. Usage: node bench/definitions/measure.mjs [--prototxt FILE] [--json]
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { rootFolder } from "../../.ci/folders.mjs";
import { bundled } from "../bundled.mjs";
import { BenchClient } from "../server/client.mjs";
import { median, milliseconds, percentile90, verdict } from "../statistics.mjs";

const delay = 150;
/** While it is quiet the server rehearses, for a bounded time; what it uses for that is no edit's. */
const rehearsal = 4_000;

/** `file`: a prototxt of ResNet-152; without one, the text is put together here. */
export async function definitionFigures(root, { file = null, repetitions = 25 } = {}) {
  const { measureAnalysis, resnet152 } = await bundled("bench/definitions/analysis.ts");
  const text = file === null ? resnet152() : readFileSync(file, "utf8");
  const { layers, bytes, cpu, tokens } = measureAnalysis(text);
  const analysis = { repetitions: cpu.length, layers, bytes, cpu: median(cpu), cpu90: percentile90(cpu) };
  return { analysis: { ...analysis, tokens: median(tokens) }, edit: await editFigures(root, text, repetitions) };
}

/** Each edit changes a digit of the first convolution's filters, so that the shapes of a stage change. */
async function editFigures(root, text, repetitions) {
  const uri = "file:///bench/resnet152.prototxt";
  const at = text.indexOf("num_output: 64") + "num_output: ".length;
  const before = text.slice(0, at).split("\n");
  const [line, character] = [before.length - 1, before.at(-1).length];
  const client = await BenchClient.start(root, { analysis: { delay } });
  const runs = [];
  try {
    const first = await client.open(uri, text, null, "prototxt");
    if (first.hints.length === 0) throw new Error("no hints for the text as it is");
    await pause(rehearsal);
    for (let turn = 0; turn < 2 * repetitions; turn++) {
      await pause(50);
      const cpu = await client.cpu();
      const start = performance.now();
      await client.edit(line, character, character + 1, String((turn % 8) + 1));
      const wall = performance.now() - start;
      // Half of the turns warm up.
      if (turn >= repetitions) runs.push({ cpu: (await client.cpu()) - cpu, wall, analysis: client.times.at(-1) });
    }
  } finally {
    await client.stop();
  }
  return {
    repetitions: runs.length,
    cpu: median(runs.map((run) => run.cpu)),
    cpu90: percentile90(runs.map((run) => run.cpu)),
    analysis: median(runs.map((run) => run.analysis)),
    wallWithoutDelay: median(runs.map((run) => run.wall)) - delay,
    delay,
  };
}

export const definitionTable = ({ analysis, edit }) =>
  [
    `ResNet-152 in prototxt (${analysis.layers} layers, ${(analysis.bytes / 1000).toFixed(0)} KB; ${analysis.repetitions} runs, medians)`,
    `  parsed and analysed, cpu   ${milliseconds(analysis.cpu)} (90 %: ${milliseconds(analysis.cpu90)}): ${verdict(analysis.cpu, 25)}`,
    `  its tokens by one regular expression, cpu   ${milliseconds(analysis.tokens)}`,
    `  an edit of one character in the running server, cpu of all threads   ${milliseconds(edit.cpu)} (90 %: ${milliseconds(edit.cpu90)}): ${verdict(edit.cpu, 30)}`,
    `  of that, the evaluating thread's analysis (wall)   ${milliseconds(edit.analysis)}`,
    `  wall, without the pause in typing   ${milliseconds(edit.wallWithoutDelay)}; the pause is ${milliseconds(edit.delay)}`,
  ].join("\n");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf("--prototxt");
  const figures = await definitionFigures(rootFolder, { file: at < 0 ? null : process.argv[at + 1] });
  console.log(process.argv.includes("--json") ? JSON.stringify(figures) : definitionTable(figures));
}
