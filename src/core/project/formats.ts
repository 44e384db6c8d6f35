import type { Format } from "../formats/format.ts";
import { declarativeFormats } from "../formats/index.ts";

/** Every kind of definition file that a project reads. */
export const allFormats: readonly Format[] = declarativeFormats;
