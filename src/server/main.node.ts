import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { message, render } from "../core/messages/index.ts";
import { createServer } from "./server.ts";
import { startNodeThread } from "./thread.node.ts";

// Before the thread that evaluates starts. Analyses are short and many functions of the evaluator take part in each: code
// that the engine inlines deeply costs more to compile, again and again, than it saves. A server stays open all day beside
// other tools: its heap grows in small steps, and shrinks soon after a burst of work.
// Only versions that know the flags are told: others complain on stderr.
const major = Number(process.versions.node.split(".")[0]);
const engineFlags = [
  "--max-inlined-bytecode-size-cumulative=200",
  "--heap-growing-percent=30",
  "--gc-memory-reducer-start-delay-ms=1000",
];
if (major >= 20 && major <= 24) for (const flag of engineFlags) setFlagsFromString(flag);

// The transport is named by the arguments that clients pass.
if (!process.argv.some((argument) => /^--(?:stdio|node-ipc|socket|pipe)\b/.test(argument))) {
  process.stderr.write(`${render(message("serverUsage"))}\n`);
  process.exit(2);
}
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
