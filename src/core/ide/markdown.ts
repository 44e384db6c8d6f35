import { code, escapeMarkdown } from "./text.ts";

/** A hover in parts, so that it can be given as Markdown or as plain text. */
export type Part =
  | { readonly kind: "title"; readonly name: string; readonly type: string; readonly note: string }
  | { readonly kind: "flow"; readonly name: string; readonly from: string; readonly to: string }
  | { readonly kind: "formula"; readonly lines: readonly string[] }
  | { readonly kind: "facts"; readonly rows: readonly FactRow[] }
  | { readonly kind: "list"; readonly rows: readonly ListRow[]; readonly more: string | null }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "links"; readonly links: readonly Link[] };

export interface FactRow {
  readonly label: string;
  readonly value: string;
}

export interface ListRow {
  readonly name: string;
  readonly text: string;
}

export interface Link {
  readonly title: string;
  readonly command: string;
  readonly argument: unknown;
}

/** Markdown whose every name and text from a file is code or escaped, so that it can bring no link of its own. */
export const toMarkdown = (parts: readonly Part[]): string => parts.map(markdownOf).filter(Boolean).join("\n\n");

function markdownOf(part: Part): string {
  switch (part.kind) {
    case "title": {
      const name = part.name === "" ? "" : `**${code(part.name)}** `;
      return `${name}${escapeMarkdown(part.type)}${part.note === "" ? "" : ` ${escapeMarkdown(part.note)}`}`.trim();
    }
    case "flow":
      return [code(part.name), code(part.from), "→", `**${code(part.to)}**`].filter(Boolean).join(" ");
    case "formula":
      return part.lines.map(escapeMarkdown).join("  \n");
    case "facts":
      return part.rows.map(({ label, value }) => `${escapeMarkdown(label)}: ${escapeMarkdown(value)}`).join("  \n");
    case "list": {
      const rows = part.rows.map(({ name, text }) => `- ${code(name)} ${escapeMarkdown(text)}`.trimEnd());
      if (part.more !== null) rows.push(`- ${escapeMarkdown(part.more)}`);
      return rows.join("\n");
    }
    case "note":
      return `*${escapeMarkdown(part.text.trim())}*`;
    case "links":
      return part.links.map(linkOf).join(" · ");
  }
}

const linkOf = ({ title, command, argument }: Link): string =>
  `[${escapeMarkdown(title)}](command:${command}?${encodeURIComponent(JSON.stringify([argument])).replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"))})`;

/** For clients that show no Markdown. Links are left out: there is nothing to click on. */
export const toPlainText = (parts: readonly Part[]): string => parts.map(plainTextOf).filter(Boolean).join("\n\n");

function plainTextOf(part: Part): string {
  switch (part.kind) {
    case "title":
      return [part.name, part.type, part.note].filter(Boolean).join(" ");
    case "flow":
      return [part.name, part.from, "→", part.to].filter(Boolean).join(" ");
    case "formula":
      return part.lines.join("\n");
    case "facts":
      return part.rows.map(({ label, value }) => `${label}: ${value}`).join("\n");
    case "list":
      return [...part.rows.map(({ name, text }) => `${name}  ${text}`), part.more ?? ""].filter(Boolean).join("\n");
    case "note":
      return part.text.trim();
    case "links":
      return "";
  }
}
