import { text } from "../shared/text.ts";
import type { WorkerReply, WorkerRequest, WorkerResults, WorkerTask } from "./protocol.ts";

/** The runtime in its worker. Stopping it is the only way to end a run that is under way. */
export interface Runtime {
  perform<Kind extends WorkerTask["kind"]>(
    task: Extract<WorkerTask, { kind: Kind }>,
    transfer?: Transferable[],
  ): Promise<WorkerResults[Kind]>;
  stop(): void;
}

export class Stopped extends Error {}

/** Starts the worker from the text of its script (the page's policy allows workers from blobs only). */
export async function startRuntime(script: string): Promise<Runtime> {
  const url = URL.createObjectURL(new Blob([await fetched(script, (r) => r.text())], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  const waiting = new Map<number, { resolve: (result: never) => void; reject: (reason: Error) => void }>();
  let lastId = 0;
  const failAll = (reason: Error): void => {
    for (const one of waiting.values()) one.reject(reason);
    waiting.clear();
  };
  worker.addEventListener("message", ({ data }: MessageEvent<WorkerReply>) => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if ("error" in data) one?.reject(new Error(data.error));
    else one?.resolve(data.result as never);
  });
  worker.addEventListener("error", (event) => failAll(new Error(event.message || text("inferenceWorkerFailed"))));
  return {
    perform(task, transfer = []) {
      const request: WorkerRequest = { id: ++lastId, task };
      return new Promise((resolve, reject) => {
        waiting.set(request.id, { resolve, reject });
        worker.postMessage(request, transfer);
      });
    },
    stop() {
      worker.terminate();
      URL.revokeObjectURL(url);
      failAll(new Stopped());
    },
  };
}

export async function fetched<Content>(uri: string, read: (response: Response) => Promise<Content>): Promise<Content> {
  const response = await fetch(uri);
  if (!response.ok) throw new Error(`${uri}: ${response.status}`);
  return read(response);
}
