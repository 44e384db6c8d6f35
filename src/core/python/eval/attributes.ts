// Reading, writing and deleting attributes: descriptors, the method resolution order, and the attributes that objects of
// each kind have by themselves. Above the usual size: one switch over the kinds of object for each of the three.
import { message } from "../../messages/index.ts";
import { linearize, type Machine, wholeNamespace } from "./native.ts";
import { openInitializer } from "./openInitializers.ts";
import { isLibraryUri } from "./resolver.ts";
import { classOf, codeClass, lookup, objectClass } from "./types.ts";
import {
  BoundMethod,
  ClassMethod,
  ClassValue,
  Dict,
  FunctionValue,
  Instance,
  List,
  ModuleValue,
  NativeFunction,
  Property,
  type Result,
  SetValue,
  StaticMethod,
  SuperValue,
  Tuple,
  Unknown,
  UnknownName,
  type Value,
} from "./value.ts";

/** "There is no such attribute", as opposed to undefined: "an exception was raised". */
export const absent: unique symbol = Symbol("absent");
type Found = Value | typeof absent | undefined;

export function getAttribute(machine: Machine, object: Value, name: string): Result {
  const found = find(machine, object, name);
  return found === absent ? missingAttribute(machine, machine.force(object), name) : found;
}

/** What the AttributeErrors of the program are about. */
const missed = new WeakMap<Instance, { readonly object: Value; readonly name: string }>();

/** The object and the name that it lacks; null for another exception. */
export const missedAttribute = (exception: Instance) => missed.get(exception) ?? null;

export function missingAttribute(machine: Machine, object: Value, name: string): undefined {
  raiseMissing(machine, object, name);
  if (machine.pending !== null) missed.set(machine.pending, { object, name });
}

function raiseMissing(machine: Machine, object: Value, name: string): undefined {
  if (object instanceof ModuleValue) {
    return machine.raise("AttributeError", `module '${object.name}' has no attribute '${name}'`);
  }
  if (object instanceof ClassValue) {
    return machine.raise("AttributeError", `type object '${object.name}' has no attribute '${name}'`);
  }
  const owner = object instanceof SuperValue ? "super" : classOf(object).name;
  return machine.raise("AttributeError", `'${owner}' object has no attribute '${name}'`);
}

/** As getattr, with `absent` for what would be an AttributeError. */
export function find(machine: Machine, object: Value, name: string): Found {
  if (typeof object !== "object" || object === null) return findByClass(machine, object, classOf(object), name);
  switch (object.kind) {
    case "instance":
      return findOnInstance(machine, object, name);
    case "module":
      return findInModule(machine, object, name);
    case "class":
      return findOnClass(machine, object, name);
    case "super":
      return findAfter(machine, object, name);
    case "unknown":
      return findOnUnknown(machine, object, name);
    case "reference":
      return find(machine, machine.force(object), name);
    case "function":
    case "native":
      return findOnFunction(machine, object, name);
    case "method":
      if (name === "__self__") return object.self;
      if (name === "__func__") return object.callee;
      return find(machine, object.callee, name);
    case "property":
      return propertyAttribute(object, name) ?? findByClass(machine, object, classOf(object), name);
    case "staticmethod":
    case "classmethod":
      if (name === "__func__" || name === "__wrapped__") return object.callee;
      return find(machine, object.callee, name);
    case "slice":
      if (name === "start" || name === "stop" || name === "step") return object[name];
      return findByClass(machine, object, classOf(object), name);
    case "range":
      if (name === "start" || name === "stop" || name === "step") return object[name];
      return findByClass(machine, object, classOf(object), name);
    case "list":
    case "dict":
    case "tuple":
    case "set": {
      const own = object.attributes?.entries.get(name);
      if (own !== undefined) return own;
      if (name === "__dict__" && object.cls !== null) {
        return attributesOf(object);
      }
      return findByClass(machine, object, classOf(object), name);
    }
    default:
      return findByClass(machine, object, classOf(object), name);
  }
}

