// How native functions, classes and modules are defined, and what the evaluator offers them. A folder that teaches the
// evaluator a library (torch, the standard library) needs this file and value.ts only:
//
//   const relu = native("relu", "input, inplace=False", (machine, [input, inplace], call) => …);
//   const linear = nativeClass("torch.nn", "Linear", [moduleClass], {
//     __init__: method("in_features, out_features, bias=True", (machine, self, [inFeatures], call) => …),
//     forward: method("input", (machine, self, [input], call) => …),
//   });
//   const functional: NativeModule = { name: "torch.nn.functional", attributes: { relu } };
//
// - An implementation gets its arguments bound to the declared parameters, in their order: defaults filled in, `*rest` a
//   Tuple, `**options` a Dict. A parameter declared `name=...` that is not given is NOT_GIVEN.
// - It gives a value, or undefined after `machine.raise(…)`, or after something it called gave undefined: every call that
//   may raise is tested, and undefined is passed on at once.
// - Python classes can derive from native ones: `super().__init__(3, 64)` runs the native `__init__` with the same self,
//   and dunders (`__setattr__`, `__getattr__`, `__call__`, `__len__`, `__add__`, …) are methods of the table like any other.
// - Unknown arguments reach the implementation, unless it is declared with `pure`, which makes the result unknown with the
//   argument's reason. Imported names are resolved before a native sees them; elements of containers may still be
//   `Reference`: read them through `machine.force`, or take whole sequences with `machine.list`.
// - Work that grows with the input is paid for first: `if (!machine.charge(elements)) return machine.outOfBudget()`.
import type { Diagnostic } from "../../ir/diagnostic.ts";
import type { Message } from "../../ir/message.ts";
import type { AttributeSite, SourceRange } from "../../ir/source.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Heap } from "./heap.ts";
import {
  ClassValue,
  Dict,
  type FunctionCode,
  type FunctionValue,
  type Instance,
  type Key,
  type Layout,
  ModuleValue,
  NativeFunction,
  Property,
  type Result,
  type Step,
  Unknown,
  type Value,
} from "./value.ts";

/** Where a call is written. `node` is its Call, or the operator, subscript, `for` … that calls a dunder. */
export interface CallSite {
  readonly file: string;
  readonly node: Expression | null;
  readonly at: SourceRange;
  /** The function or lambda that the call is written in; null at module and class level. */
  readonly within: FunctionCode | null;
  /** Arguments that a `partial` added in front. */
  readonly bound?: Call;
}

/** Keyword arguments, in the order given. `rest` stands for what an unknown `*args` or `**options` may have brought. */
export interface Keywords {
  readonly names: readonly string[];
  readonly values: readonly Value[];
  readonly rest?: Unknown | undefined;
}

/**
 * A chain of calls: where this one is written and the one around it. Interned: the same chain is the same object.
 */
export interface Context {
  readonly parent: Context | null;
  readonly site: CallSite;
  readonly callee: FunctionCode | null;
}

/** A running function as seen from a call made in it. Its inside belongs to the evaluator. */
export interface CallFrame {
  readonly parent: CallFrame | null;
  readonly site: CallSite | null;
  readonly code: FunctionCode | null;
  readonly module: ModuleValue;
  /** How many positional arguments came in, self not counted. */
  readonly positional: number;
  /** 1 where parameter 0 is bound to self or cls. */
  readonly selfOffset: number;
  context: Context | null;
}

/** A call of a native as it came in. May be kept, to ask `machine.argumentSite` later. */
export interface Call {
  readonly site: CallSite | null;
  /** Without self. */
  readonly positional: readonly Value[];
  readonly keywords: Keywords | null;
  readonly callee: NativeFunction;
  /** The function that the call is made in. */
  readonly frame: CallFrame | null;
}

/** The value of a parameter declared `name=...` that was not given. */
export const NOT_GIVEN = new Unknown({ key: "pythonNotGiven", args: {} });

export type NativeImplementation = (machine: Machine, args: readonly Value[], call: Call) => Result;
export type MethodImplementation = (machine: Machine, self: Value, args: readonly Value[], call: Call) => Result;

const emptyArguments: readonly Value[] = [];

