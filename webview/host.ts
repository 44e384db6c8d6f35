import type { Answer, HostMessage, Question, ViewMessage } from "../src/protocol/views.ts";
import { text } from "./shared/text.ts";

/** What a page in a VS Code webview is given, once. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();
const listeners: ((message: HostMessage) => void)[] = [];
const waiting = new Map<number, (answer: Answer) => void>();
let lastQuestion = 0;

/** The user may look at a save dialog for long; a host that is gone must not leave a view waiting for ever. */
const ANSWER_TIMEOUT = 10 * 60_000;

window.addEventListener("message", (event: MessageEvent<HostMessage>) => {
  const { data } = event;
  if (data.kind === "answer") {
    waiting.get(data.id)?.(data.answer);
    waiting.delete(data.id);
    return;
  }
  for (const listener of listeners) listener(data);
});

export function post(message: ViewMessage): void {
  api.postMessage(message);
}

export function onHostMessage(listener: (message: HostMessage) => void): void {
  listeners.push(listener);
}

/** Asks the editor. Every question ends: with an answer, or with `failed` after a while. */
export function ask(question: Question): Promise<Answer> {
  const id = ++lastQuestion;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      waiting.delete(id);
      resolve({ kind: "failed", reason: text("viewNoAnswer") });
    }, ANSWER_TIMEOUT);
    waiting.set(id, (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    post({ kind: "question", id, question });
  });
}

/** What a view remembers while it is hidden; plain JSON. */
export function savedState(): Readonly<Record<string, unknown>> {
  const state = api.getState();
  return typeof state === "object" && state !== null ? (state as Record<string, unknown>) : {};
}

export function saveState(state: Readonly<Record<string, unknown>>): void {
  api.setState(state);
}

// What went wrong in a page is seen in the extension's log, not only in a hidden console.
window.addEventListener("error", (event) => {
  post({ kind: "log", level: "error", text: `${event.message} (${event.filename}:${event.lineno})` });
});
window.addEventListener("unhandledrejection", (event) => {
  post({ kind: "log", level: "error", text: String(event.reason) });
});
