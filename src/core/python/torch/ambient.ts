// Parts of torch that do not change what a network is: gradients, scripting, tracing, devices, randomness, checkpoints.
import { message } from "../../messages/index.ts";
import { hintClass } from "../eval/library/inert.ts";
import { type Call, type Machine, method, type NativeModule, native, nativeClass } from "../eval/native.ts";
import {
  ClassMethod,
  type ClassValue,
  Dict,
  Float,
  Instance,
  type NativeFunction,
  type Result,
  Tuple,
  Unknown,
  type Value,
} from "../eval/value.ts";
import { sequentialClass } from "./containers.ts";
import { tracedCall } from "./fx/tracing.ts";
import { runsOnData } from "./modelTools.ts";
import { moduleClass } from "./module.ts";
import { isInstanceOf } from "./moduleTree.ts";
import { dtypeValue } from "./values.ts";

/** A context manager that is also a decorator: `with torch.no_grad():`, `@torch.no_grad()`, `@torch.no_grad`. */
const bracket = (name: string): ClassValue =>
  nativeClass("torch", name, [], {
    __init__: method("*args, **options", (machine, self, [args]) => {
      const only = args instanceof Tuple && args.items.length === 1 ? (args.items[0] ?? null) : null;
      if (isCallable(only)) machine.setPlainAttribute(self, "wrapped", only);
      return null;
    }),
    __enter__: method("", (_, self) => self),
    __exit__: method("*args", () => false),
    __call__: method("*args, **options", (machine, self, [args, options], call) => {
      const wrapped = (self as Instance).attributes.entries.get("wrapped");
      const given = args instanceof Tuple ? args.items : [];
      if (wrapped === undefined) return given[0] ?? null;
      return machine.call(wrapped, given, keywordsOf(options ?? null), call.site);
    }),
  });

const isCallable = (value: Value): boolean =>
  typeof value === "object" && value !== null && (value.kind === "function" || value.kind === "method");

/** A decorator that leaves what it decorates as it is, with or without options: `@ignore`, `@ignore(drop=True)`. */
const decorator = (name: string): NativeFunction =>
  native(name, "fn=None, *args, **options", (_, [given]) =>
    given === null || typeof given === "boolean" || typeof given === "string" ? identityFunction : (given ?? null),
  );

const identityFunction: NativeFunction = native("identity", "value, *args, **options", (_, [value]) => value ?? null);
const nothing = (name: string): NativeFunction => native(name, "*args, **options", () => null);
const constant = (name: string, value: Value): NativeFunction => native(name, "*args, **options", () => value);
const unknown = (name: string): NativeFunction =>
  native(name, "*args, **options", (machine) => machine.unknown(message("torchNotModelled", { name })));

export function keywordsOf(
  options: Value,
): { readonly names: readonly string[]; readonly values: readonly Value[] } | null {
  if (!(options instanceof Dict) || options.entries.size === 0) return null;
  return { names: [...options.entries.keys()].map(String), values: [...options.entries.values()] };
}

/** Options of `checkpoint` itself; the others go to the function. */
const checkpointOptions = new Set([
  "use_reentrant",
  "context_fn",
  "determinism_check",
  "debug",
  "preserve_rng_state",
  "early_stop",
]);

function checkpoint(machine: Machine, callee: Value, args: Value, options: Value, call: Call): Result {
  const rest =
    options instanceof Dict ? [...options.entries].filter(([name]) => !checkpointOptions.has(String(name))) : [];
  const keywords =
    rest.length === 0 ? null : { names: rest.map(([name]) => String(name)), values: rest.map(([, value]) => value) };
  return machine.call(callee, args instanceof Tuple ? args.items : [], keywords, call.site);
}

function checkpointSequential(machine: Machine, functions: Value, input: Value, call: Call): Result {
  if (isInstanceOf(functions, sequentialClass)) return machine.call(functions, [input], null, call.site);
  const list = machine.list(functions);
  if (list === undefined || list instanceof Unknown) return list;
  let value: Value = input;
  for (const each of list) {
    const next: Result = machine.call(each, [value], null, call.site);
    if (next === undefined) return undefined;
    value = next;
  }
  return value;
}

/**
 * `Function.apply(x)` runs the class's own forward with a context object that takes whatever is put into it; without one
 * where a `setup_context` of the class gets it afterwards.
 */
const autogradContext: ClassValue = nativeClass(
  "torch.autograd.function",
  "FunctionCtx",
  [],
  { save_for_backward: nothing("save_for_backward"), mark_dirty: nothing("mark_dirty") },
  { open: true },
);

