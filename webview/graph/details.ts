import { isZero, knownSumText, macsOf } from "../../src/core/analysis/knownSum.ts";
import type { ValueId } from "../../src/core/ir/index.ts";
import { attributeTexts, shapeText, valueById } from "../shared/describe.ts";
import { h, replaceChildren } from "../shared/dom.ts";
import type { IconName } from "../shared/icons.ts";
import { count, renderMessage, text } from "../shared/text.ts";
import { button } from "../toolkit.ts";
import type { DrawContext } from "./draw.ts";
import { type GraphItem, inputsOf, nodesOf, outputsOf, parametersOf } from "./hierarchy.ts";

export interface DetailActions {
  readonly close: () => void;
  readonly openDefinition: (() => void) | null;
  readonly openCall: (() => void) | null;
  readonly openReceptiveField: (() => void) | null;
}

/** The card about the selected box: everything that does not fit into it. */
export function showDetails(card: HTMLElement, context: DrawContext, item: GraphItem, actions: DetailActions): void {
  const { network, faults } = context;
  const shapes = (ids: readonly ValueId[]): string =>
    ids
      .map((id) => valueById(network, id))
      .map((value) => (value ? shapeText(value.type.shape) : "?"))
      .join(", ");
  const nodes = nodesOf(item);
  const macs = macsOf(nodes);
  const rows: (readonly [string, string])[] = [];
  if (item.kind === "layer" || item.kind === "group") {
    rows.push([text("viewInput"), shapes(inputsOf(item))], [text("viewOutput"), shapes(outputsOf(item))]);
    const parameters = parametersOf(item);
    if (!isZero(parameters)) rows.push([text("viewParameters"), knownSumText(parameters, count)]);
    if (!isZero(macs)) rows.push([text("viewMacs"), knownSumText(macs, count)]);
  } else rows.push([text(item.kind === "input" ? "viewInput" : "viewOutput"), shapes([item.value])]);
  const attributes = item.kind === "layer" && item.nodes.length === 1 ? item.nodes.flatMap(attributeTexts) : [];
  const reasons = new Set(nodes.flatMap((node) => (node.unknownBecause ? [renderMessage(node.unknownBecause)] : [])));
  const list = (entries: readonly (readonly [string, string])[], style: string) =>
    entries.length === 0
      ? null
      : h("dl", { class: style }, ...entries.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
  const action = (press: (() => void) | null, label: string, name: IconName) =>
    press ? button({ label, icon: name, appearance: "icon", press }) : null;
  replaceChildren(
    card,
    h(
      "header",
      {},
      h(
        "div",
        { class: "details-name" },
        h("h2", {}, item.key || item.label),
        h("span", { class: "muted" }, item.type),
      ),
      action(actions.openDefinition, text("viewOpenDefinition"), "source"),
      action(actions.openCall, text("viewOpenCall"), "call"),
      action(actions.openReceptiveField, text("viewOpenReceptiveField"), "target"),
      button({ label: text("viewClose"), icon: "close", appearance: "icon", press: actions.close }),
    ),
    ...(faults.get(item) ?? []).map((fault) =>
      h("p", { class: `fault ${fault.severity}` }, renderMessage(fault.message)),
    ),
    ...[...reasons].slice(0, 3).map((reason) => h("p", { class: "fault muted" }, text("viewUnknownShape", { reason }))),
    list(rows, "numbers"),
    list(attributes, "attributes"),
  );
  card.hidden = false;
}
