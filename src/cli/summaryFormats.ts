import type { ShapeText, Summary, SummaryField, SummaryLayer } from "../core/analysis/summary.ts";
import type { Message } from "../core/ir/message.ts";
import { message, render } from "../core/messages/index.ts";
import { formatDiagnostic } from "./report.ts";
import { type Alignment, alignColumns, formatBytes, groupDigits, type Paint } from "./text.ts";

const alignments: readonly Alignment[] = ["left", "left", "left", "right", "right", "left"];

/** Reasons that a table lists; JSON has them all. */
const reasonsShown = 8;

/** What the formats show. JSON has the same numbers and counts in `coverage` what they leave out. */
export interface Report extends Summary {
  /** Indices of the layers of whose parameters some are not known. */
  readonly openLayers: ReadonlySet<number>;
}

const heading = (): readonly string[] =>
  [
    message("cliLayer"),
    message("cliType"),
    message("cliOutput"),
    message("cliParameters"),
    message("cliMacs"),
    message("cliReceptiveField"),
  ].map((text) => render(text));

/** What a terminal shows: a line a call, then totals, conventions, coverage and faults. */
export function toTable(summary: Report, lineOf: (file: string, line: number) => string, paint: Paint): string {
  const total = ["", render(message("cliTotal")), "", ...totalCells(summary), ""];
  const [head = "", ...lines] = alignColumns([heading(), ...rowsOf(summary), total], alignments);
  const last = lines.pop() ?? "";
  const width = Math.max(head.length, ...lines.map((line) => line.length));
  const rule = paint("─".repeat(width), "dim");
  const table = summary.layers.length === 0 ? [] : [paint(head, "bold"), rule, ...lines, rule, paint(last, "bold"), ""];
  const faults = summary.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, lineOf, paint));
  return [
    `${paint(summary.model, "bold")} (${summary.framework}, ${summary.file})`,
    ...namedShapes(render(message("cliInputs")), summary.inputs),
    ...guesses(summary).map((line) => `  ${line}`),
    ...namedShapes(render(message("cliOutputs")), summary.outputs),
    "",
    ...table,
    ...notes(summary),
    ...(faults.length > 0 ? ["", ...faults] : []),
  ].join("\n");
}

/** The same as a Markdown document. */
export function toMarkdown(summary: Report): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  const rule = `|${alignments.map((alignment) => (alignment === "right" ? " ---: |" : " --- |")).join("")}`;
  const total = ["", render(message("cliTotal")), "", ...totalCells(summary), ""];
  const faults = summary.diagnostics.map(({ severity, code, message: text, range }) => {
    const place = range === null ? "" : ` (${range.file}:${range.startLine}:${range.startColumn})`;
    return `- **${severity}** \`${code}\`: ${escapeMarkdown(text + place)}`;
  });
  return [
    `## ${escapeMarkdown(summary.model)}`,
    "",
    ...namedShapes(render(message("cliInputs")), summary.inputs).map((line) => `${escapeMarkdown(line)}  `),
    ...guesses(summary).map((line) => `${escapeMarkdown(line)}  `),
    ...namedShapes(render(message("cliOutputs")), summary.outputs).map((line) => `${escapeMarkdown(line)}  `),
    "",
    row(heading()),
    rule,
    ...rowsOf(summary).map(row),
    row(total),
    "",
    ...notes(summary).map((line) => `${escapeMarkdown(line)}  `),
    ...(faults.length > 0 ? ["", ...faults] : []),
  ].join("\n");
}

/** A line a call, for spreadsheets: plain numbers, no totals (RFC 4180). */
export function toCsv(summary: Report): string {
  const cells = (layer: SummaryLayer, index: number): readonly string[] => [
    layer.name,
    layer.type,
    shapesText(layer.outputs),
    atLeast(String(layer.parameters), summary.openLayers.has(index)),
    String(layer.macs),
    fieldsText(layer.receptiveField),
  ];
  const lines = [["layer", "type", "output", "parameters", "macs", "receptiveField"], ...summary.layers.map(cells)];
  return `${lines.map((line) => line.map(quoteCsv).join(",")).join("\r\n")}\r\n`;
}

