// torchvision.models.feature_extraction: a model cut down to the nodes that are asked for by name. A name means the last
// node whose path is or lies below it.

import { message } from "../../../messages/index.ts";
import { type Call, type Machine, type NativeModule, native } from "../../eval/native.ts";
import { Dict, Instance, List, type Result, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { moduleClass } from "../module.ts";
import { isInstanceOf } from "../moduleTree.ts";
import { addNode, eliminateDeadCode, eraseNode, nodesOf, opOf } from "./graph.ts";
import { makeGraphModule } from "./graphModule.ts";
import { isTorchLeaf, type LeafRule, originOf, type TracedGraph, traceGraph } from "./tracer.ts";

/** torchvision.ops stay whole: modules and functions. */
const leafRule =
  (options: Value): LeafRule =>
  (machine, module, path) => {
    const extra = options instanceof Dict ? (options.entries.get("leaf_modules") ?? null) : null;
    const listed = extra === null ? [] : machine.list(extra);
    if (Array.isArray(listed) && listed.some((cls) => machine.isInstance(module, cls) === true)) return true;
    return (
      module.cls.mro.some((cls) => originOf(cls).startsWith("torchvision.ops")) || isTorchLeaf(machine, module, path)
    );
  };

function traceIn(
  machine: Machine,
  model: Instance,
  mode: boolean,
  options: Value,
  concrete: Value,
): TracedGraph | Unknown | undefined {
  if (machine.callMethod(model, "train", [mode]) === undefined) return undefined;
  const traced = traceGraph(machine, model, leafRule(options), {
    concrete: concrete instanceof Dict ? concrete : null,
    wraps: (fn) => fn.module.name.startsWith("torchvision.ops"),
  });
  if (traced !== null) return traced;
  // What stops a trace here need not stop torch's.
  const exception = machine.caught();
  return new Unknown(message("torchFxStopped", { exception: exception?.cls.name ?? "" }));
}

/** Both traces of a model, its mode as before. */
function traceBoth(
  machine: Machine,
  model: Instance,
  options: Value,
  concrete: Value,
): { readonly train: TracedGraph; readonly eval: TracedGraph } | Unknown | undefined {
  const mode = model.attributes.entries.get("training") ?? true;
  const train = traceIn(machine, model, true, options, concrete);
  if (train === undefined || train instanceof Unknown) return train;
  const evaluated = traceIn(machine, model, false, options, concrete);
  if (evaluated === undefined || evaluated instanceof Unknown) return evaluated;
  if (machine.callMethod(model, "train", [mode]) === undefined) return undefined;
  return { train, eval: evaluated };
}

/** Node names by what they are to be called; null: not given. */
function wanted(machine: Machine, nodes: Value): Map<string, string> | null | Unknown | undefined {
  if (nodes === null) return null;
  if (nodes instanceof Dict) {
    if (nodes.lost !== null) return nodes.lost;
    const entries = [...nodes.entries].map(([key, value]) => [String(key), machine.str(machine.force(value))] as const);
    return new Map(entries.map(([key, value]) => [key, typeof value === "string" ? value : key]));
  }
  const list = machine.list(nodes);
  if (list === undefined || list instanceof Unknown) return list;
  const names: string[] = [];
  for (const item of list) {
    const text = machine.str(item);
    if (typeof text !== "string") return text;
    names.push(text);
  }
  return new Map(names.map((name) => [name, name]));
}

const isBelow = (path: string, query: string): boolean => path === query || path.startsWith(`${query}.`);

/** Cuts a graph down. The name that is missing, or null. */
function cut(machine: Machine, { graph, paths }: TracedGraph, queries: ReadonlyMap<string, string>): string | null {
  const names = [...paths.values()];
  for (const query of queries.keys()) if (!names.some((name) => isBelow(name, query))) return query;
  for (const node of nodesOf(graph)) if (opOf(node) === "output") eraseNode(machine, graph, node);
  const open = new Map(queries);
  const found: [string, Instance][] = [];
  for (const node of nodesOf(graph).toReversed()) {
    const path = paths.get(node);
    if (path === undefined) continue;
    for (const [query, name] of open) {
      if (!isBelow(path, query)) continue;
      found.push([name, node]);
      open.delete(query);
      break;
    }
  }
  addNode(machine, graph, {
    op: "output",
    target: "output",
    args: [new Dict(new Map(found.reverse()))],
    wish: "output",
  });
  eliminateDeadCode(machine, graph);
  return null;
}

function extract(machine: Machine, args: readonly Value[], call: Call): Result {
  const [model = null, both = null, forTrain = null, forEval = null, options = null, , concrete = null] = args;
  if (!isInstanceOf(model, moduleClass)) return model instanceof Unknown ? model : machine.raise("TypeError", "model");
  if (both === null && forTrain === null && forEval === null) {
    return machine.raise(
      "ValueError",
      "Either `return_nodes` or `train_return_nodes` and `eval_return_nodes` together, should be specified",
    );
  }
  if ((forTrain === null) !== (forEval === null) || (both === null) === (forTrain === null)) {
    return machine.raise(
      "ValueError",
      "If `train_return_nodes` and `eval_return_nodes` are specified, then both should be specified",
    );
  }
  const queries = [wanted(machine, both ?? forTrain), wanted(machine, both ?? forEval)] as const;
  const [train, evaluated] = queries;
  for (const query of queries) if (query === undefined || query instanceof Unknown) return query;
  const traced = traceBoth(machine, model, options, concrete);
  if (traced === undefined || traced instanceof Unknown) return traced;
  for (const [graph, query] of [
    [traced.train, train],
    [traced.eval, evaluated],
  ] as const) {
    const missing = query instanceof Map ? cut(machine, graph, query) : null;
    if (missing !== null) {
      return machine.raise(
        "ValueError",
        `node: '${missing}' is not present in model. Hint: use \`get_graph_node_names\` to make sure the \`return_nodes\` you specified are present.`,
      );
    }
  }
  const graphs = [traced.train.graph, traced.eval.graph];
  return makeGraphModule(machine, model, graphs, model.cls.name, call);
}

export const featureExtractionModule: NativeModule = {
  name: "torchvision.models.feature_extraction",
  attributes: {
    create_feature_extractor: native(
      "create_feature_extractor",
      "model, return_nodes=None, train_return_nodes=None, eval_return_nodes=None, tracer_kwargs=None, suppress_diff_warning=False, concrete_args=None",
      extract,
    ),
    get_graph_node_names: native(
      "get_graph_node_names",
      "model, tracer_kwargs=None, suppress_diff_warning=False, concrete_args=None",
      (machine, [model = null, options = null, , concrete = null]) => {
        if (!(model instanceof Instance)) return model;
        const traced = traceBoth(machine, model, options, concrete);
        if (traced === undefined || traced instanceof Unknown) return traced;
        return new Tuple([traced.train, traced.eval].map(({ paths }) => new List([...paths.values()])));
      },
    ),
  },
};
