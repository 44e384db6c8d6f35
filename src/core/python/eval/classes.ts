// Making classes: bases, metaclass, method resolution order, and the hooks that run when a class is made.
import type { SourceRange } from "../../ir/source.ts";
import { type CallSite, type Keywords, linearize } from "./native.ts";
import type { Runtime } from "./runtime.ts";
import { classOf, lookup, objectClass, typeClass } from "./types.ts";
import {
  ClassMethod,
  ClassValue,
  type Dict,
  FunctionValue,
  Instance,
  type Layout,
  Property,
  type Result,
  StaticMethod,
  Tuple,
  Unknown,
  type Value,
} from "./value.ts";

export interface ClassRequest {
  readonly name: string;
  readonly bases: readonly Value[];
  readonly keywords: Keywords | null;
  readonly namespace: Dict;
  readonly at: SourceRange | null;
  readonly site: CallSite | null;
  readonly unknownBase: Unknown | null;
}

/** Runs when a class derives from a native one that has it: enums and named tuples make something of their namespace. */
export type ClassHook = (machine: Runtime, cls: ClassValue) => Result;
const hooks = new WeakMap<ClassValue, ClassHook>();
export const whenDerived = (cls: ClassValue, hook: ClassHook): void => {
  hooks.set(cls, hook);
};

export function buildClass(machine: Runtime, request: ClassRequest): Result {
  const bases: ClassValue[] = [];
  let unknownBase = request.unknownBase;
  for (const given of request.bases) {
    const base = machine.force(given);
    if (base instanceof ClassValue) {
      if (!bases.includes(base)) bases.push(base);
    } else if (base instanceof Unknown) {
      unknownBase ??= new Unknown(base.because);
    } else {
      const entry = replacement(machine, base);
      if (entry === undefined) return undefined;
      for (const cls of entry) if (!bases.includes(cls)) bases.push(cls);
    }
  }
  const assumed = unknownBase ?? inheritedUnknown(bases);
  const likely = assumed === null ? null : (machine.assumedBase?.(request.namespace) ?? null);
  if (likely !== null && !bases.some((base) => base.mro.includes(likely))) bases.push(likely);
  if (bases.length === 0) bases.push(objectClass);
  const metaclass = metaclassOf(machine, request, bases);
  if (metaclass === null) return makeClass(machine, request, bases, null, unknownBase);
  const maker = lookup(metaclass, "__new__");
  const given = [request.name, new Tuple(bases), request.namespace];
  const rest = withoutMetaclass(request.keywords);
  const made =
    maker === undefined || maker === lookup(typeClass, "__new__")
      ? makeClass(machine, request, bases, metaclass, unknownBase)
      : machine.call(maker instanceof StaticMethod ? maker.callee : maker, [metaclass, ...given], rest, request.site);
  // What `__new__` gives may be a class of another kind.
  if (!(made instanceof ClassValue) || !made.metaclass?.mro.includes(metaclass)) return made;
  const initializer = lookup(made.metaclass, "__init__");
  if (initializer === undefined || initializer === lookup(typeClass, "__init__")) return made;
  return machine.call(initializer, [made, ...given], rest, request.site) === undefined ? undefined : made;
}

const inheritedUnknown = (bases: readonly ClassValue[]): Unknown | null =>
  bases.flatMap((base) => base.mro).find((base) => base.unknownBase !== null)?.unknownBase ?? null;

/** Objects as bases say what stands for them (`__mro_entries__`: `Generic[T]`, `NamedTuple`); others are left out. */
function replacement(machine: Runtime, base: Value): readonly ClassValue[] | undefined {
  if (!(base instanceof Instance) || lookup(base.cls, "__mro_entries__") === undefined) return [];
  const entries = machine.callMethod(base, "__mro_entries__", [new Tuple([base])]);
  if (entries === undefined) return undefined;
  return entries instanceof Tuple ? entries.items.filter((item) => item instanceof ClassValue) : [];
}

function metaclassOf(machine: Runtime, request: ClassRequest, bases: readonly ClassValue[]): ClassValue | null {
  const index = request.keywords?.names.indexOf("metaclass") ?? -1;
  const given = index < 0 ? null : machine.force(request.keywords?.values[index] ?? null);
  let metaclass = given instanceof ClassValue && given !== typeClass ? given : null;
  for (const base of bases) {
    if (base.metaclass !== null && (metaclass === null || base.metaclass.mro.includes(metaclass)))
      metaclass = base.metaclass;
  }
  return metaclass;
}

function withoutMetaclass(keywords: Keywords | null): Keywords | null {
  if (keywords === null) return null;
  const kept = keywords.names.flatMap((name, index) => (name === "metaclass" ? [] : [index]));
  if (kept.length === 0) return null;
  return {
    names: kept.map((index) => keywords.names[index] ?? ""),
    values: kept.map((index) => keywords.values[index] ?? null),
    rest: keywords.rest,
  };
}

