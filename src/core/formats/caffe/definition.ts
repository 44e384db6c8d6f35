import { message } from "../../messages/index.ts";
import { typeOfEnum, typeOfOldest } from "./layerTypes.ts";
import { type ReportValue, readSettings, type Setting, type Settings } from "./settings.ts";
import type { Field, Span, TextMessage } from "./textFormat/tree.ts";

/** How one of a layer's learned blobs is treated: `param { name: "w" lr_mult: 0 }`. */
export interface BlobRule {
  /** Blobs of one name are one blob. */
  readonly name: Setting<string> | null;
  readonly learningRate: number | null;
}

/** A condition under which a layer is part of the network. */
export interface StateRule {
  readonly phase: string | null;
  readonly minimumLevel: number | null;
  readonly maximumLevel: number | null;
  readonly stages: readonly string[];
  readonly notStages: readonly string[];
}

/** One layer, whichever of the three syntaxes it is written in. */
export interface CaffeLayer {
  readonly name: string;
  /** The text of the name; the type's, else the block's first word, where there is no name. */
  readonly nameAt: Span;
  /** The type in the spelling of the current syntax: "SoftmaxWithLoss". */
  readonly type: string;
  readonly typeAt: Span | null;
  readonly at: Span;
  readonly bottoms: readonly Setting<string>[];
  readonly tops: readonly Setting<string>[];
  readonly blobs: readonly BlobRule[];
  readonly include: readonly StateRule[];
  readonly exclude: readonly StateRule[];
  /** The layer's parameter message by its name, or by one of the names that forks give it. */
  settings(...names: readonly string[]): Settings;
}

/** `input: "data"` and the dimensions that belong to it; null where none do. */
export interface DeclaredInput {
  readonly name: Setting<string>;
  readonly dims: readonly Setting<number>[] | null;
}

export interface CaffeDefinition {
  readonly name: string;
  readonly inputs: readonly DeclaredInput[];
  readonly layers: readonly CaffeLayer[];
  /** `state { phase: TRAIN stage: "…" }` of the file itself. */
  readonly phase: string | null;
  readonly stages: readonly string[];
}

export function readDefinition(root: TextMessage, report: ReportValue): CaffeDefinition {
  const net = readSettings(root.fields, null, report);
  const state = net.message("state");
  const layers: CaffeLayer[] = [];
  for (const field of root.fields) {
    if (field.name !== "layer" && field.name !== "layers") continue;
    if (field.value.kind === "message") layers.push(readLayer(field, field.value, report));
    else report(field.value, message("caffeExpectedMessage", { field: field.name }));
  }
  return {
    name: net.word("name")?.value ?? "",
    inputs: declaredInputs(net),
    layers,
    phase: state.word("phase")?.value ?? null,
    stages: valuesOf(state.words("stage")),
  };
}

/** `input_shape` goes with the inputs one by one; `input_dim` in groups of four. */
function declaredInputs(net: Settings): DeclaredInput[] {
  const shapes = net.shapes("input_shape");
  const dims = net.sizes("input_dim") ?? [];
  return net.words("input").map((name, index) => {
    const four = dims.slice(4 * index, 4 * index + 4);
    return { name, dims: shapes[index] ?? (four.length === 4 ? four : null) };
  });
}

function readLayer(field: Field, block: TextMessage, report: ReportValue): CaffeLayer {
  const inner = field.name === "layers" ? block.fields.find((inside) => inside.name === "layer") : undefined;
  const oldest = inner?.value.kind === "message" ? inner.value : null;
  const fields = oldest ? [...oldest.fields, ...block.fields.filter((inside) => inside !== inner)] : block.fields;
  const layer = readSettings(fields, field, report);
  const name = layer.word("name");
  const type = layer.word("type");
  const typeName = type?.value ?? "";
  const quoted = isQuoted(fields, "type");
  return {
    name: name?.value ?? "",
    nameAt: name?.at ?? type?.at ?? field.nameAt,
    type: oldest ? typeOfOldest(typeName) : quoted ? typeName : typeOfEnum(typeName),
    typeAt: type?.at ?? null,
    at: { start: field.start, end: field.end },
    bottoms: layer.words("bottom"),
    tops: layer.words("top"),
    blobs: blobRules(fields, report),
    include: rules(fields, "include", report),
    exclude: rules(fields, "exclude", report),
    settings(...paramNames) {
      // The oldest syntax has no messages: its fields lie in the layer itself.
      return ownSettings(oldest === null ? [] : oldest.fields, fields, paramNames, report);
    },
  };
}

function ownSettings(
  before: readonly Field[],
  fields: readonly Field[],
  names: readonly string[],
  report: ReportValue,
): Settings {
  const found = [...before];
  let at: Span | null = null;
  for (const field of fields) {
    if (field.value.kind !== "message" || !names.includes(field.name)) continue;
    at ??= field;
    for (const inside of field.value.fields) found.push(inside);
  }
  return readSettings(found, at, report);
}

function isQuoted(fields: readonly Field[], name: string): boolean {
  for (const field of fields) if (field.name === name && field.value.kind === "string") return true;
  return false;
}

/** `param { name lr_mult }`; before that `param: "name"` and `blobs_lr: 1`, each in the order of the blobs. */
function blobRules(fields: readonly Field[], report: ReportValue): BlobRule[] {
  const params = fieldsNamed(fields, "param");
  const rates = fieldsNamed(fields, "blobs_lr");
  const found: BlobRule[] = [];
  for (let index = 0; index < Math.max(params.length, rates.length); index++)
    found.push(blobRule(params[index], rates[index]?.value, report));
  return found;
}

function blobRule(param: Field | undefined, rate: Field["value"] | undefined, report: ReportValue): BlobRule {
  const olderRate = rate?.kind === "number" ? rate.value : null;
  if (param?.value.kind !== "message")
    return { name: readSettings(param ? [param] : [], null, report).word("param"), learningRate: olderRate };
  const settings = readSettings(param.value.fields, param, report);
  return { name: settings.word("name"), learningRate: settings.number("lr_mult")?.value ?? olderRate };
}

function fieldsNamed(fields: readonly Field[], name: string): readonly Field[] {
  const found: Field[] = [];
  for (const field of fields) if (field.name === name) found.push(field);
  return found;
}

function rules(fields: readonly Field[], name: string, report: ReportValue): StateRule[] {
  const found: StateRule[] = [];
  for (const field of fields) {
    if (field.name !== name || field.value.kind !== "message") continue;
    const rule = readSettings(field.value.fields, field, report);
    found.push({
      phase: rule.word("phase")?.value ?? null,
      minimumLevel: rule.integer("min_level")?.value ?? null,
      maximumLevel: rule.integer("max_level")?.value ?? null,
      stages: valuesOf(rule.words("stage")),
      notStages: valuesOf(rule.words("not_stage")),
    });
  }
  return found;
}

const valuesOf = <T>(settings: readonly Setting<T>[]): T[] => settings.map((setting) => setting.value);
