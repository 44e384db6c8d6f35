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

/** A file names a handful of stages; more are not offered. */
const mostStages = 16;

/**
 * The states between which the rules of layers make a difference, the one shown first: each phase with the file's own
 * stages, and with each stage that a rule names. Of states that take the same layers the first counts, and others than the
 * one shown have to take any.
 */
export function distinctStates(
  layers: readonly CaffeLayer[],
  shown: NetState,
  ownStages: readonly string[],
): readonly NetState[] {
  const ruled = layers.filter(hasRules);
  const rules = ruled.flatMap((layer) => [...layer.include, ...layer.exclude]);
  const named = [...new Set(rules.flatMap((rule) => [...rule.stages, ...rule.notStages]))].slice(0, mostStages);
  const states = (["TEST", "TRAIN"] as const).flatMap((phase): NetState[] => [
    { phase, stages: ownStages },
    ...named.map((stage) => ({ phase, stages: [stage] })),
  ]);
  const distinct = new Map<string, NetState>();
  for (const state of [shown, ...states]) {
    const taken = ruled.flatMap((layer, index) => (isIncluded(layer, state) ? [index] : [])).join();
    const isEmpty = taken === "" && ruled.length === layers.length;
    if ((!isEmpty || state === shown) && !distinct.has(taken)) distinct.set(taken, state);
  }
  return [...distinct.values()];
}

const hasRules = ({ include, exclude }: CaffeLayer): boolean => include.length + exclude.length > 0;

function meets(state: NetState, rule: StateRule): boolean {
  return (
    (rule.phase === null || rule.phase === state.phase) &&
    (rule.minimumLevel === null || level >= rule.minimumLevel) &&
    (rule.maximumLevel === null || level <= rule.maximumLevel) &&
    rule.stages.every((stage) => state.stages.includes(stage)) &&
    rule.notStages.every((stage) => !state.stages.includes(stage))
  );
}
