import { native } from "./native.ts";
import { classOf, objectClass } from "./types.ts";
import { type BoundMethod, FunctionValue, NativeFunction, Tuple, Unknown } from "./value.ts";

/**
 * `super().__init__(width, depth=3)` in a class of which another base is not known: the initialiser that is found is the
 * next one where it takes the arguments; where it does not, they are for the base that is not known, which sets up what is native.
 */
export function openInitializer(found: BoundMethod, unknownBase: Unknown): NativeFunction {
  return native(
    "__init__",
    "*args, **kwargs",
    (machine, _, call) => {
      const result = machine.call(found, call.positional, call.keywords, call.site);
      if (result !== undefined || !(found.callee instanceof FunctionValue)) return result;
      const args = machine.pending?.attributes.entries.get("args");
      const text = args instanceof Tuple ? args.items[0] : null;
      const isRefused = typeof text === "string" && text.startsWith(`${found.callee.code.qualifiedName}() `);
      if (!isRefused) return undefined;
      machine.caught();
      const inits = classOf(found.self).mro.map((cls) => cls !== objectClass && cls.namespace.entries.get("__init__"));
      const nativeInit = inits.find((init) => init instanceof NativeFunction);
      if (nativeInit !== undefined && machine.call(nativeInit, [found.self]) === undefined) return undefined;
      return new Unknown(unknownBase.because);
    },
    { bindsItself: true, keepsReferences: true },
  );
}