/** The argument at a parameter's place; a bound list always has it, this tells the compiler so. */
export const argument = (args: readonly Value[], index: number): Value => args[index] ?? null;

interface NativeOptions {
  readonly pure?: boolean;
  /** Imported names are passed unresolved (`partial`, `dict`): a name that is only stored loads nothing. */
  readonly keepsReferences?: boolean;
  /** For natives that are called once a layer: gets what came in by position as it came, and reads `call` for the rest. */
  readonly bindsItself?: boolean;
  /** Of a `__getattr__`: what it finds without being called; undefined: it has to be called. */
  readonly glance?: (self: Instance, name: string) => Value | undefined;
}

export function native(
  name: string,
  signature: string,
  implementation: NativeImplementation,
  options: NativeOptions = {},
): NativeFunction {
  return new NativeFunction({
    name,
    signature,
    isMethod: false,
    propagatesUnknown: options.pure ?? false,
    keepsReferences: options.keepsReferences ?? false,
    bindsItself: options.bindsItself ?? false,
    implementation,
  });
}

/** A native of which an unknown argument makes the result unknown. */
export const pure = (name: string, signature: string, implementation: NativeImplementation): NativeFunction =>
  native(name, signature, implementation, { pure: true });

/** A method of a native class; the signature leaves self out. `name` is filled in by `nativeClass`. */
export function method(
  signature: string,
  implementation: MethodImplementation,
  options: NativeOptions = {},
): NativeFunction {
  return new NativeFunction({
    name: "",
    signature,
    isMethod: true,
    propagatesUnknown: options.pure ?? false,
    keepsReferences: options.keepsReferences ?? false,
    bindsItself: options.bindsItself ?? false,
    implementation,
    glance: options.glance ?? null,
  });
}

/** A read-only property of a native class. */
export const getter = (implementation: (machine: Machine, self: Value) => Result): Property =>
  new Property(method("", (machine, self) => implementation(machine, self)));

export interface NativeClassOptions {
  readonly layout?: Layout;
  /** The table is not complete: an attribute that is not in it is unknown instead of an AttributeError. */
  readonly open?: boolean;
  /** Joins two instances where branches of an unknown condition meet; null: they become Unknown. */
  readonly join?: (first: Instance, second: Instance, because: Message) => Value | null;
  readonly metaclass?: ClassValue;
}

/** `attributes` holds methods, class attributes, Property values …; each method learns its name from its key. */
export function nativeClass(
  module: string,
  name: string,
  bases: readonly ClassValue[],
  attributes: Readonly<Record<string, Value>>,
  options: NativeClassOptions = {},
): ClassValue {
  const namespace = new Dict();
  namespace.stamp = 0;
  namespace.entries.set("__module__", module);
  namespace.entries.set("__qualname__", name);
  namespace.entries.set("__doc__", null);
  for (const [key, value] of Object.entries(attributes)) namespace.entries.set(key, named(value, key));
  const inherited = bases[0];
  const cls = new ClassValue({
    name,
    bases,
    namespace,
    layout: options.layout ?? inherited?.layout ?? "object",
    open: options.open ?? false,
    join: options.join ?? inherited?.join ?? null,
    metaclass: options.metaclass ?? inherited?.metaclass ?? null,
  });
  cls.mro = linearize(cls) ?? [cls];
  for (const [key, value] of Object.entries(attributes)) {
    const own = namespace.entries.get(key);
    // A method that had a name before may belong to several classes.
    if (own !== value && own instanceof NativeFunction) own.owner = cls;
  }
  return cls;
}

/** A method gets its name from its key, and is then this table's own. */
export const named = (value: Value, name: string): Value =>
  value instanceof NativeFunction && value.name === "" ? renamed(value, name) : value;

export const renamed = (fn: NativeFunction, name: string): NativeFunction =>
  new NativeFunction({
    name,
    signature: fn.signature,
    isMethod: fn.isMethod,
    propagatesUnknown: fn.propagatesUnknown,
    keepsReferences: fn.keepsReferences,
    bindsItself: fn.bindsItself,
    implementation: fn.implementation,
    glance: fn.glance,
  });

