import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { buildServer, serverFile } from "./serverProcess.ts";

describe("language server: its command line", () => {
  it("says how it is started where no client named a transport", async () => {
    await buildServer();
    const { status, stdout, stderr } = spawnSync(process.execPath, [serverFile], { encoding: "utf8", timeout: 20_000 });
    assert.deepEqual(
      [status, stdout, stderr],
      [2, "", "convlens language server: start it with --stdio, --node-ipc, --pipe=NAME or --socket=PORT\n"],
    );
  });
});
