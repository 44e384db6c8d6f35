// Settings that other files hold: `from config import cfg`. A model that reads them is made when a program has set them.
import type { SourceRange } from "../ir/source.ts";
import type { Escaped } from "./eval/index.ts";
import type { Program } from "./program.ts";

/** What objects of settings are called. */
const settings = /^_*(?:c|cfg|conf|config|configs|args|opts?|options|settings|params|hp|hps|hparams|flags)$/i;

/**
 * Whether an exception comes of settings that another file holds: where it was raised, or on the way there, a function reads
 * them. As they are before a program sets them, they need not make a model: `cfg.TRAIN.DATASET = ""`.
 */
export const comesOfSettings = ({ sourceOf }: Program, { at, calls }: Escaped): boolean =>
  [at, ...calls].some((place) => place !== null && readsSettings(sourceOf(place.file), place));

function readsSettings(source: string, { start, end }: SourceRange): boolean {
  // What the function does before it may be what brings it about.
  const head = [...source.slice(0, start).matchAll(/^[ \t]*(?:async )?def /gm)].at(-1);
  const within = source.slice(head?.index ?? 0, end);
  return [...within.matchAll(/(?<![\w.])(\w+)(?=\.\w)/g)].some(
    ([, name = ""]) => settings.test(name) && isImported(source, name),
  );
}

const isImported = (source: string, name: string): boolean =>
  new RegExp(String.raw`^[ \t]*(?:from|import)\b[^\n#]*\b${name}\b`, "m").test(source);
