// dataclasses
import { dictSet } from "../containers.ts";
import { type Machine, method, type NativeModule, NOT_GIVEN, native, nativeClass, renamed } from "../native.ts";
import { exceptionClasses, lookup, objectClass, typeClass } from "../types.ts";
import {
  ClassValue,
  Dict,
  Instance,
  List,
  NativeFunction,
  notImplemented,
  type Result,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";
import { keywordsOf } from "./functools.ts";
import { hint, hintClass } from "./inert.ts";

interface Field {
  readonly name: string;
  readonly default: Value;
  readonly factory: Value;
  readonly init: boolean;
  readonly repr: boolean;
  readonly compare: boolean;
  readonly keywordOnly: boolean;
  /** `InitVar`: given to `__post_init__` only. */
  readonly initOnly: boolean;
  readonly metadata: Value;
  readonly type: Value;
}

const fieldClass = nativeClass("dataclasses", "Field", [objectClass], {});

const attributeOf = (object: Value, name: string): Value =>
  object instanceof Instance ? (object.attributes.entries.get(name) ?? null) : null;

const missingClass = nativeClass("dataclasses", "_MISSING_TYPE", [objectClass], {});
const missing = new Instance(missingClass);
missing.stamp = 0;

/** MISSING said is nothing said. */
const said = (value: Value): Value => (value === missing ? NOT_GIVEN : value);

const field = native(
  "field",
  "*, default=..., default_factory=..., init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=...",
  (
    _machine,
    [fallback = null, factory = null, init = true, repr = true, , compare = true, metadata = null, keywordOnly = null],
  ) => {
    const made = new Instance(fieldClass);
    const values = {
      default: said(fallback),
      default_factory: said(factory),
      init,
      repr,
      compare,
      metadata: metadata ?? new Dict(),
      kw_only: said(keywordOnly),
    };
    for (const [name, value] of Object.entries(values)) made.attributes.entries.set(name, value);
    return made;
  },
);

/** Dataclasses by class; a class's own list has the inherited fields first. */
const tables = new WeakMap<ClassValue, readonly Field[]>();

function fieldsOf(cls: ClassValue): readonly Field[] | null {
  for (const base of cls.mro) {
    const table = tables.get(base);
    if (table !== undefined) return table;
  }
  return null;
}

const hintName = (annotation: Value): string =>
  annotation instanceof Instance && annotation.cls === hintClass ? String(attributeOf(annotation, "__name__")) : "";

function collectFields(machine: Machine, cls: ClassValue, keywordOnly: boolean): readonly Field[] | undefined {
  const fields = new Map<string, Field>();
  for (const base of [...cls.mro].reverse()) for (const item of tables.get(base) ?? []) fields.set(item.name, item);
  const annotations = cls.namespace.entries.get("__annotations__");
  let after = keywordOnly;
  for (const [name, annotation] of annotations instanceof Dict ? annotations.entries : []) {
    if (typeof name !== "string") continue;
    const type = hintName(machine.force(annotation));
    if (type === "KW_ONLY") after = true;
    if (type === "ClassVar" || type === "KW_ONLY") continue;
    const given = cls.namespace.entries.get(name);
    const described = given instanceof Instance && given.cls === fieldClass ? given : null;
    const option = (key: string, fallback: boolean): boolean => {
      const value = described === null ? NOT_GIVEN : attributeOf(described, key);
      return value === NOT_GIVEN ? fallback : machine.truth(value) !== false;
    };
    const fallback = described === null ? (given === undefined ? NOT_GIVEN : given) : attributeOf(described, "default");
    if (fallback instanceof List || (fallback instanceof Dict && fallback.cls === null)) {
      return machine.raise(
        "ValueError",
        `mutable default <class '${machine.classOf(fallback).name}'> for field ${name} is not allowed: use default_factory`,
      ) as undefined;
    }
    fields.set(name, {
      name,
      default: given === undefined ? NOT_GIVEN : fallback,
      factory: described === null ? NOT_GIVEN : attributeOf(described, "default_factory"),
      init: option("init", true),
      repr: option("repr", true),
      compare: option("compare", true),
      keywordOnly: option("kw_only", after),
      initOnly: type === "InitVar",
      metadata: described === null ? new Dict() : attributeOf(described, "metadata"),
      type: annotation,
    });
    if (described !== null) {
      machine.heap.write(cls.namespace);
      if (fallback === NOT_GIVEN) cls.namespace.entries.delete(name);
      else cls.namespace.entries.set(name, fallback);
    }
  }
  return [...fields.values()];
}

/** A class with a base that is not known has fields that are not: any keyword may be one, and which comes first nobody knows. */
function openInitializer(fields: readonly Field[], unknownBase: Unknown): Value {
  const inInit = fields.filter((item) => item.init);
  const own = initializer(fields.map((item) => ({ ...item, keywordOnly: true })));
  const names = new Set(inInit.map(({ name }) => name));
  const lost = new Unknown(unknownBase.because);
  return method(
    "*args, **others",
    (machine, self, [args, others]) => {
      const given = others instanceof Dict ? others.entries : new Map();
      const isPositional = args instanceof Tuple && args.items.length > 0;
      const known = new Map<string, Value>();
      for (const [name, value] of given) {
        if (typeof name !== "string") continue;
        if (names.has(name)) known.set(name, value);
        else if (!store(machine, self, name, value)) return undefined;
      }
      for (const item of inInit) {
        const isRequired = item.default === NOT_GIVEN && item.factory === NOT_GIVEN;
        if (!known.has(item.name) && (isPositional || isRequired)) known.set(item.name, lost);
      }
      return machine.call(own, [self], { names: [...known.keys()], values: [...known.values()] });
    },
    { keepsReferences: true },
  );
}

function initializer(fields: readonly Field[]): Value {
  const inInit = fields.filter((item) => item.init);
  const optional = (item: Field): string =>
    item.default === NOT_GIVEN && item.factory === NOT_GIVEN ? item.name : `${item.name}=...`;
  const positional = inInit.filter((item) => !item.keywordOnly);
  const keywordOnly = inInit.filter((item) => item.keywordOnly);
  const ordered = [...positional, ...keywordOnly];
  const signature = [
    ...positional.map(optional),
    ...(keywordOnly.length > 0 ? ["*"] : []),
    ...keywordOnly.map(optional),
  ].join(", ");
  return method(
    signature,
    (machine, self, args) => {
      const forPost: Value[] = [];
      for (const item of fields) {
        const place = ordered.indexOf(item);
        let value: Result = place < 0 ? NOT_GIVEN : (args[place] ?? null);
        if (value === NOT_GIVEN && item.factory !== NOT_GIVEN) value = machine.call(item.factory, []);
        else if (value === NOT_GIVEN) value = item.default;
        if (value === undefined) return undefined;
        if (item.initOnly) forPost.push(value);
        else if (value !== NOT_GIVEN && !store(machine, self, item.name, value)) return undefined;
      }
      if (lookup(machine.classOf(self), "__post_init__") === undefined) return null;
      return machine.callMethod(self, "__post_init__", forPost) === undefined ? undefined : null;
    },
    { keepsReferences: true },
  );
}

/** Frozen instances are filled past their own `__setattr__`. */
function store(machine: Machine, self: Value, name: string, value: Value): boolean {
  const frozen = lookup(machine.classOf(self), "__setattr__") === frozenSetattr;
  return frozen ? machine.setPlainAttribute(self, name, value) : machine.setAttribute(self, name, value);
}

const frozenErrorClass = nativeClass(
  "dataclasses",
  "FrozenInstanceError",
  [exceptionClasses.get("AttributeError") ?? objectClass],
  {},
);
const frozenSetattr = method("name, value, /", (machine, _self, [name = null]) =>
  machine.raise(frozenErrorClass, `cannot assign to field '${String(name)}'`),
);

function valuesOf(machine: Machine, object: Value, fields: readonly Field[]): Tuple | undefined {
  const values: Value[] = [];
  for (const item of fields) {
    const value = machine.getAttribute(object, item.name);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return new Tuple(values);
}

function comparison(op: string, fields: readonly Field[]): Value {
  const compared = fields.filter((item) => item.compare && !item.initOnly);
  return method("other, /", (machine, self, [other = null]) => {
    if (machine.classOf(self) !== machine.classOf(other)) return notImplemented;
    const [left, right] = [valuesOf(machine, self, compared), valuesOf(machine, other, compared)];
    return left === undefined || right === undefined ? undefined : machine.binary(op, left, right);
  });
}

function representation(fields: readonly Field[]): Value {
  return method("", (machine, self) => {
    const parts: string[] = [];
    for (const item of fields) {
      if (!item.repr || item.initOnly) continue;
      const value = machine.getAttribute(self, item.name);
      const text = value === undefined ? undefined : machine.repr(value);
      if (typeof text !== "string") return text;
      parts.push(`${item.name}=${text}`);
    }
    const name = machine.findAttribute(machine.classOf(self), "__qualname__");
    return `${String(name)}(${parts.join(", ")})`;
  });
}

interface Options {
  readonly init: boolean;
  readonly repr: boolean;
  readonly eq: boolean;
  readonly order: boolean;
  readonly frozen: boolean;
  readonly unsafeHash: boolean;
  readonly keywordOnly: boolean;
}

function decorate(machine: Machine, cls: Value, options: Options): Result {
  if (!(cls instanceof ClassValue)) return cls;
  const fields = collectFields(machine, cls, options.keywordOnly);
  if (fields === undefined) return undefined;
  tables.set(cls, fields);
  const { entries } = cls.namespace;
  machine.heap.write(cls.namespace);
  const add = (name: string, value: Value): void => {
    if (!entries.has(name))
      entries.set(name, value instanceof NativeFunction ? renamed(value, `${cls.name}.${name}`) : value);
  };
  const unknownBase = cls.mro.find((base) => base.unknownBase !== null)?.unknownBase ?? null;
  if (options.init) add("__init__", unknownBase === null ? initializer(fields) : openInitializer(fields, unknownBase));
  if (options.repr) add("__repr__", representation(fields));
  if (options.eq) add("__eq__", comparison("==", fields));
  if (options.order)
    for (const [name, op] of Object.entries({ __lt__: "<", __le__: "<=", __gt__: ">", __ge__: ">=" }))
      add(name, comparison(op, fields));
  if (options.frozen) entries.set("__setattr__", frozenSetattr);
  if (options.unsafeHash || (options.eq && options.frozen)) {
    entries.set(
      "__hash__",
      method("", (inner, self) => {
        const values = valuesOf(
          inner,
          self,
          fields.filter((item) => item.compare && !item.initOnly),
        );
        return values === undefined ? undefined : inner.call(hashBuiltin, [values]);
      }),
    );
  } else if (options.eq) {
    add("__hash__", null);
  }
  add("__match_args__", new Tuple(fields.filter((item) => item.init && !item.keywordOnly).map((item) => item.name)));
  entries.set(
    "__dataclass_fields__",
    new Dict(new Map(fields.map((item): [string, Value] => [item.name, describe(item)]))),
  );
  return cls;
}

const hashBuiltin = native("hash", "value", (machine, [value = null]) => {
  const text = machine.repr(value);
  let hash = 17;
  for (const character of typeof text === "string" ? text : "")
    hash = (hash * 31 + character.charCodeAt(0)) % 2147483647;
  return hash;
});

function describe(item: Field): Instance {
  const made = new Instance(fieldClass);
  const { entries } = made.attributes;
  entries.set("name", item.name);
  entries.set("type", item.type);
  entries.set("default", item.default === NOT_GIVEN ? missing : item.default);
  entries.set("default_factory", item.factory === NOT_GIVEN ? missing : item.factory);
  entries.set("init", item.init);
  entries.set("metadata", item.metadata);
  return made;
}

const dataclass = native(
  "dataclass",
  "cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False",
  (machine, [cls = null, init, repr, eq, order, unsafeHash, frozen, , keywordOnly]) => {
    const on = (value: Value | undefined): boolean => machine.truth(value ?? false) !== false;
    const options: Options = {
      init: on(init),
      repr: on(repr),
      eq: on(eq),
      order: on(order),
      frozen: on(frozen),
      unsafeHash: on(unsafeHash),
      keywordOnly: on(keywordOnly),
    };
    return cls === null
      ? native("dataclass", "cls", (inner, [target = null]) => decorate(inner, target, options))
      : decorate(machine, cls, options);
  },
);

const classAsked = (machine: Machine, object: Value): ClassValue =>
  object instanceof ClassValue ? object : machine.classOf(object);

/** Fields of an object as plain values, dataclasses, lists, tuples and dicts inside included. */
function flatten(machine: Machine, value: Value, make: (pairs: [string, Value][]) => Value, depth: number): Value {
  if (depth > 50) return value;
  const fields = value instanceof Instance ? fieldsOf(value.cls) : null;
  const inner = (item: Value): Value => flatten(machine, item, make, depth + 1);
  if (fields !== null) {
    return make(
      fields.map((item): [string, Value] => [item.name, inner(machine.findAttribute(value, item.name) ?? null)]),
    );
  }
  if (value instanceof List && value.lost === null) return new List(value.items.map(inner));
  if (value instanceof Tuple) return new Tuple(value.items.map(inner), value.cls);
  if (value instanceof Dict && value.lost === null) {
    const copy = new Dict(new Map(), value.cls);
    for (const [hash, item] of value.entries) copy.entries.set(hash, inner(item));
    copy.originals = value.originals && new Map(value.originals);
    return copy;
  }
  return value;
}

export const dataclassesModule: NativeModule = {
  name: "dataclasses",
  attributes: {
    dataclass,
    field,
    Field: fieldClass,
    MISSING: missing,
    KW_ONLY: hint("KW_ONLY"),
    InitVar: hint("InitVar"),
    FrozenInstanceError: frozenErrorClass,
    fields: native("fields", "class_or_instance", (machine, [object = null]) => {
      if (object instanceof Unknown) return object;
      const fields = fieldsOf(classAsked(machine, object));
      if (fields === null) return machine.raise("TypeError", "must be called with a dataclass type or instance");
      return new Tuple(fields.filter((item) => !item.initOnly).map(describe));
    }),
    is_dataclass: native("is_dataclass", "obj", (machine, [object = null]) =>
      object instanceof Unknown ? object : fieldsOf(classAsked(machine, object)) !== null,
    ),
    asdict: native("asdict", "obj, *, dict_factory=None", (machine, [object = null, factory = null]) => {
      if (object instanceof Unknown) return object;
      const flat = flatten(machine, object, (pairs) => new Dict(new Map(pairs)), 0);
      return factory === null ? flat : machine.call(factory, [flat]);
    }),
    astuple: native("astuple", "obj", (machine, [object = null]) =>
      flatten(machine, object, (pairs) => new Tuple(pairs.map(([, value]) => value)), 0),
    ),
    replace: native("replace", "obj, /, **changes", (machine, [object = null, changes = null]) => {
      if (object instanceof Unknown || !(object instanceof Instance)) return object;
      const keywords = new Dict();
      for (const item of fieldsOf(object.cls) ?? []) {
        if (!item.init || item.initOnly) continue;
        const value = machine.getAttribute(object, item.name);
        if (value === undefined || !dictSet(machine, keywords, item.name, value)) return undefined;
      }
      if (changes instanceof Dict) for (const [key, value] of changes.entries) keywords.entries.set(key, value);
      return machine.call(object.cls, [], {
        names: [...keywords.entries.keys()].map(String),
        values: [...keywords.entries.values()],
      });
    }),
    make_dataclass: native(
      "make_dataclass",
      "cls_name, fields, *, bases=(), namespace=None, **options",
      (machine, [name = null, fields = null, bases = null, namespace = null, options]) => {
        const list = machine.list(fields);
        if (list === undefined || list instanceof Unknown) return list;
        const body = new Dict(namespace instanceof Dict ? new Map(namespace.entries) : new Map());
        const annotations = new Dict();
        for (const item of list) {
          const parts = item instanceof Tuple || item instanceof List ? item.items : [item];
          const [field_ = null, type = null, fallback] = parts;
          if (!dictSet(machine, annotations, field_, type)) return undefined;
          if (fallback !== undefined && !dictSet(machine, body, field_, fallback)) return undefined;
        }
        body.entries.set("__annotations__", annotations);
        const made = machine.call(typeClass, [name, bases, body]);
        if (made === undefined || made instanceof Unknown) return made;
        const decorated = machine.call(dataclass, [], keywordsOf(options));
        return decorated === undefined ? undefined : machine.call(decorated, [made]);
      },
    ),
  },
};