const rowsOf = ({ layers, openLayers }: Report): readonly (readonly string[])[] =>
  layers.map((layer, index) => [
    layer.name,
    layer.type,
    shapesText(layer.outputs),
    openLayers.has(index) ? atLeast(groupDigits(layer.parameters), true) : countText(layer.parameters),
    countText(layer.macs),
    fieldsText(layer.receptiveField),
  ]);

const totalCells = ({ totals, coverage }: Summary): readonly string[] => [
  atLeast(groupDigits(totals.parameters), coverage.unknownParameters > 0),
  atLeast(groupDigits(totals.macs), coverage.unknownMacs > 0),
];

/** A sum of what is known, where `open` says that something is not. */
const atLeast = (count: string, open: boolean): string => (!open ? count : count === "0" ? "?" : `≥ ${count}`);

/** A column of zeros hides the numbers. */
const countText = (count: number | string): string => (count === 0 ? "–" : groupDigits(count));

const shapeText = (shape: ShapeText): string =>
  shape === null ? "?" : shape.length === 0 ? "scalar" : shape.map(dimText).join("×");

/** An expression stands in brackets between crosses. */
const dimText = (dim: number | string): string =>
  typeof dim === "string" && /[^\w?]/.test(dim) ? `(${dim})` : String(dim);

/** `1×64×112×112, 1×64`. */
export const shapesText = (shapes: readonly ShapeText[]): string => shapes.map(shapeText).join(", ");

/** `11×11 /4 −2`: size, stride, start; one number where both axes agree. The input is named where there are several. */
function fieldsText(fields: readonly SummaryField[] | null): string {
  if (fields === null) return "";
  const texts = fields.map(({ size, stride, start }) => {
    const same = (axes: readonly (number | string)[]): string =>
      axes.every((axis) => axis === axes[0]) ? String(axes[0] ?? "") : axes.join("×");
    return `${size.join("×")} /${same(stride)} @${same(start)}`.replaceAll("@-", "@−");
  });
  if (fields.length === 1) return texts[0] ?? "";
  if (texts.every((text) => text === texts[0])) return `${texts[0]} (${fields.map(({ input }) => input).join(", ")})`;
  return fields.map(({ input }, index) => `${input} ${texts[index]}`).join("; ");
}

const namedShapes = (title: string, tensors: Summary["outputs"]): readonly string[] =>
  tensors.length === 0
    ? []
    : [`${title}: ${tensors.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(", ")}`];

/** Why inputs have shapes that nobody states, each reason once. */
function guesses({ inputs }: Summary): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { name, explanation } of inputs)
    if (explanation !== undefined) names.set(explanation, [...(names.get(explanation) ?? []), name]);
  return [...names].map(([explanation, own]) => `${own.join(", ")}: ${explanation}`);
}

function coverageOf(coverage: Summary["coverage"]): Message {
  const { calls, unknownCalls, unknownParameters, unknownMacs } = coverage;
  if (unknownCalls + unknownParameters + unknownMacs > 0) return message("cliCoverage", { ...coverage });
  return calls === 0 ? message("cliCoverageNone") : message("cliCoverageFull", { calls });
}

function notes(summary: Summary): readonly string[] {
  const { totals, coverage, unknown } = summary;
  const [parameters = "", macs = ""] = totalCells(summary);
  const places = {
    parameters,
    trainable: groupDigits(totals.trainableParameters),
    buffers: groupDigits(totals.bufferElements),
    macs,
    parameterBytes: formatBytes(totals.parameterBytes),
    activationBytes: formatBytes(totals.activationBytes),
    peakBytes: formatBytes(totals.peakActivationBytes),
  };
  return [
    render(message("cliTotals", places)),
    render(coverageOf(coverage)),
    ...unknown.slice(0, reasonsShown).map((place) => `  ${render(message("cliUnknown", place))}`),
    ...(unknown.length > reasonsShown
      ? [`  ${render(message("cliUnknownMore", { count: unknown.length - reasonsShown }))}`]
      : []),
    render(message("cliConventions")),
  ];
}

/** Names come from files: nothing in them may be read as markup. */
const escapeMarkdown = (text: string): string => text.replace(/[\\`*_|<>[\]#]/g, "\\$&").replace(/[\r\n]+/g, " ");

const quoteCsv = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
