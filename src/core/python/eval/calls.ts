// Calling values: functions, natives, classes, objects.
import { message } from "../../messages/index.ts";
import { absent, find } from "./attributes.ts";
import { bindFunction, bindNative, pointAtKeyword } from "./binding.ts";
import type { Code } from "./code.ts";
import { isTooDeep, joinPartials } from "./forks.ts";
import { makeGenerator } from "./generators.ts";
import type { Call, CallSite, Keywords, MethodImplementation, NativeImplementation } from "./native.ts";
import { plainUnknown } from "./quotient.ts";
import { refusedConstruction } from "./refusedConstruction.ts";
import { Frame, type Runtime, raised, returned } from "./runtime.ts";
import { classOf, lookup, objectClass, typeClass } from "./types.ts";
import {
  BoundMethod,
  Cell,
  ClassValue,
  type FunctionValue,
  Instance,
  NativeFunction,
  type Result,
  StaticMethod,
  Tuple,
  Unknown,
  UnknownNumber,
  type Value,
} from "./value.ts";

export const noArguments: readonly Value[] = [];

export function call(
  machine: Runtime,
  callee: Value,
  positional: readonly Value[],
  keywords: Keywords | null,
  site: CallSite | null,
): Result {
  if (typeof callee === "object" && callee !== null) {
    switch (callee.kind) {
      case "function":
        return callFunction(machine, callee, undefined, positional, keywords, site);
      case "method":
        if (callee.callee instanceof Instance) {
          return call(machine, callee.callee, [callee.self, ...positional], keywords, site);
        }
        return callBound(machine, callee.callee, callee.self, positional, keywords, site);
      case "class":
        return callClass(machine, callee, positional, keywords, site);
      case "native":
        return callNative(machine, callee, undefined, positional, keywords, site);
      case "instance": {
        const method = lookup(callee.cls, "__call__");
        if (method !== undefined) return callBound(machine, method, callee, positional, keywords, site);
        const incomplete = callee.cls.mro.find((base) => base.unknownBase !== null || base.open);
        if (incomplete === undefined) break;
        const because = incomplete.unknownBase?.because;
        return new Unknown(because ?? message("pythonNotModelled", { name: `${incomplete.name}.__call__` }));
      }
      case "unknown":
        return callUnknown(machine, callee, positional, keywords, site);
      case "reference":
        return call(machine, machine.force(callee), positional, keywords, site);
      case "staticmethod":
      case "classmethod":
        return call(machine, callee.callee, positional, keywords, site);
    }
  }
  return machine.raise("TypeError", `'${classOf(callee).name}' object is not callable`);
}

/** Calls what was found in a class, with self in front. */
function callBound(
  machine: Runtime,
  callee: Value,
  self: Value,
  positional: readonly Value[],
  keywords: Keywords | null,
  site: CallSite | null,
): Result {
  if (typeof callee === "object" && callee !== null) {
    if (callee.kind === "function") return callFunction(machine, callee, self, positional, keywords, site);
    if (callee.kind === "native") return callNative(machine, callee, self, positional, keywords, site);
    if (callee.kind === "staticmethod") return call(machine, callee.callee, positional, keywords, site);
    if (callee.kind === "classmethod") {
      const cls = self instanceof ClassValue ? self : classOf(self);
      return callBound(machine, callee.callee, cls, positional, keywords, site);
    }
    if (callee.kind === "unknown") return callUnknown(machine, callee, positional, keywords, site);
    if (callee.kind === "instance") {
      const get = lookup(callee.cls, "__get__");
      if (get !== undefined) {
        const bound = machine.call(get, [callee, self, classOf(self)]);
        return bound === undefined ? undefined : call(machine, bound, positional, keywords, site);
      }
      // An object in a class (a module as class attribute) is no method: it gets no self.
      return call(machine, callee, positional, keywords, site);
    }
  }
  return call(machine, callee, [self, ...positional], keywords, site);
}

/** Null: who reads attributes of the object is the program itself. */
const ownOf = (object: Instance, name: string): Value | undefined =>
  object.cls.reader === null ? object.own(name) : null;

/** `object.name(…)` without a bound method in between where the class has a plain function or native. */
export function callAttribute(
  machine: Runtime,
  object: Value,
  name: string,
  positional: readonly Value[],
  keywords: Keywords | null,
  site: CallSite | null,
): Result {
  const own =
    typeof object !== "object" || object === null
      ? undefined
      : object.kind === "instance"
        ? ownOf(object, name)
        : object.kind === "list" || object.kind === "dict" || object.kind === "tuple" || object.kind === "set"
          ? object.attributes?.entries.get(name)
          : null;
  if (own === undefined) {
    const method = lookup(classOf(object), name);
    if (method !== undefined && typeof method === "object" && method !== null) {
      if (method.kind === "function") return callFunction(machine, method, object, positional, keywords, site);
      if (method.kind === "native" && method.isMethod) {
        return callNative(machine, method, object, positional, keywords, site);
      }
    }
  }
  const callee = machine.getAttribute(object, name);
  return callee === undefined ? undefined : call(machine, callee, positional, keywords, site);
}

