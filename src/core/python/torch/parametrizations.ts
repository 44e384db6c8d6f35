// torch.nn.utils: weight and spectral norm, which replace a weight by others, and what changes no shape.
import type { Dim } from "../../ir/dim.ts";
import { type Machine, type NativeModule, native } from "../eval/native.ts";
import { Instance, type NativeFunction, type Value } from "../eval/value.ts";
import { initialiseModule, moduleClass } from "./module.ts";
import { buffersOf, isInstanceOf, modulesOf, parametersOf } from "./moduleTree.ts";
import { utilsSource } from "./python/utils.ts";
import { valueToDim } from "./reader.ts";
import { dimsOfTensor, isTensor, makeTensor, ofDims, parameterClass, payloadOf } from "./tensor.ts";

const parameter = (dims: readonly Dim[]): Instance =>
  makeTensor({ type: ofDims(dims, "float32"), requiresGrad: true }, parameterClass);
const buffer = (dims: readonly Dim[]): Instance => makeTensor({ type: ofDims(dims, "float32") });

const productOf = (dims: readonly Dim[]): Dim =>
  dims.reduce<Dim>((a, b) => (typeof a === "number" && typeof b === "number" ? a * b : a), 1);

/** Spectral norm takes a weight for a matrix with a row an output channel: transposed convolutions have those second. */
function matrixOf({ module, dims }: Held): { readonly rows: Dim; readonly columns: Dim } {
  const axis = module.cls.mro.some(({ name }) => name.startsWith("ConvTranspose")) ? 1 : 0;
  return { rows: dims[axis] ?? 1, columns: productOf(dims.filter((_, index) => index !== axis)) };
}

interface Held {
  readonly module: Instance;
  readonly name: string;
  readonly tensor: Instance;
  readonly dims: readonly Dim[];
}

/** The parameter that is to be replaced; null where module or shape are not known. */
function heldBy(module: Value, name: Value): Held | null {
  if (!isInstanceOf(module, moduleClass) || typeof name !== "string") return null;
  const tensor = parametersOf(module)?.entries.get(name) ?? null;
  const dims = isTensor(tensor) ? dimsOfTensor(payloadOf(tensor)) : null;
  return isTensor(tensor) && dims !== null ? { module, name, tensor, dims } : null;
}

/** Takes a parameter out of the module; its value stays as a plain attribute, as the hooks of torch compute it. */
function replace(machine: Machine, { module, name, tensor }: Held, parameters: Record<string, Instance>): void {
  const own = parametersOf(module);
  if (own === null) return;
  machine.heap.write(own);
  own.entries.delete(name);
  for (const [key, value] of Object.entries(parameters)) own.entries.set(key, value);
  machine.heap.write(module.attributes);
  module.attributes.entries.set(name, makeTensor(payloadOf(tensor)));
}

/** One size 1 an axis but the one that keeps its norm (`dim=None`: one norm for all). */
const normDims = (dims: readonly Dim[], axis: Value): readonly Dim[] => {
  const at = valueToDim(axis);
  if (typeof at !== "number") return [];
  const kept = at < 0 ? at + dims.length : at;
  return dims.map((dim, index) => (index === kept ? dim : 1));
};

const weightNorm = native(
  "weight_norm",
  "module, name='weight', dim=0",
  (machine, [module = null, name = null, dim = null]) => {
    const held = heldBy(module, name);
    if (held === null) return module;
    replace(machine, held, {
      [`${held.name}_g`]: parameter(normDims(held.dims, dim)),
      [`${held.name}_v`]: parameter(held.dims),
    });
    return module;
  },
);

const spectralNorm = native(
  "spectral_norm",
  "module, name='weight', n_power_iterations=1, eps=1e-12, dim=None",
  (machine, [module = null, name = null]) => {
    const held = heldBy(module, name);
    if (held === null) return module;
    replace(machine, held, { [`${held.name}_orig`]: parameter(held.dims) });
    const buffers = buffersOf(held.module);
    if (buffers !== null) {
      machine.heap.write(buffers);
      buffers.entries.set(`${held.name}_u`, buffer([matrixOf(held).rows]));
      buffers.entries.set(`${held.name}_v`, buffer([matrixOf(held).columns]));
    }
    return module;
  },
);

/** `parametrizations.…`: the tensors move to `parametrizations.NAME.original…`. */
const parametrized = (
  name: string,
  originals: (held: Held, axis: Value) => Record<string, Instance>,
  buffers: (held: Held) => Record<string, Instance> = () => ({}),
): NativeFunction =>
  native(
    name,
    "module, name='weight', dim=0, **options",
    (machine, [module = null, tensorName = null, dim = null], call) => {
      const held = heldBy(module, tensorName);
      if (held === null) return module;
      replace(machine, held, {});
      const children = modulesOf(held.module);
      let list = children?.entries.get("parametrizations");
      if (!(list instanceof Instance)) {
        list = new Instance(moduleClass);
        initialiseModule(machine, list, call);
        if (children !== null) {
          machine.heap.write(children);
          children.entries.set("parametrizations", list);
        }
      }
      const holder = new Instance(moduleClass);
      initialiseModule(machine, holder, call);
      for (const [key, value] of Object.entries(originals(held, dim))) parametersOf(holder)?.entries.set(key, value);
      const own = new Instance(moduleClass);
      initialiseModule(machine, own, call);
      for (const [key, value] of Object.entries(buffers(held))) buffersOf(own)?.entries.set(key, value);
      modulesOf(holder)?.entries.set("0", own);
      modulesOf(list)?.entries.set(held.name, holder);
      return module;
    },
  );

const nothing = (name: string): NativeFunction => native(name, "*args, **options", () => null);
export const parametrizationModules: readonly NativeModule[] = [
  {
    name: "torch.nn.utils",
    attributes: {
      weight_norm: weightNorm,
      spectral_norm: spectralNorm,
      clip_grad_norm_: nothing("clip_grad_norm_"),
      clip_grad_value_: nothing("clip_grad_value_"),
      vector_to_parameters: nothing("vector_to_parameters"),
    },
    python: {
      text: utilsSource,
      names: ["remove_weight_norm", "remove_spectral_norm", "parameters_to_vector", "skip_init"],
    },
  },
  { name: "torch.nn.utils.weight_norm", attributes: { weight_norm: weightNorm } },
  { name: "torch.nn.utils.spectral_norm", attributes: { spectral_norm: spectralNorm } },
  {
    name: "torch.nn.utils.parametrizations",
    attributes: {
      weight_norm: parametrized("weight_norm", (held, axis) => ({
        original0: parameter(normDims(held.dims, axis)),
        original1: parameter(held.dims),
      })),
      spectral_norm: parametrized(
        "spectral_norm",
        (held) => ({ original: parameter(held.dims) }),
        (held) =>
          held.dims.length < 2 ? {} : { _u: buffer([matrixOf(held).rows]), _v: buffer([matrixOf(held).columns]) },
      ),
      orthogonal: parametrized("orthogonal", (held) => ({ original: parameter(held.dims) })),
    },
  },
];
