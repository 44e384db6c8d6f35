// `nn.SyncBatchNorm.convert_sync_batchnorm(model)`: every batch norm below becomes one that is synchronized, in place of it.
import { type Call, type Machine, method } from "../../eval/native.ts";
import type { ClassValue } from "../../eval/value.ts";
import { ClassMethod, type Instance, type Result, type Value } from "../../eval/value.ts";
import { moduleClass } from "../module.ts";
import { isInstanceOf, modulesOf } from "../moduleTree.ts";

const copied = ["num_features", "eps", "momentum", "affine", "track_running_stats"];
const tensors = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked", "training"];

export const synchronizedMembers = (batchNorm: () => ClassValue): Readonly<Record<string, Value>> => ({
  convert_sync_batchnorm: new ClassMethod(
    method("module, process_group=None", (machine, cls, [module = null], call) =>
      convert(machine, cls, batchNorm(), module, call),
    ),
  ),
});

function convert(machine: Machine, cls: Value, batchNorm: ClassValue, module: Value, call: Call): Result {
  if (!isInstanceOf(module, moduleClass)) return module;
  const converted = isInstanceOf(module, batchNorm) ? synchronized(machine, cls, module, call) : module;
  if (converted === undefined) return undefined;
  for (const [name, child] of [...(modulesOf(module as Instance)?.entries ?? [])]) {
    const next = convert(machine, cls, batchNorm, child, call);
    if (next === undefined) return undefined;
    if (next !== child) machine.setAttribute(converted, String(name), next);
  }
  return converted;
}

function synchronized(machine: Machine, cls: Value, norm: Value, call: Call): Result {
  const args = copied.map((name) => machine.findAttribute(norm, name) ?? null);
  const made = machine.call(cls, args, null, call.site);
  if (made === undefined) return undefined;
  for (const name of tensors) machine.setAttribute(made, name, machine.findAttribute(norm, name) ?? null);
  return made;
}
