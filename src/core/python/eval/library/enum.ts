// enum
import { whenDerived } from "../classes.ts";
import { overArray } from "../iteration.ts";
import { type Machine, method, type NativeModule, native, nativeClass } from "../native.ts";
import { asInt, asString } from "../numbers.ts";
import type { Runtime } from "../runtime.ts";
import { intClass, lookup, objectClass, strClass, typeClass } from "../types.ts";
import {
  type ClassValue,
  Dict,
  Float,
  FunctionValue,
  Instance,
  IteratorValue,
  List,
  NativeFunction,
  Property,
  type Result,
  StaticMethod,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";

/** Members are counted once the class is there; until then `A | B` of two of them is what is to be computed. */
interface Combined {
  readonly op: "|" | "&" | "^";
  readonly parts: readonly Value[];
}

const combines = (op: Combined["op"]): Value =>
  method("other, /", (_machine, self, [other = null]) => {
    const made = new Instance(autoClass);
    const payload: Combined = { op, parts: [self, other] };
    made.payload = payload;
    return made;
  });

const autoClass: ClassValue = nativeClass("enum", "auto", [objectClass], {
  __or__: combines("|"),
  __and__: combines("&"),
  __xor__: combines("^"),
});

/** The members of an enumeration by name, aliases included; null for a class without any. */
function membersOf(cls: Value): Dict | null {
  if (typeof cls !== "object" || cls?.kind !== "class") return null;
  const members = cls.namespace.entries.get("_member_map_");
  return members instanceof Dict ? members : null;
}

/** Members under their own names, without aliases. */
const distinct = (cls: Value): Value[] => [...new Set(membersOf(cls)?.entries.values() ?? [])];

const enumMeta: ClassValue = nativeClass("enum", "EnumMeta", [typeClass], {
  __iter__: method("", (_machine, cls) => new IteratorValue("iterator", overArray(distinct(cls)))),
  __reversed__: method("", (_machine, cls) => new IteratorValue("iterator", overArray(distinct(cls).reverse()))),
  __len__: method("", (_machine, cls) => distinct(cls).length),
  __contains__: method("item, /", (machine, cls, [item = null]) => contains(machine, distinct(cls), item)),
  __getitem__: method("name, /", (machine, cls, [name = null]) => {
    if (name instanceof Unknown) return new Unknown(name.because, distinct(cls).length <= 4 ? distinct(cls) : null);
    const member = membersOf(cls)?.entries.get(asString(name) ?? "");
    if (member !== undefined) return member;
    machine.pending = machine.exception("KeyError", [name]);
    return undefined;
  }),
  __members__: new Property(method("", (_machine, cls) => membersOf(cls) ?? new Dict())),
  __call__: method("value, *args, **kwargs", (machine, cls, [value = null, args]) => {
    if (membersOf(cls) === null && args instanceof Tuple && args.items.length > 0)
      return functional(machine, cls, value, args.items[0] ?? null);
    return byValue(machine, cls, value);
  }),
  __bool__: method("", () => true),
});

const attribute = (member: Value, name: string): Value =>
  member instanceof Instance ? (member.attributes.entries.get(name) ?? null) : null;

function contains(machine: Machine, members: readonly Value[], item: Value): boolean {
  for (const member of members)
    if (member === item || machine.equals(attribute(member, "_value_"), item) === true) return true;
  return false;
}

/** `Color(1)`: the member with the value. */
function byValue(machine: Machine, cls: Value, value: Value): Result {
  if (value instanceof Unknown) return value;
  for (const member of distinct(cls)) {
    if (member === value || machine.equals(attribute(member, "_value_"), value) === true) return member;
  }
  const missing = machine.findAttribute(cls, "_missing_");
  if (missing !== undefined && missing !== null) {
    const found = machine.call(missing, [value]);
    if (found === undefined || found instanceof Unknown) return found;
    if (found !== null) return found;
  }
  const text = machine.repr(value);
  const name = typeof cls === "object" && cls?.kind === "class" ? cls.name : "enum";
  return machine.raise("ValueError", `${typeof text === "string" ? text : "?"} is not a valid ${name}`);
}

/** `Enum("Color", ["RED", "GREEN"])` */
function functional(machine: Machine, cls: Value, name: Value, names: Value): Result {
  const text = asString(names);
  const list = text === undefined ? machine.list(names) : text.replace(/,/g, " ").split(/\s+/);
  if (list === undefined || list instanceof Unknown) return list;
  const pairs = list
    .filter((item) => item !== "")
    .map((item, index): [string, Value] => {
      const [key = item, value = index + 1] = item instanceof Tuple || item instanceof List ? item.items : [item];
      if (names instanceof Dict) return [asString(item) ?? "?", names.entries.get(asString(item) ?? "") ?? null];
      return [asString(key) ?? "?", value];
    });
  return machine.call(typeClass, [name, new Tuple([cls]), new Dict(new Map(pairs))]);
}

const shown = (member: Value): string => {
  const name = attribute(member, "_name_");
  const cls = member instanceof Instance ? member.cls.name : "Enum";
  return `${cls}.${typeof name === "string" ? name : "?"}`;
};

export const enumClass: ClassValue = nativeClass(
  "enum",
  "Enum",
  [objectClass],
  {
    name: new Property(method("", (_machine, self) => attribute(self, "_name_"))),
    value: new Property(method("", (_machine, self) => attribute(self, "_value_"))),
    __repr__: method("", (machine, self) => {
      const text = machine.repr(attribute(self, "_value_"));
      return typeof text === "string" ? `<${shown(self)}: ${text}>` : text;
    }),
    __str__: method("", (_machine, self) => shown(self)),
    __hash__: method("", (machine, self) => machine.call(hashOf, [attribute(self, "_name_")])),
    __eq__: method("other, /", (machine, self, [other = null]) => {
      if (self === other) return true;
      const plain = self instanceof Instance ? self.plain : undefined;
      return plain === undefined
        ? false
        : machine.equals(plain, other instanceof Instance && other.plain !== undefined ? other.plain : other);
    }),
    __class_getitem__: null,
  },
  { metaclass: enumMeta },
);
enumClass.namespace.entries.delete("__class_getitem__");

const hashOf = native("hash", "value", (_machine, [value = null]) => {
  let hash = 7;
  for (const character of String(value)) hash = (hash * 31 + character.charCodeAt(0)) % 2147483647;
  return hash;
});

const plainText = method("", (_machine, self) =>
  self instanceof Instance && typeof self.plain === "string" ? self.plain : "",
);
const plainInt = method("", (_machine, self) => (self instanceof Instance ? String(self.plain) : ""));

const intEnumClass = nativeClass(
  "enum",
  "IntEnum",
  [intClass, enumClass],
  { __str__: plainInt },
  { metaclass: enumMeta, layout: "int" },
);
const strEnumClass = nativeClass(
  "enum",
  "StrEnum",
  [strClass, enumClass],
  { __str__: plainText },
  { metaclass: enumMeta, layout: "str" },
);

function flagOperator(op: "|" | "&" | "^"): Value {
  return method("other, /", (machine, self, [other = null]) => {
    const result = machine.binary(
      op,
      attribute(self, "_value_"),
      other instanceof Instance ? attribute(other, "_value_") : other,
    );
    if (result === undefined || !(self instanceof Instance)) return result;
    return flagOf(self.cls, result);
  });
}

/** The member with the bits, or one made of those that each stand for one bit. */
function flagOf(cls: ClassValue, bits: Value): Value {
  const members = distinct(cls);
  const known = members.find((member) => attribute(member, "_value_") === bits);
  if (known !== undefined) return known;
  const wanted = Number(asInt(bits) ?? 0);
  const names = members.flatMap((member) => {
    const bit = Number(asInt(attribute(member, "_value_")) ?? 0);
    return bit !== 0 && (bit & (bit - 1)) === 0 && (wanted & bit) !== 0 ? [String(attribute(member, "_name_"))] : [];
  });
  return makeMember(cls, names.join("|") || String(wanted), bits, cls.layout === "int" ? wanted : undefined);
}

const flagAttributes = {
  __invert__: method("", (_machine, self) => {
    if (!(self instanceof Instance)) return self;
    const all = distinct(self.cls).reduce<number>(
      (bits, member) => bits | Number(asInt(attribute(member, "_value_")) ?? 0),
      0,
    );
    return flagOf(self.cls, all & ~Number(asInt(attribute(self, "_value_")) ?? 0));
  }),
  __or__: flagOperator("|"),
  __and__: flagOperator("&"),
  __xor__: flagOperator("^"),
  __contains__: method("other, /", (machine, self, [other = null]) => {
    const part = attribute(other, "_value_");
    const both = machine.binary("&", attribute(self, "_value_"), part);
    return both === undefined ? undefined : machine.equals(both, part);
  }),
  __bool__: method("", (_machine, self) => attribute(self, "_value_") !== 0),
};
const flagClass = nativeClass("enum", "Flag", [enumClass], flagAttributes, { metaclass: enumMeta });
const intFlagClass = nativeClass(
  "enum",
  "IntFlag",
  [intClass, flagClass],
  { ...flagAttributes, __str__: plainInt },
  { metaclass: enumMeta, layout: "int" },
);

/** Whether a name of the class body is a member: no method, descriptor, dunder or private name. */
function isMember(name: string, value: Value): boolean {
  if (name.startsWith("__") || /^_.*_$/.test(name)) return false;
  if (value instanceof FunctionValue || value instanceof NativeFunction || value instanceof Property) return false;
  if (typeof value === "object" && value !== null) {
    if (value.kind === "staticmethod" || value.kind === "classmethod") return false;
    if (value.kind === "instance" && lookup(value.cls, "__get__") !== undefined) return false;
    if (value.kind === "instance" && value.cls === nonMemberClass) return false;
  }
  return true;
}

const nonMemberClass = nativeClass("enum", "nonmember", [objectClass], {});

function makeMember(cls: ClassValue, name: string, value: Value, plain: Instance["plain"]): Instance {
  const member = new Instance(cls, plain);
  member.attributes.entries.set("_name_", name);
  member.attributes.entries.set("_value_", value);
  return member;
}

/** What `auto()` stands for: one more than the last, a power of two for flags, the name in lower case for strings. */
function automatic(machine: Machine, cls: ClassValue, name: string, previous: readonly Value[]): Result {
  const own = lookup(cls, "_generate_next_value_");
  if (own !== undefined) {
    const callee = own instanceof StaticMethod ? own.callee : own;
    return machine.call(callee, [name, 1, previous.length, new Tuple(previous)]);
  }
  if (cls.mro.includes(strEnumClass)) return name.toLowerCase();
  const last = Number(asInt(previous.at(-1) ?? 0) ?? 0);
  if (cls.mro.includes(flagClass)) return last === 0 ? 1 : 2 ** (Math.floor(Math.log2(last)) + 1);
  return last + 1;
}

function combined(machine: Machine, value: Instance, known: ReadonlyMap<Value, Value>): Result {
  const { op, parts } = value.payload as Combined;
  const [left, right] = parts.map((part) => {
    const nested = part instanceof Instance && part.cls === autoClass && part.payload !== null;
    return nested ? combined(machine, part, known) : (known.get(part) ?? part);
  });
  return left === undefined || right === undefined ? undefined : machine.binary(op, left, right);
}

/** Turns the names of a class body into members. */
function makeMembers(machine: Runtime, cls: ClassValue): Result {
  const members = new Dict();
  const values: Value[] = [];
  const known = new Map<Value, Value>();
  const maker = lookup(cls, "__new__");
  const customNew = maker instanceof StaticMethod && maker.callee instanceof FunctionValue ? maker.callee : null;
  const initializer = lookup(cls, "__init__");
  for (const [name, given] of [...cls.namespace.entries]) {
    if (typeof name !== "string" || !isMember(name, given)) continue;
    let value: Result = machine.force(given);
    if (value instanceof Instance && value.cls === autoClass) {
      const counted: Result =
        value.payload === null ? automatic(machine, cls, name, values) : combined(machine, value, known);
      if (counted !== undefined) known.set(value, counted);
      value = counted;
    }
    if (value === undefined) return undefined;
    const alias = [...members.entries.values()].find(
      (member) => machine.equals(attribute(member, "_value_"), value ?? null) === true,
    );
    if (alias !== undefined) {
      members.entries.set(name, alias);
      cls.namespace.entries.set(name, alias);
      continue;
    }
    const parts = value instanceof Tuple ? value.items : [value];
    let member: Instance;
    if (customNew !== null) {
      const made = machine.call(customNew, [cls, ...parts]);
      if (made === undefined || !(made instanceof Instance)) return made === undefined ? undefined : null;
      member = made;
      member.attributes.entries.set("_name_", name);
      if (!member.attributes.entries.has("_value_")) member.attributes.entries.set("_value_", value);
    } else {
      member = makeMember(cls, name, value, plainOf(cls, value));
    }
    members.entries.set(name, member);
    cls.namespace.entries.set(name, member);
    values.push(attribute(member, "_value_"));
    if (initializer instanceof FunctionValue && machine.call(initializer, [member, ...parts]) === undefined)
      return undefined;
  }
  if (members.entries.size > 0) {
    cls.namespace.entries.set("_member_map_", members);
    cls.namespace.entries.set("_member_names_", new Tuple([...members.entries.keys()].map(String)));
  }
  return null;
}

function plainOf(cls: ClassValue, value: Value): Instance["plain"] {
  switch (cls.layout) {
    case "int":
      return asInt(value);
    case "str":
      return asString(value) ?? String(value);
    case "float":
      return value instanceof Float ? value : undefined;
    default:
      return undefined;
  }
}

whenDerived(enumClass, makeMembers);

export const enumModule: NativeModule = {
  name: "enum",
  attributes: {
    Enum: enumClass,
    IntEnum: intEnumClass,
    StrEnum: strEnumClass,
    Flag: flagClass,
    IntFlag: intFlagClass,
    EnumMeta: enumMeta,
    EnumType: enumMeta,
    auto: autoClass,
    nonmember: nonMemberClass,
    unique: native("unique", "cls", (_machine, [cls = null]) => cls),
    member: native("member", "value", (_machine, [value = null]) => value),
    property: native("property", "func", (_machine, [getter = null]) => new Property(getter)),
  },
};