/** Calls each alternative where there are some; else the result is as unknown as the callee. */
function callUnknown(
  machine: Runtime,
  callee: Unknown,
  positional: readonly Value[],
  keywords: Keywords | null,
  site: CallSite | null,
): Result {
  if (callee.alternatives === null || isTooDeep(machine)) {
    const told = site === null ? null : machine.recorder?.unknownCall?.(callee, positional, keywords, site);
    return told ?? new Unknown(callee.because);
  }
  return machine.join(
    callee.alternatives.map((alternative) => () => call(machine, alternative, positional, keywords, site)),
    callee.because,
  );
}

export function callFunction(
  machine: Runtime,
  fn: FunctionValue,
  self: Value | undefined,
  positional: readonly Value[],
  keywords: Keywords | null,
  site: CallSite | null,
): Result {
  const code = fn.code as Code;
  const parent = machine.frame;
  if (parent !== null && parent.depth >= machine.budget.callDepth) {
    return new Unknown(message("pythonDepth", { limit: machine.budget.callDepth }));
  }
  if (machine.callHook !== null) {
    const all = self === undefined ? positional : [self, ...positional];
    const taken = machine.callHook(fn, all, keywords, site);
    if (taken !== null) return taken.result;
  }
  if (code.body === null) code.compile();
  const slots: (Value | undefined)[] = new Array(code.slotCount).fill(undefined);
  if (code.simple && keywords === null && positional.length + (self === undefined ? 0 : 1) === code.parameters.length) {
    let index = 0;
    if (self !== undefined) slots[index++] = self;
    for (let given = 0; given < positional.length; given++) slots[index++] = positional[given];
  } else if (!bindFunction(machine, fn, slots, self, positional, keywords)) {
    return pointAtKeyword(machine, site);
  }
  if (code.isAsync) return new Unknown(message("pythonCoroutine"));
  const frame = new Frame(fn.module, null, fn, slots, cellsFor(code, fn, slots), parent, site);
  frame.positional = positional.length;
  frame.selfOffset = self === undefined ? 0 : 1;
  if (code.isGenerator) return makeGenerator(machine, code, frame);
  machine.steps += 4;
  machine.frame = frame;
  const completion = code.body?.(frame) ?? returned;
  const result =
    frame.partials === null && frame.kept === null
      ? completion === raised
        ? undefined
        : frame.result
      : joinPartials(machine, frame, completion);
  machine.frame = parent;
  frame.slots = noSlots;
  return result;
}

const noSlots: (Value | undefined)[] = [];

function cellsFor(code: Code, fn: FunctionValue, slots: readonly (Value | undefined)[]): readonly Cell[] {
  if (code.ownCells === 0) return fn.closure;
  const cells: Cell[] = [];
  for (let index = 0; index < code.ownCells; index++) cells.push(new Cell(undefined));
  for (const [slot, cell] of code.cellParameters) {
    const target = cells[cell];
    if (target !== undefined) target.value = slots[slot];
  }
  return [...cells, ...fn.closure];
}

export function callNative(
  machine: Runtime,
  fn: NativeFunction,
  self: Value | undefined,
  positional: readonly Value[],
  keywords: Keywords | null,
  site: CallSite | null,
): Result {
  if (fn.isMethod) {
    let receiver = self;
    let rest = positional;
    if (receiver === undefined) {
      const first = positional[0];
      if (first === undefined) return machine.raise("TypeError", `unbound method ${fn.name}() needs an argument`);
      receiver = machine.force(first);
      rest = positional.slice(1);
      if (!(receiver instanceof Unknown) && !isReceiver(fn, receiver)) {
        const [owner, given] = [fn.owner?.name ?? "object", classOf(receiver).name];
        const text = `descriptor '${fn.name}' for '${owner}' objects doesn't apply to a '${given}' object`;
        return machine.raise("TypeError", text);
      }
    }
    const args = fn.bindsItself ? rest : bindNative(machine, fn, rest, keywords);
    if (args === undefined) return pointAtKeyword(machine, site);
    if (args instanceof Unknown) return plainUnknown(args);
    if (receiver instanceof Unknown) return new Unknown(receiver.because);
    const record: Call = { site, positional: rest, keywords, callee: fn, frame: machine.frame };
    if (!enterNative(machine)) return tooDeep();
    const result = (fn.implementation as MethodImplementation)(machine, receiver, args, record);
    machine.nativeDepth--;
    return result instanceof UnknownNumber && rest.includes(result) ? plainUnknown(result) : result;
  }
  const all = self === undefined ? positional : [self, ...positional];
  const args = fn.bindsItself ? all : bindNative(machine, fn, all, keywords);
  if (args === undefined) return pointAtKeyword(machine, site);
  if (args instanceof Unknown) return plainUnknown(args);
  const record: Call = { site, positional: all, keywords, callee: fn, frame: machine.frame };
  if (!enterNative(machine)) return tooDeep();
  const result = (fn.implementation as NativeImplementation)(machine, args, record);
  machine.nativeDepth--;
  return result instanceof UnknownNumber && all.includes(result) ? plainUnknown(result) : result;
}

