// The values of evaluated Python. Cheap kinds are JavaScript's own: None is null, bool a boolean, str a string, int a number
// (a bigint where that is not exact). A float is boxed, because 2.0 and 2 are one JavaScript value. One file by design: it
// is the table that everything else reads.
//
// Containers are mutable. Whoever changes one calls `heap.write(container)` first, so that the change can be undone.
import type { SymDim } from "../../ir/dim.ts";
import type { Message } from "../../ir/message.ts";
import type { SourceRange } from "../../ir/source.ts";
import type { Signature } from "./signature.ts";

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | Bytes
  | Constant
  | Tuple
  | List
  | Dict
  | SetValue
  | Range
  | Slice
  | FunctionValue
  | NativeFunction
  | BoundMethod
  | ClassValue
  | Instance
  | ModuleValue
  | IteratorValue
  | Property
  | StaticMethod
  | ClassMethod
  | SuperValue
  | Symbolic
  | Unknown
  | Reference;

/** A value, or undefined while an exception of the program is on its way (`machine.pending` holds it). */
export type Result = Value | undefined;

/** Number of the journal frame in which new containers are made; see heap.ts. One for all machines: runs never interleave. */
export const clock = { epoch: 1 };

/** Something whose contents can be saved before a write and put back. */
export interface Mutable {
  /** The journal frame that saved or made it last. */
  stamp: number;
  capture(): unknown;
  restore(state: unknown): void;
}

