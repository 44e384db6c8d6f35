// Re-analysis of torchvision's resnet.py in the running server, resnet152 shown: each repetition changes a digit inside
// `Bottleneck` so that shapes change and the text is one never seen before. Measured is the processor time of all threads
// of the server from the edit until fresh hints and fresh diagnostics have arrived; the pause in typing is printed apart.
// A process that does nothing, run between the edits, says what pace the machine has at the time.
// Each answer is compared with that of a server that has seen nothing but the same text.
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { emptyProcess } from "../process.mjs";
import { median, milliseconds, percentile90, verdict } from "../statistics.mjs";
import { BenchClient } from "./client.mjs";

const model = "resnet152()";
const delay = 150;
/** Milliseconds of reading before the first edit: the server rehearses meanwhile, once, for a bounded time. */
const rehearsal = 4_000;

/** `sources`: the folder that holds the package torchvision. */
export async function serverFigures(root, sources, { repetitions = 25, compared = repetitions } = {}) {
  const file = path.join(sources, "torchvision/models/resnet.py");
  const uri = pathToFileURL(file).href;
  const settings = { analysis: { delay }, python: { searchPaths: [pathToFileURL(sources).href] } };
  const original = readFileSync(file, "utf8");
  const place = digitsIn(original);
  const client = await BenchClient.start(root, settings);
  const runs = [];
  const empty = [];
  try {
    const first = await client.open(uri, original, model);
    if (first.hints.length === 0) throw new Error("no hints for the text as it is");
    await client.quiet();
    await pause(rehearsal);
    let previous = "64";
    for (const digits of widths(repetitions)) {
      await client.quiet();
      const before = await client.cpu();
      const start = performance.now();
      const answer = await client.edit(place.line, place.character, place.character + previous.length, digits);
      const wall = performance.now() - start;
      runs.push({ digits, cpu: (await client.cpu()) - before, wall, analysis: client.times.at(-1), answer });
      previous = digits;
      if (runs.length % 3 === 0) empty.push((await emptyProcess()).cpu);
    }
  } finally {
    await client.stop();
  }
  let differences = 0;
  for (const { digits, answer } of runs.slice(0, compared)) {
    const cold = await coldAnswer(root, settings, uri, place.replace(digits));
    if (!isSame(cold, answer)) differences++;
  }
  return {
    repetitions: runs.length,
    cpu: median(runs.map(({ cpu }) => cpu)),
    empty: median(empty),
    cpu90: percentile90(runs.map(({ cpu }) => cpu)),
    wallWithoutDelay: median(runs.map(({ wall }) => wall)) - delay,
    analysis: median(runs.map(({ analysis }) => analysis)),
    delay,
    compared: Math.min(compared, runs.length),
    differences,
    distinct: new Set(runs.map(({ answer }) => JSON.stringify(answer.hints))).size,
  };
}

async function coldAnswer(root, settings, uri, text) {
  const client = await BenchClient.start(root, settings);
  try {
    return await client.open(uri, text, model);
  } finally {
    await client.stop();
  }
}

/**
 * Whether an answer says what a cold server says. On lines where the shown model does not come, the running server has
 * hints of the file's other models, which a cold one has not looked at yet.
 */
function isSame(cold, answer) {
  const lines = new Set(cold.hints.map(({ position }) => position.line));
  const hints = answer.hints.filter(({ position }) => lines.has(position.line));
  return isDeepStrictEqual(cold.diagnostics, answer.diagnostics) && isDeepStrictEqual(cold.hints, hints);
}

/** The digits of `base_width / 64.0` in `Bottleneck`: they set the width of the middle convolution. */
function digitsIn(text) {
  const from = text.indexOf("class Bottleneck");
  const at = text.indexOf("64.0", from);
  if (from < 0 || at < 0) throw new Error("Bottleneck is not as expected");
  const before = text.slice(0, at).split("\n");
  return {
    line: before.length - 1,
    character: before.at(-1).length,
    replace: (digits) => text.slice(0, at) + digits + text.slice(at + 2),
  };
}

/** Two-digit numbers other than 64, each once, each with one digit changed against the one before. */
function widths(count) {
  const path = [];
  for (let tens = 1; tens <= 9; tens++) {
    const row = Array.from({ length: 10 }, (_, ones) => tens * 10 + ones);
    path.push(...(tens % 2 === 1 ? row : row.reverse()));
  }
  return path
    .filter((width) => width !== 64)
    .slice(0, count)
    .map(String);
}

export const serverTable = (figures) =>
  [
    `re-analysis of resnet.py (resnet152) after an edit, in the running server (${figures.repetitions} edits, medians)`,
    `  cpu of all threads until hints and diagnostics are fresh   ${milliseconds(figures.cpu)} (90 %: ${milliseconds(figures.cpu90)}): ${verdict(figures.cpu, 15)}`,
    `  node that does nothing, between the edits   ${milliseconds(figures.empty)}: an edit costs ${(figures.cpu / figures.empty).toFixed(2)} of it`,
    `  of that, the evaluating thread's analysis (wall)   ${milliseconds(figures.analysis)}`,
    `  wall, without the pause in typing   ${milliseconds(figures.wallWithoutDelay)}; the pause is ${milliseconds(figures.delay)}`,
    `  answers equal to a cold server's: ${figures.compared - figures.differences} of ${figures.compared}; distinct answers: ${figures.distinct}`,
  ].join("\n");
