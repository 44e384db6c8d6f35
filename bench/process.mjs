import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { rootFolder } from "../.ci/folders.mjs";

const preload = path.join(rootFolder, "bench/cpu.cjs");

/** Runs a Node process and gives its output, its processor time (all threads) and its wall time in milliseconds. */
export async function measured(args) {
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

/** A Node process that does nothing: what the machine makes of a fixed piece of work at this time. */
export const emptyProcess = () => measured(["--eval", "0"]);