function findOnInstance(machine: Machine, object: Instance, name: string): Found {
  const { reader } = object.cls;
  if (reader === null || isDunder(name)) return findPlain(machine, object, name);
  const read = machine.call(reader, [object, name]);
  if (read !== undefined || !isAttributeError(machine)) return read;
  machine.caught();
  return fallback(machine, object, object.cls, name);
}

/** `object.__getattribute__`: past what the class defines. */
export function getPlainAttribute(machine: Machine, object: Value, name: string): Result {
  const found = object instanceof Instance ? findPlain(machine, object, name) : find(machine, object, name);
  return found === absent ? missingAttribute(machine, object, name) : found;
}

function findPlain(machine: Machine, object: Instance, name: string): Found {
  const own = object.own(name);
  if (own !== undefined) return own;
  const found = lookup(object.cls, name);
  if (found !== undefined && objectClass.namespace.entries.get(name) !== found)
    return bind(machine, object, found, object.cls);
  switch (name) {
    case "__class__":
      return object.cls;
    case "__dict__":
      return object.attributes;
  }
  if (found !== undefined) return bind(machine, object, found, object.cls);
  return fallback(machine, object, object.cls, name);
}

function findByClass(machine: Machine, object: Value, cls: ClassValue, name: string): Found {
  const found = lookup(cls, name);
  if (found !== undefined) return bind(machine, object, found, cls);
  if (name === "__class__") return cls;
  return fallback(machine, object, cls, name);
}

/** What remains when a name is not found: `__getattr__`, then tables and bases that are not complete. */
function fallback(machine: Machine, object: Value, cls: ClassValue, name: string): Found {
  const hook = lookup(cls, "__getattr__");
  if (hook !== undefined && !isDunder(name)) {
    const seen = hook instanceof NativeFunction && object instanceof Instance ? hook.glance?.(object, name) : undefined;
    if (seen !== undefined) return seen;
    const result = machine.call(hook, [object, name]);
    // A hook that passes on the AttributeError of object means that there is none.
    if (result === undefined && isAttributeError(machine)) {
      const incomplete = incompleteAttribute(cls, name) ?? lostAttribute(object, name);
      if (incomplete !== undefined) {
        machine.caught();
        return incomplete;
      }
    }
    return result;
  }
  return incompleteAttribute(cls, name) ?? lostAttribute(object, name) ?? absent;
}

/** What names of its own an object has is not known any more: `setattr(self, key, value)` with a key that is not. */
function lostAttribute(object: Value, name: string): Unknown | undefined {
  if (isDunder(name)) return undefined;
  const own = object instanceof Instance ? object.attributes : isSubclassed(object) ? object.attributes : null;
  return own?.lost === null || own === null ? undefined : new Unknown(own.lost.because);
}

/** Any name may be set now. */
export function loseAttributes(machine: Machine, object: Value, because: Unknown): void {
  const namespace = object instanceof Instance ? object.attributes : writableNamespace(object);
  if (!(namespace instanceof Dict) || namespace.lost !== null) return;
  machine.heap.write(namespace);
  namespace.lost = because;
}

function incompleteAttribute(cls: ClassValue, name: string): Unknown | undefined {
  if (isDunder(name)) return undefined;
  for (const base of cls.mro) {
    if (base.unknownBase !== null) return new Unknown(base.unknownBase.because);
    if (base.open) return new Unknown(message("pythonNotModelled", { name: `${base.name}.${name}` }));
  }
  return undefined;
}

export const isDunder = (name: string): boolean => name.startsWith("__") && name.endsWith("__");

export const isAttributeError = (machine: Machine): boolean =>
  machine.pending?.cls.mro.some((base) => base.name === "AttributeError") === true;

