// The standard library, as far as definition files use it.
import type { NativeModule } from "../native.ts";
import type { Dict } from "../value.ts";

/** `modules` gives sys.modules. */
export function libraryModules(_modules: () => Dict): readonly NativeModule[] {
  return [];
}
