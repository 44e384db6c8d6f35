import type { Message } from "../../ir/message.ts";
import { described } from "../../messages/index.ts";
import type { Suggestion, Suggestions } from "../language.ts";
import { type CfgSection, parseCfg } from "./cfg.ts";
import { activationNames } from "./layers/activations.ts";
import { referencesOf } from "./names.ts";
import { fullName, optionsOf, sectionNames } from "./sections.ts";

/** What [net] states of its own. */
const netOptions =
  `width height channels inputs batch subdivisions time_steps momentum decay learning_rate burn_in max_batches
  policy steps scales power angle saturation exposure hue`.split(/\s+/);

/** Options that take one of some words. */
const choices: Readonly<Record<string, readonly string[]>> = {
  activation: activationNames,
  iou_loss: ["mse", "iou", "giou", "diou", "ciou"],
  lstm_activation: activationNames,
  nms_kind: ["default", "greedynms", "diounms"],
  policy: ["constant", "step", "exp", "poly", "steps", "sig", "random", "sgdr"],
  weights_normalization: ["none", "relu", "softmax"],
  weights_type: ["none", "per_feature", "per_channel"],
};

/** Sections in brackets, the options of the section above, and what an option may be. Null in comments and elsewhere. */
export function darknetSuggestions(text: string, offset: number): Suggestions | null {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  const before = text.slice(lineStart, offset);
  if (/^\s*[#;]/.test(before)) return null;
  const rest = /^[\w-]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
  const title = /^\s*\[\s*(\w*)$/.exec(before);
  if (title) {
    const end = offset + rest;
    const isClosed = text.charAt(end) === "]";
    return { at: { start: offset - (title[1] ?? "").length, end: isClosed ? end + 1 : end }, items: sectionItems() };
  }
  const sections = parseCfg(text).sections;
  const index = sections.findLastIndex(({ titleAt }) => titleAt.start < lineStart);
  const section = sections[index];
  if (section === undefined) return null;
  const name = /^\s*(\w*)$/.exec(before);
  if (name) {
    const at = { start: offset - (name[1] ?? "").length, end: offset + rest };
    // Of an option that is stated twice Darknet takes the first.
    const stated = new Set(section.options.filter(({ keyAt }) => keyAt.start !== at.start).map(({ key }) => key));
    const hasValue = /^[ \t]*=/.test(text.slice(at.end, at.end + 20));
    return { at, items: optionItems(section, index, hasValue).filter(({ label }) => !stated.has(label)) };
  }
  const value = /^\s*(\w+)\s*=(?:[^#;]*,)?\s*(-?\w*)$/.exec(before);
  if (!value) return null;
  const at = { start: offset - (value[2] ?? "").length, end: offset + rest };
  const key = value[1] ?? "";
  if (key === referencesOf(section.type)) return { at, items: layerItems(sections, index) };
  const words = Object.hasOwn(choices, key) ? (choices[key] ?? []) : [];
  return words.length === 0 ? null : { at, items: words.map((word) => itemOf(word, "value", null)) };
}

const itemOf = (label: string, kind: Suggestion["kind"], documentation: Message | null): Suggestion => ({
  label,
  kind,
  detail: null,
  documentation,
  text: label,
  caret: null,
});

const sectionItems = (): Suggestion[] =>
  ["net", ...sectionNames].map((name) => ({
    ...itemOf(name, "section", described(`darknetSection.${name}`)),
    text: `${name}]`,
  }));

/** What is not stated yet, the documented first. */
function optionItems(section: CfgSection, index: number, hasValue: boolean): Suggestion[] {
  const type = index === 0 ? "net" : fullName(section.type);
  const options = index === 0 ? netOptions : [...(optionsOf(type) ?? [])];
  const items = options
    .map((key) => ({
      ...itemOf(key, "field", described(`darknetOption.${type}.${key}`) ?? described(`darknetOption.${key}`)),
      text: hasValue ? key : `${key}=`,
    }))
    .filter(({ label }) => label !== "");
  return [
    ...items.filter((item) => item.documentation !== null),
    ...items.filter((item) => item.documentation === null),
  ];
}

/** Counted back for the nearest ten, which are those that are meant most; then by number. */
function layerItems(sections: readonly CfgSection[], index: number): Suggestion[] {
  const earlier = sections
    .slice(1, index)
    .map(({ type }, layer) => ({ layer, type }))
    .reverse();
  const back = earlier.slice(0, 10).map(({ layer, type }) => ({
    ...itemOf(String(layer - (index - 1)), "name", null),
    detail: `${layer}:${type}`,
  }));
  const numbered = earlier.map(({ layer, type }) => ({ ...itemOf(String(layer), "name", null), detail: type }));
  return [...back, ...numbered];
}
