import { impliedSizes, smallestSize } from "../analysis/inputSizes.ts";
import type { Format } from "../formats/format.ts";
import { declarativeFormats } from "../formats/index.ts";
import { createPythonFormat } from "../python/index.ts";

const python: Format = createPythonFormat({ implied: impliedSizes, smallest: smallestSize });

/** Every kind of definition file that a project reads. */
export const allFormats: readonly Format[] = [...declarativeFormats, python];