/** What a value found in a class gives when it is read through an object of the class. */
function bind(machine: Machine, object: Value, found: Value, cls: ClassValue): Found {
  if (found instanceof FunctionValue) return new BoundMethod(object, found);
  if (typeof found !== "object" || found === null) return found;
  switch (found.kind) {
    case "native":
      return found.isMethod ? new BoundMethod(object, found) : found;
    case "property":
      return readProperty(machine, object, found);
    case "staticmethod":
      return found.callee;
    case "classmethod":
      return new BoundMethod(cls, found.callee);
    case "instance": {
      const get = lookup(found.cls, "__get__");
      return get === undefined ? found : machine.call(get, [found, object, cls]);
    }
    case "reference":
      return bind(machine, object, machine.force(found), cls);
    default:
      return found;
  }
}

function readProperty(machine: Machine, object: Value, property: Property): Found {
  if (property.getter === null) return machine.raise("AttributeError", "unreadable attribute");
  const result = machine.call(property.getter, [object]);
  if (property.cacheAs !== null && result !== undefined && object instanceof Instance) {
    machine.heap.write(object.attributes);
    object.attributes.entries.set(property.cacheAs, result);
  }
  // An AttributeError inside the property is answered by `__getattr__`, as in Python.
  if (result === undefined && isAttributeError(machine)) {
    const hook = lookup(classOf(object), "__getattr__");
    const name = propertyName(property);
    if (hook !== undefined && name !== null) {
      machine.caught();
      return machine.call(hook, [object, name]);
    }
  }
  return result;
}

const propertyName = (property: Property): string | null =>
  property.getter instanceof FunctionValue ? property.getter.code.name : null;

function propertyAttribute(property: Property, name: string): Value | undefined {
  switch (name) {
    case "fget":
      return property.getter;
    case "fset":
      return property.setter;
    case "fdel":
      return property.deleter;
    default:
      return undefined;
  }
}

function findOnClass(machine: Machine, cls: ClassValue, name: string): Found {
  if (name === "__dict__") return cls.namespace;
  const found = lookup(cls, name);
  if (found !== undefined && !(name === "__doc__" && !cls.namespace.entries.has(name)))
    return bindToClass(machine, found, cls);
  switch (name) {
    case "__name__":
      return cls.name;
    case "__mro__":
      return new Tuple(cls.mro);
    case "__bases__":
      return new Tuple(cls.bases);
    case "__base__":
      return cls.bases[0] ?? null;
    case "__class__":
      return classOf(cls);
    case "__doc__":
      return null;
    case "__annotations__":
      return new Dict();
  }
  const meta = lookup(classOf(cls), name);
  if (meta !== undefined) return bind(machine, cls, meta, classOf(cls));
  if (cls.metaclass !== null) {
    const hook = lookup(cls.metaclass, "__getattr__");
    if (hook !== undefined && !isDunder(name)) return machine.call(hook, [cls, name]);
  }
  return incompleteAttribute(cls, name) ?? absent;
}

function bindToClass(machine: Machine, found: Value, cls: ClassValue): Found {
  if (typeof found !== "object" || found === null) return found;
  switch (found.kind) {
    case "staticmethod":
      return found.callee;
    case "classmethod":
      return new BoundMethod(cls, found.callee);
    case "reference":
      return bindToClass(machine, machine.force(found), cls);
    case "instance": {
      const get = lookup(found.cls, "__get__");
      return get === undefined ? found : machine.call(get, [found, null, cls]);
    }
    default:
      return found;
  }
}

