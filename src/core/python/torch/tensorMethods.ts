// What torch.Tensor has beside the functions of the tables: its properties, conversions, indexing and initialisers. Above
// the usual size: a table with an entry for each.

import { type Dim, isUnknown } from "../../ir/dim.ts";
import type { ElementType } from "../../ir/network.ts";
import { message } from "../../messages/index.ts";
import { round } from "../eval/builtins/numeric.ts";
import { type Call, getter, type Machine, method, named } from "../eval/native.ts";
import {
  Float,
  type Instance,
  IteratorValue,
  List,
  NativeFunction,
  Property,
  type Result,
  stop,
  Tuple,
  Unknown,
  UnknownNumber,
  type Value,
} from "../eval/value.ts";
import { cast, casts, to } from "./casting.ts";
import { isFloating, isIntegral } from "./dtypes.ts";
import { checkCopied, type FunctionRow, methodsOf, replaceTensor } from "./function.ts";
import { algebraFunctions } from "./functions/algebra.ts";
import { countOfDims } from "./functions/arguments.ts";
import { arithmeticDunders, arithmeticFunctions, unsupported } from "./functions/arithmetic.ts";
import { choosingFunctions } from "./functions/choosing.ts";
import { creationFunctions, literalTensor, sizeArguments } from "./functions/creation.ts";
import { diagonalFunctions } from "./functions/diagonals.ts";
import { elementwiseFunctions } from "./functions/elementwise.ts";
import { gateFunctions } from "./functions/gates.ts";
import { joiningFunctions } from "./functions/joining.ts";
import { lossFunctions } from "./functions/losses.ts";
import { neuralFunctions } from "./functions/neural.ts";
import { productFunctions } from "./functions/products.ts";
import { reductionFunctions } from "./functions/reduction.ts";
import { samplingFunctions } from "./functions/sampling.ts";
import { shapeFunctions } from "./functions/shapes.ts";
import { sparseFunctions } from "./functions/sparse.ts";
import { shortTimeFunctions } from "./functions/spectral.ts";
import { stackingFunctions } from "./functions/stacking.ts";
import { statisticsFunctions } from "./functions/statistics.ts";
import { uniqueFunctions } from "./functions/unique.ts";
import { variousFunctions } from "./functions/various.ts";
import { windowFunctions } from "./functions/windows.ts";
import { writingFunctions } from "./functions/writing.ts";
import { assignedElements, checkAssigned, indexTensor } from "./indexing.ts";
import { inFormat, liesIn } from "./memoryFormat.ts";
import { filled, mapUnary, type NestedNumbers, nested } from "./numeric.ts";
import { asArrays } from "./numpyArrays.ts";
import { dimToValue, numberOf, valueToDim } from "./reader.ts";
import { recordOne, unknownType } from "./record.ts";
import { knownStrides } from "./strides.ts";
import {
  dimsOfTensor,
  fromData,
  isTensor,
  layoutOf,
  makeTensor,
  ofDims,
  parameterClass,
  payloadFrom,
  payloadOf,
  type TensorPayload,
  tensorClass,
  tensorOf,
} from "./tensor.ts";
import { isNoTensor } from "./tensorArguments.ts";
import { tensorFacts } from "./tensorFacts.ts";
import { torchSession } from "./trace.ts";
import { cpuDevice, dtypeFrom, dtypeValue, sizeClass, sizeValue } from "./values.ts";

export const functionRows: readonly FunctionRow[] = [
  ...neuralFunctions,
  ...gateFunctions,
  ...arithmeticFunctions,
  ...elementwiseFunctions,
  ...shapeFunctions,
  ...reductionFunctions,
  ...uniqueFunctions,
  ...productFunctions,
  ...sparseFunctions,
  ...algebraFunctions,
  ...shortTimeFunctions,
  ...diagonalFunctions,
  ...statisticsFunctions,
  ...writingFunctions,
  ...samplingFunctions,
  ...lossFunctions,
  ...variousFunctions,
  ...joiningFunctions,
  ...stackingFunctions,
  ...windowFunctions,
  ...choosingFunctions,
  ...creationFunctions,
];

const payload = (self: Value): TensorPayload => payloadOf(self as Instance);

/** Another object with the same contents: what is done to it in place leaves the first as it is. */
const alias = (self: Value): Instance => makeTensor(payload(self));

