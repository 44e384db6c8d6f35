import type { Span } from "../language.ts";
import { parseCfg } from "./cfg.ts";

/** Sections, to the end of their last option. */
export const foldCfg = (text: string): readonly Span[] => parseCfg(text).sections.map(({ at }) => at);
