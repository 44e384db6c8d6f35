// torch.fx.Tracer: runs a model's forward on proxies. What a node is called, and which modules stay whole, is torch's rule.
import { type Call, type CallSite, type Keywords, type Machine, method, nativeClass } from "../../eval/native.ts";
import { parseSignature } from "../../eval/signature.ts";
import { objectClass } from "../../eval/types.ts";
import {
  BoundMethod,
  type ClassValue,
  Dict,
  FunctionValue,
  Instance,
  NativeFunction,
  Unknown,
  type Value,
} from "../../eval/value.ts";
import { sequentialClass } from "../containers.ts";
import { runForward } from "../hooks.ts";
import { moduleClass } from "../module.ts";
import { derivesFrom, isInstanceOf, namedModules, namedTensors } from "../moduleTree.ts";
import { addNode, makeGraph, type NodeParts, wishFor } from "./graph.ts";
import { isProxy, keywordMap, makeProxy, type NodeMaker, nodeOfProxy } from "./proxy.ts";
import { type ActiveTrace, instancesIn, mapValues, type Traced, tracing } from "./tracing.ts";

/** A module that is one node. */
export type LeafRule = (machine: Machine, module: Instance, path: string) => boolean;

/** torch's own layers are, Sequential is not. */
export const isTorchLeaf: LeafRule = (_, module) => {
  const origin = originOf(module.cls);
  return (
    (/^torch\.nn(\.|$)/.test(origin) || origin.startsWith("torch.ao.nn")) && !derivesFrom(module.cls, sequentialClass)
  );
};

export const originOf = (cls: ClassValue): string => {
  const origin = cls.namespace.entries.get("__module__");
  return typeof origin === "string" ? origin : "";
};

export interface TracedGraph {
  readonly graph: Instance;
  /** The name of each node as a path: the modules it lies in, then the call (`layer1.0.relu_1`). In order of execution. */
  readonly paths: ReadonlyMap<Instance, string>;
}

/** Null: the trace stopped with an exception, which `machine.pending` holds. */
export function traceGraph(
  machine: Machine,
  root: Value,
  isLeaf: LeafRule,
  options: { readonly concrete?: Dict | null; readonly wraps?: (fn: FunctionValue) => boolean } = {},
): TracedGraph | null {
  const run = new Run(isLeaf, options.wraps ?? (() => false), root);
  const outer = { active: tracing.active, hook: machine.callHook };
  tracing.active = run;
  machine.callHook = (fn, positional, keywords, site) =>
    run.isWrapped(fn) ? run.callFunction(machine, fn, positional, keywords, site) : null;
  try {
    const { positional, keywords } = run.placeholders(machine, root, options.concrete ?? null);
    const forward = isInstanceOf(root, moduleClass) ? machine.getAttribute(root, "forward") : root;
    const result = forward === undefined ? undefined : machine.call(forward, positional, keywords);
    if (result === undefined) return null;
    addNode(machine, run.graph, {
      op: "output",
      target: "output",
      args: [run.argument(machine, result)],
      wish: "output",
    });
    return { graph: run.graph, paths: run.paths };
  } finally {
    tracing.active = outer.active;
    machine.callHook = outer.hook;
  }
}

class Run implements ActiveTrace, NodeMaker {
  readonly graph = makeGraph();
  readonly paths = new Map<Instance, string>();
  private readonly isLeaf: LeafRule;
  private readonly wraps: (fn: FunctionValue) => boolean;
  private readonly modules = new Map<Instance, string>();
  private readonly states = new Map<Instance, string>();
  private readonly scopes: string[] = [];
  /** The last number of each path. */
  private readonly numbers = new Map<string, number>();
  constructor(isLeaf: LeafRule, wraps: (fn: FunctionValue) => boolean, root: Value) {
    this.isLeaf = isLeaf;
    this.wraps = wraps;
    if (!isInstanceOf(root, moduleClass)) return;
    for (const [name, module] of namedModules(root)) this.modules.set(module, name);
    for (const { name, tensor } of namedTensors(root)) if (!this.states.has(tensor)) this.states.set(tensor, name);
  }

  /** One proxy for each parameter of forward that is not given a value. */
  placeholders(
    machine: Machine,
    root: Value,
    concrete: Dict | null,
  ): { readonly positional: readonly Value[]; readonly keywords: Keywords | null } {
    const positional: Value[] = [];
    const byName = new Map<string, Value>();
    for (const { name, role } of parametersOf(machine, root)) {
      const given = concrete?.entries.get(name);
      if (given === undefined && (role === "varPositional" || role === "varKeyword")) continue;
      const value = given ?? this.proxy(machine, { op: "placeholder", target: name, wish: name, site: null });
      if (role === "keywordOnly") byName.set(name, value);
      else if (role === "positional" || role === "positionalOnly") positional.push(value);
    }
    return {
      positional,
      keywords: byName.size === 0 ? null : { names: [...byName.keys()], values: [...byName.values()] },
    };
  }

