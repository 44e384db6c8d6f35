// A fix for one model must not break another one of the file that is right as it is: a size in a class that two factories
// make, a default that both leave as it is.
import type { Diagnostic, Fix, TextEdit } from "../ir/diagnostic.ts";
import type { ModelFacts } from "../ir/facts.ts";
import type { Network } from "../ir/network.ts";
import { attributeSitesOf, type SourceRange } from "../ir/source.ts";

/** Other models of the file that are asked about the fixes of one. */
const mostAsked = 8;

/** Models without the fixes that change what another one of them is made with, which does not want the same change. */
export const withoutHarm = (models: readonly ModelFacts[]): readonly ModelFacts[] =>
  models.map((model) => {
    if (model.diagnostics.every(({ fixes }) => fixes.length === 0)) return model;
    return withoutHarmTo(model, models.filter((other) => other !== model).slice(0, mostAsked));
  });

function withoutHarmTo(model: ModelFacts, others: readonly ModelFacts[]): ModelFacts {
  const refused = new Set<Fix>();
  for (const other of others) {
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
