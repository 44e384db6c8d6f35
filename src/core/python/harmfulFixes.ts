// A fix for one model must not break another one of the file that is right as it is: a size in a class that two factories
// make, a default that both leave as it is.
import type { Diagnostic, Fix, TextEdit } from "../ir/diagnostic.ts";
import type { ModelFacts } from "../ir/facts.ts";
import type { Network } from "../ir/network.ts";
import { attributeSitesOf, type SourceRange } from "../ir/source.ts";

/** Other models of the file that are asked about the fixes of one; each is built and run for it. */
const mostAsked = 8;

/** The model without the fixes that change what another model of the file is made with, which does not want the same change. */
export function withoutHarm(model: ModelFacts, others: () => Iterable<ModelFacts>): ModelFacts {
  if (model.diagnostics.every(({ fixes }) => fixes.length === 0)) return model;
  const refused = new Set<Fix>();
  let asked = 0;
  for (const other of others()) {
    if (++asked > mostAsked) break;
    const wanted = new Set(other.diagnostics.flatMap(({ fixes }) => fixes.map(keyOf)));
    for (const { fixes } of model.diagnostics)
      for (const fix of fixes)
        if (!wanted.has(keyOf(fix)) && fix.edits.some((edit) => isMadeWith(other.network, edit))) refused.add(fix);
  }
  if (refused.size === 0) return model;
  const diagnostics = model.diagnostics.map((diagnostic): Diagnostic => {
    const fixes = diagnostic.fixes.filter((fix) => !refused.has(fix));
    return fixes.length === diagnostic.fixes.length ? diagnostic : { ...diagnostic, fixes };
  });
  return { ...model, diagnostics, network: { ...model.network, diagnostics } };
}

const keyOf = ({ edits }: Fix): string =>
  edits.map(({ at, text }) => `${at.file}:${at.start}:${at.end} ${text}`).join("\n");

/** Whether a layer or a call of the network that gives something known is written there, or has an argument from there. */
const isMadeWith = ({ nodes, values }: Network, { at }: TextEdit): boolean =>
  nodes.some(
    (node) =>
      node.outputs.every((id) => values[id]?.type.shape.rank === "known") &&
      (holds(node.definedAt, at) ||
        holds(node.at, at) ||
        Object.values(attributeSitesOf(node.attrAt)).some((site) => holds(site, at))),
  );

const holds = (outer: SourceRange | null, inner: SourceRange): boolean =>
  outer !== null && outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end;
