// Things that a definition file mentions and that do nothing here: type hints, warnings, loggers, paths.
import { method, native, nativeClass } from "../native.ts";
import { dictClass, frozensetClass, listClass, objectClass, setClass, tupleClass } from "../types.ts";
import { ClassMethod, type ClassValue, Instance, List, type Result, Tuple, Unknown, type Value } from "../value.ts";
import { keywordsOf } from "./functools.ts";

/** Classes without contents of their own: attributes of their instances are unknown. */
export function classesNamed(module: string, names: readonly string[]): Readonly<Record<string, ClassValue>> {
  return Object.fromEntries(names.map((name) => [name, nativeClass(module, name, [objectClass], {}, { open: true })]));
}

/** Hints that make what they stand for when they are called: `typing.OrderedDict()`. */
const collections: Readonly<Record<string, string>> = {
  OrderedDict: "OrderedDict",
  DefaultDict: "defaultdict",
  Counter: "Counter",
  Deque: "deque",
  ChainMap: "ChainMap",
};

/** Those that are classes under another name: `isinstance(sizes, List)`. */
const containers: readonly ClassValue[] = [listClass, dictClass, tupleClass, setClass, frozensetClass];

/** A type hint: subscripted, called, joined by `|`, it stays one. As a base class it adds nothing. */
export const hintClass: ClassValue = nativeClass("typing", "_SpecialForm", [objectClass], {
  __getitem__: method("key, /", (_machine, self) => self, { keepsReferences: true }),
  __call__: method(
    "*args, **kwargs",
    (machine, self, [args, kwargs]): Result => {
      const name = self instanceof Instance ? self.attributes.entries.get("__name__") : null;
      const made = typeof name === "string" ? collections[name] : undefined;
      if (made === undefined) return self;
      const module = machine.importModule("collections");
      const cls = module === undefined ? undefined : machine.getAttribute(module, made);
      return cls === undefined
        ? undefined
        : machine.call(cls, args instanceof Tuple ? args.items : [], keywordsOf(kwargs));
    },
    { keepsReferences: true },
  ),
  __or__: method("other, /", () => hint("Union"), { keepsReferences: true }),
  __ror__: method("other, /", () => hint("Union"), { keepsReferences: true }),
  __mro_entries__: method("bases, /", (_machine, self) => {
    const base = self instanceof Instance ? (self.payload as Value | null) : null;
    return base === null ? emptyBases : base;
  }),
  __instancecheck__: method("obj, /", (machine, self, [object = null]) => {
    const name = self instanceof Instance ? self.attributes.entries.get("__name__") : null;
    const made = typeof name === "string" ? collections[name] : undefined;
    const plain = containers.find((cls) => typeof name === "string" && cls.name === name.toLowerCase());
    const module = made === undefined || plain !== undefined ? undefined : machine.importModule("collections");
    const cls = plain ?? (made && module && machine.getAttribute(module, made));
    return cls === undefined
      ? new Unknown({ key: "pythonUnsupported", args: { what: "isinstance of a type hint" } })
      : machine.isInstance(object, cls);
  }),
  __class_getitem__: new ClassMethod(native("__class_getitem__", "cls, key", (_machine, [cls = null]) => cls)),
  __repr__: method("", (_machine, self) => {
    const name = self instanceof Instance ? self.attributes.entries.get("__name__") : null;
    return `typing.${typeof name === "string" ? name : "Any"}`;
  }),
});

const emptyBases = new Tuple([]);

/** `bases`: what the hint stands for as a base class. */
export function hint(name: string, bases: Tuple | null = null): Instance {
  const made = new Instance(hintClass);
  made.stamp = 0;
  made.attributes.entries.set("__name__", name);
  made.payload = bases;
  return made;
}

/** An object that takes every call and says nothing: a stream, a lock. `own`: what it knows of itself. */
export function silent(module: string, name: string, own: Readonly<Record<string, Value>> = {}): Instance {
  const quiet = native("quiet", "*args, **kwargs", () => null);
  const cls = nativeClass(module, name, [objectClass], {
    ...own,
    __getattr__: method("name, /", () => quiet),
    __call__: method("*args, **kwargs", () => null),
    __enter__: method("", (_machine, self) => self),
    __exit__: method("*args", () => false),
  });
  const made = new Instance(cls);
  made.stamp = 0;
  return made;
}

/** Only warnings and what is worse are heard of a logger that nobody has set up. */
const warningLevel = 30;

export const logger = (name: Value): Instance =>
  silent("logging", "Logger", {
    name: name ?? "root",
    level: name === null ? warningLevel : 0,
    disabled: false,
    propagate: true,
    parent: null,
    handlers: new List([]),
    filters: new List([]),
    hasHandlers: method("", () => false),
    getEffectiveLevel: method("", () => warningLevel),
    isEnabledFor: method(
      "level",
      (_machine, _self, [level = null]) => typeof level === "number" && level >= warningLevel,
    ),
    getChild: method("suffix", (_machine, self) => self),
  });

export const quiet = native("quiet", "*args, **kwargs", () => null);

/** A function whose result says nothing about shapes. */
export const unknownFunction = (name: string, key: "pythonRandom" | "pythonEnvironment"): Value =>
  native(name, "*args, **kwargs", () => new Unknown({ key, args: {} }));
