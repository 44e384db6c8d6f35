// torch.fx as far as shapes need it: tracing a model to a graph, changing the graph, running it.
import { message } from "../../../messages/index.ts";
import { type Machine, method, type NativeModule, native, nativeClass } from "../../eval/native.ts";
import { objectClass } from "../../eval/types.ts";
import {
  type ClassValue,
  Dict,
  FunctionValue,
  Instance,
  type Result,
  Tuple,
  Unknown,
  type Value,
} from "../../eval/value.ts";
import { featureExtractionModule } from "./featureExtraction.ts";
import { graphClass, nodeClass } from "./graph.ts";
import { graphModuleClass, makeGraphModule } from "./graphModule.ts";
import { proxyClass } from "./proxy.ts";
import { isTorchLeaf, traceGraph, tracerClass, WRAPPED } from "./tracer.ts";
import { tracing } from "./tracing.ts";

/** `@torch.fx.wrap`, or `torch.fx.wrap("name")` at module level: calls with proxies become one node. */
const wrap = native("wrap", "fn_or_name", (machine, [given = null], call) => {
  const namespace = given instanceof FunctionValue ? given.module.namespace : (call.frame?.module.namespace ?? null);
  const name = given instanceof FunctionValue ? given.code.name : given;
  if (namespace === null || typeof name !== "string") return given;
  const known = namespace.entries.get(WRAPPED);
  const names = known instanceof Dict ? known : new Dict();
  machine.heap.write(names);
  names.entries.set(name, true);
  if (names !== known) {
    machine.heap.write(namespace);
    namespace.entries.set(WRAPPED, names);
  }
  return given;
});

const symbolicTrace = native("symbolic_trace", "root, concrete_args=None", (machine, [root = null, concrete], call) => {
  if (root instanceof Unknown) return root;
  const traced = traceGraph(machine, root, isTorchLeaf, { concrete: concrete instanceof Dict ? concrete : null });
  if (traced === null) return stopped(machine);
  const name = root instanceof Instance ? root.cls.name : "GraphModule";
  return makeGraphModule(machine, root, [traced.graph], name, call);
});

/** What stops a trace here need not stop torch's. */
function stopped(machine: Machine): Unknown {
  const exception = machine.caught();
  return new Unknown(message("torchFxStopped", { exception: exception?.cls.name ?? "" }));
}

/** `Interpreter(module).run(x)`. */
const interpreterClass: ClassValue = nativeClass(
  "torch.fx.interpreter",
  "Interpreter",
  [objectClass],
  {
    __init__: method("module, *args, **options", (machine, self, [module = null]) =>
      machine.setPlainAttribute(self, "module", module) ? null : undefined,
    ),
    run: method("*args, **options", (machine, self, [args], call): Result => {
      const module = machine.getAttribute(self, "module");
      return module === undefined
        ? undefined
        : machine.call(module, args instanceof Tuple ? args.items : [], null, call.site);
    }),
  },
  { open: true },
);

const names: Readonly<Record<string, Value>> = {
  wrap,
  symbolic_trace: symbolicTrace,
  Tracer: tracerClass,
  Graph: graphClass,
  GraphModule: graphModuleClass,
  Node: nodeClass,
  Proxy: proxyClass,
  Interpreter: interpreterClass,
};

const isTracing = native("is_fx_tracing", "", () => tracing.active !== null);

export const fxModules: readonly NativeModule[] = [
  { name: "torch.fx", attributes: names },
  { name: "torch.fx._symbolic_trace", attributes: { ...names, is_fx_tracing: isTracing } },
  ...["graph", "graph_module", "node", "proxy", "interpreter"].map((name) => ({
    name: `torch.fx.${name}`,
    attributes: names,
  })),
  featureExtractionModule,
];
