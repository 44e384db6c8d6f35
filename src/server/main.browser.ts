import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from "vscode-languageserver/browser";
import { createServer } from "./server.ts";
import { startBrowserThread } from "./thread.browser.ts";

const reader = new BrowserMessageReader(self);
const writer = new BrowserMessageWriter(self);

createServer(createConnection(ProposedFeatures.all, reader, writer), {
  start: startBrowserThread(() => new URL("evaluationWorker.browser.js", self.location.href).href),
  documentation: null,
  version: "",
});
