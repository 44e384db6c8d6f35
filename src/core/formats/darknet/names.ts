import type { NameSite, Span } from "../language.ts";
import { type CfgSection, parseCfg } from "./cfg.ts";
import { readOptions } from "./options.ts";

/** Options that hold numbers of layers, by section. Below zero they count back from their own section. */
const references: Readonly<Record<string, string>> = {
  conv: "share_index",
  convolutional: "share_index",
  route: "layers",
  sam: "from",
  scale_channels: "from",
  shortcut: "from",
};

/** Sections by their number (from 0, [net] left out), and the numbers that refer to them. */
export function darknetNames(text: string): readonly NameSite[] {
  const sections = parseCfg(text).sections.slice(1);
  /** The place of each section's title in the list. */
  const titles: number[] = [];
  const found: NameSite[] = [];
  for (const [index, section] of sections.entries()) {
    titles.push(found.length);
    found.push(site(index, section.typeAt, section, "definition", [found.length]));
    for (const { value, at } of layersNamedBy(section)) {
      const target = value < 0 ? index + value : value;
      const title = target < index ? titles[target] : undefined;
      found.push(site(target, at, section, "use", title === undefined ? [] : [title]));
    }
  }
  return found;
}

/** The option of a section that holds numbers of layers. */
export const referencesOf = (type: string): string | null =>
  Object.hasOwn(references, type) ? (references[type] ?? null) : null;

const layersNamedBy = (section: CfgSection) => {
  const key = referencesOf(section.type);
  return key === null ? [] : readOptions(section, () => {}).integers(key);
};

const site = (
  index: number,
  at: Span,
  section: CfgSection,
  role: NameSite["role"],
  definitions: readonly number[],
): NameSite => ({
  at,
  name: String(index),
  symbol: `layer ${index}`,
  role,
  definitions,
  within: section.at,
  renamed: null,
});