const autogradFunction: ClassValue = nativeClass("torch.autograd", "Function", [], {
  apply: new ClassMethod(
    method("*args, **options", (machine, cls, [args, options], call) => {
      const forward = machine.getAttribute(cls, "forward");
      if (forward === undefined) return undefined;
      const isSetUpLater = machine.findAttribute(cls, "setup_context") !== undefined;
      const context = isSetUpLater ? [] : [new Instance(autogradContext)];
      const given = args instanceof Tuple ? args.items : [];
      const result = machine.call(forward, [...context, ...given], keywordsOf(options ?? null), call.site);
      if (result !== undefined || machine.pending?.cls.name !== "NotImplementedError") return result;
      // Compiled for a GPU alone: on one it would run.
      machine.caught();
      return machine.unknown(message("torchNotModelled", { name: (cls as ClassValue).name }));
    }),
  ),
  /** As its instances were called before torch 1.3. */
  __call__: method("*args, **options", (machine) =>
    machine.raise(
      "RuntimeError",
      "Legacy autograd function with non-static forward method is deprecated. " +
        "Please use new-style autograd function with static forward method.",
    ),
  ),
});

const generatorClass: ClassValue = nativeClass("torch", "Generator", [], {
  __init__: method("device=None", () => null),
  manual_seed: method("seed", (_, self) => self),
  initial_seed: method("", () => 0),
  seed: method("", () => 0),
});

/** `torch._assert(condition, text)`: raises where the condition is certainly false. */
const assertTrue = native("_assert", "condition, message", (machine, [condition, text], call) => {
  const traced = tracedCall(machine, call);
  if (traced !== null) return traced.result;
  const holds = machine.truth(condition ?? null);
  if (holds === undefined) return undefined;
  return holds === false ? machine.raise("AssertionError", typeof text === "string" ? text : "") : null;
});

/** Names in `torch` itself. */
export const ambientNames: Readonly<Record<string, Value | (() => Value)>> = {
  no_grad: () => bracket("no_grad"),
  enable_grad: () => bracket("enable_grad"),
  inference_mode: () => bracket("inference_mode"),
  set_grad_enabled: () => bracket("set_grad_enabled"),
  autocast: () => bracket("autocast"),
  is_grad_enabled: constant("is_grad_enabled", false),
  is_inference_mode_enabled: constant("is_inference_mode_enabled", false),
  is_autocast_enabled: constant("is_autocast_enabled", false),
  are_deterministic_algorithms_enabled: constant("are_deterministic_algorithms_enabled", false),
  use_deterministic_algorithms: nothing("use_deterministic_algorithms"),
  manual_seed: nothing("manual_seed"),
  set_default_dtype: nothing("set_default_dtype"),
  set_default_device: nothing("set_default_device"),
  set_float32_matmul_precision: nothing("set_float32_matmul_precision"),
  set_num_threads: nothing("set_num_threads"),
  set_printoptions: nothing("set_printoptions"),
  get_default_dtype: () => constant("get_default_dtype", dtypeValue("float32")),
  get_num_threads: constant("get_num_threads", 1),
  compile: decorator("compile"),
  load: unknown("torch.load"),
  save: nothing("save"),
  Generator: generatorClass,
  _assert: assertTrue,
  _check: nothing("_check"),
  _assert_async: nothing("_assert_async"),
  __version__: "2.13.0",
  pi: new Float(Math.PI),
  inf: new Float(Number.POSITIVE_INFINITY),
  nan: new Float(Number.NaN),
  e: new Float(Math.E),
  contiguous_format: "torch.contiguous_format",
  channels_last: "torch.channels_last",
  channels_last_3d: "torch.channels_last_3d",
  preserve_format: "torch.preserve_format",
  strided: "torch.strided",
};