function findAfter(machine: Machine, object: SuperValue, name: string): Found {
  const self = object.self;
  const cls = self instanceof ClassValue && self.mro.includes(object.after) ? self : classOf(self);
  const order = cls.mro;
  for (let index = order.indexOf(object.after) + 1; index < order.length; index++) {
    const found = order[index]?.namespace.entries.get(name);
    if (found === undefined) continue;
    if (self instanceof ClassValue && cls === self) {
      // `super().__new__(cls)`, class methods: bound to the class; plain methods are not.
      return found instanceof FunctionValue || (found instanceof NativeFunction && found.isMethod)
        ? found
        : bindToClass(machine, found, cls);
    }
    const bound = bind(machine, self, found, cls);
    const { unknownBase } = object.after;
    return unknownBase !== null && name === "__init__" && bound instanceof BoundMethod
      ? openInitializer(bound, unknownBase)
      : bound;
  }
  if (name === "__class__") return classOf(object);
  const rest = order.slice(order.indexOf(object.after) + 1);
  for (const base of rest) {
    if (base.unknownBase !== null) return new Unknown(base.unknownBase.because);
    if (base.open && !isDunder(name))
      return new Unknown(message("pythonNotModelled", { name: `${base.name}.${name}` }));
  }
  if (object.after.unknownBase !== null) return new Unknown(object.after.unknownBase.because);
  // Classes written here need not name what every class ends in.
  const last = objectClass.namespace.entries.get(name);
  return last === undefined ? absent : bind(machine, self, last, cls);
}

function findInModule(machine: Machine, module: ModuleValue, name: string): Found {
  const own = module.namespace.entries.get(name);
  if (own !== undefined) return own;
  const missing = module.missing?.(name);
  if (missing !== undefined) return missing;
  if (name === "__dict__") return wholeNamespace(module);
  if (name === "__class__") return classOf(module);
  const hook = module.namespace.entries.get("__getattr__");
  if (hook !== undefined && !isDunder(name)) return machine.call(hook, [name]);
  // What ConvLens itself says of a library is never all of it.
  if (module.uri === null || !isLibraryUri(module.uri) || isDunder(name)) return absent;
  return new Unknown(message("pythonNotModelled", { name: `${module.name}.${name}` }));
}

/** Joined over the alternatives where every one of them has it. */
function findOnUnknown(machine: Machine, value: Unknown, name: string): Found {
  if (value instanceof UnknownName) return findOnUnknownName(value, name);
  if (value.alternatives === null) return value;
  const found: Value[] = [];
  for (const alternative of value.alternatives) {
    const attribute = find(machine, alternative, name);
    if (attribute === undefined) {
      machine.caught();
      return new Unknown(value.because);
    }
    if (attribute === absent) return new Unknown(value.because);
    found.push(attribute);
  }
  const first = found[0];
  return first !== undefined && found.every((other) => other === first) ? first : new Unknown(value.because, found);
}

function findOnUnknownName(value: UnknownName, name: string): Value {
  if (name === "__name__" || name === "__qualname__") return value.name;
  return name.startsWith("__") ? new Unknown(value.because) : new UnknownName(value.because, name);
}

function findOnFunction(machine: Machine, fn: FunctionValue | NativeFunction, name: string): Found {
  const own = fn.attributes?.entries.get(name);
  if (own !== undefined) return own;
  switch (name) {
    case "__name__":
      return fn instanceof FunctionValue ? fn.code.name : fn.name;
    case "__qualname__":
      return fn instanceof FunctionValue ? fn.code.qualifiedName : fn.name;
    case "__module__":
      return fn instanceof FunctionValue ? fn.module.name : "builtins";
    case "__doc__":
      return fn instanceof FunctionValue ? fn.code.docstring : null;
    case "__dict__":
      return attributesOf(fn);
    case "__annotations__":
      return fn instanceof FunctionValue ? machine.annotationsOf(fn) : new Dict();
    case "__globals__":
      return fn instanceof FunctionValue ? fn.module.namespace : new Dict();
    case "__defaults__": {
      if (!(fn instanceof FunctionValue)) return null;
      const { parameters } = fn.code;
      const defaults = fn.defaults.filter(
        (value, index): value is Value => value !== undefined && parameters[index]?.role !== "keywordOnly",
      );
      return defaults.length === 0 ? null : new Tuple(defaults);
    }
    case "__kwdefaults__":
      return fn instanceof FunctionValue ? keywordDefaults(fn) : notModelled(fn, name);
    case "__call__":
      return fn;
    case "__code__":
      if (!(fn instanceof FunctionValue)) return notModelled(fn, name);
      return codeOf(fn);
    // Functions that are tables here are Python in the library: they have one.
    case "__closure__":
    case "__self__":
      return name === "__self__" && fn instanceof FunctionValue ? absent : notModelled(fn, name);
  }
  return findByClass(machine, fn, classOf(fn), name);
}

