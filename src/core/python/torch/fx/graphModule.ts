// torch.fx.GraphModule: a module whose forward is a graph. It holds only the layers that the graph calls.
import type { Call, Machine } from "../../eval/native.ts";
import { method, nativeClass } from "../../eval/native.ts";
import { type ClassValue, Dict, Instance, type Result, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { moduleName } from "../callRecord.ts";
import { initialiseModule, moduleClass } from "../module.ts";
import { buffersOf, isInstanceOf, joinName, modulesOf, parametersOf } from "../moduleTree.ts";
import { torchSession } from "../trace.ts";
import { argsOf, isNode, kwargsOf, nodesOf, opOf, originOf, targetOf } from "./graph.ts";
import { mapValues } from "./tracing.ts";

/** The graph of the mode that the module is in. */
function graphOf(self: Instance): Value {
  const { entries } = self.attributes;
  const own = entries.get("training") === true ? "train_graph" : "eval_graph";
  return entries.get(own) ?? entries.get("graph") ?? null;
}

/** The names of what forward takes. */
export const placeholdersOf = (module: Instance): readonly string[] =>
  nodesOf(graphOf(module))
    .filter((node) => opOf(node) === "placeholder")
    .map((node) => String(targetOf(node)));

function attributeAt(machine: Machine, root: Value, path: string): Result {
  let current: Value = root;
  for (const name of path.split(".")) {
    const next: Result = machine.getAttribute(current, name);
    if (next === undefined) return undefined;
    current = next;
  }
  return current;
}

function runNode(machine: Machine, self: Instance, node: Instance, resolve: (value: Value) => Value): Result {
  const target = targetOf(node);
  const args = argsOf(node).map(resolve);
  const named = kwargsOf(node).entries;
  const keywords =
    named.size === 0 ? null : { names: [...named.keys()].map(String), values: [...named.values()].map(resolve) };
  const { site } = originOf(node);
  switch (opOf(node)) {
    case "get_attr":
      return attributeAt(machine, self, String(target));
    case "call_module": {
      const module = attributeAt(machine, self, String(target));
      return module === undefined ? undefined : machine.call(module, args, keywords, site);
    }
    case "call_method": {
      const method_ = machine.getAttribute(args[0] ?? null, String(target));
      return method_ === undefined ? undefined : machine.call(method_, args.slice(1), keywords, site);
    }
    default:
      return machine.call(target, args, keywords, site);
  }
}

/** Runs the nodes in order, each at the place in the source that it was traced from. */
function interpret(machine: Machine, self: Instance, args: readonly Value[], options: Dict, call: Call): Result {
  const values = new Map<Instance, Value>();
  const resolve = (value: Value): Value =>
    mapValues(value, (item) => (isNode(item) ? (values.get(item) ?? null) : item));
  const { trace } = torchSession(machine);
  const own = trace === null ? "" : moduleName(trace, self);
  let given = 0;
  for (const node of nodesOf(graphOf(self))) {
    const op = opOf(node);
    if (op === "output") return resolve(argsOf(node)[0] ?? null);
    let result: Result;
    if (op === "placeholder") {
      result = args[given++] ?? options.entries.get(String(targetOf(node))) ?? null;
    } else {
      const depth = trace?.open.push(joinName(own, originOf(node).scope)) ?? 0;
      result = machine.inside(call, () => runNode(machine, self, node, resolve));
      if (trace !== null) trace.open.length = Math.min(trace.open.length, depth - 1);
    }
    if (result === undefined || !machine.charge(2)) return result === undefined ? undefined : machine.outOfBudget();
    values.set(node, result);
  }
  return null;
}

export const graphModuleClass: ClassValue = nativeClass("torch.fx.graph_module", "GraphModule", [moduleClass], {
  __init__: method("root, graph, class_name='GraphModule'", (machine, self, [root, graph], call) => {
    initialiseModule(machine, self as Instance, call);
    if (graph instanceof Unknown) return null;
    fill(machine, self as Instance, root ?? null, [graph ?? null], call);
    machine.setPlainAttribute(self, "graph", graph ?? null);
    return null;
  }),
  forward: method("*args, **kwargs", (machine, self, [args, options], call) =>
    interpret(
      machine,
      self as Instance,
      args instanceof Tuple ? args.items : [],
      options instanceof Dict ? options : new Dict(),
      call,
    ),
  ),
  recompile: method("", () => null),
  add_submodule: method("target, m", (machine, self, [path, module], call) => {
    put(machine, self as Instance, String(path), module ?? null, call);
    return true;
  }),
  delete_all_unused_submodules: method("", (machine, self, _, call) => {
    const rest = new Instance(moduleClass);
    initialiseModule(machine, rest, call);
    fill(machine, rest, self, [graphOf(self as Instance)], call);
    const [from, to] = [modulesOf(rest), modulesOf(self as Instance)];
    if (from === null || to === null) return null;
    machine.heap.write(to);
    to.entries = from.entries;
    return null;
  }),
  delete_submodule: method("target", (machine, self, [path]) => {
    const names = String(path).split(".");
    const last = names.pop() ?? "";
    const parent = names.length === 0 ? self : attributeAt(machine, self, names.join("."));
    if (parent === undefined) return undefined;
    return machine.deleteAttribute(parent, last) ? true : undefined;
  }),
  print_readable: method("*args, **options", () => ""),
  to_folder: method("*args, **options", () => null),
});

/** A graph module of graphs that were traced from a root. Two graphs are that of training and that of evaluation. */
export function makeGraphModule(
  machine: Machine,
  root: Value,
  graphs: readonly Instance[],
  name: string,
  call: Call,
): Instance {
  const made = new Instance(nativeClass("torch.fx.graph_module", name, [graphModuleClass], {}));
  initialiseModule(machine, made, call);
  fill(machine, made, root, graphs, call);
  const { entries } = made.attributes;
  entries.set("training", root instanceof Instance ? (root.attributes.entries.get("training") ?? true) : true);
  const [first = null, second = null] = graphs;
  entries.set("graph", first);
  if (second !== null) {
    entries.set("train_graph", first);
    entries.set("eval_graph", second);
  }
  return made;
}

/** Takes over from the root what the graphs name. */
function fill(machine: Machine, self: Instance, root: Value, graphs: readonly Value[], call: Call): void {
  for (const graph of graphs) {
    for (const node of nodesOf(graph)) {
      if (opOf(node) !== "call_module" && opOf(node) !== "get_attr") continue;
      const path = String(targetOf(node));
      const value =
        root instanceof Dict ? (root.entries.get(path) ?? null) : (attributeAt(machine, root, path) ?? null);
      machine.caught();
      put(machine, self, path, value, call);
    }
  }
}

/** Registers a value under a dotted path; modules in between are plain containers. */
function put(machine: Machine, self: Instance, path: string, value: Value, call: Call): void {
  const names = path.split(".");
  const last = names.pop() ?? "";
  let parent = self;
  for (const name of names) {
    const children = modulesOf(parent);
    const known = children?.entries.get(name);
    if (isInstanceOf(known ?? null, moduleClass)) {
      parent = known as Instance;
      continue;
    }
    const holder = new Instance(moduleClass);
    initialiseModule(machine, holder, call);
    if (children !== null) {
      machine.heap.write(children);
      children.entries.set(name, holder);
    }
    parent = holder;
  }
  const registered = [modulesOf(parent), parametersOf(parent), buffersOf(parent)];
  if (registered.some((table) => table?.entries.get(last) === value)) return;
  machine.setAttribute(parent, last, value);
}
