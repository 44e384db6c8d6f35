import type { CaffeLayer, StateRule } from "./definition.ts";

/** What the network is built for: `caffe::NetState`. */
export interface NetState {
  readonly phase: "TRAIN" | "TEST";
  readonly stages: readonly string[];
}

/** Levels can't be asked for from outside: Caffe's default. */
const level = 0;

/** Whether the layer is part of the network: one `include` rule is met, or, without any, no `exclude` rule is. */
export function isIncluded(layer: CaffeLayer, state: NetState): boolean {
  if (layer.include.length > 0) return layer.include.some((rule) => meets(state, rule));
  return !layer.exclude.some((rule) => meets(state, rule));
}

function meets(state: NetState, rule: StateRule): boolean {
  return (
    (rule.phase === null || rule.phase === state.phase) &&
    (rule.minimumLevel === null || level >= rule.minimumLevel) &&
    (rule.maximumLevel === null || level <= rule.maximumLevel) &&
    rule.stages.every((stage) => state.stages.includes(stage)) &&
    rule.notStages.every((stage) => !state.stages.includes(stage))
  );
}
