// Data files that a package brings along: tables of widths that pruned models are built from.
import { type NativeModule, native } from "../native.ts";
import { asString } from "../numbers.ts";
import { Unknown } from "../value.ts";

/** `read` gives the text of a file beside a module's own file; unknown where it is not there, or still being read. */
export const pkgutilModule = (read: (module: string, resource: string) => string | Unknown): NativeModule => ({
  name: "pkgutil",
  attributes: {
    get_data: native("get_data", "package, resource", (machine, [module = null, resource = null]) => {
      if (module instanceof Unknown) return module;
      if (resource instanceof Unknown) return resource;
      const text = read(asString(module) ?? "", asString(resource) ?? "");
      return text instanceof Unknown ? text : machine.callMethod(text, "encode");
    }),
  },
});
