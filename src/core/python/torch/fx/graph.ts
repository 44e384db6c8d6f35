// torch.fx.Graph and Node: calls in order, each naming the nodes it takes. What a program may change lies in attributes, so
// that the journal undoes it; where a node is written lies beside them.
import { type CallSite, getter, type Machine, method, native, nativeClass } from "../../eval/native.ts";
import { objectClass } from "../../eval/types.ts";
import {
  type ClassValue,
  Dict,
  Instance,
  List,
  type Result,
  StaticMethod,
  Tuple,
  type Value,
} from "../../eval/value.ts";
import { instancesIn, mapValues } from "./tracing.ts";

/** What ConvLens keeps beside a node's attributes. */
interface NodeOrigin {
  readonly site: CallSite | null;
  /** Path of the module whose forward makes the call. */
  readonly scope: string;
}

export interface NodeParts extends Partial<NodeOrigin> {
  readonly op: string;
  readonly target: Value;
  readonly args?: readonly Value[];
  readonly kwargs?: ReadonlyMap<string, Value>;
  /** What its name is made of. */
  readonly wish: string;
}

export const isNode = (value: Value): value is Instance => value instanceof Instance && value.cls === nodeClass;
export const originOf = (node: Instance): NodeOrigin => node.payload as NodeOrigin;
const attribute = (object: Value, name: string): Value =>
  object instanceof Instance ? (object.attributes.entries.get(name) ?? null) : null;
const textOf = (object: Value, name: string): string => {
  const value = attribute(object, name);
  return typeof value === "string" ? value : "";
};
export const opOf = (node: Instance): string => textOf(node, "op");
export const targetOf = (node: Instance): Value => attribute(node, "target");
export const argsOf = (node: Instance): readonly Value[] => {
  const args = attribute(node, "args");
  return args instanceof Tuple || args instanceof List ? args.items : [];
};
export const kwargsOf = (node: Instance): Dict => {
  const kwargs = attribute(node, "kwargs");
  return kwargs instanceof Dict ? kwargs : new Dict();
};
export const nodesOf = (graph: Value): readonly Instance[] => {
  const list = attribute(graph, "_list");
  return list instanceof List ? list.items.filter(isNode) : [];
};

const inputsOf = (node: Instance): readonly Instance[] => [
  ...new Set([...argsOf(node).flatMap((value) => instancesIn(value, isNode)), ...instancesIn(kwargsOf(node), isNode)]),
];

function usersOf(node: Instance): readonly Instance[] {
  return nodesOf(attribute(node, "graph")).filter((other) => inputsOf(other).includes(node));
}

/** Names of torch.fx that are Python's own get a number. */
const reserved = new Set(
  (
    "abs all any bin bool bytes chr complex dict dir divmod eval filter float format getattr hash hex id input int " +
    "isinstance iter len list map max min next object oct open ord pow print property range repr reversed round set " +
    "slice sorted str sum super tuple type vars zip torch device inf nan and as assert del for from if in is lambda not or " +
    "pass return"
  ).split(" "),
);

function uniqueName(graph: Instance, wish: string): string {
  const used = graph.payload as Map<string, number>;
  const clean = wish.replace(/[^0-9A-Za-z_]+/g, "_").replace(/^(\d)/, "_$1") || "_unnamed";
  const [, base = clean, digits] = /^(.*)_(\d+)$/.exec(clean) ?? [];
  let count = digits === undefined ? (used.get(base) ?? 0) : Number(digits);
  let name = count === 0 ? base : `${base}_${count}`;
  while (used.has(`=${name}`) || reserved.has(name)) name = `${base}_${++count}`;
  used.set(`=${name}`, 1);
  used.set(base, count);
  return name;
}

export function makeGraph(): Instance {
  const graph = new Instance(graphClass);
  graph.payload = new Map<string, number>();
  graph.attributes.entries.set("_list", new List([]));
  graph.attributes.entries.set("_tracer_cls", null);
  return graph;
}

/** Adds a node where the graph inserts now: at its end, unless `inserting_before` or `inserting_after` says otherwise. */
export function addNode(machine: Machine, graph: Instance, parts: NodeParts): Instance {
  const node = new Instance(nodeClass);
  const origin: NodeOrigin = { site: parts.site ?? null, scope: parts.scope ?? "" };
  node.payload = origin;
  const { entries } = node.attributes;
  entries.set("op", parts.op);
  entries.set("name", uniqueName(graph, parts.wish));
  entries.set("target", parts.target);
  entries.set("args", new Tuple(parts.args ?? []));
  entries.set("kwargs", new Dict(new Map(parts.kwargs ?? [])));
  entries.set("graph", graph);
  entries.set("meta", new Dict());
  entries.set("type", null);
  const point = attribute(graph, "_point");
  const [anchor = null, side = null] = point instanceof Tuple ? point.items : [];
  place(machine, graph, node, isNode(anchor) ? anchor : null, side === "after");
  return node;
}