/** `str.lower(None)`: a method taken from its class asks what it is called on. */
const isReceiver = (fn: NativeFunction, receiver: Value): boolean =>
  fn.owner === null || fn.owner === objectClass || classOf(receiver).mro.some((base) => base === fn.owner);

/** Natives call back into the program: their nesting counts like the program's own. */
function enterNative(machine: Runtime): boolean {
  if (machine.nativeDepth >= MAX_NATIVE_DEPTH) return false;
  machine.nativeDepth++;
  machine.steps += 2;
  return true;
}

const tooDeep = (): Unknown => new Unknown(message("pythonDepth", { limit: MAX_NATIVE_DEPTH }));

const MAX_NATIVE_DEPTH = 400;

function callClass(
  machine: Runtime,
  cls: ClassValue,
  positional: readonly Value[],
  keywords: Keywords | null,
  site: CallSite | null,
): Result {
  if (cls.metaclass !== null) {
    const method = lookup(cls.metaclass, "__call__");
    if (method !== undefined && lookup(typeClass, "__call__") !== method) {
      return callBound(machine, method, cls, positional, keywords, site);
    }
  }
  return instantiate(machine, cls, positional, keywords, site);
}

const isStandardInit = (initializer: Value | undefined): boolean =>
  initializer === undefined || objectClass.namespace.entries.get("__init__") === initializer;

/** What `type.__call__` does: `__new__`, then `__init__`. */
export function instantiate(
  machine: Runtime,
  cls: ClassValue,
  positional: readonly Value[],
  keywords: Keywords | null,
  site: CallSite | null,
): Result {
  const maker = lookup(cls, "__new__");
  let initializer = lookup(cls, "__init__");
  let object: Result;
  if (maker === undefined || objectClass.namespace.entries.get("__new__") === maker) {
    if (isStandardInit(initializer) && (positional.length > 0 || (keywords !== null && keywords.names.length > 0))) {
      const incomplete = cls.mro.find((base) => base.unknownBase !== null || base.open);
      if (incomplete === undefined && cls !== objectClass)
        return machine.raise("TypeError", `${cls.name}() takes no arguments`);
    }
    const abstract = cls.namespace.entries.get("__abstractmethods__");
    if (abstract instanceof Tuple && abstract.items.length > 0) {
      const names = abstract.items.map(String);
      const methods = `abstract method${names.length === 1 ? "" : "s"} ${names.join(", ")}`;
      return machine.raise("TypeError", `Can't instantiate abstract class ${cls.name} with ${methods}`);
    }
    object = new Instance(cls);
  } else {
    const callee = maker instanceof StaticMethod ? maker.callee : maker;
    object = call(machine, callee, [cls, ...positional], keywords, site);
    if (object === undefined || object instanceof Unknown) return object;
    if (!classOf(object).mro.includes(cls)) return object;
    // `__new__` may have given the class another.
    initializer = lookup(cls, "__init__");
  }
  if (initializer === undefined || isStandardInit(initializer)) return object;
  const done = callBound(machine, initializer, object, positional, keywords, site);
  if (done !== undefined) return object;
  return initializer instanceof NativeFunction ? (refusedConstruction(machine, site) ?? undefined) : undefined;
}

/** A method of the class of an object, called by an operator. */
export function callMethod(machine: Runtime, object: Value, name: string, positional: readonly Value[]): Result {
  const target = machine.force(object);
  const own = target instanceof ClassValue && target.metaclass !== null ? lookup(target.metaclass, name) : undefined;
  const method = own ?? (target instanceof ClassValue ? undefined : lookup(classOf(target), name));
  if (method !== undefined) return callBound(machine, method, target, positional, null, machine.operatorSite);
  const found = find(machine, target, name);
  if (found === absent) return machine.getAttribute(target, name);
  return found === undefined ? undefined : call(machine, found, positional, null, machine.operatorSite);
}

export const boundMethod = (self: Value, callee: Value): BoundMethod => new BoundMethod(self, callee);
