// object, type, property, super, slice, exceptions, functions and generators as classes.
import { message } from "../../../messages/index.ts";
import { deletePlainAttribute, getPlainAttribute, unwrapMethod } from "../attributes.ts";
import { instantiate } from "../calls.ts";
import { makeClass } from "../classes.ts";
import { identityOf } from "../containers.ts";
import { nextOf } from "../iteration.ts";
import { type Machine, method, NOT_GIVEN, native } from "../native.ts";
import { asString } from "../numbers.ts";
import type { Runtime } from "../runtime.ts";
import { exceptionText, qualifiedClassName } from "../texts.ts";
import {
  baseExceptionClass,
  budgetStopClass,
  classMethodClass,
  classOf,
  codeClass,
  exceptionClasses,
  functionClass,
  generatorClass,
  iteratorClass,
  moduleClass,
  nativeFunctionClass,
  objectClass,
  propertyClass,
  sliceClass,
  staticMethodClass,
  superClass,
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
  List,
  ModuleValue,
  notImplemented,
  Property,
  type Result,
  Slice,
  StaticMethod,
  type Step,
  SuperValue,
  stop,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";
import { define } from "./define.ts";
import { endOf } from "./functions.ts";

const given = (value: Value | undefined): value is Value => value !== undefined && value !== NOT_GIVEN;

export function installObjects(): void {
  define(objectClass, {
    __new__: new StaticMethod(
      native("__new__", "cls, *args, **kwargs", (machine, [cls = null]) =>
        cls instanceof ClassValue
          ? new Instance(cls)
          : machine.raise("TypeError", "object.__new__(X): X is not a type object"),
      ),
    ),
    __init__: method("*args, **kwargs", () => null),
    __repr__: method("", (machine, self) =>
      typeof self !== "object" || self === null
        ? machine.repr(self)
        : `<${qualifiedClassName(classOf(self))} object at 0x${identityOf(self).toString(16)}>`,
    ),
    __str__: method("", (machine, self) => machine.repr(self)),
    __eq__: method("other, /", (_machine, self, [other]) => (self === other ? true : notImplemented)),
    __ne__: method("other, /", (_machine, self, [other]) => (self === other ? false : notImplemented)),
    __hash__: method("", (_machine, self) => (typeof self === "object" && self !== null ? identityOf(self) / 16 : 0)),
    __setattr__: method(
      "name, value, /",
      (machine, self, [name = null, value = null]) =>
        machine.setPlainAttribute(self, asString(machine.force(name)) ?? "", value) ? null : undefined,
      { keepsReferences: true },
    ),
    __getattribute__: method("name, /", (machine, self, [name = null]) =>
      getPlainAttribute(machine, self, asString(name) ?? ""),
    ),
    __delattr__: method("name, /", (machine, self, [name = null]) =>
      deletePlainAttribute(machine, self, asString(name) ?? "") ? null : undefined,
    ),
    __init_subclass__: new ClassMethod(native("__init_subclass__", "cls, **kwargs", () => null)),
    __reduce__: method("", () => new Unknown(message("pythonNotModelled", { name: "object.__reduce__" }))),
    __reduce_ex__: method("protocol, /", (machine, self) => machine.callMethod(self, "__reduce__")),
    __sizeof__: method("", () => new Unknown(message("pythonNotModelled", { name: "object.__sizeof__" }))),
    __dir__: method("", (machine, self) => machine.call(machine.getAttribute(self, "__class__") ?? null, [])),
  });
  define(typeClass, {
    __new__: new StaticMethod(
      native(
        "type",
        "cls, name, bases=..., namespace=..., /, **kwargs",
        (machine, [cls = null, name = null, bases, namespace]) => {
          if (!given(bases)) return name instanceof Unknown ? name : classOf(name);
          const dict = new Dict(namespace instanceof Dict ? new Map(namespace.entries) : new Map());
          const parents = bases instanceof Tuple ? bases.items.filter((base) => base instanceof ClassValue) : [];
          const request = {
            name: asString(name) ?? "?",
            bases: parents,
            keywords: null,
            namespace: dict,
            at: null,
            site: null,
            unknownBase: null,
          };
          const own = cls instanceof ClassValue && cls !== typeClass ? cls : null;
          const meta = own ?? parents.find(({ metaclass }) => metaclass !== null)?.metaclass ?? null;
          if (!dict.entries.has("__qualname__")) dict.entries.set("__qualname__", request.name);
          return makeClass(machine as Runtime, request, parents.length === 0 ? [objectClass] : parents, meta, null);
        },
      ),
    ),
    __call__: method("*args, **kwargs", (machine, self, [args, kwargs]) => {
      if (!(self instanceof ClassValue)) return null;
      const names = kwargs instanceof Dict ? [...kwargs.entries.keys()].map(String) : [];
      const values = kwargs instanceof Dict ? [...kwargs.entries.values()] : [];
      const keywords = names.length === 0 ? null : { names, values };
      return instantiate(machine as Runtime, self, args instanceof Tuple ? args.items : [], keywords, null);
    }),
    mro: method("", (_machine, self) => new List(self instanceof ClassValue ? [...self.mro] : [])),
    __subclasses__: method("", () => new List([])),
    __instancecheck__: method("instance, /", (_machine, self, [value = null]) =>
      self instanceof ClassValue ? classOf(value).mro.includes(self) : false,
    ),
    __prepare__: new ClassMethod(native("__prepare__", "*args, **kwargs", () => new Dict())),
  });
  installDescriptors();
  installIterators();
  const bindsTo = method("instance, owner=None, /", (_machine, self, [instance = null]) =>
    instance === null ? self : new BoundMethod(instance, self),
  );
  for (const cls of [functionClass, nativeFunctionClass]) define(cls, { __get__: bindsTo });
  define(functionClass, {
    __new__: new StaticMethod(
      native("function", "cls, code, globals, name=None, argdefs=None, closure=None", (_machine, [, code = null]) =>
        copyOf(code),
      ),
    ),
  });
  define(codeClass, {
    co_name: codeProperty(({ code }) => code.name),
    co_argcount: codeProperty(({ code }) => code.parameters.filter(({ role }) => isPositional.has(role)).length),
    co_kwonlyargcount: codeProperty(({ code }) => code.parameters.filter(({ role }) => role === "keywordOnly").length),
  });
  define(sliceClass, {
    __new__: new StaticMethod(
      native("slice", "cls, start, stop=..., step=None, /", (_machine, [, start = null, end, step = null]) =>
        given(end) ? new Slice(start, end, step) : new Slice(null, start, null),
      ),
    ),
    indices: method("length, /", (machine, self, [length = 0]) => {
      if (!(self instanceof Slice) || typeof length !== "number")
        return new Unknown({ key: "pythonBranches", args: {} });
      const step = typeof self.step === "number" ? self.step : 1;
      const at = (bound: Value, fallback: number): number => {
        if (typeof bound !== "number") return fallback;
        return Math.min(
          Math.max(bound < 0 ? bound + length : bound, step < 0 ? -1 : 0),
          step < 0 ? length - 1 : length,
        );
      };
      if (step === 0) return machine.raise("ValueError", "slice step cannot be zero");
      return new Tuple([at(self.start, step < 0 ? length - 1 : 0), at(self.stop, step < 0 ? -1 : length), step]);
    }),
  });
  define(moduleClass, {
    __new__: new StaticMethod(
      native(
        "module",
        "cls, name, doc=None",
        (_machine, [, name = null]) => new ModuleValue(asString(name) ?? "?", null),
      ),
    ),
  });
  installExceptions();
}

function installDescriptors(): void {
  define(propertyClass, {
    __new__: new StaticMethod(
      native(
        "property",
        "cls, fget=None, fset=None, fdel=None, doc=None",
        (_machine, [, get = null, set = null, del = null]) => new Property(get, set, del),
      ),
    ),
    getter: method("fget", (_machine, self, [get = null]) =>
      self instanceof Property ? new Property(get, self.setter, self.deleter) : null,
    ),
    setter: method("fset", (_machine, self, [set = null]) =>
      self instanceof Property ? new Property(self.getter, set, self.deleter) : null,
    ),
    __get__: method("instance, owner=None, /", (machine, self, [instance = null]) =>
      self instanceof Property && instance !== null ? machine.call(self.getter, [instance]) : self,
    ),
    __set__: method("instance, value, /", (machine, self, [instance = null, value = null]) =>
      self instanceof Property ? machine.call(self.setter, [instance, value]) : null,
    ),
    deleter: method("fdel", (_machine, self, [del = null]) =>
      self instanceof Property ? new Property(self.getter, self.setter, del) : null,
    ),
  });
  define(staticMethodClass, {
    __new__: new StaticMethod(
      native("staticmethod", "cls, function", (_machine, [, fn = null]) => new StaticMethod(unwrapMethod(fn))),
    ),
    __get__: method("instance, owner=None, /", (_machine, self) => unwrapMethod(self)),
  });
  define(classMethodClass, {
    __new__: new StaticMethod(
      native("classmethod", "cls, function", (_machine, [, fn = null]) => new ClassMethod(unwrapMethod(fn))),
    ),
    __get__: method(
      "instance, owner=None, /",
      (_machine, self, [instance = null, owner = null]) =>
        new BoundMethod(owner ?? classOf(instance), unwrapMethod(self)),
    ),
  });
  define(superClass, {
    __new__: new StaticMethod(
      native("super", "cls, type=..., object=..., /", (machine, [, cls, object]) => {
        if (object instanceof Unknown && object !== NOT_GIVEN) return object;
        if (cls instanceof Unknown && cls !== NOT_GIVEN) return superOfUnknown(cls, object ?? null);
        if (!(cls instanceof ClassValue) || !given(object))
          return machine.raise("RuntimeError", "super(): no arguments");
        return new SuperValue(cls, object);
      }),
    ),
  });
}

/** `super(Base, self)` of a base that is not known: what comes after it comes after the class that derives from it. */
function superOfUnknown(base: Unknown, object: Value): Value {
  const after = classOf(object).mro.find(({ unknownBase }) => unknownBase !== null);
  return after === undefined ? base : new SuperValue(after, object);
}

/** A function of the same code; the defaults are those of the function whose code it is. */
function copyOf(code: Value): Value {
  const fn = code instanceof Instance ? code.payload : null;
  if (!(fn instanceof FunctionValue)) return new Unknown(message("pythonNotModelled", { name: "types.FunctionType" }));
  return new FunctionValue(fn.code, fn.module, fn.closure, fn.defaults);
}

const isPositional: ReadonlySet<string> = new Set(["positionalOnly", "positional"]);

const codeProperty = (read: (fn: FunctionValue) => Value): Property =>
  new Property(
    native("get", "self", (_machine, [self = null]) =>
      self instanceof Instance && self.payload instanceof FunctionValue ? read(self.payload) : null,
    ),
  );

const stepped = (machine: Machine, self: Value, step: Step): Result => (step === stop ? endOf(machine, self) : step);

function installIterators(): void {
  for (const cls of [iteratorClass, generatorClass]) {
    define(cls, {
      __iter__: method("", (_machine, self) => self),
      __next__: method("", (machine, self) => stepped(machine, self, nextOf(machine, self))),
      __length_hint__: method("", () => 0),
    });
  }
  define(generatorClass, {
    send: method("value, /", (machine, self, [value = null]) =>
      self instanceof IteratorValue && self.generator !== null
        ? stepped(machine, self, self.generator.send(value))
        : null,
    ),
    throw: method("type, value=None, traceback=None, /", (machine, self, [type = null, value = null]) => {
      if (!(self instanceof IteratorValue) || self.generator === null) return null;
      const made =
        value instanceof Instance
          ? value
          : type instanceof Instance
            ? type
            : machine.call(type, value === null ? [] : [value]);
      if (made === undefined) return undefined;
      return made instanceof Instance ? stepped(machine, self, self.generator.throw(made)) : null;
    }),
    close: method("", (_machine, self) =>
      self instanceof IteratorValue && self.generator?.close() === false ? undefined : null,
    ),
  });
}

function installExceptions(): void {
  for (const root of [baseExceptionClass, budgetStopClass]) {
    define(root, {
      __new__: new StaticMethod(
        native("__new__", "cls, *args, **kwargs", (_machine, [cls = null, args = null]) => {
          const object = new Instance(cls instanceof ClassValue ? cls : root);
          object.attributes.entries.set("args", args);
          return object;
        }),
      ),
      __init__: method("*args, **kwargs", (_machine, self, [args = null]) => {
        if (self instanceof Instance) self.attributes.entries.set("args", args);
        return null;
      }),
      __str__: method("", (machine, self) => (self instanceof Instance ? exceptionText(machine, self) : "")),
      with_traceback: method("tb", (_machine, self) => self),
      add_note: method("note", () => null),
      __traceback__: null,
      __cause__: null,
      __context__: null,
    });
  }
  const stopIteration = exceptionClasses.get("StopIteration");
  if (stopIteration !== undefined) {
    define(stopIteration, {
      value: new Property(
        method("", (_machine, self) => {
          const args = self instanceof Instance ? self.attributes.entries.get("args") : null;
          return args instanceof Tuple ? (args.items[0] ?? null) : null;
        }),
      ),
    });
  }
}