function place(machine: Machine, graph: Instance, node: Instance, anchor: Instance | null, after: boolean): void {
  const list = attribute(graph, "_list");
  if (!(list instanceof List)) return;
  machine.heap.write(list);
  const rest = list.items.filter((item) => item !== node);
  const at = anchor === null ? rest.length : rest.indexOf(anchor) + (after ? 1 : 0);
  rest.splice(Math.max(at, 0), 0, node);
  list.items = rest;
}

function change(machine: Machine, node: Instance, name: string, value: Value): void {
  machine.setPlainAttribute(node, name, value);
}

/** Replaces a node by a value in what another takes. */
function substitute(machine: Machine, user: Instance, from: Value, to: Value): void {
  const swap = (value: Value): Value => (value === from ? to : value);
  change(machine, user, "args", new Tuple(argsOf(user).map((value) => mapValues(value, swap))));
  change(machine, user, "kwargs", mapValues(kwargsOf(user), swap));
}

export function eraseNode(machine: Machine, graph: Instance, node: Value): void {
  const list = attribute(graph, "_list");
  if (!(list instanceof List)) return;
  machine.heap.write(list);
  list.items = list.items.filter((item) => item !== node);
}

/** Nodes that stay though nobody uses them. */
const isImpure = (node: Instance): boolean => {
  const op = opOf(node);
  if (op === "placeholder" || op === "output") return true;
  const target = targetOf(node);
  return op === "call_function" && typeof target === "object" && target?.kind === "native" && target.name === "_assert";
};

/** Drops calls whose results nobody takes. True where there were some. */
export function eliminateDeadCode(machine: Machine, graph: Instance): boolean {
  const used = new Set<Instance>();
  const kept: Instance[] = [];
  const nodes = nodesOf(graph);
  for (const node of nodes.toReversed()) {
    if (!isImpure(node) && !used.has(node)) continue;
    kept.push(node);
    for (const input of inputsOf(node)) used.add(input);
  }
  const list = attribute(graph, "_list");
  if (kept.length === nodes.length || !(list instanceof List)) return false;
  machine.heap.write(list);
  list.items = kept.reverse();
  return true;
}

const at = (node: Instance, offset: number): Value => {
  const nodes = nodesOf(attribute(node, "graph"));
  return nodes[nodes.indexOf(node) + offset] ?? null;
};

const self = (value: Value): Instance => value as Instance;

export const nodeClass: ClassValue = nativeClass("torch.fx.node", "Node", [objectClass], {
  users: getter((_, node) => new Dict(new Map(usersOf(self(node)).map((user) => [user, null])))),
  all_input_nodes: getter((_, node) => new List([...inputsOf(self(node))])),
  next: getter((_, node) => at(self(node), 1)),
  prev: getter((_, node) => at(self(node), -1)),
  __repr__: method("", (_, node) => textOf(node, "name")),
  __str__: method("", (_, node) => textOf(node, "name")),
  format_node: method("*args, **options", (_, node) => `%${textOf(node, "name")}`),
  is_impure: method("*args", (_, node) => isImpure(self(node))),
  update_arg: method("idx, arg", (machine, node, [index, value]) => {
    const args = [...argsOf(self(node))];
    if (typeof index === "number" && index >= 0 && index <= args.length) args[index] = value ?? null;
    change(machine, self(node), "args", new Tuple(args));
    return null;
  }),
  update_kwarg: method("key, arg", (machine, node, [key, value]) => {
    const entries = new Map(kwargsOf(self(node)).entries);
    if (typeof key === "string") entries.set(key, value ?? null);
    change(machine, self(node), "kwargs", new Dict(entries));
    return null;
  }),
  replace_all_uses_with: method("replace_with, *args, **options", (machine, node, [other]) => {
    const users = usersOf(self(node)).filter((user) => user !== other);
    for (const user of users) substitute(machine, user, node, other ?? null);
    return new List([...users]);
  }),
  replace_input_with: method("old_input, new_input", (machine, node, [from, to]) => {
    substitute(machine, self(node), from ?? null, to ?? null);
    return null;
  }),
  append: method("x", (machine, node, [other]) => {
    if (isNode(other ?? null)) place(machine, self(attribute(node, "graph")), self(other ?? null), self(node), true);
    return null;
  }),
  prepend: method("x", (machine, node, [other]) => {
    if (isNode(other ?? null)) place(machine, self(attribute(node, "graph")), self(other ?? null), self(node), false);
    return null;
  }),
});

