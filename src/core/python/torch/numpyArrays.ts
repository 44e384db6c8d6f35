// numpy.ndarray: a tensor by what it holds, with numpy's meaning of the methods that torch spells alike.
import { multiplyDims } from "../../ir/dimArithmetic.ts";
import { message } from "../../messages/index.ts";
import { getter, type Keywords, type Machine, method, nativeClass } from "../eval/native.ts";
import {
  type ClassValue,
  Instance,
  List,
  NativeFunction,
  Property,
  type Result,
  Tuple,
  Unknown,
  type Value,
} from "../eval/value.ts";
import { literalTensor } from "./functions/creation.ts";
import { arrayType, inNumpy, numpyType } from "./numpyTypes.ts";
import { dimToValue, numberOf } from "./reader.ts";
import { dimsOfTensor, isTensor, joinTensors, makeTensor, payloadOf, tensorClass, tensorOf } from "./tensor.ts";
import { dtypeValue } from "./values.ts";

const rankOf = (array: Value): number | null => {
  const tensor = tensorOf(array);
  return (tensor && dimsOfTensor(tensor)?.length) ?? null;
};

const unknownRank = (): Unknown => new Unknown(message("tensorValueUnknown"));

/** The method of torch.Tensor, called on an array. */
function callTorch(
  machine: Machine,
  self: Value,
  name: string,
  args: readonly Value[],
  keywords: Keywords | null = null,
): Result {
  const callee = tensorClass.namespace.entries.get(name);
  return callee instanceof NativeFunction
    ? asArrays(machine.call(ofNobody(callee), [self, ...args], keywords))
    : unknownRank();
}

/** A method of torch.Tensor that takes an array for self. */
function ofNobody(fn: NativeFunction): NativeFunction {
  const free = new NativeFunction(fn);
  free.owner = null;
  return free;
}

/** Values only: torch gives their places too where it looks along an axis. */
const extreme = (whole: string, along: string) =>
  method("axis=None, out=None, keepdims=False, **options", (machine, self, [axis = null, , keeps = false]) =>
    axis === null && keeps !== true
      ? callTorch(machine, self, whole, [])
      : callTorch(machine, self, along, axis === null ? [new Tuple([]), keeps] : [axis, keeps]),
  );

/** Along all elements in a row where no axis is said. */
const running = (name: string) =>
  method("axis=None, dtype=None, out=None", (machine, self, [axis = null]) => {
    const line = axis === null ? callTorch(machine, self, "flatten", []) : self;
    return line === undefined || line instanceof Unknown ? line : callTorch(machine, line, name, [axis ?? 0]);
  });

const ownMethods: Readonly<Record<string, Value>> = {
  /** Each element so many times, where torch repeats the whole. */
  repeat: method("repeats, axis=None", (machine, self, [repeats = null, axis = null]) => {
    const counts = numberOf(repeats) === null && repeats instanceof List ? new Tuple(repeats.items) : repeats;
    if (counts instanceof Tuple) return unknownRank();
    return callTorch(machine, self, "repeat_interleave", [counts, axis]);
  }),
  /** Any order of all axes, the reverse where none is said. */
  transpose: method("*axes", (machine, self, [axes = null]) => {
    const given = axes instanceof Tuple ? axes.items : [];
    const [only = null] = given;
    const isSequence = given.length === 1 && (only instanceof Tuple || only instanceof List);
    if (given.length > 0 && only !== null) return callTorch(machine, self, "permute", isSequence ? [only] : given);
    const rank = rankOf(self);
    if (rank === null) return unknownRank();
    const reversed = Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
    return callTorch(machine, self, "permute", [new Tuple(reversed)]);
  }),
  max: extreme("max", "amax"),
  min: extreme("min", "amin"),
  argsort: method("axis=-1, kind=None, order=None", (machine, self, [axis = null, kind = null]) =>
    inNumpy(machine, "argsort", [self, axis, kind]),
  ),
  /** In place, where torch gives the order beside a copy. */
  sort: method("axis=-1, kind=None, order=None", (machine, self, [axis = null, kind = null]) => {
    const sorted = inNumpy(machine, "sort", [self, axis, kind]);
    if (sorted !== undefined && isTensor(sorted) && self instanceof Instance) {
      machine.heap.write(self);
      self.payload = payloadOf(sorted);
    }
    return null;
  }),
  /** Of matrices too, where torch has that of two vectors only. */
  dot: method("b, out=None", (machine, self, [b = null]) => inNumpy(machine, "dot", [self, b])),
  cumsum: running("cumsum"),
  cumprod: running("cumprod"),
  /** How many elements it has; a method in torch. */
  size: getter((_, self) => {
    const dims = dimsOfTensor(payloadOf(self as Instance));
    return dims === null ? unknownRank() : dimToValue(multiplyDims(...dims));
  }),
  dtype: getter((_, self) => numpyType(payloadOf(self as Instance).type.dtype ?? "float64")),
  astype: method("dtype, **options", (machine, self, [dtype = null]) => {
    const type = arrayType(dtype);
    return callTorch(machine, self, "astype", [type === null ? dtype : dtypeValue(type)]);
  }),
};

