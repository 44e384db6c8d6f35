import { type AxisField, fieldsOf } from "../analysis/receptiveField.ts";
import { type Dim, formatDim, type Network } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import type { FactRow } from "./markdown.ts";
import type { Occurrence } from "./sites.ts";
import type { Render } from "./text.ts";

/** A row for each input that the output of a call sees a part of. */
export function receptiveFieldRows(network: Network, occurrence: Occurrence, render: Render): readonly FactRow[] {
  const [output] = occurrence.outputs;
  const fields = output === undefined ? null : fieldsOf(network).of(output);
  if (fields?.known !== true) return [];
  const label = render(message("labelReceptiveField"));
  return fields.inputs.flatMap(({ input, axes }) => {
    if (axes.length === 0) return [];
    const field = fieldText(axes, render);
    const value = fields.inputs.length === 1 ? field : render(message("receptiveFieldOf", { input, field }));
    return [{ label, value }];
  });
}

/** `7×7, stride 2, start −3`. */
function fieldText(axes: readonly AxisField[], render: Render): string {
  if (axes.every((axis) => axis.global)) return render(message("receptiveFieldGlobal"));
  const text = render(
    message("receptiveFieldText", {
      size: axes.map(({ size }) => dimText(size)).join("×"),
      stride: agreeing(axes.map(({ stride }) => dimText(stride))),
      start: agreeing(axes.map(({ start }) => dimText(start))),
    }),
  );
  return axes.every((axis) => axis.aligned) ? text : render(message("receptiveFieldUneven", { field: text }));
}

const dimText = (dim: Dim): string => formatDim(dim).replace(/^-/, "−");

/** One number where all axes agree. */
const agreeing = (texts: readonly string[]): string =>
  [...new Set(texts)].length === 1 ? (texts[0] ?? "") : `(${texts.join(", ")})`;
