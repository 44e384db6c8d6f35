// Where a fault in a network is shown: where the argument is written, if that is in the workspace; else at the innermost
// call in the workspace that led there.
import type { DiagnosticPlacement, OperationCall } from "../ir/builder.ts";
import type { Diagnostic, Fix, RelatedInformation } from "../ir/diagnostic.ts";
import type { ModelFacts } from "../ir/facts.ts";
import type { Network } from "../ir/network.ts";
import { type AttributeSite, attributeSitesOf, type FileId, type SourceRange } from "../ir/source.ts";
import { message } from "../messages/index.ts";
import type { Context } from "./eval/native.ts";
import { numberFix } from "./numberFixes.ts";
import type { Program } from "./program.ts";
import { contextOf, type Trace } from "./torch/trace.ts";

export type IsEditable = (file: FileId) => boolean;

/** Files below a root of the workspace, but for packages that are installed there. */
export function editableFiles(roots: readonly FileId[], analysed: FileId): IsEditable {
  const folders = roots.map((root) => (root.endsWith("/") ? root : `${root}/`));
  return (file) =>
    file === analysed || (folders.some((folder) => file.startsWith(folder)) && !file.includes("/site-packages/"));
}

export const workspacePlacement =
  (isEditable: IsEditable, { file, tree }: Pick<Program, "file" | "tree">) =>
  (trace: () => Trace | null): DiagnosticPlacement => ({
    place(call, attribute) {
      const site = attribute === null ? undefined : attributeSitesOf(call.attrAt)[attribute];
      if (site !== undefined && isEditable(site.file)) {
        const construction = call.definedAt ?? call.at;
        // An argument that a caller passed on may serve other layers too: the call that fails is marked instead; of a layer
        // that a library makes, the innermost place that hands the argument to the library.
        const isOurs = construction !== null && isEditable(construction.file);
        const handed = isOurs ? undefined : site.via?.find(({ file }) => isEditable(file));
        if (handed !== undefined) return { at: handed, editable: false, related: givenHere(site, attribute) };
        if (!isOurs || contains(construction, site)) {
          if (site.constant || site.file !== file) return { at: site, editable: site.constant };
          return { at: site, editable: false, rewrite: (is, wanted) => numberFix(tree, site, is, wanted) };
        }
      }
      const made = editableOnly(call.definedAt, isEditable);
      const related = [...madeHere(made, call), ...(site === undefined ? [] : givenHere(site, attribute))];
      if (call.at !== null && isEditable(call.at.file)) {
        if (site?.file !== file) return { at: call.at, editable: false, related };
        const rewrite = (is: number, wanted: number) =>
          site.constant ? givenFix(site, attribute, wanted) : numberFix(tree, site, is, wanted);
        return { at: call.at, editable: false, related, rewrite };
      }
      const running = trace();
      const context = running === null ? null : contextOf(running, call.context);
      const at = innermost(context, isEditable) ?? made ?? site ?? call.at;
      return { at, editable: false, related };
    },
  });

/** Which of the layers that a call runs it is: one that is called by itself says so. */
const madeHere = (made: SourceRange | null, { type, at }: OperationCall): readonly RelatedInformation[] =>
  made === null || (made.file === at?.file && made.start === at.start)
    ? []
    : [{ message: message("layerMadeHere", { type }), at: made }];

const givenHere = (site: AttributeSite, attribute: string | null): readonly RelatedInformation[] => [
  { message: message("argumentGivenHere", { argument: site.argument ?? attribute ?? "" }), at: site },
];

const givenFix = (site: AttributeSite, attribute: string | null, wanted: number): Fix => ({
  title: message("changeGivenAttribute", { attribute: site.argument ?? attribute ?? "", value: wanted }),
  edits: [{ at: site, text: String(wanted) }],
});

const contains = (outer: SourceRange, inner: SourceRange): boolean =>
  outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end;

const editableOnly = (range: SourceRange | null, isEditable: IsEditable): SourceRange | null =>
  range !== null && isEditable(range.file) ? range : null;

/** The innermost call that is written in the workspace. */
export function innermost(context: Context | null, isEditable: IsEditable): SourceRange | null {
  for (let frame = context; frame !== null; frame = frame.parent)
    if (isEditable(frame.site.at.file)) return frame.site.at;
  return null;
}

/** Where an exception is shown: where it was raised, or the innermost call in the workspace that led there. */
export function innermostOf(
  raised: { readonly at: SourceRange | null; readonly calls: readonly SourceRange[] },
  isEditable: IsEditable,
): SourceRange | null {
  return [raised.at, ...raised.calls].find((range) => range !== null && isEditable(range.file)) ?? null;
}

/** Of faults of one kind at one place (a loop that makes layers) those that come first say what is wrong. */
const mostAlike = 2;

