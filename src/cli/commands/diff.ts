import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { Summary, SummaryLayer } from "../../core/analysis/summary.ts";
import { message, render } from "../../core/messages/index.ts";
import { analysisOptions, questionOf } from "../analyse.ts";
import { choiceOf, parseArguments } from "../arguments.ts";
import { CommandError } from "../commandError.ts";
import { hasError } from "../diagnostics.ts";
import { createDiskFiles, toFileId } from "../files.ts";
import type { Command } from "../main.ts";
import { shapesText } from "../summaryFormats.ts";
import { alignColumns, groupDigits } from "../text.ts";
import { summaryOfFile } from "./summary.ts";

/** What is different of a layer that both versions have, or that only one has. */
export interface LayerChange {
  readonly name: string;
  readonly kind: "added" | "removed" | "changed";
  readonly old: LayerFacts | null;
  readonly new: LayerFacts | null;
}

type LayerFacts = Pick<SummaryLayer, "type" | "outputs" | "parameters" | "macs">;

export interface Difference {
  readonly version: 1;
  readonly old: string;
  readonly new: string;
  readonly layers: readonly LayerChange[];
  /** By name of a total, [old, new]; those that differ. */
  readonly totals: Readonly<Record<string, readonly [old: number | string, new: number | string]>>;
}

/** Two versions of a definition: the layers that came, went or changed, and the totals. Code 1: the new one has an error. */
export const run: Command = async (args) => {
  const parsed = parseArguments(args, {
    ...analysisOptions,
    single: [...analysisOptions.single, "format"],
    positional: ["OLD", "NEW"],
  });
  const format = choiceOf<"table" | "json">(parsed, "format", ["table", "json"]);
  const question = questionOf(parsed);
  const [old, changed] = parsed.positional.map((name) => {
    const version = versionOf(name);
    const files = createDiskFiles(new Map([[toFileId(version.path), name]]), version.texts);
    return summaryOfFile(version.path, files, question);
  });
  if (!old || !changed) throw new CommandError(message("cliArgumentMissing", { name: "NEW" }));
  const difference = compare(old, changed);
  const output = format === "json" ? JSON.stringify(difference) : toText(difference);
  return { output, code: hasError(changed.diagnostics) ? 1 : 0 };
};

/** A file, or REV:PATH of the git repository around the current folder: then imports still come from the disk. */
function versionOf(name: string): { readonly path: string; readonly texts: ReadonlyMap<string, string> } {
  const [, revision = "", path = ""] = /^([^:]+):(.+)$/.exec(name) ?? [];
  if (path === "" || existsSync(name)) return { path: name, texts: new Map() };
  if (revision.startsWith("-")) throw new CommandError(message("cliUnreadable", { name }));
  try {
    // cat-file gives the blob as it is: no filter or text conversion of the repository's settings runs.
    const text = execFileSync("git", ["cat-file", "blob", `${revision}:${path}`], { encoding: "utf8", stdio: "pipe" });
    return { path, texts: new Map([[toFileId(path), text]]) };
  } catch {
    throw new CommandError(message("cliUnreadable", { name }));
  }
}

export function compare(old: Summary, changed: Summary): Difference {
  const before = labelled(old.layers);
  const after = labelled(changed.layers);
  const layers: LayerChange[] = [];
  for (const [name, layer] of before)
    if (!after.has(name)) layers.push({ name, kind: "removed", old: layer, new: null });
  for (const [name, layer] of after) {
    const known = before.get(name) ?? null;
    if (known === null) layers.push({ name, kind: "added", old: null, new: layer });
    else if (JSON.stringify(known) !== JSON.stringify(layer))
      layers.push({ name, kind: "changed", old: known, new: layer });
  }
  const totals = Object.entries(changed.totals).flatMap(([name, total]) => {
    const known = old.totals[name as keyof typeof old.totals];
    return known === total ? [] : [[name, [known, total]] as const];
  });
  return { version: 1, old: old.file, new: changed.file, layers, totals: Object.fromEntries(totals) };
}

/** By name; later calls of one name have a number. */
function labelled(layers: readonly SummaryLayer[]): ReadonlyMap<string, LayerFacts> {
  const facts = new Map<string, LayerFacts>();
  const times = new Map<string, number>();
  for (const { name, type, outputs, parameters, macs } of layers) {
    const count = (times.get(name) ?? 0) + 1;
    times.set(name, count);
    facts.set(count === 1 ? name : `${name}#${count}`, { type, outputs, parameters, macs });
  }
  return facts;
}

const signs = { added: "+", removed: "-", changed: "~" } as const;

function toText({ layers, totals }: Difference): string {
  if (layers.length === 0 && Object.keys(totals).length === 0) return render(message("cliNoDifference"));
  const rows = layers.map((change) => {
    const of = (pick: (layer: LayerFacts) => string): string => {
      const sides = [change.old, change.new].flatMap((layer) => (layer === null ? [] : [pick(layer)]));
      return sides[0] === sides[1] || sides.length === 1 ? (sides[0] ?? "") : sides.join(" → ");
    };
    return [
      `${signs[change.kind]} ${change.name}`,
      of((layer) => layer.type),
      of((layer) => shapesText(layer.outputs)),
      of((layer) => groupDigits(layer.parameters)),
      of((layer) => groupDigits(layer.macs)),
    ];
  });
  const heading = [
    `  ${render(message("cliLayer"))}`,
    render(message("cliType")),
    render(message("cliOutput")),
    render(message("cliParameters")),
    render(message("cliMacs")),
  ];
  const table = rows.length === 0 ? [] : alignColumns([heading, ...rows], ["left", "left", "left", "right", "right"]);
  const sums = Object.entries(totals).map(([name, [before, after]]) => {
    return `${name}: ${groupDigits(before)} → ${groupDigits(after)}${growth(before, after)}`;
  });
  return [...table, ...(table.length > 0 ? [""] : []), ...sums].join("\n");
}

/** ` (+12.3 %)`. */
function growth(before: number | string, after: number | string): string {
  if (typeof before !== "number" || typeof after !== "number" || before === 0) return "";
  const percent = (100 * (after - before)) / before;
  return ` (${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %)`;
}
