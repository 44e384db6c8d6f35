// Preloaded into a measured process: says how much processor time all of its threads have used, and how much memory it holds.
// With a channel to its parent it answers when asked; without, it writes to file descriptor 3 when the process ends.
const { writeSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

/** Milliseconds, user and system, of all threads since the process began. */
const milliseconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

if (isMainThread && process.env.CONVLENS_BENCH === "ask") {
  process.on("message", (id) => process.send({ id, milliseconds: milliseconds(), bytes: process.memoryUsage.rss() }));
  process.channel?.unref();
} else if (isMainThread && process.env.CONVLENS_BENCH === "end") {
  process.on("exit", () => writeSync(3, String(milliseconds())));
}
