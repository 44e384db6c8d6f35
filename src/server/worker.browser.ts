import { createFormats } from "../core/project/formats.ts";
import { createEvaluation } from "./evaluate.ts";
import type { FromEvaluation, ToEvaluation } from "./evaluation.ts";

// No shared memory in a web worker without isolation: an analysis that is out of date is ended with its worker.
const receive = createEvaluation({
  formats: createFormats(),
  read: () => ({ kind: "pending" }),
  post: (message: FromEvaluation) => self.postMessage(message),
  now: () => performance.now(),
  later: (act, milliseconds) => void setTimeout(act, milliseconds),
  shouldStop: () => false,
});

self.addEventListener("message", ({ data }: MessageEvent<ToEvaluation>) => receive(data));
