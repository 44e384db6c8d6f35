// What recurrent layers have beside forward: ports and wrappers of them call it, and none of it changes a shape.
import { getter, type Machine, method } from "../../eval/native.ts";
import { type Instance, List, type Value } from "../../eval/value.ts";
import { parametersOf } from "../moduleTree.ts";
import { readAttributes, textOf } from "../reader.ts";

const weightNames = (self: Value): readonly string[] =>
  [...(parametersOf(self as Instance)?.entries.keys() ?? [])].map(String);

const weights = (self: Value, names: readonly string[]): readonly Value[] =>
  names.map((name) => parametersOf(self as Instance)?.entries.get(name) ?? null);

/** Names of one direction of one layer together: those that end alike (`_l0`, `_l0_reverse`). */
function groups(self: Value): readonly (readonly string[])[] {
  const found = new Map<string, string[]>();
  for (const name of weightNames(self)) {
    const end = /_l\d+(?:_reverse)?$/.exec(name)?.[0] ?? "";
    const group = found.get(end);
    if (group === undefined) found.set(end, [name]);
    else group.push(name);
  }
  return [...found.values()];
}

/** `RNN_TANH`, `LSTM`: how torch names the kernel. */
function mode(machine: Machine, self: Value, name: string): string {
  if (name !== "RNN") return name;
  return `RNN_${(textOf(readAttributes(machine, self as Instance), "nonlinearity") ?? "tanh").toUpperCase()}`;
}

const ordered = method("hx, permutation", (_, __, [hx = null]) => hx);
const fits = method("*args", () => null);

export const recurrentMembers = (name: string): Readonly<Record<string, Value>> => ({
  flatten_parameters: method("", () => null),
  all_weights: getter((_, self) => new List(groups(self).map((names) => new List([...weights(self, names)])))),
  _all_weights: getter((_, self) => new List(groups(self).map((names) => new List([...names])))),
  _flat_weights: getter((_, self) => new List([...weights(self, weightNames(self))])),
  _flat_weights_names: getter((_, self) => new List([...weightNames(self)])),
  mode: getter((machine, self) => mode(machine, self, name)),
  permute_hidden: ordered,
  check_input: fits,
  check_hidden_size: fits,
  check_forward_args: fits,
});