/** The real or the imaginary numbers of complex ones. */
function part(self: Value): Instance {
  const held = payload(self);
  const { dtype } = held.type;
  if (dtype !== "complex64" && dtype !== "complex128") return alias(self);
  // Numbers that are made of two lie twice as far apart.
  const strides = knownStrides(layoutOf(held))?.map((stride) => stride * 2) ?? "unknown";
  return makeTensor({
    ...held,
    type: { ...held.type, dtype: dtype === "complex64" ? "float32" : "float64" },
    data: null,
    strides,
  });
}

const shape = (self: Value): Value => {
  const { type } = payload(self);
  return type.shape.rank === "known" ? sizeValue(type.shape.dims) : new Unknown(type.shape.because);
};

/** The elements as Python numbers of the tensor's kind. */
function pythonNumber(dtype: ElementType, value: number): Value {
  if (dtype === "bool") return value !== 0;
  return isIntegral(dtype) ? value : new Float(value);
}

function toLists(dtype: ElementType, items: NestedNumbers): Value {
  return typeof items === "number" ? pythonNumber(dtype, items) : new List(items.map((item) => toLists(dtype, item)));
}

const unknownElements = (): Unknown => new Unknown(message("tensorValueUnknown"));
const unknownElement = (): Unknown => new UnknownNumber(message("tensorValueUnknown"));

function item(self: Value): Value {
  const { data } = payload(self);
  return data !== null && data.values.length === 1 ? pythonNumber(data.dtype, data.values[0] ?? 0) : unknownElement();
}

const same = method("*args, **options", (_, self) => self);
const copied = method("*args, **options", (_, self) => alias(self));
const onCuda = method("*args, **options", (machine, self) => {
  torchSession(machine).usesCuda = true;
  return self;
});

/** Initialisers and other changes of elements that leave the shape alone. */
function refilled(machine: Machine, self: Value, value: number | null): Value {
  const held = payload(self);
  if (held.data === null && (value === null || held.trace !== null)) return self;
  const dims = dimsOfTensor(held);
  const known = value !== null && dims?.every((dim) => typeof dim === "number") && held.type.dtype !== null;
  machine.heap.write(self as Instance);
  const data = known ? filled(held.type.dtype ?? "float32", dims as number[], value) : null;
  (self as Instance).payload = payloadFrom({ ...held, data });
  return self;
}

const randomised = method("*args, **options", (machine, self) => refilled(machine, self, null));

/** `x[…] = value`: the shape stays; inside a network the result depends on both. */
function setItem(machine: Machine, self: Value, index: Value, value: Value, call: Call): Result {
  const { trace } = torchSession(machine);
  const held = payload(self);
  checkAssigned(machine, self as Instance, index, value, call);
  const source = held.data === null || held.trace !== null ? null : literalTensor(machine, value, null);
  const known = isTensor(source) ? payloadOf(source).data : null;
  const data = known === null ? null : assignedElements(machine, self as Instance, index, known);
  if (data !== null) {
    machine.heap.write(self as Instance);
    (self as Instance).payload = payloadFrom({ ...held, data });
    return null;
  }
  if (trace === null) {
    refilled(machine, self, null);
    return null;
  }
  const dims = dimsOfTensor(held);
  const made = recordOne(machine, {
    op: "External",
    type: "setitem",
    attrs: { name: "setitem", outputs: 1, shapes: [dims] },
    inputs: isTensor(value) ? [self, value] : [self],
    call,
  });
  replaceTensor(machine, self, made);
  return null;
}

/** Rows of a tensor, one after another, as `for row in x` takes them. */
function rows(machine: Machine, self: Value, call: Call): Result {
  const { type } = payload(self);
  const first: Dim | undefined = type.shape.rank === "known" ? type.shape.dims[0] : undefined;
  if (typeof first !== "number") {
    if (type.shape.rank === "known" && first === undefined)
      return machine.raise("TypeError", "iteration over a 0-d tensor");
    const because = first !== undefined && isUnknown(first) ? first.because : message("tensorValueUnknown");
    return machine.unknown(because);
  }
  let index = 0;
  return new IteratorValue("tensor_iterator", () => {
    if (index >= first) return stop;
    if (!machine.charge(1)) return machine.outOfBudget();
    return indexTensor(machine, self as Instance, index++, call);
  });
}