/** Method resolution order by C3; null where there is none. */
export function linearize(cls: ClassValue): readonly ClassValue[] | null {
  const lists = [...cls.bases.map((base) => [...base.mro]), [...cls.bases]];
  const order = [cls];
  for (;;) {
    const next = firstHead(lists);
    if (next === undefined) return lists.every((list) => list.length === 0) ? order : null;
    order.push(next);
    for (const list of lists) if (list[0] === next) list.shift();
  }
}

/** The first class that stands behind no other in any list. */
function firstHead(lists: readonly (readonly ClassValue[])[]): ClassValue | undefined {
  for (const [head] of lists) {
    if (head === undefined) continue;
    let isFree = true;
    for (const list of lists) isFree &&= list.indexOf(head) <= 0;
    if (isFree) return head;
  }
  return undefined;
}

/**
 * A module of the tables. A value may be a function without parameters: it is called at the first use, so that a table
 * costs nothing until then. A name that is not there is unknown ("torch.foo is not modelled"), unless `complete`: then it
 * is an AttributeError. `torch.nn` is reached as attribute of `torch` by its dotted name; no row is needed.
 */
export interface NativeModule {
  readonly name: string;
  readonly attributes: Readonly<Record<string, Value | (() => Value)>>;
  readonly complete?: boolean;
  /**
   * What is easier said in Python: `names` of the text are the module's beside the table's own. Without `names` the text
   * is the whole module.
   */
  readonly python?: { readonly text: string; readonly names?: readonly string[] };
  /** Asked for a name that the table lacks; undefined: not there either. */
  readonly missing?: (name: string) => Value | undefined;
}

/**
 * A front-end's own part of an analysis: told where branches of an unknown condition begin and end, so that it can forget
 * what a refuted branch recorded.
 */
export interface Recorder {
  mark(): number;
  rollback(mark: number): void;
  /** A call of something that is not known; null: it is none of the front-end's business. */
  unknownCall?(
    callee: Unknown,
    positional: readonly Value[],
    keywords: Keywords | null,
    site: CallSite,
  ): Unknown | null;
}

/** Takes a call over. */
export type CallHook = (
  fn: FunctionValue,
  positional: readonly Value[],
  keywords: Keywords | null,
  site: CallSite | null,
) => { readonly result: Result } | null;

/** What the evaluator offers natives. Calls that may raise give undefined (or false for setters) when they do. */
export interface Machine {
  readonly heap: Heap;
  /** Null outside an analysis that records. */
  recorder: Recorder | null;
  /** The exception on its way, while something gives undefined. */
  pending: Instance | null;
  /** The function that runs now; null outside of all. */
  readonly currentFrame: CallFrame | null;
  /** Where the operator, subscript or comparison is written that calls a dunder now. */
  operatorSite: CallSite | null;
  /** Asked before a function of the program is called with what it is called with; null: it is called. Null: nobody asks. */
  callHook: CallHook | null;
  /** Above 0 inside a branch of an unknown condition: what is recorded there is recorded as "maybe". */
  readonly uncertain: number;
  /** To be raised by whoever makes a layer or records one: a loop that does so may run on. */
  progress: number;

  call(callee: Value, positional: readonly Value[], keywords?: Keywords | null, site?: CallSite | null): Result;
  callMethod(object: Value, name: string, positional?: readonly Value[]): Result;
  /** Raises a built-in exception: `return machine.raise("ValueError", "…")`. */
  raise(exception: string | ClassValue, text: string): undefined;
  /** An exception object; `machine.pending = …` and undefined raise it. */
  exception(exception: string | ClassValue, args: readonly Value[]): Instance;
  /** Forgets the pending exception and gives it. */
  caught(): Instance | null;

  getAttribute(object: Value, name: string): Result;
  /** Undefined here means that there is none; nothing is raised. */
  findAttribute(object: Value, name: string): Value | undefined;
  setAttribute(object: Value, name: string, value: Value): boolean;
  /** `object.__setattr__` and `object.__getattribute__`: past what the class defines. */
  setPlainAttribute(object: Value, name: string, value: Value): boolean;
  deleteAttribute(object: Value, name: string): boolean;
  getItem(object: Value, key: Value): Result;
  setItem(object: Value, key: Value, value: Value): boolean;
  /** What a module that has not run yet may have put into a registry under the key. */
  lateEntry(registry: Dict, key: Key): Value | undefined;

