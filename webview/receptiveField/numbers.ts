import type { AxisField, InputField, InputRegion, Interval } from "../../src/core/analysis/receptiveField.ts";
import { type Dim, formatDim } from "../../src/core/ir/index.ts";
import { h } from "../shared/dom.ts";
import { number, text } from "../shared/text.ts";

/** The numbers of one input's field as a table, one column a spatial axis. */
export function numbersTable(
  field: InputField | null,
  region: InputRegion | null,
  sizes: readonly number[] | null,
): HTMLElement {
  const axes = region?.unclipped.length ?? field?.axes.length ?? 0;
  const row = (label: string, cells: readonly string[]) =>
    h("tr", {}, h("th", { scope: "row" }, label), ...cells.map((cell) => h("td", {}, cell)));
  const perAxis = (of: (axis: AxisField) => Dim): string[] => field?.axes.map((axis) => dimText(of(axis))) ?? [];
  const head = h("tr", {}, h("td"), ...axisNames(axes).map((name) => h("th", { scope: "col" }, name)));
  const rows = [
    field
      ? row(
          text("fieldSize"),
          perAxis((axis) => axis.size),
        )
      : null,
    field
      ? row(
          text("fieldStride"),
          perAxis((axis) => axis.stride),
        )
      : null,
    field
      ? row(
          text("fieldStart"),
          perAxis((axis) => axis.start),
        )
      : null,
    region?.clipped ? row(text("fieldSeen"), region.clipped.map(intervalText)) : null,
    region && overhangs(region) ? row(text("fieldUnclipped"), region.unclipped.map(intervalText)) : null,
  ];
  const share = coverage(region, sizes);
  return h(
    "div",
    { class: "numbers" },
    h("table", { class: "number" }, h("thead", {}, head), h("tbody", {}, ...rows)),
    share === null
      ? null
      : h(
          "p",
          { class: "muted" },
          `${text("fieldCoverage")} `,
          h("b", { class: "number" }, text("fieldCoverageOf", { percent: `${number(share * 100, 1)} %` })),
        ),
    ...remarks(field, region, share).map((remark) => h("p", { class: "muted" }, remark)),
  );
}

function axisNames(count: number): string[] {
  if (count === 1) return [text("fieldPositions")];
  const names = [text("fieldRows"), text("fieldColumns")];
  return count === 3
    ? [text("fieldDepth"), ...names]
    : [...Array.from({ length: Math.max(0, count - 2) }, (_, index) => text("fieldAxis", { index })), ...names];
}

function remarks(field: InputField | null, region: InputRegion | null, share: number | null): string[] {
  const lines: string[] = [];
  if (field ? field.axes.every((axis) => axis.global) : share === 1) lines.push(text("fieldWhole"));
  else if (field) lines.push(field.axes.every((axis) => axis.aligned) ? text("fieldAligned") : text("fieldNotAligned"));
  if (region && !region.rectangular) lines.push(text("fieldNotRectangle"));
  if (region && !region.clipped) lines.push(text("fieldOnlyPadding"));
  return lines;
}

export function intervalText({ low, high }: Interval): string {
  return `${signed(low)} … ${signed(high)}`;
}

/** With the sign of mathematics, as in formulas. */
function signed(value: number): string {
  return value < 0 ? `−${number(-value)}` : number(value);
}

function dimText(dim: Dim): string {
  if (typeof dim !== "number") return formatDim(dim);
  return dim < 0 ? `−${number(-dim, 3)}` : number(dim, 3);
}

function overhangs({ clipped, unclipped }: InputRegion): boolean {
  return (
    !clipped || unclipped.some((free, axis) => free.low !== clipped[axis]?.low || free.high !== clipped[axis]?.high)
  );
}

function coverage(region: InputRegion | null, sizes: readonly number[] | null): number | null {
  if (!region?.clipped || !sizes) return null;
  const { clipped } = region;
  return sizes.reduce((share, size, axis) => {
    const interval = clipped[axis];
    return interval ? (share * (interval.high - interval.low + 1)) / Math.max(1, size) : share;
  }, 1);
}