const sizeOf = (machine: Machine, self: Value, axis: Value): Result => {
  if (axis === null) return shape(self);
  const { type } = payload(self);
  if (type.shape.rank === "unknown") return new Unknown(type.shape.because);
  const at = numberOf(axis);
  if (at === null) return axis instanceof Unknown ? axis : unknownElements();
  const { dims } = type.shape;
  const dim = dims.at(at);
  if (dim === undefined)
    return machine.raise(
      "IndexError",
      `Dimension out of range (expected to be in range of [${-dims.length}, ${dims.length - 1}], but got ${at})`,
    );
  return dimToValue(dim);
};

const rank = (self: Value): Value => {
  const { type } = payload(self);
  return type.shape.rank === "known" ? type.shape.dims.length : new Unknown(type.shape.because);
};

const transposed = (machine: Machine, self: Value, whole: boolean): Result => {
  const attrs = whole ? {} : { swap: [-2, -1] };
  const call = { site: null, positional: [], keywords: null, callee: same, frame: null };
  return recordOne(machine, { op: "Transpose", type: "T", attrs, inputs: [self], call });
};

/** A number where the tensor has one known element; else not known. */
const scalar = (self: Value): Value => item(self);

const methods: Readonly<Record<string, Value>> = {
  shape: getter((_, self) => shape(self)),
  size: method("dim=None", (machine, self, [dim]) => sizeOf(machine, self, dim ?? null)),
  dim: method("", (_, self) => rank(self)),
  ndimension: method("", (_, self) => rank(self)),
  ndim: getter((_, self) => rank(self)),
  numel: method("", (_, self) => dimToValue(countOfDims(dimsOfTensor(payload(self))))),
  nelement: method("", (_, self) => dimToValue(countOfDims(dimsOfTensor(payload(self))))),
  dtype: getter((_, self) => {
    const { dtype, shape } = payload(self).type;
    // Of what is not known at all, not even whether it is a tensor of numbers with a fraction.
    return dtype === null && shape.rank === "unknown" ? new Unknown(shape.because) : dtypeValue(dtype ?? "float32");
  }),
  device: getter(() => cpuDevice),
  layout: getter(() => "torch.strided"),
  is_cuda: getter((machine) => torchSession(machine).usesCuda),
  is_quantized: getter(() => false),
  is_sparse: getter(() => false),
  is_meta: getter(() => false),
  is_leaf: getter(() => true),
  grad: getter(() => null),
  grad_fn: getter(() => null),
  data: new Property(
    method("", (_, self) => alias(self)),
    method("value", (machine, self, [value = null]) => {
      // Weights from a file of which nothing is known are those of this parameter.
      const isLoaded = value instanceof Unknown || tensorOf(value)?.type.shape.rank === "unknown";
      if (isLoaded) refilled(machine, self, null);
      else replaceTensor(machine, self, value);
      return null;
    }),
  ),
  requires_grad: new Property(
    method("", (_, self) => payload(self).requiresGrad),
    method("value", (machine, self, [value]) => {
      machine.heap.write(self as Instance);
      (self as Instance).payload = payloadFrom({ ...payload(self), requiresGrad: value !== false });
      return null;
    }),
  ),
  requires_grad_: method("requires_grad=True", (machine, self, [flag]) => {
    machine.heap.write(self as Instance);
    (self as Instance).payload = payloadFrom({ ...payload(self), requiresGrad: flag !== false });
    return self;
  }),
  T: getter((machine, self) => transposed(machine, self, true)),
  H: getter((machine, self) => transposed(machine, self, true)),
  mT: getter((machine, self) => transposed(machine, self, false)),
  mH: getter((machine, self) => transposed(machine, self, false)),

  real: getter((_, self) => part(self)),
  imag: getter((_, self) => part(self)),

  item: method("", (_, self) => item(self)),
  tolist: method("", (machine, self) => {
    const { data } = payload(self);
    if (data === null) return unknownElements();
    return machine.charge(data.values.length) ? toLists(data.dtype, nested(data)) : machine.outOfBudget();
  }),
  numpy: method("*args, **options", (_, self) => asArrays(alias(self))),
  __int__: method("", (_, self) => {
    const value = numberOf(scalar(self));
    return value === null ? unknownElement() : Math.trunc(value);
  }),
  __index__: method("", (_, self) => numberOf(scalar(self)) ?? unknownElement()),
  // As numpy's numbers do.
  __round__: method("ndigits=None", (machine, self, [digits = null]) => round(machine, scalar(self), digits)),
  __float__: method("", (_, self) => {
    const value = numberOf(scalar(self));
    return value === null ? unknownElement() : new Float(value);
  }),
  __bool__: method("", (_, self) => {
    const value = numberOf(scalar(self));
    return value === null ? unknownElements() : value !== 0;
  }),
  __len__: method("", (machine, self) => {
    const { type } = payload(self);
    if (type.shape.rank === "unknown") return new Unknown(type.shape.because);
    const first = type.shape.dims[0];
    return first === undefined ? machine.raise("TypeError", "len() of a 0-d tensor") : dimToValue(first);
  }),
  __iter__: method("", (machine, self, _, call) => rows(machine, self, call)),
  __getitem__: method("index", (machine, self, [index], call) =>
    indexTensor(machine, self as Instance, index ?? null, call),
  ),
  __setitem__: method("index, value", (machine, self, [index = null, value = null], call) =>
    setItem(machine, self, index, value, call),
  ),
  __contains__: method("item", () => unknownElements()),
  __neg__: method("", (machine, self, _, call) => unaryOf(machine, self, "neg", call, (x) => -x)),
  __abs__: method("", (machine, self, _, call) => unaryOf(machine, self, "abs", call, Math.abs)),
  __invert__: method("", (machine, self, _, call) => unaryOf(machine, self, "bitwiseNot", call, null)),
  __pos__: same,
  __matmul__: method("other", (machine, self, [other = null], call) =>
    isNoTensor(other, true)
      ? unsupported(machine, "@", other)
      : recordOne(machine, { op: "MatMul", type: "matmul", attrs: {}, inputs: [self, other], call }),
  ),
  __rmatmul__: method("other", (machine, self, [other], call) =>
    recordOne(machine, { op: "MatMul", type: "matmul", attrs: {}, inputs: [other ?? null, self], call }),
  ),
  __repr__: method("", () => "tensor(...)"),
  __format__: method("spec=''", () => "tensor(...)"),
  __deepcopy__: method("memo=None", (_, self) => copyOf(self)),
  __copy__: method("", (_, self) => copyOf(self)),

  to,
  type: method("dtype=None", (machine, self, [dtype], call) =>
    dtype === null ? "torch.FloatTensor" : cast(machine, self, dtypeFrom(dtype ?? null), call),
  ),
  astype: method("dtype, **options", (machine, self, [dtype], call) =>
    cast(machine, self, dtypeFrom(dtype ?? null), call),
  ),
  // Arrays of numpy are tensors here.
  copy: method("order='C'", (_, self) => copyOf(self)),
  fill: method("value", (machine, self, [value = null]) => machine.callMethod(self, "fill_", [value])),
  type_as: method("other", (machine, self, [other], call) =>
    cast(machine, self, tensorOf(other ?? null)?.type.dtype ?? null, call),
  ),
  float: casts("float32"),
  double: casts("float64"),
  half: casts("float16"),
  bfloat16: casts("bfloat16"),
  long: casts("int64"),
  int: casts("int32"),
  short: casts("int16"),
  char: casts("int8"),
  byte: casts("uint8"),
  bool: casts("bool"),
  is_floating_point: method("", (_, self) => isFloating(payload(self).type.dtype ?? "float32")),
  is_complex: method("", () => false),
  is_contiguous: method("memory_format=None", (machine, self, [format = null]) => {
    const answer = liesIn(format, layoutOf(payload(self)));
    return answer ?? machine.unknown(message("tensorValueUnknown"));
  }),
  contiguous: method("memory_format=None, **options", (machine, self, [format = null]) =>
    inFormat(machine, self, format ?? "torch.contiguous_format"),
  ),
  cpu: same,
  cuda: onCuda,
  pin_memory: same,
  resolve_conj: same,
  resolve_neg: same,
  clone: method("memory_format=None, **options", (machine, self, [format = null]) =>
    inFormat(machine, alias(self), format),
  ),
  detach: copied,
  detach_: same,
  retain_grad: method("", () => null),
  backward: method("*args, **options", () => null),
  register_hook: method("hook", (machine) => machine.unknown(message("torchNotModelled", { name: "register_hook" }))),
  get_device: method("", () => -1),
  storage_offset: method("", () => 0),
  data_ptr: method("", () => 0),
  is_shared: method("", () => false),

  zero_: method("", (machine, self) => refilled(machine, self, 0)),
  fill_: method("value", (machine, self, [value]) => refilled(machine, self, numberOf(value ?? null))),
  copy_: method("src, non_blocking=False", (machine, self, [source = null], call) => {
    checkCopied(machine, self, source, call);
    const held = payload(self);
    const from = tensorOf(source);
    machine.heap.write(self as Instance);
    if (from === null || held.trace === null)
      (self as Instance).payload = payloadFrom({ ...held, data: from?.data ?? null });
    return self;
  }),
  normal_: randomised,
  uniform_: randomised,
  random_: randomised,
  exponential_: randomised,
  bernoulli_: randomised,
  geometric_: randomised,
  log_normal_: randomised,
  cauchy_: randomised,
  set_: randomised,
  resize_: randomised,
};