  classOf(value: Value): ClassValue;
  isInstance(value: Value, cls: Value): boolean | Unknown;
  /** Python's truth of a value; Unknown where it is not known. */
  truth(value: Value): boolean | Unknown | undefined;
  equals(first: Value, second: Value): boolean | Unknown | undefined;
  binary(op: string, left: Value, right: Value): Result;
  repr(value: Value): string | Unknown | undefined;
  str(value: Value): string | Unknown | undefined;
  /** Resolves an imported name. Everything else is itself. */
  force(value: Value): Value;

  /** Steps through any iterable; undefined: raised, Unknown: its elements are not known. */
  iterate(value: Value): (() => Step) | Unknown | undefined;
  /** All elements of an iterable, paid for and forced. */
  list(value: Value): Value[] | Unknown | undefined;

  unknown(because: Message): Unknown;
  /** Pays for `steps` of work; false: the budget does not allow it. */
  charge(steps: number): boolean;
  outOfBudget(): Unknown;
  /** Ends what runs, as the end of the budget does: no handler catches it. Gives undefined. */
  stop(): undefined;
  /** A text as an expression in a scope that has these names, inside of what runs; null: it is none. */
  evaluate(text: string, names: Dict): { readonly result: Result } | null;

  /** Where the argument of a native's parameter is written: traced through callers' plain parameters to a literal or an
   *  expression. Null: not given, or given by a native. */
  argumentSite(call: Call, parameter: string): AttributeSite | null;
  /** What a function's annotations say, by parameter and "return". */
  annotationsOf(fn: FunctionValue): Dict;
  /** Runs calls that a native makes as calls made inside of it: its own place comes before theirs. */
  inside(call: Call, run: () => Result): Result;
  /** The chain of calls that leads to a native's call, itself included; null where it has no site. */
  contextOf(call: Call): Context | null;
  report(diagnostic: Diagnostic): void;
  /** The text of a file of the project that a program opens; null: there is none by that name. */
  readText(path: string): string | Unknown | null;
  /** The names in a folder of the project, sorted, folders with a slash at their ends; null: it cannot be listed. */
  listFolder(path: string): readonly string[] | Unknown | null;
  /** The module of a file of the project, run; null: there is none by that path. */
  importFile(path: string): Result | null;
  /** A module by its dotted name, as `import` finds it. */
  importModule(name: string): Result;
  /** Bindings of the interpreter's user that natives share (a network builder). By key object. */
  readonly extensions: Map<object, unknown>;
}

/** Calls of natives from natives have no arguments to point at. */
export const nativeCall = (callee: NativeFunction): Call => ({
  site: null,
  positional: emptyArguments,
  keywords: null,
  callee,
  frame: null,
});

/** A native module's value; attributes are made when first read. */
export function makeNativeModule(table: NativeModule, submodule: (name: string) => Value | undefined): ModuleValue {
  const module: ModuleValue = new ModuleValue(table.name, null, (name) => {
    const row = Object.hasOwn(table.attributes, name) ? table.attributes[name] : undefined;
    const value = typeof row === "function" ? row() : row;
    const found = value ?? (value === null ? null : (submodule(`${table.name}.${name}`) ?? table.missing?.(name)));
    if (found !== undefined) {
      module.namespace.entries.set(name, found);
      return found;
    }
    if (table.complete === true || (name.startsWith("__") && name.endsWith("__"))) return undefined;
    return new Unknown({ key: "pythonNotModelled", args: { name: `${table.name}.${name}` } });
  });
  module.names = () => [...Object.keys(table.attributes), ...(table.python?.names ?? [])];
  module.namespace.stamp = 0;
  module.namespace.entries.set("__name__", table.name);
  return module;
}

/** The namespace of a module with all names that are known of it. */
export function wholeNamespace(module: ModuleValue): Dict {
  module.bindStars?.();
  for (const name of module.names?.() ?? []) if (!module.namespace.entries.has(name)) module.missing?.(name);
  return module.namespace;
}