const scripting: NativeModule = {
  name: "torch.jit",
  attributes: {
    is_scripting: constant("is_scripting", false),
    is_tracing: constant("is_tracing", false),
    ScriptModule: moduleClass,
    script: decorator("script"),
    script_method: decorator("script_method"),
    script_if_tracing: decorator("script_if_tracing"),
    _script_if_tracing: decorator("_script_if_tracing"),
    ignore: decorator("ignore"),
    unused: decorator("unused"),
    export: decorator("export"),
    interface: decorator("interface"),
    _overload: decorator("_overload"),
    _overload_method: decorator("_overload_method"),
    trace: native("trace", "func, example_inputs=None, **options", (machine, [func = null, inputs = null], call) => {
      runsOnData(machine, func, inputs, call);
      return func;
    }),
    annotate: native("annotate", "the_type, the_value", (_, [, value]) => value ?? null),
    isinstance: native("isinstance", "obj, target_type", (machine, [object = null, type = null]) => {
      const is = machine.isInstance(object, type);
      // It looks at the elements too: `List[Tensor]`.
      return is === true && isInstanceOf(type, hintClass) ? new Unknown(message("pythonBranches")) : is;
    }),
    save: nothing("save"),
    load: unknown("torch.jit.load"),
  },
};

const cuda: NativeModule = {
  name: "torch.cuda",
  attributes: {
    is_available: constant("is_available", false),
    device_count: constant("device_count", 0),
    is_bf16_supported: constant("is_bf16_supported", false),
    empty_cache: nothing("empty_cache"),
    synchronize: nothing("synchronize"),
    manual_seed: nothing("manual_seed"),
    manual_seed_all: nothing("manual_seed_all"),
    set_device: nothing("set_device"),
    current_device: constant("current_device", 0),
  },
};

const inertModule = (name: string, attributes: NativeModule["attributes"] = {}): NativeModule => ({ name, attributes });

export const ambientModules: readonly NativeModule[] = [
  scripting,
  cuda,
  inertModule("torch.cuda.amp", {
    autocast: () => bracket("autocast"),
    custom_fwd: decorator("custom_fwd"),
    custom_bwd: decorator("custom_bwd"),
  }),
  inertModule("torch.amp", {
    autocast: () => bracket("autocast"),
    custom_fwd: decorator("custom_fwd"),
    custom_bwd: decorator("custom_bwd"),
  }),
  inertModule("torch.mps", {}),
  inertModule("torch.backends"),
  inertModule("torch.backends.cudnn", { benchmark: false, deterministic: false, enabled: true }),
  inertModule("torch.backends.mps", { is_available: constant("is_available", false) }),
  inertModule("torch.fx._compatibility", { compatibility: decorator("compatibility") }),
  inertModule("torch.compiler", {
    disable: decorator("disable"),
    is_compiling: constant("is_compiling", false),
    is_exporting: constant("is_exporting", false),
    allow_in_graph: decorator("allow_in_graph"),
  }),
  inertModule("torch._dynamo", { disable: decorator("disable"), is_compiling: constant("is_compiling", false) }),
  inertModule("torch._jit_internal", {
    _overload: decorator("_overload"),
    boolean_dispatch: unknown("boolean_dispatch"),
  }),
  inertModule("torch.autograd", {
    Function: autogradFunction,
    grad: unknown("grad"),
    Variable: native("Variable", "data, *args, **options", (_, [data]) => data ?? null),
  }),
  inertModule("torch.autograd.function", {
    Function: autogradFunction,
    once_differentiable: decorator("once_differentiable"),
  }),
  inertModule("torch.utils"),
  inertModule("torch.utils.checkpoint", {
    checkpoint: native("checkpoint", "function, *args, **options", (machine, [callee, args, options], call) =>
      checkpoint(machine, callee ?? null, args ?? null, options ?? null, call),
    ),
    checkpoint_sequential: native(
      "checkpoint_sequential",
      "functions, segments, input, **options",
      (machine, [functions, , input], call) => checkpointSequential(machine, functions ?? null, input ?? null, call),
    ),
  }),
  inertModule("torch.onnx", {
    is_in_onnx_export: constant("is_in_onnx_export", false),
    export: native("export", "model, args=(), *rest, **options", (machine, [model = null, args = null], call) => {
      runsOnData(machine, model, args, call);
      return null;
    }),
  }),
  inertModule("torch.distributed", {
    is_available: constant("is_available", false),
    is_initialized: constant("is_initialized", false),
    get_rank: constant("get_rank", 0),
    get_world_size: constant("get_world_size", 1),
  }),
  inertModule("torch._C", {
    _log_api_usage_once: nothing("_log_api_usage_once"),
    _get_tracing_state: constant("_get_tracing_state", null),
  }),
  inertModule("torch.overrides", {
    has_torch_function: constant("has_torch_function", false),
    has_torch_function_unary: constant("has_torch_function_unary", false),
    has_torch_function_variadic: constant("has_torch_function_variadic", false),
  }),
  inertModule("torch.types"),
  inertModule("torch.version", { cuda: null, __version__: "2.13.0" }),
];
