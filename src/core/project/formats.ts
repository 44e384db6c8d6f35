import { sizeInference } from "../analysis/inputSizes.ts";
import type { Format } from "../formats/format.ts";
import { declarativeFormats } from "../formats/index.ts";
import { createPythonFormat } from "../python/index.ts";

/**
 * Every kind of definition file that a project reads, in the order in which they are asked. Python's keeps evaluated
 * library modules from one analysis to the next, so that each project has a set of its own.
 */
export const createFormats = (): readonly Format[] => [createPythonFormat(sizeInference), ...declarativeFormats];

/** For a process that has one project. */
export const allFormats: readonly Format[] = createFormats();