function keywordDefaults(fn: FunctionValue): Dict | null {
  const found = new Dict();
  for (const [index, { name, role }] of fn.code.parameters.entries()) {
    const value = fn.defaults[index];
    if (role === "keywordOnly" && value !== undefined) found.entries.set(name, value);
  }
  return found.entries.size === 0 ? null : found;
}

function codeOf(fn: FunctionValue): Instance {
  const code = new Instance(codeClass);
  code.payload = fn;
  return code;
}

const notModelled = (fn: FunctionValue | NativeFunction, name: string): Unknown =>
  new Unknown(
    message("pythonNotModelled", { name: `${fn instanceof FunctionValue ? fn.code.name : fn.name}.${name}` }),
  );

/** False: raised. */
export function setAttribute(machine: Machine, target: Value, name: string, value: Value): boolean {
  // The target may be a name that was imported and not read yet: `from settings import config`, `config.width = 8`.
  const object = machine.force(target);
  if (object instanceof Instance) {
    const hook = lookup(object.cls, "__setattr__");
    if (hook !== undefined && objectClass.namespace.entries.get("__setattr__") !== hook) {
      return machine.call(hook, [object, name, value]) !== undefined;
    }
  } else if (isSubclassed(object)) {
    // `class Config(dict)` whose attributes are its entries.
    const hook = lookup(object.cls, "__setattr__");
    if (hook instanceof FunctionValue) return machine.call(hook, [object, name, value]) !== undefined;
  }
  return setPlainAttribute(machine, object, name, value);
}

/** A list, dict, tuple or set of a class of its own. */
const isSubclassed = (object: Value): object is (List | Dict | Tuple | SetValue) & { readonly cls: ClassValue } =>
  (object instanceof Dict || object instanceof List || object instanceof Tuple || object instanceof SetValue) &&
  object.cls !== null;

/** `cls.__bases__ = (Mixin,) + cls.__bases__`: a decorator that adds a base. One that is not known changes nothing. */
function setBases(machine: Machine, cls: ClassValue, value: Value): boolean {
  const bases = value instanceof Tuple ? value.items.map((item) => machine.force(item)) : [];
  const known = bases.filter((base) => base instanceof ClassValue);
  if (known.length === 0 || known.length < bases.length || machine.uncertain > 0) return true;
  const before = cls.bases;
  cls.bases = known;
  const order = linearize(cls);
  if (order === null) {
    cls.bases = before;
    machine.raise("TypeError", "Cannot create a consistent method resolution order (MRO) for bases");
    return false;
  }
  cls.mro = order.at(-1) === objectClass ? order : [...order.filter((base) => base !== objectClass), objectClass];
  return true;
}

/** `self.__dict__ = state`: what another object has too, from here on apart. */
function setAttributes(machine: Machine, object: Instance, value: Value): boolean {
  if (value instanceof Unknown) loseAttributes(machine, object, value);
  if (!(value instanceof Dict)) return true;
  machine.heap.write(object.attributes);
  object.attributes.entries = new Map(value.entries);
  object.attributes.lost = value.lost;
  return true;
}

