import { parseDirective } from "../../ir/directive.ts";
import type { GivenInput } from "../../ir/facts.ts";
import { parseGivenInput, parseShapeText } from "../../ir/shapeText.ts";
import type { NetState } from "./phases.ts";
import type { Setting } from "./settings.ts";

/** What the directive comments of a file say together: a file has one network. */
export interface Directives {
  readonly phase: NetState["phase"] | null;
  readonly stages: readonly string[];
  readonly inputs: readonly GivenInput[];
  /** The names of inputs where they are written. */
  readonly inputNames: readonly Setting<string>[];
}

export function readDirectives(text: string): Directives {
  const inputs: GivenInput[] = [];
  const inputNames: Setting<string>[] = [];
  const stages: string[] = [];
  let phase: NetState["phase"] | null = null;
  for (const { 0: line, index } of text.matchAll(/#[ \t]*convlens:.*/g)) {
    for (const { key, value, end } of parseDirective(line) ?? []) {
      if (key === "phase" && (value === "TRAIN" || value === "TEST")) phase = value;
      if (key === "stage") stages.push(value);
      if (key !== "input") continue;
      const input = givenInput(value);
      if (input === null) continue;
      inputs.push(input);
      const start = index + end - value.length;
      if (input.name !== null)
        inputNames.push({ value: input.name, at: { start, end: start + input.name.length }, field: "input" });
    }
  }
  return { phase, stages, inputs, inputNames };
}

/** `1x3x32x32`, `NAME:1x3x32x32` or `NAME=1x3x32x32`. */
function givenInput(text: string): GivenInput | null {
  const given = parseGivenInput(text);
  if (given) return given;
  const colon = text.indexOf(":");
  const type = colon < 0 ? null : parseShapeText(text.slice(colon + 1));
  return type && { name: text.slice(0, colon), type };
}
