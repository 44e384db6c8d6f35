// torch.nn.Module: registration by assignment, the walks over children and tensors, and calls.

import type { AttributeSites, SourceRange } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import { missingAttribute } from "../eval/attributes.ts";
import { type Call, getter, type Machine, method, nativeClass } from "../eval/native.ts";
import { type ClassValue, Dict, type Instance, type Result, SetValue, Unknown, type Value } from "../eval/value.ts";
import { recordedCall } from "./callRecord.ts";
import { tracing } from "./fx/tracing.ts";
import { registersHook } from "./hooks.ts";
import {
  allModules,
  buffersOf,
  childrenOf,
  held,
  isInstanceOf,
  type ModulePayload,
  modulesOf,
  moduleTables,
  namedModules,
  namedTensors,
  parametersOf,
  tableOf,
} from "./moduleTree.ts";
import { generatorOf, pairs, text, walksTensors } from "./moduleWalks.ts";
import { bufferClass, isTensor, parameterClass, payloadFrom, payloadOf } from "./tensor.ts";
import { torchSession } from "./trace.ts";
import { modulePartTables } from "./unknownParts.ts";

/** `object.__init__` of a module: where it was constructed, and its tables, which a layer gets when it needs them. */
export function initialiseModule(
  machine: Machine,
  self: Instance,
  call: Call,
  layer: Pick<ModulePayload, "sites" | "form"> | null = null,
): void {
  machine.progress++;
  machine.heap.parts ??= modulePartTables;
  machine.heap.write(self);
  const payload: ModulePayload = {
    kind: "module",
    definedAt: constructorSite(machine, call),
    sites: layer?.sites ?? noSites,
    form: layer?.form ?? null,
  };
  self.payload = payload;
  // A program fills these, in branches perhaps: both sides must write to the same table.
  if (layer === null) for (const name of ["_parameters", "_buffers", "_modules"]) tableOf(self, name);
}

const noSites: AttributeSites = {};

/** Where the object's class is called: the calls of `super().__init__(…)` on the way are left behind. */
function constructorSite(machine: Machine, call: Call): SourceRange | null {
  let site = call.site;
  let context = machine.contextOf(call);
  while (site !== null && site.node?.kind === "Call" && site.node.func.kind === "Attribute") {
    if (site.node.func.attr !== "__init__" || context === null) break;
    site = context.site;
    context = context.parent;
  }
  return site?.at ?? null;
}

function setAttribute(machine: Machine, self: Instance, name: string, value: Value): Result {
  const modules = modulesOf(self);
  const parameters = parametersOf(self);
  const buffers = buffersOf(self);
  const isParameter = isInstanceOf(value, parameterClass);
  if (modules === null || parameters === null || buffers === null) {
    if (isParameter || isInstanceOf(value, moduleClass)) {
      const what = isParameter ? "parameters" : "module";
      return machine.raise("AttributeError", `cannot assign ${what} before Module.__init__() call`);
    }
    return machine.setPlainAttribute(self, name, value) ? null : undefined;
  }
  const target = isParameter
    ? parameters
    : isInstanceOf(value, moduleClass)
      ? modules
      : isInstanceOf(value, bufferClass)
        ? buffers
        : null;
  if (target !== null) {
    for (const other of [self.attributes, parameters, buffers, modules]) {
      if (other !== target && other.entries.has(name)) remove(machine, other, name);
    }
    store(machine, target, name, value);
    return null;
  }
  for (const registered of [parameters, modules]) {
    if (!registered.entries.has(name)) continue;
    if (value === null) {
      store(machine, registered, name, null);
      return null;
    }
    if (value instanceof Unknown) {
      remove(machine, registered, name);
      break;
    }
    const what = registered === parameters ? "parameter" : "child module";
    return machine.raise("TypeError", `cannot assign '${machine.classOf(value).name}' as ${what} '${name}'`);
  }
  if (buffers.entries.has(name) && (value === null || isTensor(value))) {
    store(machine, buffers, name, value);
    return null;
  }
  return machine.setPlainAttribute(self, name, value) ? null : undefined;
}

function store(machine: Machine, dict: Dict, name: string, value: Value): void {
  machine.heap.write(dict);
  dict.settle(name);
  dict.entries.set(name, value);
}

