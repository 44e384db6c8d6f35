import { readFileSync } from "node:fs";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { createServer } from "./server.ts";
import { startNodeThread } from "./thread.node.ts";

// The transport is named by the arguments that clients pass: --stdio, --node-ipc, --socket=PORT, --pipe=NAME.
const connection = createConnection(ProposedFeatures.all);
// A request that the client could not answer must not end the server with all its documents.
process.on("unhandledRejection", (reason) => connection.console.error(String(reason)));
createServer(connection, {
  start: startNodeThread(new URL("./evaluationWorker.js", import.meta.url)),
  documentation: new URL("../docs/rules/", import.meta.url).href,
  version: packageVersion(),
});

function packageVersion(): string {
  try {
    const found: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    return typeof found === "object" && found !== null && "version" in found ? String(found.version) : "";
  } catch {
    return "";
  }
}