export class Float {
  readonly kind = "float";
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A float that a library of arrays gave: beside a sequence its operators make arrays. */
export class ArrayNumber extends Float {
  /** The array without axes that holds it. */
  readonly asArray: () => Result;
  constructor(value: number, asArray: () => Result) {
    super(value);
    this.asArray = asArray;
  }
}

/** bytes: one character, 0 to 255, for each byte. */
export class Bytes {
  readonly kind = "bytes";
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

/** Ellipsis and NotImplemented. */
export class Constant {
  readonly kind = "constant";
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
export const ellipsis = new Constant("Ellipsis");
export const notImplemented = new Constant("NotImplemented");

/** An integer that is a symbolic size (`x.shape[2]` where the height is `H`). */
export class Symbolic {
  readonly kind = "symbolic";
  readonly dim: SymDim;
  constructor(dim: SymDim) {
    this.dim = dim;
  }
}

/**
 * A value that is not known, and why. `alternatives` are the values that it may be, where two branches of an unknown
 * condition met (at most four, else null).
 */
export class Unknown {
  readonly kind = "unknown";
  readonly because: Message;
  readonly alternatives: readonly Value[] | null;
  constructor(because: Message, alternatives: readonly Value[] | null = null) {
    this.because = because;
    this.alternatives = alternatives;
  }
}

/** What a module has under a name, where the module is not read. A class or a function, it most likely bears the name itself. */
export class UnknownName extends Unknown {
  readonly name: string;
  constructor(because: Message, name: string) {
    super(because);
    this.name = name;
  }
}

/** Not known, but a plain number for certain: beside a tensor it is a scalar. */
export class UnknownNumber extends Unknown {}

/** A name imported from a module that need not have run yet. Resolved when something is done with it, not when it is passed. */
export class Reference {
  readonly kind = "reference";
  readonly module: string;
  readonly name: string | null;
  /** Runs what has to run. Cheap once done. */
  readonly force: () => Value;
  constructor(module: string, name: string | null, force: () => Value) {
    this.module = module;
    this.name = name;
    this.force = force;
  }
}

/** Keys of dicts and sets: 1, 1.0 and True are one key. Made by `keyOf`. */
export type Key = string | number | bigint | object | null;

export class Tuple {
  readonly kind = "tuple";
  readonly items: readonly Value[];
  /** A subclass (namedtuple), or null. */
  readonly cls: ClassValue | null;
  attributes: Dict | null = null;
  constructor(items: readonly Value[], cls: ClassValue | null = null) {
    this.items = items;
    this.cls = cls;
  }
}
export const emptyTuple = new Tuple([]);

export interface ListState {
  readonly items: readonly Value[];
  readonly lost: Unknown | null;
}

export class List implements Mutable {
  readonly kind = "list";
  stamp = clock.epoch;
  items: Value[];
  /** A subclass (deque, a user's), or null. */
  readonly cls: ClassValue | null;
  attributes: Dict | null = null;
  /** What a native subclass keeps beside the items (a deque's maxlen). */
  payload: unknown = null;
  /** Set where the elements are no longer known; `items` is empty then. */
  lost: Unknown | null = null;
  constructor(items: Value[], cls: ClassValue | null = null) {
    this.items = items;
    this.cls = cls;
  }
  capture(): ListState {
    return { items: this.items.slice(), lost: this.lost };
  }
  restore(state: unknown): void {
    const { items, lost } = state as ListState;
    this.items = items.slice();
    this.lost = lost;
  }
}

export interface DictState {
  readonly entries: ReadonlyMap<Key, Value>;
  readonly originals: ReadonlyMap<Key, Value> | null;
  readonly payload: unknown;
  readonly lost: Unknown | null;
  readonly unsure: ReadonlyMap<Key, Message> | null;
}

/**
 * A dict, and the namespace of an instance, class or module (`__dict__` is the namespace itself). Keys that are
 * strings, ints or None are their own JavaScript keys; the others have their original in `originals`.
 */
export class Dict implements Mutable {
  readonly kind = "dict";
  stamp = clock.epoch;
  entries: Map<Key, Value>;
  originals: Map<Key, Value> | null = null;
  /** A subclass (OrderedDict, defaultdict, a user's), or null. */
  readonly cls: ClassValue | null;
  attributes: Dict | null = null;
  /** What a native subclass keeps beside the entries (a defaultdict's factory). */
  payload: unknown = null;
  /** Set where the entries are no longer known: what `entries` lacks may be there. */
  lost: Unknown | null = null;
  /** Entries that only one side of an unknown condition has made, and what the condition depends on. */
  unsure: ReadonlyMap<Key, Message> | null = null;
  constructor(entries: Map<Key, Value> = new Map(), cls: ClassValue | null = null) {
    this.entries = entries;
    this.cls = cls;
  }
  capture(): DictState {
    return {
      entries: new Map(this.entries),
      originals: this.originals && new Map(this.originals),
      payload: this.payload,
      lost: this.lost,
      unsure: this.unsure,
    };
  }
  restore(state: unknown): void {
    const { entries, originals, payload, lost, unsure } = state as DictState;
    this.entries = new Map(entries);
    this.originals = originals && new Map(originals);
    this.payload = payload;
    this.lost = lost;
    this.unsure = unsure;
  }
  /** Told that the entry is there, or is not, whatever the condition was. */
  settle(key: Key): void {
    if (this.unsure === null || !this.unsure.has(key)) return;
    const rest = new Map(this.unsure);
    rest.delete(key);
    this.unsure = rest.size === 0 ? null : rest;
  }
}

export interface SetState {
  readonly entries: ReadonlyMap<Key, Value>;
  readonly lost: Unknown | null;
}

/** set and frozenset, in order of insertion. */
export class SetValue implements Mutable {
  readonly kind = "set";
  stamp = clock.epoch;
  entries: Map<Key, Value>;
  readonly frozen: boolean;
  readonly cls: ClassValue | null;
  attributes: Dict | null = null;
  /** Set where the elements are no longer known. */
  lost: Unknown | null = null;
  constructor(entries: Map<Key, Value> = new Map(), frozen = false, cls: ClassValue | null = null) {
    this.entries = entries;
    this.frozen = frozen;
    this.cls = cls;
  }
  capture(): SetState {
    return { entries: new Map(this.entries), lost: this.lost };
  }
  restore(state: unknown): void {
    const { entries, lost } = state as SetState;
    this.entries = new Map(entries);
    this.lost = lost;
  }
}

/** Bounds are plain numbers; a range over a symbolic or unknown bound is Unknown. */
export class Range {
  readonly kind = "range";
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }
}

export class Slice {
  readonly kind = "slice";
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
  constructor(start: Value, stop: Value, step: Value) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** A variable shared between functions. */
export class Cell implements Mutable {
  stamp = clock.epoch;
  value: Value | undefined;
  constructor(value: Value | undefined) {
    this.value = value;
  }
  capture(): Value | undefined {
    return this.value;
  }
  restore(state: unknown): void {
    this.value = state as Value | undefined;
  }
}

/** What the evaluator compiled a `def` or `lambda` into. Its inside belongs to the compiler. */
export interface FunctionCode {
  readonly name: string;
  readonly qualifiedName: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly parameters: readonly CodeParameter[];
  readonly docstring: string | null;
}

export interface CodeParameter {
  readonly name: string;
  readonly role: ParameterRole;
  readonly hasDefault: boolean;
  /** Where the default is written. */
  readonly defaultAt: SourceRange | null;
}

export type ParameterRole = "positionalOnly" | "positional" | "varPositional" | "keywordOnly" | "varKeyword";

export class FunctionValue {
  readonly kind = "function";
  readonly code: FunctionCode;
  readonly module: ModuleValue;
  readonly closure: readonly Cell[];
  /** By parameter index; undefined where there is no default. */
  readonly defaults: readonly (Value | undefined)[];
  attributes: Dict | null = null;
  constructor(
    code: FunctionCode,
    module: ModuleValue,
    closure: readonly Cell[],
    defaults: readonly (Value | undefined)[],
  ) {
    this.code = code;
    this.module = module;
    this.closure = closure;
    this.defaults = defaults;
  }
}

/** `object.method`: the function and what it is bound to. */
export class BoundMethod {
  readonly kind = "method";
  readonly self: Value;
  readonly callee: Value;
  constructor(self: Value, callee: Value) {
    this.self = self;
    this.callee = callee;
  }
}

/** What instances of a class are made of: subclasses of built-in types are values of their kind. */
export type Layout =
  | "object"
  | "int"
  | "float"
  | "bool"
  | "str"
  | "bytes"
  | "tuple"
  | "list"
  | "dict"
  | "set"
  | "other";

export class ClassValue {
  readonly kind = "class";
  readonly name: string;
  bases: readonly ClassValue[];
  /** Method resolution order, the class itself first. */
  mro: readonly ClassValue[];
  readonly namespace: Dict;
  readonly layout: Layout;
  readonly metaclass: ClassValue | null;
  /** Where `class` is written; null for natives. */
  readonly at: SourceRange | null;
  /** Set where some base is unknown: what is not found is unknown too. */
  readonly unknownBase: Unknown | null;
  /** A native class whose table is not complete: an attribute that is not in it is unknown instead of an AttributeError. */
  readonly open: boolean;
  /** Joins two instances where branches meet (a native's own knowledge), or null to give up. */
  readonly join: ((first: Instance, second: Instance, because: Message) => Value | null) | null;
  /** A `__getattribute__` that the program has written, for every name that is read; null: `object`'s. */
  reader: FunctionValue | null = null;
  constructor(parts: {
    readonly name: string;
    readonly bases: readonly ClassValue[];
    readonly namespace: Dict;
    readonly layout?: Layout;
    readonly metaclass?: ClassValue | null;
    readonly at?: SourceRange | null;
    readonly unknownBase?: Unknown | null;
    readonly open?: boolean;
    readonly join?: ((first: Instance, second: Instance, because: Message) => Value | null) | null;
  }) {
    this.name = parts.name;
    this.bases = parts.bases;
    this.mro = [this];
    this.namespace = parts.namespace;
    this.layout = parts.layout ?? "object";
    this.metaclass = parts.metaclass ?? null;
    this.at = parts.at ?? null;
    this.unknownBase = parts.unknownBase ?? null;
    this.open = parts.open ?? false;
    this.join = parts.join ?? null;
  }
}

/**
 * An object of a class. `payload` is what a native class keeps; treat it as immutable and replace it
 * (`heap.write(instance); instance.payload = …`), or keep what changes in Dict and List values. Subclasses of int, str
 * and float have the plain value in `plain`.
 */
export class Instance implements Mutable {
  readonly kind = "instance";
  stamp = clock.epoch;
  readonly cls: ClassValue;
  readonly plain: number | bigint | boolean | string | Float | undefined;
  payload: unknown = null;
  /** Tensors are many and hardly one has attributes. */
  private namespace: Dict | null = null;
  /** The journal frame in which the instance was made: what it gets on demand counts as made then. */
  readonly born = clock.epoch;
  constructor(cls: ClassValue, plain?: number | bigint | boolean | string | Float) {
    this.cls = cls;
    this.plain = plain;
  }
  /** `__dict__`. */
  get attributes(): Dict {
    if (this.namespace === null) {
      this.namespace = new Dict();
      this.namespace.stamp = this.born;
    }
    return this.namespace;
  }
  /** An attribute of the instance's own. */
  own(name: Key): Value | undefined {
    return this.namespace?.entries.get(name);
  }
  capture(): unknown {
    return this.payload;
  }
  restore(state: unknown): void {
    this.payload = state;
  }
}

export class ModuleValue {
  readonly kind = "module";
  readonly name: string;
  /** Null for natives. */
  readonly uri: string | null;
  readonly namespace: Dict;
  /** What to do about a name that is not in the namespace; undefined where it is an AttributeError. */
  readonly missing: ((name: string) => Value | undefined) | null;
  /** Of natives, whose names come into the namespace as they are asked for: those that are known. */
  names: (() => readonly string[]) | null = null;
  /** Of files: binds the names that their stars bring, which are else found one at a time. */
  bindStars: (() => void) | null = null;
  constructor(name: string, uri: string | null, missing: ((name: string) => Value | undefined) | null = null) {
    this.name = name;
    this.uri = uri;
    this.namespace = new Dict();
    this.missing = missing;
  }
}

/** The end of an iteration. */
export const stop: unique symbol = Symbol("stop");

/** Undefined: an exception is pending. */
export type Step = Value | typeof stop | undefined;

/** An iterator or generator: `next` gives the elements, then `stop` for ever. */
export class IteratorValue {
  readonly kind = "iterator";
  /** The journal frame in which it was made. How far it is cannot be put back: see `lost`. */
  readonly stamp = clock.epoch;
  /** Set where it is not known any more what comes next: a branch of an unknown condition has stepped it, or yielded. */
  lost: Unknown | null = null;
  /** Python's name of its type: "generator", "zip", "list_iterator". */
  readonly type: string;
  readonly next: () => Step;
  /** Generators only. */
  readonly generator: GeneratorControl | null;
  constructor(type: string, next: () => Step, generator: GeneratorControl | null = null) {
    this.type = type;
    this.next = next;
    this.generator = generator;
  }
}

export interface GeneratorControl {
  send(value: Value): Step;
  throw(exception: Instance): Step;
  close(): boolean;
  /** The value of `return` after the end. */
  result(): Value;
}

export class Property {
  readonly kind = "property";
  readonly getter: Value;
  readonly setter: Value;
  readonly deleter: Value;
  /** functools.cached_property and its like keep the first result under this name. */
  readonly cacheAs: string | null;
  constructor(getter: Value, setter: Value = null, deleter: Value = null, cacheAs: string | null = null) {
    this.getter = getter;
    this.setter = setter;
    this.deleter = deleter;
    this.cacheAs = cacheAs;
  }
}

export class StaticMethod {
  readonly kind = "staticmethod";
  readonly callee: Value;
  constructor(callee: Value) {
    this.callee = callee;
  }
}

export class ClassMethod {
  readonly kind = "classmethod";
  readonly callee: Value;
  constructor(callee: Value) {
    this.callee = callee;
  }
}

/** `super()`: attributes are looked up after `after` in the order of the class of `self`. */
export class SuperValue {
  readonly kind = "super";
  readonly after: ClassValue;
  readonly self: Value;
  constructor(after: ClassValue, self: Value) {
    this.after = after;
    this.self = self;
  }
}

/** A function of the tables; made by `native` and `method` of native.ts, which say what the fields mean. */
export class NativeFunction {
  readonly kind = "native";
  readonly name: string;
  /** Declared parameters in Python's spelling, without self: "input, p=0.5, *, inplace=False". */
  readonly signature: string;
  readonly isMethod: boolean;
  /** Declared strict: an unknown argument makes the result unknown. */
  readonly propagatesUnknown: boolean;
  /** Declared lazy: imported names are passed unresolved. */
  readonly keepsReferences: boolean;
  /** Arguments are handed over as they came. */
  readonly bindsItself: boolean;
  readonly implementation: unknown;
  /** Of a `__getattr__`: what it finds without being called, which is most of what it is asked for. */
  readonly glance: ((self: Instance, name: string) => Value | undefined) | null;
  /** The class whose table a method belongs to: what it is called on must be one. */
  owner: ClassValue | null = null;
  attributes: Dict | null = null;
  /** The signature, once it has been needed. */
  parsed: Signature | null = null;
  constructor(parts: {
    readonly name: string;
    readonly signature: string;
    readonly isMethod: boolean;
    readonly propagatesUnknown: boolean;
    readonly keepsReferences: boolean;
    readonly bindsItself?: boolean;
    readonly implementation: unknown;
    readonly glance?: NativeFunction["glance"];
  }) {
    this.name = parts.name;
    this.signature = parts.signature;
    this.isMethod = parts.isMethod;
    this.propagatesUnknown = parts.propagatesUnknown;
    this.keepsReferences = parts.keepsReferences;
    this.bindsItself = parts.bindsItself ?? false;
    this.implementation = parts.implementation;
    this.glance = parts.glance ?? null;
  }
}