/** `with graph.inserting_after(node):` */
const insertPoint: ClassValue = nativeClass("torch.fx.graph", "_InsertPoint", [objectClass], {
  __enter__: method("", (_, point) => point),
  __exit__: method("*args", (machine, point) => {
    const graph = attribute(point, "graph");
    if (graph instanceof Instance) change(machine, graph, "_point", attribute(point, "before"));
    return false;
  }),
});

const insertsAt = (side: "before" | "after") =>
  method("n=None", (machine, graph, [anchor]) => {
    const point = new Instance(insertPoint);
    point.attributes.entries.set("graph", graph);
    point.attributes.entries.set("before", attribute(graph, "_point"));
    change(machine, self(graph), "_point", new Tuple([anchor ?? null, side]));
    return point;
  });

const items = (value: Value | undefined): readonly Value[] =>
  value instanceof Tuple || value instanceof List ? value.items : [];
const named = (value: Value | undefined): ReadonlyMap<string, Value> =>
  value instanceof Dict ? new Map([...value.entries].map(([key, item]) => [String(key), item])) : new Map();

/** What a node is called after: the function's name, the method, the module's path. */
export function wishFor(machine: Machine, target: Value): string {
  if (typeof target === "string") return target.replace(/^__(.*)__$/, "$1");
  const name = machine.findAttribute(target, "__name__");
  return typeof name === "string" ? name.replace(/^__(.*)__$/, "$1") : "call";
}

const creates = (op: string, target: string) =>
  method(`${target}, args=None, kwargs=None, type_expr=None`, (machine, graph, [what, args, kwargs], call) =>
    addNode(machine, self(graph), {
      op,
      target: what ?? null,
      args: items(args),
      kwargs: named(kwargs),
      wish: wishFor(machine, what ?? null),
      site: call.site,
    }),
  );

const nothing = method("*args, **options", () => null);

export const graphClass: ClassValue = nativeClass("torch.fx.graph", "Graph", [objectClass], {
  __new__: new StaticMethod(native("__new__", "cls, *args, **options", (): Result => makeGraph())),
  __init__: nothing,
  nodes: getter((_, graph) => new List([...nodesOf(graph)])),
  create_node: method(
    "op, target, args=None, kwargs=None, name=None, type_expr=None",
    (machine, graph, [op, target, args, kwargs, name], call) =>
      addNode(machine, self(graph), {
        op: typeof op === "string" ? op : "",
        target: target ?? null,
        args: items(args),
        kwargs: named(kwargs),
        wish: typeof name === "string" ? name : wishFor(machine, target ?? null),
        site: call.site,
      }),
  ),
  call_function: creates("call_function", "the_function"),
  call_method: creates("call_method", "method_name"),
  call_module: creates("call_module", "module_name"),
  get_attr: creates("get_attr", "qualified_name"),
  placeholder: method("name, type_expr=None, default_value=...", (machine, graph, [name], call) =>
    addNode(machine, self(graph), {
      op: "placeholder",
      target: name ?? null,
      wish: typeof name === "string" ? name : "x",
      site: call.site,
    }),
  ),
  output: method("result, type_expr=None", (machine, graph, [result], call) =>
    addNode(machine, self(graph), {
      op: "output",
      target: "output",
      args: [result ?? null],
      wish: "output",
      site: call.site,
    }),
  ),
  erase_node: method("to_erase", (machine, graph, [node]) => {
    eraseNode(machine, self(graph), node ?? null);
    return null;
  }),
  find_nodes: method("*, op, target=None, sort=True", (_, graph, [op, target]) => {
    const found = nodesOf(graph).filter(
      (node) => opOf(node) === op && (target === null || target === undefined || targetOf(node) === target),
    );
    return new List(found);
  }),
  inserting_after: insertsAt("after"),
  inserting_before: insertsAt("before"),
  eliminate_dead_code: method("*args, **options", (machine, graph) => eliminateDeadCode(machine, self(graph))),
  lint: nothing,
  print_tabular: nothing,
  set_codegen: nothing,
});
