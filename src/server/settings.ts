import type { Severity } from "../core/ir/index.ts";

/** The section `convlens` of the configuration with its defaults filled in. */
export interface ServerSettings {
  readonly hover: { readonly enable: boolean; readonly receptiveField: boolean };
  readonly inlayHints: { readonly enable: boolean; readonly maximumLength: number };
  readonly codeLens: { readonly enable: boolean };
  readonly diagnostics: { readonly enable: boolean; readonly severity: Readonly<Record<string, Severity | "off">> };
  readonly symbols: { readonly enable: boolean };
  readonly analysis: {
    /** Milliseconds. */
    readonly delay: number;
    /** As the user wrote it; "" where there is none. */
    readonly defaultInput: string;
  };
  /** Paths or URIs, as the user wrote them. */
  readonly searchPaths: readonly string[];
}

const severities: readonly string[] = ["off", "hint", "information", "warning", "error"];

/** Reads settings as a client sends them: whatever is absent, malformed or out of range has its default. */
export function readSettings(sent: unknown): ServerSettings {
  const section = (name: string): Record<string, unknown> => record(record(sent)[name]);
  const [hover, hints, lens] = [section("hover"), section("inlayHints"), section("codeLens")];
  const [diagnostics, symbols, analysis] = [section("diagnostics"), section("symbols"), section("analysis")];
  return {
    hover: { enable: flag(hover["enable"]), receptiveField: flag(hover["receptiveField"]) },
    inlayHints: { enable: flag(hints["enable"]), maximumLength: number(hints["maximumLength"], 43, 10, 200) },
    codeLens: { enable: flag(lens["enable"]) },
    diagnostics: { enable: flag(diagnostics["enable"]), severity: severityMap(diagnostics["severity"]) },
    symbols: { enable: flag(symbols["enable"]) },
    analysis: {
      delay: number(analysis["delay"], 150, 0, 10_000),
      defaultInput: typeof analysis["defaultInput"] === "string" ? analysis["defaultInput"].trim() : "",
    },
    searchPaths: strings(section("python")["searchPaths"]),
  };
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** Every feature is on unless it is turned off. */
const flag = (value: unknown): boolean => value !== false;

const number = (value: unknown, fallback: number, lowest: number, highest: number): number =>
  typeof value === "number" && value >= lowest && value <= highest ? value : fallback;

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string" && item.trim() !== "") : [];

function severityMap(value: unknown): Readonly<Record<string, Severity | "off">> {
  const known = Object.entries(record(value)).filter(
    (entry): entry is [string, Severity | "off"] => typeof entry[1] === "string" && severities.includes(entry[1]),
  );
  return Object.fromEntries(known);
}
