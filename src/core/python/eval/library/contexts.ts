// contextlib, abc, inspect, types and warnings
import { type Call, type Keywords, type Machine, method, type NativeModule, native, nativeClass } from "../native.ts";
import { parseSignature } from "../signature.ts";
import {
  functionClass,
  generatorClass,
  methodClass,
  moduleClass,
  nativeFunctionClass,
  noneClass,
  objectClass,
  typeClass,
} from "../types.ts";
import {
  BoundMethod,
  ClassMethod,
  ClassValue,
  Dict,
  FunctionValue,
  Instance,
  IteratorValue,
  NativeFunction,
  Property,
  type Result,
  stop,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";
import { currentFrame } from "./frames.ts";
import { keywordsOf, updateWrapper, wrapperOf } from "./functools.ts";
import { quiet } from "./inert.ts";

const items = (value: Value | undefined): readonly Value[] => (value instanceof Tuple ? value.items : []);

const generatorOf = (self: Value): Value =>
  self instanceof Instance ? (self.payload as { generator: Value }).generator : null;

/** What `@contextmanager` functions give: the generator is run up to its yield, and on from it. */
const managerClass: ClassValue = nativeClass("contextlib", "_GeneratorContextManager", [objectClass], {
  __enter__: method("", (machine, self) => {
    const generator = generatorOf(self);
    if (!(generator instanceof IteratorValue)) return generator;
    const step = generator.next();
    return step === stop ? machine.raise("RuntimeError", "generator didn't yield") : step;
  }),
  __exit__: method("type, value=None, traceback=None, /", (machine, self, [, exception = null]) => {
    const generator = generatorOf(self);
    if (!(generator instanceof IteratorValue) || generator.generator === null) return false;
    if (!(exception instanceof Instance)) return generator.next() === undefined ? undefined : false;
    const step = generator.generator.throw(exception);
    if (step === undefined && machine.pending === exception) {
      machine.caught();
      return false;
    }
    return step === undefined ? undefined : step === stop;
  }),
  __call__: method("func", (_machine, self, [callee = null]) =>
    native("wrapped", "*args, **kwargs", (machine, [args, kwargs], call) => {
      const again = self instanceof Instance ? (self.payload as { again: () => Result }).again() : null;
      if (again === undefined || again === null) return undefined;
      if (machine.callMethod(again, "__enter__") === undefined) return undefined;
      const result = machine.call(callee, items(args), keywordsOf(kwargs), call.site);
      if (result === undefined) return undefined;
      return machine.callMethod(again, "__exit__", [null, null, null]) === undefined ? undefined : result;
    }),
  ),
});

const contextmanager = native("contextmanager", "func", (machine, [callee = null]) => {
  const start = (inner: Machine, args: readonly Value[], keywords: Keywords, call: Call): Result => {
    const generator = inner.call(callee, args, keywords, call.site);
    if (generator === undefined) return undefined;
    const manager = new Instance(managerClass);
    manager.payload = { generator, again: () => start(inner, args, keywords, call) };
    return manager;
  };
  const made = wrapperOf((inner, args, keywords, call) => start(inner, args, keywords, call));
  return updateWrapper(machine, made, callee);
});

const nullClass = nativeClass("contextlib", "nullcontext", [objectClass], {
  __init__: method("enter_result=None", (machine, self, [result = null]) =>
    machine.setPlainAttribute(self, "enter_result", result) ? null : undefined,
  ),
  __enter__: method("", (machine, self) => machine.getAttribute(self, "enter_result")),
  __exit__: method("*args", () => false),
});

const suppressClass = nativeClass("contextlib", "suppress", [objectClass], {
  __init__: method("*exceptions", (machine, self, [exceptions = null]) =>
    machine.setPlainAttribute(self, "exceptions", exceptions) ? null : undefined,
  ),
  __enter__: method("", () => null),
  __exit__: method("type, value=None, traceback=None, /", (machine, self, [, exception = null]) => {
    const classes = machine.getAttribute(self, "exceptions");
    return exception instanceof Instance && classes !== undefined ? machine.isInstance(exception, classes) : false;
  }),
});

export const contextlibModule: NativeModule = {
  name: "contextlib",
  attributes: {
    contextmanager,
    asynccontextmanager: contextmanager,
    nullcontext: nullClass,
    suppress: suppressClass,
    redirect_stdout: nullClass,
    redirect_stderr: nullClass,
  },
};

const abcMeta = nativeClass("abc", "ABCMeta", [typeClass], {
  register: method("subclass", (_machine, _self, [cls = null]) => cls),
});
/** Marks a function, and gives it: a class that keeps it cannot have objects. */
const abstractMethod = native("abstractmethod", "func", (machine, [fn = null]) => {
  const target = fn instanceof Property ? fn.getter : fn;
  if (target instanceof FunctionValue) machine.setAttribute(target, "__isabstractmethod__", true);
  return fn;
});

export const abcModule: NativeModule = {
  name: "abc",
  attributes: {
    ABC: nativeClass("abc", "ABC", [objectClass], {}, { metaclass: abcMeta }),
    ABCMeta: abcMeta,
    abstractmethod: abstractMethod,
    abstractproperty: native("abstractproperty", "func", (_machine, [getter = null]) => new Property(getter)),
    abstractclassmethod: native("abstractclassmethod", "func", (_machine, [fn = null]) => new ClassMethod(fn)),
    abstractstaticmethod: abstractMethod,
  },
};

const kindIndex = { positionalOnly: 0, positional: 1, varPositional: 2, keywordOnly: 3, varKeyword: 4 };

interface Described {
  readonly name: string;
  readonly kind: number;
  readonly default: Value | undefined;
}

/** Parameters of anything that can be called, as inspect.signature lists them. */
function parametersOf(machine: Machine, callee: Value, depth = 0): readonly Described[] | null {
  if (callee instanceof Unknown || depth > 20) return null;
  const wrapped = machine.findAttribute(callee, "__wrapped__");
  if (wrapped !== undefined) return parametersOf(machine, wrapped, depth + 1);
  if (callee instanceof FunctionValue) {
    const described: Described[] = [];
    for (const { name, role } of callee.code.parameters)
      described.push({ name, kind: kindIndex[role], default: callee.defaults[described.length] });
    return described;
  }
  if (callee instanceof NativeFunction) {
    return parseSignature(callee.signature).parameters.map(({ name, role, default: fallback }) => ({
      name,
      kind: kindIndex[role],
      default: fallback,
    }));
  }
  if (callee instanceof ClassValue) {
    const init = callee.mro.map((base) => base.namespace.entries.get("__init__")).find((found) => found !== undefined);
    if (init instanceof NativeFunction) return parametersOf(machine, init, depth + 1);
    return init === undefined ? [] : (parametersOf(machine, init, depth + 1)?.slice(1) ?? null);
  }
  if (typeof callee === "object" && callee?.kind === "method") {
    const all = parametersOf(machine, callee.callee, depth + 1);
    return callee.callee instanceof NativeFunction ? all : (all?.slice(1) ?? null);
  }
  if (callee instanceof Instance) {
    const method_ = machine.findAttribute(callee, "__call__");
    return method_ === undefined ? null : parametersOf(machine, method_, depth + 1);
  }
  return null;
}

/** The annotations of what `inspect.signature` describes. */
function annotationsOf(machine: Machine, callee: Value, depth = 0): Dict {
  if (callee instanceof FunctionValue) return machine.annotationsOf(callee);
  if (callee instanceof ClassValue) {
    const init = callee.mro.map((base) => base.namespace.entries.get("__init__")).find((found) => found !== undefined);
    return depth > 20 || init === undefined ? new Dict() : annotationsOf(machine, init, depth + 1);
  }
  return typeof callee === "object" && callee?.kind === "method" && depth <= 20
    ? annotationsOf(machine, callee.callee, depth + 1)
    : new Dict();
}

/** For inspect: name, kind and options of each parameter, and all annotations. */
const described = native("described", "obj", (machine, [callee = null]) => {
  const parameters = parametersOf(machine, callee);
  if (parameters === null) return new Unknown({ key: "pythonUnsupported", args: { what: "inspect.signature" } });
  const annotations = annotationsOf(machine, callee);
  const rows = parameters.map((item) => {
    const options = new Dict();
    if (item.default !== undefined) options.entries.set("default", item.default);
    const annotation = annotations.entries.get(item.name);
    if (annotation !== undefined) options.entries.set("annotation", annotation);
    return new Tuple([item.name, item.kind, options]);
  });
  return new Tuple([new Tuple(rows), annotations]);
});

export const signaturesModule: NativeModule = { name: "_signatures", attributes: { described }, complete: true };

const kindCheck = (name: string, test: (value: Value & object) => boolean): Value =>
  native(name, "obj", (_machine, [value = null]) =>
    value instanceof Unknown ? value : typeof value === "object" && value !== null && test(value),
  );

export const inspectModule: NativeModule = {
  name: "inspect",
  attributes: {
    isfunction: kindCheck("isfunction", (value) => value.kind === "function"),
    ismethod: kindCheck("ismethod", (value) => value.kind === "method"),
    isclass: kindCheck("isclass", (value) => value.kind === "class"),
    ismodule: kindCheck("ismodule", (value) => value.kind === "module"),
    isgenerator: kindCheck("isgenerator", (value) => value.kind === "iterator"),
    isbuiltin: kindCheck("isbuiltin", (value) => value.kind === "native"),
    isroutine: kindCheck(
      "isroutine",
      (value) => value.kind === "function" || value.kind === "method" || value.kind === "native",
    ),
    iscoroutinefunction: native("iscoroutinefunction", "obj", () => false),
    currentframe: currentFrame,
    isabstract: native("isabstract", "obj", () => false),
    getmembers: native(
      "getmembers",
      "obj, predicate=None",
      () => new Unknown({ key: "pythonNotModelled", args: { name: "inspect.getmembers" } }),
    ),
    getdoc: native("getdoc", "obj", (machine, [object = null]) => machine.findAttribute(object, "__doc__") ?? null),
    cleandoc: native("cleandoc", "doc", (_machine, [text = null]) => text),
    unwrap: native(
      "unwrap",
      "func",
      (machine, [callee = null]) => machine.findAttribute(callee, "__wrapped__") ?? callee,
    ),
  },
};

const namespaceClass = nativeClass("types", "SimpleNamespace", [objectClass], {
  __init__: method("**kwargs", (machine, self, [kwargs = null]) => {
    if (!(kwargs instanceof Dict)) return null;
    for (const [name, value] of kwargs.entries)
      if (!machine.setPlainAttribute(self, String(name), value)) return undefined;
    if (kwargs.lost !== null && self instanceof Instance) self.attributes.lost = kwargs.lost;
    return null;
  }),
  __repr__: method("", (machine, self) => {
    const parts: string[] = [];
    for (const [name, value] of self instanceof Instance ? self.attributes.entries : []) {
      const text = machine.repr(value);
      if (typeof text !== "string") return text;
      parts.push(`${String(name)}=${text}`);
    }
    return `namespace(${parts.join(", ")})`;
  }),
});

export const typesModule: NativeModule = {
  name: "types",
  attributes: {
    SimpleNamespace: namespaceClass,
    FunctionType: functionClass,
    LambdaType: functionClass,
    MethodType: methodTypeClass(),
    BuiltinFunctionType: nativeFunctionClass,
    BuiltinMethodType: nativeFunctionClass,
    ModuleType: moduleClass,
    GeneratorType: generatorClass,
    NoneType: noneClass,
    MappingProxyType: native("MappingProxyType", "mapping", (_machine, [mapping = null]) => mapping),
    DynamicClassAttribute: native("DynamicClassAttribute", "fget", (_machine, [getter = null]) => new Property(getter)),
  },
};

function methodTypeClass(): ClassValue {
  methodClass.namespace.entries.set(
    "__new__",
    native("method", "cls, func, obj", (machine, [, fn = null, object = null]) => machine.call(bindNow, [fn, object])),
  );
  return methodClass;
}

const bindNow = native("bind", "func, obj", (_machine, [fn = null, object = null]) => new BoundMethod(object, fn));

const catchWarnings = nativeClass("warnings", "catch_warnings", [objectClass], {
  __init__: method("**kwargs", () => null),
  __enter__: method("", () => null),
  __exit__: method("*args", () => false),
});

export const warningsModule: NativeModule = {
  name: "warnings",
  attributes: {
    warn: quiet,
    warn_explicit: quiet,
    simplefilter: quiet,
    filterwarnings: quiet,
    resetwarnings: quiet,
    formatwarning: quiet,
    showwarning: quiet,
    catch_warnings: catchWarnings,
  },
};
