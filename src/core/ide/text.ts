import { type Dim, formatDim, type Message, type Shape } from "../ir/index.ts";

/** Puts a message into the user's language. Given by the shell. */
export type Render = (text: Message) => string;

/** `1×64×112×112`; a sum is bracketed; `?` where unknown. */
export function shapeText(shape: Shape | undefined): string {
  if (shape === undefined || shape.rank === "unknown") return "?";
  if (shape.dims.length === 0) return "scalar";
  return shape.dims.map(factorText).join("×");
}

const factorText = (dim: Dim): string => {
  if (typeof dim === "number") return String(dim);
  const text = formatDim(dim);
  return /^(?:\w+|\?)$/.test(text) ? text : `(${text})`;
};

/** `9,408`; an expression as it is. */
export const countText = (count: Dim): string =>
  typeof count === "number" ? groupDigits(String(count)) : formatDim(count);

/** Thousands separated by commas, in a number or inside an expression. */
export const groupDigits = (text: string): string =>
  text.replace(/\d+/g, (digits) => digits.replace(/\B(?=(?:\d{3})+$)/g, ","));

const steps = [
  { from: 1e12, unit: "T" },
  { from: 1e9, unit: "G" },
  { from: 1e6, unit: "M" },
  { from: 1e3, unit: "k" },
] as const;

/** Three significant digits and a unit: `11.7 M`, `1.81 G`; small numbers as they are. */
export function shortCount(count: Dim): { readonly digits: string; readonly unit: string } {
  if (typeof count !== "number") return { digits: formatDim(count), unit: "" };
  // 999,950 is 1.00 M, not 1000 k: the step is chosen after rounding.
  const step = steps.find(({ from }) => Number(count.toPrecision(3)) >= from);
  if (step === undefined) return { digits: String(count), unit: "" };
  return {
    digits: Number((count / step.from).toPrecision(3))
      .toPrecision(3)
      .replace(/\.$/, ""),
    unit: step.unit,
  };
}

/** Not longer than `length`, an ellipsis included. */
export const clip = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1)).replace(/[\s,×…]+$/, "")}…`;

/** A Markdown code span of any text: names come from files that nobody checked. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line === "") return "";
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

/** Text in which nothing is Markdown, HTML or a link that a viewer would make by itself. One line. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>&~|$]/g, "\\$&")
    .replace(/^(\s*\d*)([#+\-.)])/, "$1\\$2")
    .replace(/:(?=\/\/)|(?<=www)\.|(?<=\w)@(?=\w)/gi, "\\$&");