function remove(machine: Machine, dict: Dict, name: string): void {
  machine.heap.write(dict);
  dict.settle(name);
  dict.entries.delete(name);
}

function registered(self: Instance, name: string): Value | undefined {
  for (const table of ["_parameters", "_buffers", "_modules"] as const) {
    const value = held(self, table).get(name);
    if (value !== undefined) return value;
  }
  if (moduleTables.has(name)) return tableOf(self, name) ?? undefined;
  // What is registered under a name that is not known may be the one.
  for (const table of ["_modules", "_parameters"] as const) {
    const dict = self.own(table);
    if (dict instanceof Dict && dict.lost !== null) return dict.lost;
  }
  return undefined;
}

const noKeywords: ReadonlyMap<string, Value> = new Map();

function callModule(machine: Machine, self: Instance, args: readonly Value[], call: Call): Result {
  const { keywords } = call;
  const named: ReadonlyMap<string, Value> =
    keywords === null
      ? noKeywords
      : new Map(keywords.names.map((name, index) => [name, machine.force(keywords.values[index] ?? null)] as const));
  const traced = tracing.active?.callModule(machine, self, args, named, call) ?? null;
  if (traced !== null) return traced.result;
  return recordedCall(machine, self, args, named, call);
}

const returnsSelf = method("*rest, **options", (_, self) => self);
const onCuda = method("*rest, **options", (machine, self) => {
  torchSession(machine).usesCuda = true;
  return self;
});
const doesNothing = method("*rest, **options", () => null);

/** `train(mode)` of a module and all below it; classes that define their own are called. */
function train(machine: Machine, self: Instance, mode: Value): Result {
  return trainEach(machine, self, mode, new Set()) ? self : undefined;
}

/** False: raised. */
function trainEach(machine: Machine, module: Instance, mode: Value, seen: Set<Instance>): boolean {
  if (seen.has(module)) return true;
  seen.add(module);
  if ((module.own("training") ?? true) !== mode) {
    machine.heap.write(module.attributes);
    module.attributes.entries.set("training", mode);
  }
  for (const [, child] of childrenOf(module)) {
    if (!definesTrain(child.cls)) {
      if (!trainEach(machine, child, mode, seen)) return false;
      continue;
    }
    const own = machine.getAttribute(child, "train");
    if (own === undefined || machine.call(own, [mode]) === undefined) return false;
  }
  return true;
}

/** The mode of a module and of all below it, past what their classes define. */
export function setMode(machine: Machine, self: Instance, training: boolean): void {
  for (const [, module] of namedModules(self)) {
    machine.heap.write(module.attributes);
    module.attributes.entries.set("training", training);
  }
}

/** Whether a class has a `train` of its own, before that of nn.Module. */
function definesTrain(cls: ClassValue): boolean {
  for (const base of cls.mro) {
    if (base === moduleClass) return false;
    if (base.namespace.entries.has("train")) return true;
  }
  return true;
}

function submodule(machine: Machine, self: Instance, path: string): Result {
  let current: Value = self;
  for (const name of path === "" ? [] : path.split(".")) {
    const next: Result = machine.getAttribute(current, name);
    if (next === undefined) return undefined;
    current = next;
  }
  return current;
}

/** What torch keeps to itself, and some projects reach for all the same. */
const ownAffairs: readonly string[] = [
  "_backward_hooks",
  "_state_dict_hooks",
  "_load_state_dict_pre_hooks",
  "_named_members",
  "_replicate_for_data_parallel",
  "_call_impl",
  "_slow_forward",
  "_maybe_warn_non_full_backward_hook",
  "T_destination",
  "ipu",
  "mtia",
];

