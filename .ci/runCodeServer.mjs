// Starts an installed code-server on a free port of 127.0.0.1.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Starts code-server with everything that it writes inside `home`.
 * `password` null leaves it without one, for tests; `options` are further arguments.
 * Gives `{ port, process }` when it listens.
 */
export async function startCodeServer({ node, entry, home, extensions, password, options = [], environment = {} }) {
  const config = path.join(home, "config.yaml");
  mkdirSync(home, { recursive: true });
  // Without a file of its own code-server writes one with a password into the user's home.
  writeFileSync(config, "cert: false\n", { mode: 0o600 });
  const child = spawn(
    node,
    [
      entry,
      "--auth",
      password === null ? "none" : "password",
      "--bind-addr",
      "127.0.0.1:0",
      "--config",
      config,
      "--user-data-dir",
      path.join(home, "user"),
      "--extensions-dir",
      extensions,
      "--disable-telemetry",
      "--disable-update-check",
      "--disable-workspace-trust",
      "--disable-getting-started-override",
      ...options,
    ],
    {
      env: {
        ...homeEnvironment(home),
        ...(password === null ? {} : { PASSWORD: password }),
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  return { port: await listeningPort(child), process: child };
}

/** Installs a packed extension; throws with code-server's own words when it refuses. */
export function installExtension({ node, entry, home, extensions, file }) {
  const args = [entry, "--extensions-dir", extensions, "--user-data-dir", path.join(home, "user")];
  const run = spawnSync(node, [...args, "--install-extension", file], { env: homeEnvironment(home), encoding: "utf8" });
  if (run.status !== 0) throw new Error(`${file} could not be installed: ${run.stdout}${run.stderr}`);
}

function homeEnvironment(home) {
  const inside = (name) => path.join(home, name);
  return {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: inside("config"),
    XDG_DATA_HOME: inside("data"),
    XDG_CACHE_HOME: inside("cache"),
    XDG_STATE_HOME: inside("state"),
  };
}

function listeningPort(child) {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (chunk) => {
      output += chunk;
      const match = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output);
      if (match) resolve(Number(match[1]));
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("exit", (code) => reject(new Error(`code-server ended with exit code ${code}:\n${output}`)));
  });
}
