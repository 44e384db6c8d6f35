import { opendirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { FileContent } from "../core/ir/index.ts";
import { folderText } from "../core/project/folderText.ts";
import { createFormats } from "../core/project/formats.ts";
import { createEvaluation } from "./evaluate.ts";
import { slots, type ToEvaluation } from "./evaluation.ts";
import { garbageCollector } from "./garbage.node.ts";
import type { WorkerStart } from "./thread.node.ts";

const { shared, questions } = workerData as WorkerStart;
const flags = new Int32Array(shared);
/** A text that somebody imports is written by hand; what is larger is data. */
const largestFile = 8 * 1024 * 1024;
/** Milliseconds between two looks at the disk for files that no watcher reports: installed packages. */
const timeBetweenLooks = 2_000;

let answered = 0;
let lastLook = 0;

const receive = createEvaluation({
  formats: createFormats(),
  read,
  post: (message) => (message.kind === "answer" ? questions : parentPort)?.postMessage(message),
  now: () => performance.now(),
  later: (act, milliseconds) => void setTimeout(act, milliseconds).unref(),
  changes: () => Atomics.load(flags, slots.changes),
  collect: garbageCollector(),
  shouldStop(analysis) {
    if (Atomics.load(flags, slots.questions) !== answered) answerQuestions();
    return Atomics.load(flags, slots.stop) === analysis;
  },
  changedFiles(held) {
    const now = performance.now();
    if (now - lastLook < timeBetweenLooks) return [];
    lastLook = now;
    return [...held].flatMap(([uri, version]) => (uri.startsWith("file:") && versionOf(uri) !== version ? [uri] : []));
  },
});

/** Hovers do not wait for an analysis to end: it looks in here between two steps. */
function answerQuestions(): void {
  answered = Atomics.load(flags, slots.questions);
  for (let next = receiveMessageOnPort(questions); next !== undefined; next = receiveMessageOnPort(questions))
    receive(next.message as ToEvaluation);
}

function read(uri: string): FileContent {
  if (!uri.startsWith("file:")) return { kind: "pending" };
  const version = versionOf(uri);
  if (version === "absent") return { kind: "absent" };
  try {
    if (uri.endsWith("/")) {
      const names = folderText(opendirSync(fileURLToPath(uri)));
      return names === null ? { kind: "absent" } : { kind: "text", text: names, version };
    }
    // A byte order mark is no column of the text: editors do not count it either.
    const text = readFileSync(fileURLToPath(uri), "utf8").replace(/^\uFEFF/, "");
    return { kind: "text", text, version };
  } catch {
    return { kind: "absent" };
  }
}

function versionOf(uri: string): string {
  try {
    const stat = statSync(fileURLToPath(uri), { throwIfNoEntry: false });
    if (uri.endsWith("/")) return stat?.isDirectory() === true ? `${stat.mtimeMs}` : "absent";
    if (stat?.isFile() !== true || stat.size > largestFile) return "absent";
    return `${stat.mtimeMs} ${stat.size}`;
  } catch {
    return "absent";
  }
}

parentPort?.on("message", (message: ToEvaluation) => receive(message));
questions.on("message", (message: ToEvaluation) => {
  answered = Atomics.load(flags, slots.questions);
  receive(message);
});
