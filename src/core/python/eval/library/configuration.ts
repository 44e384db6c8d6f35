// Packages of configuration objects: yacs, fvcore, easydict, addict, omegaconf, ml_collections, munch. Their behaviour is
// said in Python; what they cannot say there is here.
import { message } from "../../../messages/index.ts";
import { type Machine, type NativeModule, native, wholeNamespace } from "../native.ts";
import { asString } from "../numbers.ts";
import { absentName, replacementName } from "../resolver.ts";
import { Dict, type Key, ModuleValue, type Result, Unknown, type Value } from "../value.ts";
import {
  addictSource,
  easyDictSource,
  fvcoreSource,
  mlCollectionsSource,
  munchSource,
  yacsSource,
} from "./python/configuration.ts";
import { hydraSource, hydraUtilsSource } from "./python/hydra.ts";
import { mmConfigSource } from "./python/mmConfig.ts";
import { omegaconfSource } from "./python/omegaconf.ts";

/** What a literal of Python is made of, beside texts. */
const literalTokens =
  /^(?:\s|[()[\]{},:+-]|(?<![\w.])(?:True|False|None|0[xX][\da-fA-F]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.]))*$/;
const texts = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/** The value of a literal as ast.literal_eval reads it; null: it is none. */
function literalOf(machine: Machine, text: string): { readonly result: Result } | null {
  const bare = text.trim().replace(texts, "()");
  if (bare === "" || !literalTokens.test(bare) || !isBalanced(bare)) return null;
  return machine.charge(text.length) ? machine.evaluate(text.trim(), new Dict()) : null;
}

function isBalanced(text: string): boolean {
  const open: string[] = [];
  for (const character of text) {
    if ("([{".includes(character)) open.push(character);
    const at = ")]}".indexOf(character);
    if (at >= 0 && open.pop() !== "([{"[at]) return false;
  }
  return open.length === 0;
}

/** `ast.literal_eval`, which raises where the text is no literal. */
const literalEval = native("literal_eval", "node_or_string, /", (machine, [value = null]) => {
  if (value instanceof Unknown) return value;
  const text = asString(value);
  if (text === undefined) return machine.raise("ValueError", "malformed node or string");
  const found = literalOf(machine, text);
  return found === null ? machine.raise("ValueError", `malformed node or string: ${text}`) : found.result;
});

/** Nothing that a mapping held is known after it was merged with something that is not. */
function forget(machine: Machine, mapping: Value, because: Unknown): void {
  if (!(mapping instanceof Dict)) return;
  const unknown = new Unknown(because.because);
  machine.heap.write(mapping);
  for (const key of mapping.entries.keys()) mapping.entries.set(key, unknown);
  mapping.lost = unknown;
}

/** `known(mapping, source)`: whether the source is known; where it is not, the mapping is not known any more. */
const isKnown = native("known", "mapping, source", (machine, [mapping = null, source = null]) => {
  const lost = source instanceof Unknown ? source : source instanceof Dict ? source.lost : null;
  if (lost === null) return true;
  forget(machine, mapping, lost);
  return false;
});

/** What a file of Python defines, as a dict. */
const namespaceOf = native("namespace", "path", (machine, [path = null]) => {
  if (path instanceof Unknown) return path;
  const name = asString(path) ?? "";
  const module = machine.importFile(name);
  if (module === null) return new Unknown(message("pythonFileMissing", { name }));
  if (!(module instanceof ModuleValue)) return module;
  const entries = new Map<Key, Value>();
  for (const [key, value] of wholeNamespace(module).entries) {
    const held = machine.force(value);
    if (!String(key).startsWith("__") && !(held instanceof ModuleValue)) entries.set(key, held);
  }
  return machine.charge(entries.size) ? new Dict(entries) : machine.outOfBudget();
});

const unknownValue = native("unknown", "name", (_machine, [name = null]) => {
  return new Unknown(message("pythonNotModelled", { name: asString(name) ?? "" }));
});

const written = (name: string, text: string): NativeModule => ({ name, attributes: {}, python: { text } });

export const configurationModules: readonly NativeModule[] = [
  { name: "ast", attributes: { literal_eval: literalEval } },
  { name: "convlens.configuration", attributes: { known: isKnown, namespace: namespaceOf, unknown: unknownValue } },
  written("yacs.config", yacsSource),
  written("fvcore.common.config", fvcoreSource),
  written("easydict", easyDictSource),
  written("addict", addictSource),
  written("addict.addict", addictSource),
  written("munch", munchSource),
  written("ml_collections", mlCollectionsSource),
  written("ml_collections.config_dict", mlCollectionsSource),
  written("omegaconf", omegaconfSource),
  written("hydra", hydraSource),
  written("hydra.utils", hydraUtilsSource),
  ...["mmcv", "mmcv.utils", "mmengine", "mmengine.config"].map((name) => ({
    name: absentName(name),
    attributes: {},
    python: { text: mmConfigSource, names: ["Config", "ConfigDict", "DictAction", "read_base"] },
  })),
  // Where they are installed, they take the files that they read to pieces and write them anew.
  ...["mmcv.utils.config", "mmengine.config.config"].map((name) => written(replacementName(name), mmConfigSource)),
];