/** A copy keeps its class: a parameter stays a parameter. */
function copyOf(self: Value): Instance {
  const copy = makeTensor(payload(self), (self as Instance).cls);
  return copy;
}

function unaryOf(
  machine: Machine,
  self: Value,
  name: string,
  call: Call,
  compute: ((value: number) => number) | null,
): Result {
  const { data } = payload(self);
  if (data !== null && compute !== null) return fromData(mapUnary(data, data.dtype, compute));
  return recordOne(machine, { op: "Unary", type: name, attrs: { function: name }, inputs: [self], call });
}

/** Fills the class's table; to be called once before the first analysis. */
export function installTensorMethods(): void {
  const { entries } = tensorClass.namespace;
  if (entries.has("shape")) return;
  for (const table of [methodsOf(functionRows), arithmeticDunders(), tensorFacts, methods])
    for (const [name, value] of Object.entries(table)) entries.set(name, ownMethod(value, name));
  entries.set("__init__", ownMethod(makeLegacyTensor, "__init__"));
  parameterClass.namespace.entries.set("__init__", ownMethod(makeParameter, "__init__", parameterClass));
}

function ownMethod(value: Value, name: string, owner = tensorClass): Value {
  const own = named(value, name);
  if (own !== value && own instanceof NativeFunction) own.owner = owner;
  return own;
}