  proxy(machine: Machine, parts: Omit<NodeParts, "scope">, path?: string): Instance {
    const scope = this.scopes.at(-1) ?? "";
    const node = addNode(machine, this.graph, {
      ...parts,
      scope,
      args: (parts.args ?? []).map((value) => this.argument(machine, value)),
      kwargs: new Map([...(parts.kwargs ?? [])].map(([key, value]) => [key, this.argument(machine, value)])),
    });
    const name = String(node.attributes.entries.get("name") ?? "");
    this.paths.set(node, this.numbered(path ?? (scope === "" ? name : `${scope}.${name}`)));
    return makeProxy(this, node);
  }

  /** Proxies become their nodes, the model's tensors nodes that fetch them. */
  argument(machine: Machine, value: Value): Value {
    return mapValues(value, (item) => {
      if (isProxy(item)) return nodeOfProxy(machine, item);
      const state = item instanceof Instance ? this.states.get(item) : undefined;
      return state === undefined ? item : addNode(machine, this.graph, { op: "get_attr", target: state, wish: state });
    });
  }

  /** torch numbers nodes over the whole graph; paths are numbered anew, each beside its like. */
  private numbered(path: string): string {
    const base = /.+_[0-9]+$/.test(path) ? path.slice(0, path.lastIndexOf("_")) : path;
    const last = this.numbers.get(base);
    const next = last === undefined ? 0 : last + 1;
    this.numbers.set(base, next);
    return next === 0 ? base : `${base}_${next}`;
  }

  callModule(
    machine: Machine,
    module: Instance,
    args: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
    call: Call,
  ): Traced {
    const path = this.modules.get(module);
    if (path === undefined) return null;
    if (this.isLeaf(machine, module, path)) {
      const { site } = call;
      return {
        result: this.proxy(
          machine,
          { op: "call_module", target: path, args, kwargs: keywords, wish: path, site },
          path,
        ),
      };
    }
    this.scopes.push(path);
    const depth = this.scopes.length;
    const result = runForward(machine, module, args, call);
    this.scopes.length = depth - 1;
    return { result };
  }

  callFunction(
    machine: Machine,
    callee: Value,
    positional: readonly Value[],
    keywords: Keywords | null,
    site: CallSite | null,
  ): Traced {
    const kwargs = keywordMap(keywords);
    const touched = [...positional, ...kwargs.values()].some((value) => instancesIn(value, isProxy).length > 0);
    if (!touched) return null;
    const wish = wishFor(machine, callee);
    return {
      result: this.proxy(machine, { op: "call_function", target: callee, args: positional, kwargs, wish, site }),
    };
  }

  isWrapped(fn: FunctionValue): boolean {
    const wrapped = fn.module.namespace.entries.get(WRAPPED);
    return (wrapped instanceof Dict && wrapped.entries.has(fn.code.name)) || this.wraps(fn);
  }
}

/** Where a module keeps the names that it gave to `torch.fx.wrap`. */
export const WRAPPED = "__fx_wrapped__";

function parametersOf(machine: Machine, root: Value): readonly { readonly name: string; readonly role: string }[] {
  const found = isInstanceOf(root, moduleClass) ? (machine.findAttribute(root, "forward") ?? null) : root;
  const callee = found instanceof BoundMethod ? found.callee : found;
  if (callee instanceof FunctionValue) return callee.code.parameters.slice(found instanceof BoundMethod ? 1 : 0);
  return callee instanceof NativeFunction ? parseSignature(callee.signature).parameters : [];
}

/** `fx.Tracer`, to be derived from: `is_leaf_module` is what users define themselves. */
export const tracerClass: ClassValue = nativeClass(
  "torch.fx._symbolic_trace",
  "Tracer",
  [objectClass],
  {
    __init__: method("*args, **options", () => null),
    is_leaf_module: method("m, module_qualified_name", (machine, _, [module, path]) =>
      isInstanceOf(module ?? null, moduleClass)
        ? isTorchLeaf(machine, module as Instance, String(path))
        : machine.unknown({ key: "notATensor", args: {} }),
    ),
    trace: method("root, concrete_args=None", (machine, self, [root, concrete]) => {
      const traced = traceGraph(machine, root ?? null, leafRuleOf(self), {
        concrete: concrete instanceof Dict ? concrete : null,
      });
      if (traced === null) return undefined;
      machine.setPlainAttribute(self, "root", root ?? null);
      return traced.graph;
    }),
  },
  { open: true },
);

const leafRuleOf =
  (tracer: Value): LeafRule =>
  (machine, module, path) => {
    const answer = machine.callMethod(tracer, "is_leaf_module", [module, path]);
    if (answer === undefined) machine.caught();
    return answer === undefined || answer instanceof Unknown ? isTorchLeaf(machine, module, path) : answer === true;
  };
