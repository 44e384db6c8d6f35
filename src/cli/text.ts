/** Text for terminals: aligned columns, numbers that can be read, colours where they are wanted. */
export type Alignment = "left" | "right";

/** Columns separated by two spaces; the first row is the heading. Cells hold no line ends. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): readonly string[] {
  const widths = alignments.map((_, column) => Math.max(0, ...rows.map((row) => displayWidth(row[column] ?? ""))));
  return rows.map((row) =>
    alignments
      .map((alignment, column) => {
        const cell = row[column] ?? "";
        const space = " ".repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell)));
        return alignment === "right" ? space + cell : cell + space;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** Columns of a terminal; combining marks and wide scripts are rare enough in layer names to count code points. */
const displayWidth = (text: string): number => [...text].length;

/** `4,089,184`; an expression or `?` as it is. */
export function groupDigits(count: number | string): string {
  return typeof count === "number" ? String(count).replace(/\B(?=(\d{3})+$)/g, ",") : count;
}

/** `1.6 MB`. */
export function formatBytes(bytes: number | string): string {
  if (typeof bytes !== "number") return `${bytes} B`;
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

export type Style = "bold" | "dim" | "red" | "yellow" | "cyan";
export type Paint = (text: string, style: Style) => string;

const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, yellow: 33, cyan: 36 };

export const plain: Paint = (text) => text;

/** Colours on a terminal, unless NO_COLOR asks for none. */
export function paintFor(stream: { readonly isTTY?: boolean }, noColor: string | undefined): Paint {
  if (stream.isTTY !== true || (noColor !== undefined && noColor !== "")) return plain;
  return (text, style) => `\u001b[${codes[style]}m${text}\u001b[0m`;
}