/** What `object.__setattr__` does. */
export function setPlainAttribute(machine: Machine, object: Value, name: string, value: Value): boolean {
  if (object instanceof Instance) {
    if (name === "__dict__") return setAttributes(machine, object, machine.force(value));
    const found = lookup(object.cls, name);
    if (found instanceof Property && found.cacheAs === null) {
      if (found.setter === null) {
        machine.raise("AttributeError", `property '${name}' of '${object.cls.name}' object has no setter`);
        return false;
      }
      return machine.call(found.setter, [object, value]) !== undefined;
    }
    if (found instanceof Instance) {
      const set = lookup(found.cls, "__set__");
      if (set !== undefined) return machine.call(set, [found, object, value]) !== undefined;
    }
    if (name === "__class__") return true;
    machine.heap.write(object.attributes);
    if (object.attributes.unsure !== null) object.attributes.settle(name);
    object.attributes.entries.set(name, value);
    return true;
  }
  if (name === "__bases__" && object instanceof ClassValue) return setBases(machine, object, value);
  const namespace = writableNamespace(machine.force(object));
  if (namespace === null) {
    machine.raise("AttributeError", `'${classOf(object).name}' object has no attribute '${name}'`);
    return false;
  }
  if (namespace !== "ignored") {
    machine.heap.write(namespace);
    namespace.entries.set(name, value);
  }
  return true;
}

/**
 * The attributes of an object that seldom has any, made when they are first asked for. They count as made before any journal
 * frame: what a side of a condition, or an analysis, writes to those of a library's function is undone with it.
 */
function attributesOf(object: { attributes: Dict | null }): Dict {
  if (object.attributes === null) {
    object.attributes = new Dict();
    object.attributes.stamp = 0;
  }
  return object.attributes;
}

/** Where an object keeps attributes; null where it can't have any; "ignored" where writing has no effect here. */
function writableNamespace(object: Value): Dict | null | "ignored" {
  if (typeof object !== "object" || object === null) return null;
  switch (object.kind) {
    case "class":
    case "module":
      return object.namespace;
    case "function":
    case "native":
      return attributesOf(object);
    case "method":
      return writableNamespace(object.callee);
    case "list":
    case "dict":
    case "tuple":
    case "set":
      if (object.cls === null) return null;
      return attributesOf(object);
    case "unknown":
    case "property":
    case "staticmethod":
    case "classmethod":
      return "ignored";
    default:
      return null;
  }
}

/** False: raised. */
export function deleteAttribute(machine: Machine, object: Value, name: string): boolean {
  const target = machine.force(object);
  if (target instanceof Unknown) return true;
  if (target instanceof Instance) {
    const hook = lookup(target.cls, "__delattr__");
    if (hook !== undefined && objectClass.namespace.entries.get("__delattr__") !== hook) {
      return machine.call(hook, [target, name]) !== undefined;
    }
    const found = lookup(target.cls, name);
    if (found instanceof Property && found.deleter !== null) return machine.call(found.deleter, [target]) !== undefined;
    const remove = found instanceof Instance ? lookup(found.cls, "__delete__") : undefined;
    if (remove !== undefined && found !== undefined) return machine.call(remove, [found, target]) !== undefined;
  } else if (isSubclassed(target)) {
    const hook = lookup(target.cls, "__delattr__");
    if (hook instanceof FunctionValue) return machine.call(hook, [target, name]) !== undefined;
  }
  return deletePlainAttribute(machine, target, name);
}

export function deletePlainAttribute(machine: Machine, target: Value, name: string): boolean {
  const namespace = target instanceof Instance ? target.attributes : writableNamespace(target);
  if (namespace === "ignored") return true;
  if (namespace?.entries.has(name)) {
    machine.heap.write(namespace);
    namespace.entries.delete(name);
    return true;
  }
  // A base that is not known may have had it.
  if (target instanceof Instance && incompleteAttribute(target.cls, name) !== undefined) return true;
  missingAttribute(machine, target, name);
  return false;
}

/** Static and class methods hide what they wrap; everything else is itself. */
export const unwrapMethod = (value: Value): Value =>
  value instanceof StaticMethod || value instanceof ClassMethod ? value.callee : value;
