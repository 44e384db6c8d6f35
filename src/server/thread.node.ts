import { MessageChannel, Worker } from "node:worker_threads";
import { type FromEvaluation, slots, takesTurn } from "./evaluation.ts";
import type { EvaluationThread, StartThread } from "./evaluator.ts";

/** What the worker gets to begin with. */
export interface WorkerStart {
  readonly shared: SharedArrayBuffer;
  /** Questions arrive here: the worker looks in even while it evaluates. */
  readonly questions: import("node:worker_threads").MessagePort;
}

/**
 * Python calls nest on the JavaScript stack: a deep model needs more than a thread's usual 4 MB. What one analysis makes is
 * garbage after the next: a large young generation spares copying it.
 */
const resourceLimits = { stackSizeMb: 32, maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 64 };

/** Starts evaluation in a worker thread beside the protocol. */
export const startNodeThread =
  (script: URL): StartThread =>
  ({ onMessage, onEnd }): EvaluationThread => {
    const shared = new SharedArrayBuffer(slots.length * Int32Array.BYTES_PER_ELEMENT);
    const flags = new Int32Array(shared);
    const { port1: questions, port2 } = new MessageChannel();
    const workerData: WorkerStart = { shared, questions: port2 };
    const worker = new Worker(script, { workerData, transferList: [port2], resourceLimits, stderr: false });
    let ended = false;
    const end = (reason: string): void => {
      if (ended) return;
      ended = true;
      questions.close();
      onEnd(reason);
    };
    worker.on("message", (received: FromEvaluation) => onMessage(received));
    questions.on("message", (received: FromEvaluation) => onMessage(received));
    worker.on("error", (error: Error) => end(error.stack ?? error.message));
    worker.on("exit", (code) => end(`the thread ended with code ${code}`));
    return {
      stopsWhenAsked: true,
      post(message) {
        if (message.kind !== "question" || takesTurn(message.question)) return worker.postMessage(message);
        questions.postMessage(message);
        Atomics.add(flags, slots.questions, 1);
      },
      stop(analysis) {
        Atomics.store(flags, slots.stop, analysis);
      },
      noticeChange: () => void Atomics.add(flags, slots.changes, 1),
      terminate() {
        ended = true;
        questions.close();
        void worker.terminate();
      },
    };
  };
