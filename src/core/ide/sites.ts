import type { CallId, ContextId, FileId, ModuleCall, Network, NetworkNode, SourceRange, ValueId } from "../ir/index.ts";

/** One time that a site of the source was reached: a call of a layer, a module, a function, an operation. */
export interface Occurrence {
  /** Dotted path or the operation's own name; "" where only the source names it. */
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly (ValueId | null)[];
  readonly outputs: readonly ValueId[];
  /** The operations that it made: `firstNode` inclusive to `endNode` exclusive. */
  readonly firstNode: number;
  readonly endNode: number;
  readonly definedAt: SourceRange | null;
  readonly at: SourceRange | null;
  /** The module call around it. */
  readonly parent: CallId | null;
}

/**
 * A piece of the source that layers go through. `call`: where one is called; `construction`: where it is constructed, or
 * the whole of its block in a declarative file. Occurrences are in the order of execution.
 */
export interface Site {
  readonly start: number;
  readonly end: number;
  readonly role: "call" | "construction";
  readonly occurrences: readonly Occurrence[];
}

const memo = new WeakMap<Network, Map<FileId, readonly Site[]>>();

/** The sites of a file that a network goes through, by start, outer before inner. */
export function sitesOf(network: Network, file: FileId): readonly Site[] {
  const byFile = memo.get(network) ?? new Map<FileId, readonly Site[]>();
  memo.set(network, byFile);
  const known = byFile.get(file);
  if (known !== undefined) return known;
  const sites = collect(network, file);
  byFile.set(file, sites);
  return sites;
}

/** The innermost site around an offset. Of two with the same range the call is meant. */
export function siteAt(sites: readonly Site[], offset: number): Site | null {
  let best: Site | null = null;
  for (const site of sites) {
    if (site.start > offset) break;
    if (offset > site.end) continue;
    if (best === null || site.end - site.start < best.end - best.start) best = site;
  }
  return best;
}

interface Found {
  readonly range: SourceRange;
  readonly role: Site["role"];
  readonly list: Occurrence[];
}

class SiteCollector {
  private readonly file: FileId;
  private readonly found = new Map<string, Found>();
  /** Occurrences of one place mostly share the object that says where. */
  private readonly byRange = { call: new Map<SourceRange, Found>(), construction: new Map<SourceRange, Found>() };

  constructor(file: FileId) {
    this.file = file;
  }

  add(range: SourceRange | null, role: Site["role"], occurrence: Occurrence): void {
    if (range === null || range.file !== this.file) return;
    let site = this.byRange[role].get(range);
    if (site === undefined) {
      const key = `${role} ${range.start} ${range.end}`;
      site = this.found.get(key) ?? { range, role, list: [] };
      this.found.set(key, site);
      this.byRange[role].set(range, site);
    }
    site.list.push(occurrence);
  }

  finish(): readonly Site[] {
    const sites: Site[] = [];
    for (const { range, role, list } of this.found.values())
      sites.push({ start: range.start, end: range.end, role, occurrences: list.sort(byFirstNode) });
    return sites.sort(outerFirst);
  }
}

const byFirstNode = (a: Occurrence, b: Occurrence): number => a.firstNode - b.firstNode;
const outerFirst = (a: Site, b: Site): number => a.start - b.start || b.end - a.end || (a.role === "call" ? 1 : -1);

function collect(network: Network, file: FileId): readonly Site[] {
  const sites = new SiteCollector(file);
  // Contexts that are a module's call or an operation itself: what happens in them has an occurrence already.
  const taken = new Set<ContextId>();
  for (const call of network.calls) {
    if (isNamed(network, call)) sites.add(call.at, "call", call);
    sites.add(call.definedAt, "construction", call);
    const own = ownContext(network, call);
    if (own !== null) taken.add(own);
  }
  const ranges = new Map<ContextId, { first: number; last: NetworkNode }>();
  for (const node of network.nodes) {
    const owner = node.call === null ? undefined : network.calls[node.call];
    if (!isPartOf(node, owner)) {
      const occurrence = occurrenceOf(node);
      sites.add(node.at, "call", occurrence);
      // The layer's block encloses the name that stands for the call: one hover for both.
      if (node.definedAt !== null) sites.add(node.definedAt, "construction", occurrence);
      const own = ownContext(network, node);
      if (own !== null) taken.add(own);
    }
    for (let id = node.context; id !== null; id = network.contexts[id]?.parent ?? null) {
      const range = ranges.get(id);
      // A chain whose end was seen with this node has been walked to its top.
      if (range?.last === node) break;
      ranges.set(id, { first: range?.first ?? node.id, last: node });
    }
  }
  for (const [id, { first, last }] of ranges) {
    const context = network.contexts[id];
    if (context === undefined || context.at.file !== file || taken.has(id)) continue;
    sites.add(context.at, "call", functionCall(network, context.at, first, last));
  }
  return sites.finish();
}

/** The end of a chain of calls, where it is the call itself; null where the chain ends outside. */
function ownContext(network: Network, { at, context }: Pick<NetworkNode, "at" | "context">): ContextId | null {
  const end = context === null ? undefined : network.contexts[context];
  return end !== undefined && at !== null && sameRange(end.at, at) ? context : null;
}

const sameRange = (a: SourceRange, b: SourceRange): boolean =>
  a.start === b.start && a.end === b.end && a.file === b.file;

/** An operation that a leaf, or a container's own code, made in its call: that occurrence stands for it. */
const isPartOf = (node: NetworkNode, owner: ModuleCall | undefined): boolean =>
  owner !== undefined && (node.at === null ? owner.leaf : owner.at !== null && sameRange(owner.at, node.at));

/** Whether the source names this call: a `Sequential` calls its children where it is called itself. */
export function isNamed(network: Network, { at, parent }: Occurrence): boolean {
  if (at === null) return false;
  const container = parent === null ? undefined : network.calls[parent];
  return container?.at == null || !sameRange(container.at, at);
}

const occurrenceOf = (node: NetworkNode): Occurrence => ({
  name: node.name,
  type: node.type,
  inputs: node.inputs,
  outputs: node.outputs,
  firstNode: node.id,
  endNode: node.id + 1,
  definedAt: node.definedAt,
  at: node.at,
  parent: node.call,
});

/** A call of a plain function: it takes what its operations use from outside and gives what its last one made. */
function functionCall(network: Network, at: SourceRange, first: number, last: NetworkNode): Occurrence {
  const inside = new Set<ValueId>();
  const inputs = new Set<ValueId>();
  for (const node of network.nodes.slice(first, last.id + 1)) {
    for (const input of node.inputs)
      if (input !== null && !inside.has(input) && isData(network, input)) inputs.add(input);
    for (const output of node.outputs) inside.add(output);
  }
  return {
    name: "",
    type: "",
    inputs: [...inputs],
    outputs: last.outputs,
    firstNode: first,
    endNode: last.id + 1,
    definedAt: null,
    at,
    parent: last.call,
  };
}

/** Neither a parameter nor a constant. */
function isData(network: Network, id: ValueId): boolean {
  const value = network.values[id];
  return value !== undefined && value.state === null && value.data === null;
}
