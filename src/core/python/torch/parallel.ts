// Modules that run another one on several devices: to shapes they are that one, under the name `module`.
import { method, type NativeModule, nativeClass } from "../eval/native.ts";
import { type ClassValue, Instance, Tuple, type Value } from "../eval/value.ts";
import { keywordsOf } from "./ambient.ts";
import { initialiseModule, moduleClass } from "./module.ts";
import { modulesOf } from "./moduleTree.ts";

const wrapper = (module: string, name: string): ClassValue =>
  nativeClass(module, name, [moduleClass], {
    __init__: method("module, *args, **options", (machine, self, [wrapped = null], call) => {
      initialiseModule(machine, self as Instance, call);
      return machine.setAttribute(self, "module", wrapped) ? null : undefined;
    }),
    forward: method("*inputs, **options", (machine, self, [inputs, options], call) => {
      const wrapped = machine.getAttribute(self, "module");
      if (wrapped === undefined) return undefined;
      const given: readonly Value[] = inputs instanceof Tuple ? inputs.items : [];
      return machine.call(wrapped, given, keywordsOf(options ?? null), call.site);
    }),
  });

const dataParallel = wrapper("torch.nn.parallel", "DataParallel");
const distributed = wrapper("torch.nn.parallel", "DistributedDataParallel");

/** The module that such a wrapper runs; others are themselves. */
export function unwrapped(module: Instance): Instance {
  let current = module;
  for (let depth = 0; depth < 4 && (current.cls === dataParallel || current.cls === distributed); depth++) {
    const inner = modulesOf(current)?.entries.get("module");
    if (!(inner instanceof Instance)) break;
    current = inner;
  }
  return current;
}

/** Names in `torch.nn` itself. */
export const parallelNames: Readonly<Record<string, Value>> = { DataParallel: dataParallel };

export const parallelModules: readonly NativeModule[] = [
  {
    name: "torch.nn.parallel",
    attributes: { DataParallel: dataParallel, DistributedDataParallel: distributed },
  },
  { name: "torch.nn.parallel.data_parallel", attributes: { DataParallel: dataParallel } },
  { name: "torch.nn.parallel.distributed", attributes: { DistributedDataParallel: distributed } },
];
