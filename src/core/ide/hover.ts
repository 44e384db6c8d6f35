import { elementsOfAll, isZero, knownSumText, macsOf } from "../analysis/knownSum.ts";
import type { FileFacts, ModelFacts, Network, NetworkNode, SourceRange, TensorType, ValueId } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import { operators } from "../ops/index.ts";
import { isOnFault } from "./diagnostics.ts";
import type { FactRow, Link, ListRow, Part } from "./markdown.ts";
import { modelParts } from "./modelHover.ts";
import { nodesOf, parametersOf, shapesOf, valueShape } from "./occurrence.ts";
import { receptiveFieldRows } from "./receptiveFieldText.ts";
import { type Occurrence, type Site, siteAt, sitesOf } from "./sites.ts";
import { clip, countText, groupDigits, type Render } from "./text.ts";

export interface Hover {
  readonly start: number;
  readonly end: number;
  readonly parts: readonly Part[];
}

export interface HoverOptions {
  readonly receptiveField: boolean;
  /** Commands that may be linked to; the client lists those that it has. */
  readonly commands: { readonly showGraph: string | null; readonly showReceptiveField: string | null };
}

/** More groups of calls than this are counted, not listed. */
const listedGroups = 8;

/**
 * What is known at an offset: of the layer that is called or constructed there, else of the model that is defined there.
 * The first model that goes through the place speaks. Null where there is nothing, or where a diagnostic says it all.
 */
export function hover(
  facts: FileFacts,
  text: string,
  offset: number,
  options: HoverOptions,
  render: Render,
): Hover | null {
  for (const model of facts.models) {
    const site = siteAt(sitesOf(model.network, facts.file), offset);
    if (site === null) continue;
    if (isOnFault(facts, facts.file, offset, site.end - site.start)) return null;
    return { start: site.start, end: site.end, parts: siteParts(facts, text, model, site, options, render) };
  }
  const offer = facts.offers.find(({ at }) => at.start <= offset && offset <= firstLineEnd(text, at));
  const model = offer && facts.models.find((candidate) => candidate.offer.expression === offer.expression);
  if (offer === undefined || model === undefined) return null;
  const links = linksTo(facts, model, offer.at.start, options, render).slice(0, 1);
  return {
    start: offer.at.start,
    end: firstLineEnd(text, offer.at),
    parts: [...modelParts(facts, model, render), ...links],
  };
}

const firstLineEnd = (text: string, at: SourceRange): number =>
  at.start + Math.max(0, text.slice(at.start, at.end).search(/$|[\r\n]/));

function siteParts(
  facts: FileFacts,
  text: string,
  model: ModelFacts,
  site: Site,
  options: HoverOptions,
  render: Render,
): readonly Part[] {
  const { network } = model;
  const groups = groupsOf(network, site.occurrences);
  const [first] = groups;
  if (first === undefined) return [];
  const nodes = nodesOf(network, first.example);
  const times = site.occurrences.length;
  const parts: Part[] = [
    {
      kind: "title",
      name: titleName(text, site, first),
      // Darknet's sections have no other name than their type: "12:convolutional".
      type: /(?:^|:)([^:]*)$/.exec(first.example.name)?.[1] === first.example.type ? "" : first.example.type,
      note: [
        ...(times > 1 ? [render(message("times", { count: times }))] : []),
        // The status bar and the graph show another one.
        ...(model === facts.models[0] ? [] : [render(message("ofModel", { model: model.offer.expression }))]),
      ].join(" "),
    },
    {
      kind: "flow",
      // What follows is about one of the calls.
      name: groups.length > 1 ? first.example.name : "",
      from: flowFrom(first.inputs, render),
      to: first.outputs.join(", "),
    },
  ];
  const lines = formulaOf(network, nodes);
  if (lines.length > 0) parts.push({ kind: "formula", lines });
  const rows = [
    ...parameterRows(network, first.example, render),
    ...macRows(network, first.example, render),
    ...(options.receptiveField ? receptiveFieldRows(network, first.example, render) : []),
  ];
  if (rows.length > 0) parts.push({ kind: "facts", rows });
  if (groups.length > 1) parts.push(groupList(groups, render));
  for (const text of notes(network, site, first, render)) parts.push({ kind: "note", text });
  parts.push(...linksTo(facts, model, site.start, options, render));
  return parts;
}

/** How the output's sizes come about: by the only operation, or by the first where the others leave its shape as it is. */
function formulaOf(network: Network, nodes: readonly NetworkNode[]): readonly string[] {
  const [first, ...others] = nodes;
  const shapeAt = (id: ValueId | null | undefined): string | null => (id == null ? null : valueShape(network, id));
  const keepsShape = ({ inputs, outputs }: NetworkNode): boolean =>
    shapeAt(inputs[0]) !== null && shapeAt(inputs[0]) === shapeAt(outputs[0]);
  if (first === undefined || !others.every(keepsShape)) return [];
  const outputs = first.outputs.flatMap((id) => network.values[id]?.type ?? []);
  return operators.get(first.op)?.explain(first.attrs, inputTypes(network, first), outputs) ?? [];
}

const inputTypes = (network: Network, node: NetworkNode): readonly (TensorType | null)[] =>
  node.inputs.map((id) => (id === null ? null : (network.values[id]?.type ?? null)));

