// Whole-process `summary` of torchvision's resnet50, beside a process that does nothing and one that parses the same file
// with nothing but Node. The processor time is that of all threads from the start of the process to its end.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { rootFolder } from "../../.ci/folders.mjs";
import { median, milliseconds, verdict } from "../statistics.mjs";

const preload = path.join(rootFolder, "bench/cpu.cjs");

/** Runs a Node process and gives its output, its processor time and its wall time in milliseconds. */
async function measured(args) {
  const start = performance.now();
  const child = spawn(process.execPath, ["--require", preload, ...args], {
    stdio: ["ignore", "pipe", "inherit", "pipe"],
    env: { ...process.env, CONVLENS_BENCH: "end", NODE_COMPILE_CACHE: "" },
  });
  let output = "";
  let cpu = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  child.stdio[3].setEncoding("utf8").on("data", (text) => (cpu += text));
  const [code] = await once(child, "close");
  return { code, output, cpu: Number(cpu), wall: performance.now() - start };
}

/** `sources`: the folder that holds the package torchvision. */
export async function summaryFigures(root, sources, repetitions = 15) {
  const file = path.join(sources, "torchvision/models/resnet.py");
  const command = [path.join(root, "dist/cli.js"), "summary", file];
  const options = ["--model", "resnet50()", "--python-path", sources, "--format", "json"];
  const ours = [];
  const empty = [];
  let parameters = null;
  for (let turn = 0; turn < repetitions; turn++) {
    empty.push(await measured(["--eval", "0"]));
    const run = await measured([...command, ...options]);
    if (run.code !== 0) throw new Error(`summary ended with exit code ${run.code}`);
    parameters = JSON.parse(run.output).totals.parameters;
    ours.push(run);
  }
  return {
    cpu: median(ours.map((run) => run.cpu)),
    wall: median(ours.map((run) => run.wall)),
    emptyCpu: median(empty.map((run) => run.cpu)),
    emptyWall: median(empty.map((run) => run.wall)),
    parameters,
    repetitions,
  };
}

export const summaryTable = ({ cpu, wall, emptyCpu, emptyWall, parameters, repetitions }) =>
  [
    `summary of torchvision's resnet50, whole process (${repetitions} runs, medians; ${parameters} parameters)`,
    `  convlens summary   cpu ${milliseconds(cpu)}, wall ${milliseconds(wall)}: ${verdict(cpu, 400)}`,
    `  node that does nothing   cpu ${milliseconds(emptyCpu)}, wall ${milliseconds(emptyWall)}`,
  ].join("\n");
