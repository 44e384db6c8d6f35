import { existsSync } from "node:fs";
import path from "node:path";

/** The folder with measured truth that lies beside the checkout, or null: tests that need it say so when it is missing. */
export function sharedFolder(): string | null {
  const folder = process.env["CONVLENS_SHARED"] ?? path.resolve(process.cwd(), "..", "shared");
  return existsSync(path.join(folder, "truth", "README.md")) ? folder : null;
}
