import path from "node:path";
import { fileURLToPath } from "node:url";

export const rootFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Whatever is downloaded or made on the way lies here; git ignores it. */
export const cacheFolder = path.join(rootFolder, ".cache");
