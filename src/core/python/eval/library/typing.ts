// typing: every hint is inert. NamedTuple makes classes; Generic and Protocol add nothing.
import { whenDerived } from "../classes.ts";
import { type NativeModule, native, nativeClass } from "../native.ts";
import { asString } from "../numbers.ts";
import { objectClass, tupleClass } from "../types.ts";
import { ClassMethod, type ClassValue, Dict, type Result, StaticMethod, Tuple, type Value } from "../value.ts";
import { abstractClasses, namedTupleClass } from "./collections.ts";
import { hint } from "./inert.ts";

const forms = [
  "Any",
  "AnyStr",
  "Optional",
  "Union",
  "Callable",
  "Literal",
  "Final",
  "ClassVar",
  "Annotated",
  "Type",
  "TypeAlias",
  "NoReturn",
  "Never",
  "Self",
  "Concatenate",
  "Unpack",
  "Required",
  "NotRequired",
  "ReadOnly",
  "TypeGuard",
  "TypeIs",
  "LiteralString",
  "List",
  "Dict",
  "Set",
  "FrozenSet",
  "Tuple",
  "Deque",
  "DefaultDict",
  "OrderedDict",
  "Counter",
  "ChainMap",
  "IO",
  "TextIO",
  "BinaryIO",
  "Pattern",
  "Match",
  "Text",
  "ContextManager",
  "AsyncContextManager",
  "Awaitable",
  "Coroutine",
  "AsyncIterable",
  "AsyncIterator",
  "AsyncGenerator",
  "SupportsInt",
  "SupportsFloat",
  "SupportsIndex",
  "SupportsAbs",
  "SupportsRound",
  "Buffer",
];

/** `Generic[T]` as a base class is Generic; other subscripts of it too. */
const subscriptable = {
  __class_getitem__: new ClassMethod(native("__class_getitem__", "cls, key", (_machine, [cls = null]) => cls)),
};
const genericClass = nativeClass("typing", "Generic", [objectClass], subscriptable);
const protocolClass = nativeClass("typing", "Protocol", [genericClass], {});
const typedDictClass = nativeClass("typing", "TypedDict", [objectClass], {
  __new__: new StaticMethod(native("TypedDict", "cls, **kwargs", (_machine, [, kwargs = null]) => kwargs)),
});

const namedTuple = nativeClass("typing", "NamedTuple", [objectClass], {
  __new__: new StaticMethod(
    native("NamedTuple", "cls, typename, fields=(), **kwargs", (machine, [, name = null, fields = null]) => {
      const pairs = machine.list(fields);
      if (!Array.isArray(pairs)) return pairs;
      const names = pairs.map((pair) => asString(pair instanceof Tuple ? (pair.items[0] ?? null) : null) ?? "?");
      return namedTupleClass("__main__", asString(name) ?? "?", names, [], null);
    }),
  ),
});

/** `class Point(NamedTuple)`: its annotations are the fields; its methods stay. */
function makeNamedTuple(cls: ClassValue): Result {
  if (cls.mro.includes(tupleClass)) return null;
  const annotations = cls.namespace.entries.get("__annotations__");
  const fields = annotations instanceof Dict ? [...annotations.entries.keys()].map(String) : [];
  const defaults = fields.flatMap((field) => {
    const value = cls.namespace.entries.get(field);
    return value === undefined ? [] : [value];
  });
  const module = cls.namespace.entries.get("__module__");
  const made = namedTupleClass(typeof module === "string" ? module : "__main__", cls.name, fields, defaults, null);
  for (const [name, value] of cls.namespace.entries) {
    if (typeof name === "string" && !fields.includes(name) && !made.namespace.entries.has(name))
      made.namespace.entries.set(name, value);
  }
  return made;
}
whenDerived(namedTuple, (_machine, cls) => makeNamedTuple(cls));

const same = native("same", "value", (_machine, [value = null]) => value);

export const typingModule: NativeModule = {
  name: "typing",
  attributes: {
    ...Object.fromEntries(forms.map((name) => [name, hint(name)])),
    ...abstractClasses,
    ...Object.fromEntries(
      [
        "Iterable",
        "Iterator",
        "Sequence",
        "Mapping",
        "MutableMapping",
        "MutableSequence",
        "Generator",
        "Collection",
      ].map((name) => [name, hintOf(name)]),
    ),
    Generic: genericClass,
    Protocol: protocolClass,
    NamedTuple: namedTuple,
    TypedDict: typedDictClass,
    // Packages that import themselves lazily say there what their names are; imports are lazy here anyway.
    TYPE_CHECKING: true,
    TypeVar: native("TypeVar", "name, *args, **kwargs", (_machine, [name = null]) => hint(asString(name) ?? "T")),
    ParamSpec: native("ParamSpec", "name, **kwargs", (_machine, [name = null]) => hint(asString(name) ?? "P")),
    TypeVarTuple: native("TypeVarTuple", "name, **kwargs", (_machine, [name = null]) => hint(asString(name) ?? "Ts")),
    NewType: native("NewType", "name, tp", () => same),
    ForwardRef: native("ForwardRef", "arg, *args, **kwargs", () => hint("ForwardRef")),
    cast: native("cast", "typ, val", (_machine, [, value = null]) => value, { keepsReferences: true }),
    overload: same,
    final: same,
    runtime_checkable: same,
    no_type_check: same,
    override: same,
    dataclass_transform: native("dataclass_transform", "**kwargs", () => same),
    assert_never: native("assert_never", "arg", () => null),
    assert_type: native("assert_type", "val, typ", (_machine, [value = null]) => value),
    reveal_type: same,
    get_type_hints: native(
      "get_type_hints",
      "obj, *args, **kwargs",
      (machine, [object = null]) => machine.findAttribute(object, "__annotations__") ?? new Dict(),
    ),
    get_origin: native("get_origin", "tp", () => null),
    get_args: native("get_args", "tp", () => new Tuple([])),
  },
};

/** Hints that are abstract classes too: `isinstance(x, Iterable)` works, `Iterable[int]` stays the class. */
function hintOf(name: string): Value {
  const cls = abstractClasses[name];
  if (cls === undefined) return hint(name);
  cls.namespace.entries.set("__class_getitem__", subscriptable.__class_getitem__);
  return cls;
}

export const typingExtensionsModule: NativeModule = { ...typingModule, name: "typing_extensions" };
