import { elementsOfAll, type KnownSum } from "../../src/core/analysis/knownSum.ts";
import type { CallId, Diagnostic, Network, NetworkNode, NodeId, ValueId } from "../../src/core/ir/index.ts";
import { faultsByNode } from "../shared/faults.ts";
import type { Target } from "../shared/locate.ts";

/** What is drawn as one box: a layer, a module that can be opened, an input or an output of the network. */
export type GraphItem = LayerItem | GroupItem | TerminalItem;

interface ItemBase {
  /** Stable across recomputes: dotted names, `#2` for the second call. */
  readonly key: string;
  /** The name without that of the enclosing module. */
  readonly label: string;
  readonly type: string;
  parent: GroupItem | null;
}

/** One row of a summary: an operation, or a leaf module with all the operations it makes. */
export interface LayerItem extends ItemBase {
  readonly kind: "layer";
  readonly nodes: readonly NetworkNode[];
  readonly target: Target;
}

export interface GroupItem extends ItemBase {
  readonly kind: "group";
  readonly call: CallId | null;
  readonly children: GraphItem[];
  /** Connections among the children and to the group's border, one for each value and pair. */
  readonly links: Link[];
  readonly depth: number;
}

export interface TerminalItem extends ItemBase {
  readonly kind: "input" | "output";
  readonly value: ValueId;
}

/** `null` stands for the border of the group: the value comes from or goes outside. */
export interface Link {
  readonly value: ValueId;
  readonly from: GraphItem | null;
  readonly to: GraphItem | null;
}

export interface Hierarchy {
  readonly network: Network;
  readonly root: GroupItem;
  readonly items: ReadonlyMap<string, GraphItem>;
  readonly itemOfNode: ReadonlyMap<NodeId, LayerItem>;
  readonly itemOfCall: ReadonlyMap<CallId, GraphItem>;
}

export function buildHierarchy(network: Network): Hierarchy {
  const items = new Map<string, GraphItem>();
  const itemOfNode = new Map<NodeId, LayerItem>();
  const itemOfCall = new Map<CallId, GraphItem>();
  const root: GroupItem = { ...group("", network.model, network.model, null, null) };
  const unusedKey = (wanted: string): string => {
    let key = wanted;
    for (let count = 2; items.has(key); count++) key = `${wanted}#${count}`;
    return key;
  };
  const addTo = <Item extends GraphItem>(parent: GroupItem, item: Item): Item => {
    parent.children.push(item);
    item.parent = parent;
    items.set(item.key, item);
    return item;
  };

  for (const { name, value } of network.inputs) {
    addTo(root, { kind: "input", key: unusedKey(`input ${name}`), label: name, type: "input", parent: null, value });
  }

  const namedGroups = new Map<string, GroupItem>();
  const groupOfCall = (id: CallId | null): GroupItem => {
    const call = id === null ? undefined : network.calls[id];
    if (!call || call.parent === null) return root;
    const known = itemOfCall.get(call.id);
    if (known?.kind === "group") return known;
    const parent = groupOfCall(call.parent);
    const label = localName(call.name, parent);
    const made = addTo(parent, group(unusedKey(call.name), label, call.type, call.id, parent));
    itemOfCall.set(call.id, made);
    return made;
  };
  const groupOfPath = (path: readonly string[]): GroupItem => {
    let parent = root;
    for (const [index, name] of path.entries()) {
      const key = path.slice(0, index + 1).join("/");
      let next = namedGroups.get(key);
      if (!next) {
        next = addTo(parent, group(unusedKey(key), name, "", null, parent));
        namedGroups.set(key, next);
      }
      parent = next;
    }
    return parent;
  };

  const hasModules = network.calls.some((call) => !call.leaf && call.parent !== null);
  const paths = hasModules ? null : namePaths(network.nodes);
  const leafCalls = new Set<CallId>();
  const isOneCall = network.calls.filter((call) => call.parent === null).length < 2;
  for (const node of network.nodes) {
    const call = node.call === null ? undefined : network.calls[node.call];
    const leaf = outermostLeaf(network, call?.id ?? null, isOneCall);
    if (leaf) {
      if (leafCalls.has(leaf.id)) continue;
      leafCalls.add(leaf.id);
    }
    const parent = paths ? groupOfPath(paths.get(node.id) ?? []) : groupOfCall(leaf ? leaf.parent : node.call);
    const nodes = leaf ? network.nodes.slice(leaf.firstNode, leaf.endNode) : [node];
    const name = leaf && nodes.length > 1 ? leaf.name : node.name;
    const item = addTo<LayerItem>(parent, {
      kind: "layer",
      key: unusedKey(name || node.type),
      label: localName(name, parent),
      type: leaf && nodes.length > 1 ? leaf.type : node.type,
      parent,
      nodes,
      target: { kind: "node", id: node.id },
    });
    for (const part of nodes) itemOfNode.set(part.id, item);
    if (leaf) itemOfCall.set(leaf.id, item);
  }

  for (const { name, value } of network.outputs) {
    addTo(root, { kind: "output", key: unusedKey(`output ${name}`), label: name, type: "output", parent: null, value });
  }
  link(network, root, itemOfNode);
  return { network, root, items, itemOfNode, itemOfCall };
}

function group(key: string, label: string, type: string, call: CallId | null, parent: GroupItem | null): GroupItem {
  const depth = parent ? parent.depth + 1 : 0;
  return { kind: "group", key, label, type, call, parent, children: [], links: [], depth };
}

/**
 * A module without children may call functions that are modules themselves; the outermost leaf is the summary's row. The
 * model itself is none, where the network is one call; where a file lists its layers, each is a call of its own.
 */
