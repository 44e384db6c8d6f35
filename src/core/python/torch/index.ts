// torch as the evaluator sees it: one native module for each name that source files import.

import type { Dim } from "../../ir/dim.ts";
import { message } from "../../messages/index.ts";
import { type NativeModule, native, nativeClass } from "../eval/native.ts";
import { type ClassValue, StaticMethod, Tuple, Unknown, type Value } from "../eval/value.ts";
import { ambientModules, ambientNames } from "./ambient.ts";
import {
  moduleDictClass,
  moduleListClass,
  parameterDictClass,
  parameterListClass,
  sequentialClass,
} from "./containers.ts";
import { promote } from "./dtypes.ts";
import { functionsOf } from "./function.ts";
import { countOfDims, dimsOfInput } from "./functions/arguments.ts";
import { operandOf } from "./functions/arithmetic.ts";
import { detectionModules } from "./functions/detection.ts";
import { broadcastAll, specialModule } from "./functions/elementwise.ts";
import { sparseModule } from "./functions/sparse.ts";
import { spectralModules } from "./functions/spectral.ts";
import { fxModules } from "./fx/index.ts";
import { hubModule } from "./hub.ts";
import { initModule } from "./initialisers.ts";
import { abstractLayers, compositeLayers, layerClassOf, layerRows, lazyTable } from "./layers/index.ts";
import { packedModule } from "./layers/packed.ts";
import { modelToolModules } from "./modelTools.ts";
import { moduleClass } from "./module.ts";
import { numpyModules } from "./numpy.ts";
import { isArray } from "./numpyArrays.ts";
import { parallelModules, parallelNames } from "./parallel.ts";
import { parametrizationModules } from "./parametrizations.ts";
import { adaptiveNames, adaptiveSource } from "./python/adaptive.ts";
import { pythonModules } from "./python/index.ts";
import { dimList, dimToValue, itemsOf, valueToDim } from "./reader.ts";
import { bufferClass, isTensor, parameterClass, tensorClass } from "./tensor.ts";
import { functionRows, installTensorMethods, legacyTypes } from "./tensorMethods.ts";
import {
  cpuDevice,
  deviceClass,
  dtypeClass,
  dtypeFrom,
  dtypeTable,
  dtypeValue,
  numberInfo,
  sizeClass,
  sizeValue,
} from "./values.ts";

installTensorMethods();

const layerTable: Readonly<Record<string, () => Value>> = Object.fromEntries(
  layerRows.map((row) => [row.name, () => layerClassOf(row)]),
);

const containers: Readonly<Record<string, ClassValue>> = {
  Module: moduleClass,
  Sequential: sequentialClass,
  ModuleList: moduleListClass,
  ModuleDict: moduleDictClass,
  ParameterList: parameterListClass,
  ParameterDict: parameterDictClass,
  Parameter: parameterClass,
  Buffer: bufferClass,
};

const nnNames = { ...layerTable, ...lazyTable, ...compositeLayers, ...containers, ...parallelNames };

/** `_pair(3)` and `_ntuple(n)` of torch.nn.modules.utils. */
const repeats = (name: string, count: number) =>
  native(name, "x", (machine, [value = null]) => {
    if (value instanceof Unknown) return new Tuple(new Array<Value>(count).fill(value));
    const items = itemsOf(machine, value);
    if (items !== null) return new Tuple(items);
    return new Tuple(new Array<Value>(count).fill(value));
  });

const ntuple = native("_ntuple", "n, name='parse'", (_, [count]) =>
  repeats("parse", typeof count === "number" ? Math.min(count, 64) : 2),
);

const unusedSubmodules = [
  "activation",
  "conv",
  "linear",
  "dropout",
  "pooling",
  "normalization",
  "padding",
  "loss",
  "sparse",
  "flatten",
  "upsampling",
  "rnn",
  "transformer",
  "fold",
  "distance",
  "pixelshuffle",
  "channelshuffle",
  "batchnorm",
  "instancenorm",
  "lazy",
  "adaptive",
];

const typedTensor = (name: string): ClassValue => nativeClass("torch", name, [tensorClass], {}, { open: true });

const typedTensors = Object.fromEntries(Object.keys(legacyTypes).map((name) => [name, () => typedTensor(name)]));

const oneDim = (shape: Value): readonly Dim[] | null => {
  const dim = valueToDim(shape);
  return dim === null ? null : [dim];
};

const torchFunctions = functionsOf(functionRows, "torch");

