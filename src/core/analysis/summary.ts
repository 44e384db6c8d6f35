import type { Diagnostic } from "../ir/diagnostic.ts";
import { type Dim, formatDim } from "../ir/dim.ts";
import type { Message } from "../ir/message.ts";
import type { Network, ValueId } from "../ir/network.ts";
import type { Shape } from "../ir/shape.ts";
import type { FileId, SourceRange } from "../ir/source.ts";
import { type Coverage, coverageOf, totalsOf } from "./cost.ts";
import { lostKnowledge } from "./lostKnowledge.ts";
import { fieldsOf } from "./receptiveField.ts";
import { layerRows } from "./rows.ts";

/** A number, or a symbolic size as a Python expression, or "?". */
export type DimText = number | string;
/** null: the rank is not known. */
export type ShapeText = readonly DimText[] | null;

export interface TextRange {
  readonly file: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A network in the form of the command line's and the server's public interface. */
export interface Summary {
  readonly version: 1;
  readonly file: string;
  readonly framework: string;
  readonly model: string;
  readonly inputs: readonly SummaryInput[];
  readonly outputs: readonly { readonly name: string; readonly shape: ShapeText }[];
  /** In the order of execution, one row a call. */
  readonly layers: readonly SummaryLayer[];
  readonly totals: Readonly<Record<keyof ReturnType<typeof totalsOf>, DimText>>;
  readonly coverage: Coverage;
  /** Where knowledge was lost, and why: each reason once, at the first layer that has it. */
  readonly unknown: readonly { readonly name: string; readonly because: string }[];
  readonly diagnostics: readonly SummaryDiagnostic[];
}

export interface SummaryInput {
  readonly name: string;
  readonly shape: ShapeText;
  /** Of a shape that nobody states: from what the layers take, or the usual one. */
  readonly origin?: "layers" | "default";
  /** The same in words: `64 so that fc fits`. */
  readonly explanation?: string;
}

export interface SummaryLayer {
  readonly name: string;
  readonly kind: "module" | "function";
  readonly type: string;
  readonly op: string;
  readonly inputs: readonly ShapeText[];
  readonly outputs: readonly ShapeText[];
  readonly parameters: DimText;
  readonly macs: DimText;
  readonly receptiveField: readonly SummaryField[] | null;
  readonly range: TextRange | null;
  readonly definedAt: TextRange | null;
}

/** One element a spatial axis. */
export interface SummaryField {
  readonly input: string;
  readonly size: readonly DimText[];
  readonly stride: readonly DimText[];
  readonly start: readonly DimText[];
}

export interface SummaryDiagnostic {
  readonly code: string;
  readonly severity: Diagnostic["severity"];
  readonly message: string;
  readonly range: TextRange | null;
  readonly fixes: readonly {
    readonly title: string;
    readonly edits: readonly { readonly range: TextRange; readonly text: string }[];
  }[];
  /** Other places that matter: where a wrong argument was given. */
  readonly related: readonly { readonly message: string; readonly range: TextRange }[];
}

/** What only the shell knows: how files are named, where their lines begin, the user's language. */
export interface SummarySurroundings {
  readonly file: FileId;
  /** The file's name as the reader of the summary writes it. */
  nameOf(file: FileId): string;
  /** 1-based lines and columns (UTF-16 code units), end exclusive; null where the file's text is not at hand. */
  rangeOf(range: SourceRange): TextRange | null;
  render(text: Message): string;
}

/** Where the shape of an input of that name comes from. */
export interface InputSaid {
  readonly name: string;
  readonly origin: string;
  readonly explanation: Message;
}

/** `diagnostics`: those to list; the network's own unless given. */
export function summaryOf(
  network: Network,
  surroundings: SummarySurroundings,
  diagnostics: readonly Diagnostic[] = network.diagnostics,
  said: readonly InputSaid[] = [],
): Summary {
  const rows = layerRows(network);
  const fields = fieldsOf(network);
  const shapes = (values: readonly ValueId[]): readonly ShapeText[] =>
    values.map((value) => shapeText(network.values[value]?.type.shape));
  const range = (at: SourceRange | null): TextRange | null => (at === null ? null : surroundings.rangeOf(at));
  const totals = totalsOf(network);
  return {
    version: 1,
    file: surroundings.nameOf(surroundings.file),
    framework: network.framework,
    model: network.model,
    inputs: network.inputs.map(({ name, value }) => {
      const input = { name, shape: shapes([value])[0] ?? null };
      const own = said.find((one) => one.name === name);
      if (own?.origin !== "layers" && own?.origin !== "default") return input;
      return { ...input, origin: own.origin, explanation: surroundings.render(own.explanation) };
    }),
    outputs: network.outputs.map(({ name, value }) => ({ name, shape: shapes([value])[0] ?? null })),
    layers: rows.map((row) => ({
      name: row.name,
      kind: row.kind,
      type: row.type,
      op: row.op,
      inputs: shapes(row.inputs),
      outputs: shapes(row.outputs),
      parameters: dimText(row.parameters),
      macs: dimText(row.macs),
      receptiveField: fieldTexts(fields.of(row.outputs[0] ?? -1)),
      range: range(row.at),
      definedAt: range(row.definedAt),
    })),
    totals: {
      parameters: dimText(totals.parameters),
      trainableParameters: dimText(totals.trainableParameters),
      bufferElements: dimText(totals.bufferElements),
      macs: dimText(totals.macs),
      parameterBytes: dimText(totals.parameterBytes),
      activationBytes: dimText(totals.activationBytes),
      peakActivationBytes: dimText(totals.peakActivationBytes),
    },
    coverage: coverageOf(network, rows),
    unknown: lostKnowledge(network, rows).map(({ name, because }) => ({ name, because: surroundings.render(because) })),
    diagnostics: diagnostics.map((diagnostic) => ({
      code: diagnostic.code,
      severity: diagnostic.severity,
      message: surroundings.render(diagnostic.message),
      range: range(diagnostic.at),
      fixes: diagnostic.fixes.map((fix) => ({
        title: surroundings.render(fix.title),
        edits: fix.edits.flatMap((edit) => {
          const at = range(edit.at);
          return at === null ? [] : [{ range: at, text: edit.text }];
        }),
      })),
      related: diagnostic.related.flatMap(({ message, at }) => {
        const place = range(at);
        return place === null ? [] : [{ message: surroundings.render(message), range: place }];
      }),
    })),
  };
}

const dimText = (dim: Dim): DimText => (typeof dim === "number" ? dim : formatDim(dim));

const shapeText = (shape: Shape | undefined): ShapeText => (shape?.rank === "known" ? shape.dims.map(dimText) : null);

type Fields = ReturnType<ReturnType<typeof fieldsOf>["of"]>;

function fieldTexts(fields: Fields): readonly SummaryField[] | null {
  if (!fields.known || fields.inputs.length === 0) return null;
  return fields.inputs.map(({ input, axes }) => ({
    input,
    size: axes.map((axis) => dimText(axis.size)),
    stride: axes.map((axis) => dimText(axis.stride)),
    start: axes.map((axis) => dimText(axis.start)),
  }));
}
