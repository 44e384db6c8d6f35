import { fieldsOf, type InputRegion, regionOf } from "../../core/analysis/receptiveField.ts";
import { layerRows } from "../../core/analysis/rows.ts";
import { formatDim } from "../../core/ir/dim.ts";
import type { Network, ValueId } from "../../core/ir/network.ts";
import { message, render } from "../../core/messages/index.ts";
import { analyseModel, analysisOptions, questionOf } from "../analyse.ts";
import { choiceOf, parseArguments } from "../arguments.ts";
import { CommandError } from "../commandError.ts";
import { diagnosticsOf, hasError } from "../diagnostics.ts";
import { createDiskFiles, toFileId } from "../files.ts";
import type { Command } from "../main.ts";

type Bounds = readonly [first: number, last: number];

/** What one unit sees of an input. `rows` is absent for one spatial axis, `planes` there for three. */
interface SeenInput {
  readonly name: string;
  readonly planes?: Bounds | null;
  readonly rows?: Bounds | null;
  readonly columns: Bounds | null;
}

/** The answer as contract.md has it. `size`, `stride` and `start` are those of the first input. */
export interface FieldAnswer {
  readonly layer: string;
  readonly unit: readonly number[];
  /** Clipped to the input; null bounds: the unit sees nothing but padding. */
  readonly inputs: readonly SeenInput[];
  readonly unclipped: readonly SeenInput[];
  readonly size: readonly (number | string)[];
  readonly stride: readonly (number | string)[];
  readonly start: readonly (number | string)[];
  readonly aligned: boolean;
}

export const run: Command = async (args) => {
  const parsed = parseArguments(args, {
    ...analysisOptions,
    single: [...analysisOptions.single, "layer", "unit", "format"],
    positional: ["FILE"],
  });
  const format = choiceOf<"table" | "json">(parsed, "format", ["table", "json"]);
  const layer = parsed.value("layer");
  if (layer === null) throw new CommandError(message("cliOptionMissing", { option: "--layer" }));
  const unit = unitOf(parsed.value("unit"));
  const [name = ""] = parsed.positional;
  const files = createDiskFiles(new Map([[toFileId(name), name]]));
  const { facts, model } = analyseModel(name, files, questionOf(parsed));
  if (model === null) throw new CommandError(diagnosticsOf(facts)[0]?.message ?? message("cliNoModel", { name }));
  const answer = receptiveFieldOf(model.network, layer, unit);
  const output = format === "json" ? JSON.stringify(answer) : toText(answer);
  return { output, code: hasError(diagnosticsOf(facts)) ? 1 : 0 };
};

/** What a unit of a layer's (or a module's) output sees. Default unit: ⌊h/2⌋,⌊w/2⌋. */
export function receptiveFieldOf(network: Network, layer: string, unit: readonly number[] | null): FieldAnswer {
  const value = outputOf(network, layer);
  const fields = fieldsOf(network).of(value);
  if (!fields.known) throw new CommandError(fields.because);
  const [first] = fields.inputs;
  if (!first) throw new CommandError(message("cliNotSpatial", { layer }));
  if (unit !== null) checkUnit(network, value, unit);
  const region = regionOf(network, value, unit ?? undefined);
  if (!region.known) throw new CommandError(region.because);
  return {
    layer,
    unit: region.unit,
    inputs: region.inputs.map((input) => seen(input, input.clipped)),
    unclipped: region.inputs.map((input) => seen(input, input.unclipped)),
    size: first.axes.map(({ size }) => plain(size)),
    stride: first.axes.map(({ stride }) => plain(stride)),
    start: first.axes.map(({ start }) => plain(start)),
    aligned:
      fields.inputs.every((input) => input.axes.every((axis) => axis.aligned)) &&
      region.inputs.every((input) => input.rectangular),
  };
}

const plain = (dim: Parameters<typeof formatDim>[0]): number | string =>
  typeof dim === "number" ? dim : formatDim(dim);

function seen({ input }: InputRegion, intervals: InputRegion["clipped"]): SeenInput {
  const bounds = intervals?.map(({ low, high }): Bounds => [low, high]) ?? [null, null];
  const [columns = null, rows, planes] = [...bounds].reverse();
  return { name: input, ...(planes !== undefined && { planes }), ...(rows !== undefined && { rows }), columns };
}

/**
 * The first output of a layer or of a module with children. A name that several calls have means the last of them, `NAME#2`
 * the second.
 */
function outputOf(network: Network, wanted: string): ValueId {
  const rows = layerRows(network).map(({ name, outputs }) => ({ name, outputs }));
  const modules = network.calls.filter((call) => !call.leaf).map(({ name, outputs }) => ({ name, outputs }));
  for (const calls of [rows, modules]) {
    const named = calls.filter((call) => call.name === wanted);
    const [, name = "", number = ""] = /^(.*)#(\d+)$/.exec(wanted) ?? [];
    const call = named.at(-1) ?? calls.filter((candidate) => candidate.name === name)[Number(number) - 1];
    const [output] = call?.outputs ?? [];
    if (output !== undefined) return output;
  }
  throw new CommandError(message("cliUnknownLayer", { layer: wanted }));
}

function unitOf(text: string | null): readonly number[] | null {
  if (text === null) return null;
  if (!/^\d{1,9}(,\d{1,9})*$/.test(text)) throw new CommandError(message("cliUnit", { text }));
  return text.split(",").map(Number);
}

function checkUnit(network: Network, value: ValueId, unit: readonly number[]): void {
  const shape = network.values[value]?.type.shape;
  const sizes = shape?.rank === "known" ? shape.dims.slice(-unit.length) : [];
  const isInside =
    sizes.length === unit.length && sizes.every((size, axis) => typeof size !== "number" || (unit[axis] ?? 0) < size);
  if (isInside) return;
  throw new CommandError(message("cliUnitOutside", { unit: unit.join(","), size: sizes.map(formatDim).join("×") }));
}

function toText(answer: FieldAnswer): string {
  const { layer, unit, size, stride, start } = answer;
  const lines = [render(message("cliFieldUnit", { layer, unit: unit.join(",") }))];
  for (const [index, input] of answer.inputs.entries()) {
    lines.push(`${input.name}: ${boundsText(input)}`);
    const whole = answer.unclipped[index];
    if (whole && boundsText(whole) !== boundsText(input)) {
      lines.push(`  ${render(message("cliFieldWhole"))}: ${boundsText(whole)}`);
    }
  }
  const places = { size: size.join("×"), stride: stride.join("×"), start: start.join(", ") };
  lines.push(render(message("cliFieldSize", places)));
  if (!answer.aligned) lines.push(render(message("cliFieldUneven")));
  return lines.join("\n");
}

function boundsText({ rows, columns }: SeenInput): string {
  const parts: string[] = [];
  if (rows) parts.push(render(message("cliFieldRows", { first: rows[0], last: rows[1] })));
  if (columns) parts.push(render(message("cliFieldColumns", { first: columns[0], last: columns[1] })));
  return parts.length > 0 ? parts.join(", ") : render(message("cliFieldNothing"));
}