/** What `type.__new__` does. */
export function makeClass(
  machine: Runtime,
  request: ClassRequest,
  bases: readonly ClassValue[],
  metaclass: ClassValue | null,
  unknownBase: Unknown | null,
): Result {
  const { name, namespace } = request;
  for (const special of ["__init_subclass__", "__class_getitem__"]) {
    const found = namespace.entries.get(special);
    if (found instanceof FunctionValue) namespace.entries.set(special, new ClassMethod(found));
  }
  const maker = namespace.entries.get("__new__");
  if (maker instanceof FunctionValue) namespace.entries.set("__new__", new StaticMethod(maker));
  if (namespace.entries.has("__eq__") && !namespace.entries.has("__hash__")) namespace.entries.set("__hash__", null);
  const layout = bases.map((base) => base.layout).find((candidate) => candidate !== "object") ?? ("object" as Layout);
  const join = bases.find((base) => base.join !== null)?.join ?? null;
  const cls = new ClassValue({ name, bases, namespace, layout, metaclass, at: request.at, unknownBase, join });
  const order = linearize(cls);
  if (order === null) {
    return machine.raise("TypeError", "Cannot create a consistent method resolution order (MRO) for bases");
  }
  cls.mro = endingInObject(order);
  const reader = lookup(cls, "__getattribute__");
  if (reader instanceof FunctionValue) cls.reader = reader;
  for (const [attribute, value] of [...namespace.entries]) {
    if (value instanceof Instance && lookup(value.cls, "__set_name__") !== undefined && typeof attribute === "string") {
      if (machine.callMethod(value, "__set_name__", [cls, attribute]) === undefined) return undefined;
    }
  }
  for (const base of order.slice(1)) {
    const hook = hooks.get(base);
    if (hook === undefined) continue;
    const result = hook(machine, cls);
    if (result === undefined || result !== null) return result;
    break;
  }
  if (metaclass?.mro.some((base) => base.name === "ABCMeta")) noteAbstract(machine, cls);
  return initSubclass(machine, cls, withoutMetaclass(request.keywords), request.site) ? cls : undefined;
}

/** Native classes do not name `object` as their base, so that it may stand before one of them. */
function endingInObject(order: readonly ClassValue[]): readonly ClassValue[] {
  const place = order.indexOf(objectClass);
  return place < 0 || place === order.length - 1 ? order : [...order.toSpliced(place, 1), objectClass];
}

/** What has to be defined before there can be an object of the class. */
function noteAbstract(machine: Runtime, cls: ClassValue): void {
  const isAbstract = (value: Value): boolean =>
    machine.findAttribute(value instanceof Property ? value.getter : value, "__isabstractmethod__") === true;
  const names = new Set<string>();
  for (const base of cls.mro.slice(1)) {
    const inherited = base.namespace.entries.get("__abstractmethods__");
    for (const name of inherited instanceof Tuple ? inherited.items : []) {
      const found = lookup(cls, String(name));
      if (found === undefined || isAbstract(found)) names.add(String(name));
    }
  }
  for (const [name, value] of cls.namespace.entries) if (typeof name === "string" && isAbstract(value)) names.add(name);
  if (names.size > 0) cls.namespace.entries.set("__abstractmethods__", new Tuple([...names].sort()));
}

function initSubclass(machine: Runtime, cls: ClassValue, keywords: Keywords | null, site: CallSite | null): boolean {
  for (const base of cls.mro.slice(1)) {
    const hook = base.namespace.entries.get("__init_subclass__");
    if (hook === undefined || base === objectClass) continue;
    const callee = hook instanceof ClassMethod ? hook.callee : hook;
    return machine.call(callee, [cls], keywords, site) !== undefined;
  }
  return true;
}

/** isinstance and issubclass against a class or a tuple of them. */
export function isInstance(machine: Runtime, value: Value, type: Value): boolean | Unknown {
  const object = machine.force(value);
  const cls = machine.force(type);
  if (cls instanceof Tuple) return any(cls.items, (item) => isInstance(machine, object, item));
  if (object instanceof Unknown) {
    if (object.alternatives === null) return object;
    const answers = object.alternatives.map((alternative) => isInstance(machine, alternative, cls));
    const first = answers[0] ?? object;
    return answers.every((answer) => answer === first) ? first : new Unknown(object.because);
  }
  return isSubclassOf(machine, classOf(object), cls, object);
}

/** `object`: what the class is the class of, for classes that decide themselves (`__instancecheck__`). */
export function isSubclassOf(
  machine: Runtime,
  cls: ClassValue,
  type: Value,
  object: Value | undefined,
): boolean | Unknown {
  const other = machine.force(type);
  if (other instanceof Tuple) return any(other.items, (item) => isSubclassOf(machine, cls, item, object));
  if (other instanceof Unknown) return new Unknown(other.because);
  if (other === null) return object === null;
  if (other instanceof ClassValue) {
    if (cls.mro.includes(other)) return true;
    const check = other.metaclass === null ? undefined : lookup(other.metaclass, "__instancecheck__");
    if (check !== undefined && object !== undefined) {
      const result = machine.call(check, [other, object]);
      if (typeof result === "boolean" || result instanceof Unknown) return result;
      machine.caught();
    }
    const unknown = cls.mro.find((base) => base.unknownBase !== null)?.unknownBase;
    return unknown ?? false;
  }
  if (other instanceof Instance && lookup(other.cls, "__instancecheck__") !== undefined && object !== undefined) {
    const result = machine.callMethod(other, "__instancecheck__", [object]);
    if (typeof result === "boolean" || result instanceof Unknown) return result;
    machine.caught();
  }
  return false;
}

function any(items: readonly Value[], test: (item: Value) => boolean | Unknown): boolean | Unknown {
  let unknown: Unknown | null = null;
  for (const item of items) {
    const answer = test(item);
    if (answer === true) return true;
    if (answer instanceof Unknown) unknown = answer;
  }
  return unknown ?? false;
}
