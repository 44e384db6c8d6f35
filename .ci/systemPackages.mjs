// Debian packages: installed where we may (root on Debian), else named with the command that installs them.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The exit code that says: this machine lacks something that only its administrator can install. */
export const missingSystemPackages = 2;

/** Where Chromium is; null where it is not. CONVLENS_CHROMIUM may name another place. */
export function findChromium() {
  const places = [process.env.CONVLENS_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  return places.find((place) => place && existsSync(place)) ?? null;
}

/** The browser that the tests drive, installed where it is missing. */
export function ensureChromium() {
  if (findChromium() === null) ensureSystemPackages(["chromium"]);
  return findChromium();
}

/** Makes sure that Debian packages are installed; where that is not possible, names them and ends the process. */
export function ensureSystemPackages(names) {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(" ")}`;
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) {
    console.error(`These system packages are missing: ${missing.join(", ")}.`);
    console.error(`On Debian and Ubuntu, as root: ${command}`);
    process.exit(missingSystemPackages);
  }
  console.log(`Installing Debian packages: ${missing.join(", ")} (up to 500 MB with what they need)`);
  runAsRoot(["update", "-qq"]);
  const code = runAsRoot(["install", "-y", "-qq", "--no-install-recommends", ...missing]);
  if (code !== 0) {
    console.error(`apt-get failed with exit code ${code}: ${command}`);
    process.exit(missingSystemPackages);
  }
}

function isInstalled(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills the place itself.
  const query = spawnSync("dpkg-query", ["--show", "--showformat=${Status}", name], { encoding: "utf8" });
  return query.status === 0 && query.stdout.endsWith("ok installed");
}

function runAsRoot(args) {
  return (
    spawnSync("apt-get", args, {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "ignore", "inherit"],
    }).status ?? 1
  );
}
