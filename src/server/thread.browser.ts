import { createFormats } from "../core/project/formats.ts";
import { createEvaluation } from "./evaluate.ts";
import type { FromEvaluation, ToEvaluation } from "./evaluation.ts";
import type { EvaluationThread, StartThread, ThreadListener } from "./evaluator.ts";

/**
 * Starts evaluation in a web worker of its own where one can be made, else in turns on this thread, which is a worker
 * beside the editor already.
 */
export const startBrowserThread =
  (script: () => string): StartThread =>
  (listener) => {
    try {
      return workerThread(script(), listener);
    } catch {
      return ownThread(listener);
    }
  };

/** Falls back to this thread when the worker does not load: the texts that it was sent are kept until it has spoken. */
function workerThread(script: string, listener: ThreadListener): EvaluationThread {
  const worker = new Worker(script);
  let fallback: EvaluationThread | null = null;
  let sent: ToEvaluation[] | null = [];
  worker.addEventListener("message", ({ data }: MessageEvent<FromEvaluation>) => {
    sent = null;
    listener.onMessage(data);
  });
  worker.addEventListener("error", (event) => {
    worker.terminate();
    if (sent === null) return listener.onEnd(event.message);
    fallback = ownThread(listener);
    for (const message of sent) fallback.post(message);
    sent = null;
  });
  return {
    get stopsWhenAsked() {
      return fallback?.stopsWhenAsked ?? false;
    },
    post(message) {
      if (fallback !== null) return fallback.post(message);
      sent?.push(message);
      worker.postMessage(message);
    },
    stop: () => undefined,
    terminate() {
      fallback?.terminate();
      worker.terminate();
    },
  };
}

/** An analysis holds this thread until its budget is spent: a change of the text is seen after that. */
function ownThread({ onMessage }: ThreadListener): EvaluationThread {
  let ended = false;
  const stopped = new Set<number>();
  const receive = createEvaluation({
    formats: createFormats(),
    read: () => ({ kind: "pending" }),
    post: (message) => void (ended || onMessage(message)),
    now: () => performance.now(),
    shouldStop: (analysis) => stopped.has(analysis),
  });
  return {
    stopsWhenAsked: true,
    // Answers never come before the question's own turn is over, as from a real thread.
    post: (message) => void setTimeout(() => ended || receive(message), 0),
    stop: (analysis) => void stopped.add(analysis),
    terminate() {
      ended = true;
    },
  };
}