/** `torch.Tensor(2, 3)` has sizes, `torch.FloatTensor([[1, 2]])` elements. */
const makeLegacyTensor = method("*args, **options", (machine, self, [args]) => {
  const instance = self as Instance;
  const given = args instanceof Tuple ? args.items.map((item) => machine.force(item)) : [];
  const dtype = legacyTypes[instance.cls.name] ?? "float32";
  const [only = null] = given;
  const isSize = only instanceof Tuple && only.cls === sizeClass;
  const holdsElements = given.length === 1 && !isSize && valueToDim(only) === null;
  machine.heap.write(instance);
  if (holdsElements || isTensor(only) || only instanceof Unknown) {
    const made = literalTensor(machine, only, dtype);
    instance.payload = isTensor(made)
      ? payloadFrom(payload(made))
      : payloadFrom({ type: unknownType((made as Unknown).because) });
    return null;
  }
  const dims = given.length === 0 ? [0] : sizeArguments(machine, new Tuple(given), null);
  const type = dims instanceof Unknown ? unknownType(dims.because) : ofDims(dims, dtype);
  instance.payload = payloadFrom({ type });
  return null;
});

/** Element types of the constructors from before dtypes. */
export const legacyTypes: Readonly<Record<string, ElementType>> = {
  FloatTensor: "float32",
  DoubleTensor: "float64",
  HalfTensor: "float16",
  BFloat16Tensor: "bfloat16",
  LongTensor: "int64",
  IntTensor: "int32",
  ShortTensor: "int16",
  CharTensor: "int8",
  ByteTensor: "uint8",
  BoolTensor: "bool",
};

/** `nn.Parameter(data, requires_grad=True)`. */
const makeParameter = method("data=None, requires_grad=True", (machine, self, [data, flag]) => {
  const from = tensorOf(data ?? null);
  const instance = self as Instance;
  machine.heap.write(instance);
  const because = data instanceof Unknown ? data.because : message("notATensor");
  instance.payload = payloadFrom(
    from === null
      ? {
          type:
            data === null
              ? { shape: { rank: "known", dims: [0] }, dtype: "float32" }
              : { shape: { rank: "unknown", because }, dtype: null },
          requiresGrad: flag !== false,
        }
      : { type: { ...from.type, dtype: from.type.dtype ?? "float32" }, requiresGrad: flag !== false },
  );
  return null;
});
