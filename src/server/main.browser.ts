import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from "vscode-languageserver/browser";
import { createServer } from "./server.ts";
import { startBrowserThread } from "./thread.browser.ts";

const scope: typeof self & { readonly convlensEvaluationWorker?: string } = self;
const reader = new BrowserMessageReader(self);
const writer = new BrowserMessageWriter(self);

createServer(createConnection(ProposedFeatures.all, reader, writer), {
  // A client that starts this script from a blob names the other one: a blob has no neighbours.
  start: startBrowserThread(
    () => scope.convlensEvaluationWorker ?? new URL("evaluationWorker.browser.js", self.location.href).href,
  ),
  documentation: null,
  version: "",
});