const torchModule: NativeModule = {
  name: "torch",
  attributes: {
    ...torchFunctions,
    ...dtypeTable,
    ...ambientNames,
    Tensor: tensorClass,
    Size: sizeClass,
    ...typedTensors,
    device: deviceClass,
    cpu: cpuDevice,
    dtype: dtypeClass,
    finfo: () => numberInfo("finfo"),
    iinfo: () => numberInfo("iinfo"),
    is_tensor: native("is_tensor", "obj", (_, [value = null]) =>
      value instanceof Unknown ? value : isTensor(value) && !isArray(value),
    ),
    ...Object.fromEntries(
      ["clone", "detach"].map((name) => [
        name,
        native(name, "input, **options", (machine, [value]) => machine.callMethod(value ?? null, name)),
      ]),
    ),
    is_floating_point: native("is_floating_point", "input", (machine, [value]) =>
      machine.callMethod(value ?? null, "is_floating_point"),
    ),
    is_complex: native("is_complex", "input", (machine, [value]) => machine.callMethod(value ?? null, "is_complex")),
    is_nonzero: native("is_nonzero", "input", (machine, [value]) => machine.callMethod(value ?? null, "__bool__")),
    result_type: native("result_type", "tensor1, tensor2", (_, [first = null, second = null]) => {
      const dtype = promote([operandOf(first), operandOf(second)]);
      return dtype === null ? new Unknown(message("tensorValueUnknown")) : dtypeValue(dtype);
    }),
    promote_types: native("promote_types", "type1, type2", (_, given) => {
      const operands = given.map((value) => ({ dtype: dtypeFrom(value), priority: "tensor" as const }));
      const dtype = promote(operands);
      return dtype === null ? new Unknown(message("tensorValueUnknown")) : dtypeValue(dtype);
    }),
    broadcast_shapes: native("broadcast_shapes", "*shapes", (machine, [shapes = null]) => {
      const given = (itemsOf(machine, shapes) ?? []).map((shape) => dimList(machine, shape) ?? oneDim(shape));
      const [dims, faults] = broadcastAll(given);
      if (faults.length > 0)
        return machine.raise("RuntimeError", "Shape mismatch: objects cannot be broadcast to a single shape");
      return dims === null ? new Unknown(message("tensorValueUnknown")) : sizeValue(dims);
    }),
    vmap: native("vmap", "func, in_dims=0, out_dims=0, randomness='error', *, chunk_size=None", (machine, given) => {
      const functions = machine.importModule("torch.func");
      const vmap = functions && machine.getAttribute(functions, "vmap");
      return vmap && machine.call(vmap, given.slice(0, 3));
    }),
    // Of torch.func: whether a size is known and no more than a number.
    _few: native("_few", "size, most", (_, [size, most]) => typeof size === "number" && size <= Number(most)),
    numel: native("numel", "input", (_, [value]) => dimToValue(countOfDims(dimsOfInput(value ?? null)))),
  },
};

/** `F._Reduction.get_enum("mean")`, which losses of projects ask which way they reduce. */
const reductionNumbers = nativeClass("torch.nn._reduction", "_Reduction", [], {
  get_enum: new StaticMethod(
    native("get_enum", "reduction", (_, [name = null]) => {
      const number = ["none", "mean", "sum"].indexOf(String(name));
      return number < 0 ? new Unknown(message("argumentNoInteger")) : number;
    }),
  ),
});

const functionalModule: NativeModule = {
  name: "torch.nn.functional",
  attributes: { ...functionsOf(functionRows, "functional"), _Reduction: reductionNumbers },
};

export const torchModules: readonly NativeModule[] = [
  torchModule,
  { name: "torch.nn", attributes: nnNames, python: { text: adaptiveSource, names: adaptiveNames } },
  functionalModule,
  initModule,
  { name: "torch.nn.parameter", attributes: { Parameter: parameterClass, Buffer: bufferClass } },
  { name: "torch.nn.modules", attributes: nnNames },
  ...unusedSubmodules.map((name) => ({
    name: `torch.nn.modules.${name}`,
    attributes: { ...nnNames, ...abstractLayers },
  })),
  { name: "torch.nn.modules.module", attributes: { Module: moduleClass } },
  { name: "torch.nn.modules.container", attributes: containers },
  {
    name: "torch.nn.modules.utils",
    attributes: {
      _single: repeats("_single", 1),
      _pair: repeats("_pair", 2),
      _triple: repeats("_triple", 3),
      _quadruple: repeats("_quadruple", 4),
      _ntuple: ntuple,
    },
  },
  { name: "torch.functional", attributes: torchFunctions },
  ...ambientModules,
  hubModule,
  ...numpyModules,
  ...detectionModules,
  ...spectralModules,
  specialModule(functionRows),
  sparseModule(functionRows),
  ...parametrizationModules,
  packedModule,
  ...parallelModules,
  ...modelToolModules,
  ...fxModules,
  ...pythonModules,
];

/** What ConvLens knows of torch, torch.nn, torch.nn.functional or a tensor by name; null of everything else. */
export function torchNames(owner: string): readonly string[] | null {
  if (owner === "Tensor") return [...tensorClass.namespace.entries.keys()].map(String);
  if (owner !== "torch" && owner !== "torch.nn" && owner !== "torch.nn.functional") return null;
  return Object.keys(torchModules.find(({ name }) => name === owner)?.attributes ?? {});
}