const placeKey = (range: SourceRange | null): string =>
  range === null ? "" : `${range.file}:${range.start}:${range.end}`;

/**
 * The diagnostics of a network, each once. A fix stays only if every call of a layer that is written at the same place would
 * take the same value: a helper's `64` that suits other layers must not be changed for one of them.
 */
export function settledDiagnostics(network: Network, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length === 0) return diagnostics;
  // A layer that is called twice would have to suit both calls.
  const callsAt = new Map<string, { readonly at: SourceRange; count: number }>();
  for (const node of network.nodes) {
    const counted = new Set<string>();
    for (const at of Object.values(attributeSitesOf(node.attrAt))) {
      const key = placeKey(at);
      // What a caller gives may be two arguments of one layer: each would have to suit.
      const isGiven = node.definedAt !== null && !contains(node.definedAt, at);
      if (!isGiven && counted.has(key)) continue;
      counted.add(key);
      const calls = callsAt.get(key) ?? { at, count: 0 };
      callsAt.set(key, calls);
      calls.count++;
    }
  }
  /** Of the argument that is rewritten, or that a number in it is. */
  const callsOf = (edited: SourceRange): number =>
    Math.max(1, ...[...callsAt.values()].flatMap(({ at, count }) => (contains(at, edited) ? [count] : [])));
  const wanted = new Map<string, Map<string, number>>();
  for (const diagnostic of diagnostics) {
    for (const { edits } of diagnostic.fixes) {
      for (const { at, text } of edits) {
        const texts = wanted.get(placeKey(at)) ?? new Map<string, number>();
        wanted.set(placeKey(at), texts.set(text, (texts.get(text) ?? 0) + 1));
      }
    }
  }
  const agrees = (at: SourceRange): boolean => {
    const texts = wanted.get(placeKey(at));
    if (texts === undefined || texts.size !== 1) return false;
    const [count = 0] = texts.values();
    return count >= callsOf(at);
  };
  const seen = new Set<string>();
  const alike = new Map<string, number>();
  return diagnostics.flatMap((diagnostic) => {
    if (isConsequence(diagnostic, diagnostics)) return [];
    const place = `${diagnostic.code} ${placeKey(diagnostic.at)}`;
    const key = `${place} ${JSON.stringify(diagnostic.message)}`;
    const kind = `${place} ${diagnostic.message.key}`;
    const before = alike.get(kind) ?? 0;
    if (seen.has(key) || before >= mostAlike) return [];
    seen.add(key);
    alike.set(kind, before + 1);
    const fixes = diagnostic.fixes.filter(({ edits }) => edits.every(({ at }) => agrees(at)));
    return [fixes.length === diagnostic.fixes.length ? diagnostic : { ...diagnostic, fixes }];
  });
}

/** Faults of what comes out of others: the sizes that meet there are those of layers. */
const consequences: ReadonlySet<string> = new Set(["add-shape", "reshape-elements", "concat-shape", "stack-shape"]);

/** `x * self.gate(x)`, `self.fc(y).view(b, c)`: what is wrong inside an expression is wrong first. */
const isConsequence = ({ code, at }: Diagnostic, all: readonly Diagnostic[]): boolean =>
  at !== null &&
  consequences.has(code) &&
  all.some(
    (other) =>
      other.severity === "error" &&
      !consequences.has(other.code) &&
      other.at !== null &&
      contains(at, other.at) &&
      !contains(other.at, at),
  );

/**
 * A fault that a constructor reports is found again when the layer runs: the model's own stays, which may have a fix. It stands
 * at the same place, or at the call and names that place. What stands at a wrong argument says more than that, but for a
 * default, which others may not use.
 */
export function withoutRepeats(
  { sourceOf }: Program,
  faults: readonly Diagnostic[],
  models: readonly ModelFacts[],
): readonly Diagnostic[] {
  const key = ({ code }: Diagnostic, at: SourceRange | null) => `${code} ${at?.file} ${at?.start}`;
  const found = new Set(
    models.flatMap(({ diagnostics }) =>
      diagnostics.flatMap((one) => [
        key(one, one.at),
        ...one.related.flatMap(({ at }) => (isDefault(sourceOf(at.file), at) ? [key(one, at)] : [])),
      ]),
    ),
  );
  return faults.filter((fault) => !found.has(key(fault, fault.at)) && found.add(key(fault, fault.at)));
}

/** Whether a place is among the parameters of a function. */
function isDefault(source: string, { start }: SourceRange): boolean {
  const before = source.slice(Math.max(0, start - longestHead), start);
  const def = before.lastIndexOf("def ");
  let depth = 0;
  for (const character of def < 0 ? "" : before.slice(def)) {
    if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return false;
  }
  return depth > 0;
}

/** Characters of the longest list of parameters that is looked through. */
const longestHead = 4000;