/** No tensor of torch, though it is held as one: `isinstance(array, torch.Tensor)` is False. */
export const arrayClass: ClassValue = nativeClass("numpy", "ndarray", [], ownMethods, {
  open: true,
  join: joinTensors,
});

export const isArray = (value: Value): boolean => value instanceof Instance && value.cls === arrayClass;

/** Tensors that numpy makes are arrays. */
export function asArrays(result: Result): Result {
  if (result instanceof Instance && result.cls === tensorClass && isTensor(result)) {
    inheritMethods();
    return makeTensor(payloadOf(result), arrayClass);
  }
  if (result instanceof Tuple && result.cls === null)
    return new Tuple(result.items.map((item) => asArrays(item) ?? null));
  if (result instanceof List && result.cls === null && result.lost === null)
    return new List(result.items.map((item) => asArrays(item) ?? null));
  return result;
}

/** What numpy's function gives, as arrays. */
export const givingArrays = (fn: NativeFunction): NativeFunction =>
  new NativeFunction({
    ...fn,
    implementation: (machine: Machine, args: readonly Value[], call: unknown) =>
      asArrays((fn.implementation as (...all: readonly unknown[]) => Result)(machine, args, call)),
  });

let inherits = false;

/** What else a tensor can do an array can do, and gives arrays; beside a tensor of torch it is one. */
function inheritMethods(): void {
  if (inherits) return;
  inherits = true;
  const own = arrayClass.namespace.entries;
  for (const [name, value] of tensorClass.namespace.entries) {
    if (own.has(name) || name === "__init__") continue;
    if (value instanceof NativeFunction && value.isMethod) own.set(name, inherited(value));
    else if (value instanceof Property && name === "T")
      own.set(
        name,
        getter((machine, self) => transposed(machine, self)),
      );
    else own.set(name, value);
  }
}

const transposed = (machine: Machine, self: Value): Result => machine.callMethod(self, "transpose", []);

const operators = /^__[ri]?(?:add|sub|mul|truediv|floordiv|mod|pow|and|or|xor|eq|ne|lt|le|gt|ge)__$/;

/** `array * (1, 2)`: a sequence beside an array is one too; `[1] * array[0]` repeats the list by an element. */
function operand(machine: Machine, self: Value, name: string, value: Value): Value {
  if (!(value instanceof Tuple || value instanceof List)) return value;
  const tensor = tensorOf(self);
  if (/^__r?mul__$/.test(name) && tensor !== null && dimsOfTensor(tensor)?.length === 0) return value;
  const array = literalTensor(machine, value, null);
  return array instanceof Unknown ? value : array;
}

function inherited(fn: NativeFunction): NativeFunction {
  const free = ofNobody(fn);
  const isOperator = operators.test(fn.name);
  const made = method(
    fn.signature,
    (machine, self, _, call) => {
      const operands = isOperator
        ? call.positional.map((value) => operand(machine, self, fn.name, value))
        : call.positional;
      const result = machine.call(free, [self, ...operands], call.keywords, call.site);
      return call.positional.some((value) => isTensor(value) && !isArray(value)) ? result : asArrays(result);
    },
    { bindsItself: true },
  );
  return new NativeFunction({ ...made, name: fn.name });
}