function outermostLeaf(network: Network, id: CallId | null, isOneCall: boolean) {
  let found = null;
  for (let at = id; at !== null; ) {
    const call = network.calls[at];
    if (!call) break;
    if (call.leaf && !(isOneCall && call.parent === null)) found = call;
    at = call.parent;
  }
  return found;
}

/** Formats without modules group by their names' own folders: `inception_3a/1x1`. A folder of one is none. */
function namePaths(nodes: readonly NetworkNode[]): ReadonlyMap<NodeId, readonly string[]> {
  const sizes = new Map<string, number>();
  const full = new Map<NodeId, string[]>();
  for (const node of nodes) {
    const path = node.scope.length > 0 ? [...node.scope] : node.name.split("/").slice(0, -1);
    full.set(node.id, path);
    for (let length = 1; length <= path.length; length++) {
      const key = path.slice(0, length).join("/");
      sizes.set(key, (sizes.get(key) ?? 0) + 1);
    }
  }
  for (const path of full.values()) {
    while (path.length > 0 && (sizes.get(path.join("/")) ?? 0) < 2) path.pop();
  }
  return full;
}

function localName(name: string, parent: GroupItem): string {
  const outer = parent.key.replace(/#\d+$/, "");
  for (const separator of [".", "/"]) {
    if (outer !== "" && name.startsWith(outer + separator)) return name.slice(outer.length + 1);
  }
  return name;
}

function pathTo(item: GraphItem): GraphItem[] {
  const path: GraphItem[] = [item];
  for (let at = item.parent; at; at = at.parent) path.push(at);
  return path.reverse();
}

/** Lays each value's way from its producer to each consumer through the groups between them. */
function link(network: Network, root: GroupItem, itemOfNode: ReadonlyMap<NodeId, LayerItem>): void {
  const seen = new Set<string>();
  const add = (owner: GroupItem, value: ValueId, from: GraphItem | null, to: GraphItem | null): void => {
    const key = `${owner.key}\n${value}\n${from?.key ?? ""}\n${to?.key ?? ""}`;
    if (seen.has(key)) return;
    seen.add(key);
    owner.links.push({ value, from, to });
  };
  const connect = (value: ValueId, from: GraphItem, to: GraphItem): void => {
    if (from === to) return;
    const up = pathTo(from);
    const down = pathTo(to);
    let common = 0;
    while (up[common + 1] && up[common + 1] === down[common + 1]) common++;
    for (let i = up.length - 2; i > common; i--) add(up[i] as GroupItem, value, up[i + 1] ?? null, null);
    add(up[common] as GroupItem, value, up[common + 1] ?? null, down[common + 1] ?? null);
    for (let i = common + 1; i < down.length - 1; i++) add(down[i] as GroupItem, value, null, down[i + 1] ?? null);
  };

  const sources = new Map<ValueId, GraphItem>();
  for (const item of root.children) if (item.kind === "input") sources.set(item.value, item);
  for (const node of network.nodes) {
    const item = itemOfNode.get(node.id);
    if (item) for (const output of node.outputs) sources.set(output, item);
  }
  for (const node of network.nodes) {
    const item = itemOfNode.get(node.id);
    for (const input of node.inputs) {
      const source = input === null ? undefined : sources.get(input);
      if (item && source && input !== null) connect(input, source, item);
    }
  }
  for (const item of root.children) {
    const source = item.kind === "output" ? sources.get(item.value) : undefined;
    if (source && item.kind === "output") connect(item.value, source, item);
  }
}

export function ancestors(item: GraphItem): GroupItem[] {
  const groups: GroupItem[] = [];
  for (let at = item.parent; at; at = at.parent) groups.push(at);
  return groups;
}

/** The operations of an item, those of the layers inside a group included. */
export function nodesOf(item: GraphItem): readonly NetworkNode[] {
  if (item.kind === "layer") return item.nodes;
  return item.kind === "group" ? item.children.flatMap(nodesOf) : [];
}

/** Elements of learnable tensors; a tensor shared within the item counts once. */
export function parametersOf(item: GraphItem): KnownSum {
  const learnable = nodesOf(item).flatMap(({ params }) => params.filter(({ trainable }) => trainable));
  return elementsOfAll([...new Map(learnable.map((param) => [param.sharedAs, param])).values()]);
}

/** Values that leave an item: a layer's outputs, a group's by its links. */
export function outputsOf(item: GraphItem): readonly ValueId[] {
  if (item.kind === "layer") return item.nodes.at(-1)?.outputs ?? [];
  if (item.kind !== "group") return [item.value];
  return [...new Set(item.links.flatMap((link) => (link.to === null ? [link.value] : [])))];
}

export function inputsOf(item: GraphItem): readonly ValueId[] {
  if (item.kind === "layer") {
    const made = new Set(item.nodes.flatMap((node) => node.outputs));
    const used = item.nodes.flatMap((node) => node.inputs);
    return [...new Set(used.filter((value): value is ValueId => value !== null && !made.has(value)))];
  }
  if (item.kind !== "group") return [item.value];
  return [...new Set(item.links.flatMap((link) => (link.from === null ? [link.value] : [])))];
}

/** Faults by the boxes that show their layer: itself, and each module around it, which may be closed. */
export function diagnosticsByItem(hierarchy: Hierarchy): ReadonlyMap<GraphItem, readonly Diagnostic[]> {
  const byItem = new Map<GraphItem, readonly Diagnostic[]>();
  for (const [node, faults] of faultsByNode(hierarchy.network)) {
    const layer = hierarchy.itemOfNode.get(node);
    if (!layer) continue;
    for (const item of [layer, ...ancestors(layer)]) byItem.set(item, [...(byItem.get(item) ?? []), ...faults]);
  }
  return byItem;
}