export const moduleClass: ClassValue = nativeClass("torch.nn", "Module", [], {
  dump_patches: false,
  training: true,
  call_super_init: false,
  __init__: method(
    "*rest, **options",
    (machine, self, _, call) => {
      initialiseModule(machine, self as Instance, call);
      return null;
    },
    { bindsItself: true },
  ),
  /** Whoever looks at the namespace itself sees every table. */
  __dict__: getter((_, self) => {
    for (const name of moduleTables.keys()) tableOf(self as Instance, name);
    return (self as Instance).attributes;
  }),
  __setattr__: method("name, value", (machine, self, [name, value]) =>
    setAttribute(machine, self as Instance, text(name), value ?? null),
  ),
  __getattr__: method(
    "name",
    (machine, self, [name]) => {
      const found = registered(self as Instance, text(name));
      if (found !== undefined) return found;
      return missingAttribute(machine, self, text(name));
    },
    { glance: registered },
  ),
  __delattr__: method("name", (machine, self, [name]) => {
    const module = self as Instance;
    for (const dict of [parametersOf(module), buffersOf(module), modulesOf(module), module.attributes]) {
      if (!dict?.entries.has(text(name))) continue;
      remove(machine, dict, text(name));
      return null;
    }
    if (module.cls.mro.some(({ unknownBase }) => unknownBase !== null)) return null;
    return machine.raise("AttributeError", text(name));
  }),
  __call__: method(
    "*rest, **options",
    (machine, self, args, call) =>
      // What an unknown `*args` or `**options` brought counts as one argument.
      callModule(machine, self as Instance, call.keywords?.rest === undefined ? args : [call.keywords.rest], call),
    { bindsItself: true },
  ),
  forward: method("*rest, **options", (machine, self) => {
    const { name, mro } = machine.classOf(self);
    const unknown = mro.find(({ unknownBase }) => unknownBase !== null)?.unknownBase;
    if (unknown) return machine.unknown(unknown.because);
    return machine.raise("NotImplementedError", `Module [${name}] is missing the required "forward" function`);
  }),
  __repr__: method("", (machine, self) => `${machine.classOf(self).name}()`),
  __dir__: method("", (machine) => machine.unknown(message("torchNotModelled", { name: "Module.__dir__" }))),
  extra_repr: method("", () => ""),
  _get_name: method("", (machine, self) => machine.classOf(self).name),

  add_module: method("name, module", (machine, self, [name, module]) => register(machine, self, name, module)),
  register_module: method("name, module", (machine, self, [name, module]) => register(machine, self, name, module)),
  register_parameter: method("name, param", (machine, self, [name, param]) => {
    const parameters = parametersOf(self as Instance);
    if (parameters === null)
      return machine.raise("AttributeError", "cannot assign parameter before Module.__init__() call");
    store(machine, parameters, text(name), param ?? null);
    return null;
  }),
  register_buffer: method("name, tensor, persistent=True", (machine, self, [name, tensor, persistent]) => {
    const module = self as Instance;
    const buffers = buffersOf(module);
    if (buffers === null) return machine.raise("AttributeError", "cannot assign buffer before Module.__init__() call");
    store(machine, buffers, text(name), tensor ?? null);
    const fleeting = tableOf(module, "_non_persistent_buffers_set");
    if (fleeting instanceof SetValue) {
      machine.heap.write(fleeting);
      if (persistent === false) fleeting.entries.set(text(name), text(name));
      else fleeting.entries.delete(text(name));
    }
    return null;
  }),

  children: method("", (_, self) => generatorOf([...new Set(childrenOf(self as Instance).map(([, child]) => child))])),
  named_children: method("", (_, self) => {
    const seen = new Set<Instance>();
    return pairs(childrenOf(self as Instance).filter(([, child]) => !seen.has(child) && seen.add(child)));
  }),
  modules: method("", (_, self) => generatorOf([...allModules(self as Instance)])),
  named_modules: method("memo=None, prefix='', remove_duplicate=True", (_, self, [, prefix, once]) =>
    pairs(namedModules(self as Instance, text(prefix), once !== false)),
  ),
  parameters: walksTensors("parameter", false),
  named_parameters: walksTensors("parameter", true),
  buffers: walksTensors("buffer", false),
  named_buffers: walksTensors("buffer", true),
  state_dict: method("*rest, destination=None, prefix='', keep_vars=False", (machine, self, [, , prefix]) => {
    const entries = new Map<string, Value>();
    for (const { name, tensor, persistent } of namedTensors(self as Instance, text(prefix)))
      if (persistent) entries.set(name, tensor);
    return machine.charge(entries.size) ? new Dict(entries) : machine.outOfBudget();
  }),
  load_state_dict: method("*rest, **options", (machine) =>
    machine.unknown(message("torchNotModelled", { name: "load_state_dict" })),
  ),
  get_submodule: method("target", (machine, self, [path]) => submodule(machine, self as Instance, text(path))),
  get_parameter: method("target", (machine, self, [path]) => submodule(machine, self as Instance, text(path))),
  get_buffer: method("target", (machine, self, [path]) => submodule(machine, self as Instance, text(path))),
  set_submodule: method("target, module, strict=False", (machine, self, [path, module]) => {
    const names = text(path).split(".");
    const last = names.pop() ?? "";
    const parent = submodule(machine, self as Instance, names.join("."));
    if (parent === undefined) return undefined;
    return machine.setAttribute(parent, last, module ?? null) ? null : undefined;
  }),
  apply: method("fn", (machine, self, [fn], call) => {
    // Children before parents, each place of a shared module once a place, as torch does.
    for (const [, child] of childrenOf(self as Instance)) {
      const apply = machine.getAttribute(child, "apply");
      if (apply === undefined || !machine.charge(1)) return apply === undefined ? undefined : machine.outOfBudget();
      if (machine.call(apply, [fn ?? null], null, call.site) === undefined) return undefined;
    }
    return machine.call(fn ?? null, [self], null, call.site) === undefined ? undefined : self;
  }),
  train: method("mode=True", (machine, self, [mode]) => train(machine, self as Instance, mode ?? true)),
  eval: method("", (machine, self) => machine.callMethod(self, "train", [false])),
  requires_grad_: method("requires_grad=True", (machine, self, [flag]) => {
    for (const { tensor, kind } of namedTensors(self as Instance)) {
      if (kind !== "parameter" || !isTensor(tensor)) continue;
      machine.heap.write(tensor);
      tensor.payload = payloadFrom({ ...payloadOf(tensor), requiresGrad: flag !== false });
    }
    return self;
  }),
  to: method("*rest, **options", (machine, self, [, options = null]) => {
    const format = options instanceof Dict ? (options.entries.get("memory_format") ?? null) : null;
    if (format !== null) torchSession(machine).movedWeights = true;
    return self;
  }),
  cpu: returnsSelf,
  cuda: onCuda,
  xpu: returnsSelf,
  float: returnsSelf,
  double: returnsSelf,
  half: returnsSelf,
  bfloat16: returnsSelf,
  type: returnsSelf,
  to_empty: returnsSelf,
  share_memory: returnsSelf,
  zero_grad: doesNothing,
  compile: doesNothing,
  get_extra_state: doesNothing,
  set_extra_state: doesNothing,
  _load_from_state_dict: doesNothing,
  _save_to_state_dict: doesNothing,
  _register_load_state_dict_pre_hook: doesNothing,
  register_load_state_dict_pre_hook: doesNothing,
  register_load_state_dict_post_hook: doesNothing,
  register_state_dict_pre_hook: doesNothing,
  register_state_dict_post_hook: doesNothing,
  _register_state_dict_hook: doesNothing,
  register_forward_hook: registersHook("_forward_hooks"),
  register_forward_pre_hook: registersHook("_forward_pre_hooks"),
  register_backward_hook: doesNothing,
  register_full_backward_hook: doesNothing,
  register_full_backward_pre_hook: doesNothing,
  _version: 1,
  _is_full_backward_hook: null,
  _compiled_call_impl: null,
  _apply: method("fn, recurse=True", (_, self) => self),
  ...Object.fromEntries(ownAffairs.map((name) => [name, new Unknown(message("torchNotModelled", { name }))])),
});

function register(machine: Machine, self: Value, name: Value | undefined, module: Value | undefined): Result {
  const modules = modulesOf(self as Instance);
  if (modules === null) return machine.raise("AttributeError", "cannot assign module before Module.__init__() call");
  if (name instanceof Unknown) {
    machine.heap.write(modules);
    modules.lost = name;
    return null;
  }
  if (text(name).includes(".")) return machine.raise("KeyError", `module name can't contain ".", got: ${text(name)}`);
  store(machine, modules, text(name), module ?? null);
  return null;
}