/** Calls at one place that look the same from outside: shapes and parameters. */
interface Group {
  readonly example: Occurrence;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly names: string[];
  count: number;
}

function groupsOf(network: Network, occurrences: readonly Occurrence[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const example of occurrences) {
    const inputs = shapesOf(network, example.inputs);
    const outputs = shapesOf(network, example.outputs);
    const key = `${example.type} ${inputs} ${outputs}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { example, inputs, outputs, names: [example.name], count: 1 });
    else {
      known.count++;
      known.names.push(example.name);
    }
  }
  return [...groups.values()];
}

function groupList(groups: readonly Group[], render: Render): Part {
  const rows = groups.slice(0, listedGroups).map(
    (group): ListRow => ({
      name: group.names.length > 1 ? `${group.names[0]} … ${group.names.at(-1)}` : (group.names[0] ?? ""),
      text: `${flowFrom(group.inputs, render)} → ${group.outputs.join(", ")}${group.count > 1 ? ` ×${group.count}` : ""}`,
    }),
  );
  const rest = groups.length - rows.length;
  return { kind: "list", rows, more: rest > 0 ? render(message("andMore", { count: rest })) : null };
}

/** A plain function is called what the source calls it. */
function titleName(text: string, site: Site, { example, count }: Group): string {
  if (example.name === "" && example.type === "") return clip(text.slice(site.start, site.end).split("(")[0] ?? "", 60);
  return count < site.occurrences.length ? commonName(site.occurrences) : example.name;
}

/** `layer1.0.conv1` and `layer4.1.conv1` are both a `conv1`; where the paths end differently, the first one. */
function commonName(occurrences: readonly Occurrence[]): string {
  const paths = occurrences.map(({ name }) => name.split(".").reverse());
  const [first = []] = paths;
  const differs = first.findIndex((part, index) => paths.some((path) => path[index] !== part));
  const common = (differs < 0 ? first : first.slice(0, differs)).reverse().join(".");
  // A number alone, or in front, counts blocks: it is nobody's name.
  return common.replace(/^(?:\d+(?:\.|$))+/, "") || (occurrences[0]?.name ?? "");
}

function flowFrom(shapes: readonly string[], render: Render): string {
  if (shapes.length <= 4) return shapes.join(", ");
  const shown = shapes.slice(0, 2).join(", ");
  return render(message("inputOrder", { shapes: shown, count: shapes.length }));
}

function parameterRows(network: Network, example: Occurrence, render: Render): readonly FactRow[] {
  const nodes = nodesOf(network, example);
  const params = parametersOf(network, nodes);
  if (params.length === 0) return [];
  const count = knownSumText(elementsOfAll(params), countText);
  const product = productOf(network, nodes);
  const owner = params[0]?.sharedAs ?? "";
  const ownName = params[0]?.name ?? "";
  const value = product === "" ? count : `${groupDigits(product)} = ${count}`;
  const shared = owner !== ownName;
  return [
    {
      label: render(message("labelParameters")),
      value: shared ? render(message("sharedParameters", { count: value, name: owner })) : value,
    },
  ];
}

/** `3·3·16·32 + 2·32`: of each operation that learns; empty where one of them cannot say. */
/** A sum of more products explains nothing any more. */
const mostProducts = 6;

function productOf(network: Network, nodes: readonly NetworkNode[]): string {
  const products = nodes
    .filter((node) => parametersOf(network, [node]).length > 0)
    .map((node) => operators.get(node.op)?.explainParameters?.(node.attrs, inputTypes(network, node)) ?? "");
  return products.includes("") || products.length > mostProducts ? "" : products.join(" + ");
}

function macRows(network: Network, example: Occurrence, render: Render): readonly FactRow[] {
  const macs = macsOf(nodesOf(network, example));
  return isZero(macs) ? [] : [{ label: render(message("labelMacs")), value: knownSumText(macs, countText) }];
}

function notes(network: Network, site: Site, first: Group, render: Render): readonly string[] {
  const found: string[] = [];
  const names = new Set(site.occurrences.map(({ name }) => name));
  const [example] = site.occurrences;
  const hasParameters = example !== undefined && nodesOf(network, example).some(({ params }) => params.length > 0);
  if (names.size === 1 && site.occurrences.length > 1 && hasParameters)
    found.push(render(message("sharedWeights", { count: site.occurrences.length })));
  const nodes = nodesOf(network, first.example);
  if (nodes.some(({ when }) => when === "maybe")) found.push(render(message("maybeRuns")));
  const unknown = nodes.find(({ unknownBecause }) => unknownBecause !== null)?.unknownBecause;
  if (unknown != null) found.push(render(message("unknownBecause", { reason: render(unknown) })));
  return found;
}

function linksTo(
  facts: FileFacts,
  model: ModelFacts,
  offset: number,
  { commands }: HoverOptions,
  render: Render,
): readonly Part[] {
  const argument = { uri: facts.file, model: model.offer.expression, offset };
  const links: Link[] = [];
  if (commands.showGraph !== null)
    links.push({ title: render(message("linkGraph")), command: commands.showGraph, argument });
  if (commands.showReceptiveField !== null)
    links.push({ title: render(message("linkReceptiveField")), command: commands.showReceptiveField, argument });
  return links.length === 0 ? [] : [{ kind: "links", links }];
}
