// Hooks around a module's forward: kept under numbers in the module's tables, taken out again by their handles.
import { missingAttribute } from "../eval/attributes.ts";
import { type Call, type Keywords, type Machine, method, nativeClass } from "../eval/native.ts";
import {
  type ClassValue,
  Dict,
  Instance,
  type NativeFunction,
  type Result,
  Tuple,
  Unknown,
  type Value,
} from "../eval/value.ts";
import { tableOf } from "./moduleTree.ts";
import { firstLookedUp, lacksInitialiser } from "./uninitialised.ts";

type HookTable = "_forward_hooks" | "_forward_pre_hooks";

/** A hook that is given the keyword arguments too. */
const withKeywords: ClassValue = nativeClass("torch.utils.hooks", "HookWithKwargs", [], {});

const hookHandle: ClassValue = nativeClass("torch.utils.hooks", "RemovableHandle", [], {
  remove: method("", (machine, self) => {
    const { hooks, key } = (self as Instance).payload as { hooks: Dict; key: number };
    machine.heap.write(hooks);
    hooks.entries.delete(key);
    return null;
  }),
  __enter__: method("", (_, self) => self),
  __exit__: method("*args", (machine, self) => (machine.callMethod(self, "remove") === undefined ? undefined : false)),
});

/** `register_forward_hook`, `register_forward_pre_hook`. */
export const registersHook = (table: HookTable): NativeFunction =>
  method(
    "hook, *, prepend=False, with_kwargs=False, always_call=False",
    (machine, self, [hook = null, prepend, keywords]) => {
      const hooks = tableOf(self as Instance, table);
      const handle = new Instance(hookHandle);
      if (!(hooks instanceof Dict)) return handle;
      let key = 0;
      for (const known of hooks.entries.keys()) if (typeof known === "number" && known >= key) key = known + 1;
      let kept: Value = hook;
      if (keywords === true) {
        kept = new Instance(withKeywords);
        kept.payload = hook;
      }
      machine.heap.write(hooks);
      if (prepend === true) hooks.entries = new Map([[key, kept], ...hooks.entries]);
      else hooks.entries.set(key, kept);
      handle.payload = { hooks, key };
      return handle;
    },
  );

function hooksOf(self: Instance, table: HookTable): readonly Value[] {
  const hooks = self.own(table);
  return hooks instanceof Dict && hooks.entries.size > 0 ? [...hooks.entries.values()] : [];
}

function dictOf(keywords: Keywords | null): Dict {
  const dict = new Dict();
  for (const [index, name] of (keywords?.names ?? []).entries())
    dict.entries.set(name, keywords?.values[index] ?? null);
  return dict;
}

const keywordsFrom = (dict: Dict): Keywords | null =>
  dict.entries.size === 0 ? null : { names: [...dict.entries.keys()].map(String), values: [...dict.entries.values()] };

/** A module's forward, with its hooks before and after. */
export function runForward(machine: Machine, module: Instance, args: readonly Value[], call: Call): Result {
  if (lacksInitialiser(module)) return missingAttribute(machine, module, firstLookedUp);
  const forward = machine.getAttribute(module, "forward");
  if (forward === undefined) return undefined;
  const given = beforeForward(machine, module, { positional: args, keywords: call.keywords });
  if (given === undefined) return undefined;
  const result = machine.call(forward, given.positional, given.keywords, call.site);
  return result === undefined ? undefined : afterForward(machine, module, given, result);
}

/** What forward is to be called with. */
export interface Given {
  readonly positional: readonly Value[];
  readonly keywords: Keywords | null;
}

/** Undefined: raised. A hook whose answer is not known is taken to change nothing. */
function beforeForward(machine: Machine, self: Instance, given: Given): Given | undefined {
  let { positional, keywords } = given;
  for (const hook of hooksOf(self, "_forward_pre_hooks")) {
    const takesKeywords = hook instanceof Instance && hook.cls === withKeywords;
    const callee = takesKeywords ? (hook.payload as Value) : hook;
    const rest = takesKeywords ? [dictOf(keywords)] : [];
    const changed = machine.call(callee, [self, new Tuple(positional), ...rest]);
    if (changed === undefined) return undefined;
    if (changed === null || changed instanceof Unknown) continue;
    if (!takesKeywords) {
      positional = changed instanceof Tuple ? changed.items : [changed];
    } else if (changed instanceof Tuple) {
      const [args = null, kwargs = null] = changed.items;
      if (args instanceof Tuple) positional = args.items;
      if (kwargs instanceof Dict) keywords = keywordsFrom(kwargs);
    }
  }
  return { positional, keywords };
}

function afterForward(machine: Machine, self: Instance, given: Given, output: Value): Result {
  let result = output;
  for (const hook of hooksOf(self, "_forward_hooks")) {
    const takesKeywords = hook instanceof Instance && hook.cls === withKeywords;
    const callee = takesKeywords ? (hook.payload as Value) : hook;
    const rest = takesKeywords ? [dictOf(given.keywords)] : [];
    const changed = machine.call(callee, [self, new Tuple(given.positional), ...rest, result]);
    if (changed === undefined) return undefined;
    if (changed !== null && !(changed instanceof Unknown)) result = changed;
  }
  return result;
}
