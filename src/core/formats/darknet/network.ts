import type { NetworkBuilder } from "../../ir/builder.ts";
import { createNetworkBuilder } from "../../ir/createNetworkBuilder.ts";
import type { Severity } from "../../ir/diagnostic.ts";
import type { ModelInput, ShouldStop } from "../../ir/facts.ts";
import type { Message } from "../../ir/message.ts";
import { nearestName } from "../../ir/nearest.ts";
import type { Network, Param, ValueId } from "../../ir/network.ts";
import type { FileId } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import { operators } from "../../ops/index.ts";
import type { CfgSection, Span } from "./cfg.ts";
import { layerRules, takesVectors } from "./layers/index.ts";
import type { LayerSite } from "./layers/rule.ts";
import { type BuiltLayer, createLayerSite } from "./layers/site.ts";
import { readOptions } from "./options.ts";
import { unknownOptions } from "./sections.ts";

export interface NetworkOptions {
  readonly file: FileId;
  readonly model: string;
  readonly phase: "TRAIN" | "TEST";
  readonly input: ModelInput;
  readonly shouldStop: ShouldStop;
}

/** Each section after [net] is a layer that takes the output of the one before, unless it names others. Null when stopped. */
export function buildNetwork(sections: readonly CfgSection[], options: NetworkOptions): Network | null {
  const { file, input, model, phase } = options;
  const builder = createNetworkBuilder({ framework: "darknet", model, phase, operators });
  const layers: BuiltLayer[] = [];
  const taken = new Set<number>();
  const start = builder.input(input.name, input.type);
  for (const [index, section] of sections.entries()) {
    if (options.shouldStop()) return null;
    const next = sections[index + 1]?.type;
    const layer = addLayer(builder, file, section, layers, {
      previous: layers.at(-1)?.value ?? start,
      feedsAnything: next === undefined || takesVectors.has(next),
      taken: (other) => void taken.add(other),
    });
    layers.push(layer);
  }
  for (const [index, { name, value }] of layers.entries()) if (!taken.has(index)) builder.output(name, value);
  return builder.finish();
}

/** Sections that leave the output of the one before alone. */
const ignoresPrevious: ReadonlySet<string> = new Set(["route", "implicit"]);

function addLayer(
  builder: NetworkBuilder,
  file: FileId,
  section: CfgSection,
  layers: readonly BuiltLayer[],
  around: {
    readonly previous: ValueId;
    readonly feedsAnything: boolean;
    readonly taken: (index: number) => void;
  },
): BuiltLayer {
  const index = layers.length;
  const name = `${index}:${section.type}`;
  const rangeOf = (at: Span) => ({ file, start: at.start, end: at.end });
  const reportOption = (code: string, severity: Severity, at: Span, text: Message): void =>
    builder.diagnostic({ code, severity, message: text, at: rangeOf(at), fixes: [], related: [] });
  const options = readOptions(section, (at, text) => reportOption("option-value", "warning", at, text));
  const params = new Map<string, Param>();
  const sources: ValueId[] = ignoresPrevious.has(section.type) ? [] : [around.previous];
  if (sources.length > 0 && index > 0) around.taken(index - 1);
  const known = layers.map((layer) => layer.value);
  for (const { value } of ["layers", "from"].flatMap((key) => namedBy(section, options, key))) {
    const source = known[value < 0 ? index + value : value];
    if (source !== undefined) sources.push(source);
  }
  const call = builder.enterCall({
    name,
    type: section.type,
    leaf: true,
    inputs: sources,
    at: rangeOf(section.titleAt),
    definedAt: rangeOf(section.at),
    context: null,
  });
  const site = createLayerSite({ builder, file, section, options, index, name, layers, params, ...around });
  const value = ruleOf(section, site)(site);
  for (const fault of unknownOptions(section, file)) builder.diagnostic(fault);
  builder.leaveCall(call, [value]);
  return { name, section, options, value, params };
}

/** The numbers of layers that a section names, where its rule reads them. */
const namedBy = (section: CfgSection, options: ReturnType<typeof readOptions>, key: string) =>
  (key === "layers" ? section.type === "route" : ["shortcut", "scale_channels", "sam"].includes(section.type))
    ? options.integers(key)
    : [];

function ruleOf(section: CfgSection, site: LayerSite): (site: LayerSite) => ValueId {
  const { type, typeAt, rest } = section;
  const rule = Object.hasOwn(layerRules, type) ? layerRules[type] : undefined;
  if (rule) {
    if (rest)
      site.report("section", "error", message("darknetTitleRest"), rest, [
        site.change(rest, "", message("darknetRemove")),
      ]);
    return rule;
  }
  if (type === "") {
    site.report("section", "error", message("darknetSectionName"), section.titleAt);
  } else {
    const nearest = nearestName(type, Object.keys(layerRules));
    const fixes = nearest === null ? [] : [site.change(typeAt, nearest, message("darknetUseName", { name: nearest }))];
    site.report("section", "warning", message("darknetUnknownSection", { section: type }), typeAt, fixes);
  }
  return () => site.add("External", { name: `[${type}]`, outputs: 1 });
}
