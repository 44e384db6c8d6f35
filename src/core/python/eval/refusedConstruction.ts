// A layer that is given the wrong arguments, most likely because they are being typed: the mistake is told, the layer is
// unknown, and the rest of the model goes on.
import { message } from "../../messages/index.ts";
import type { CallSite } from "./native.ts";
import { type Runtime, wouldCatch } from "./runtime.ts";
import { exceptionText } from "./texts.ts";
import { Unknown } from "./value.ts";

/**
 * What stands for an object that its native class refuses to make, at a call in the analysed file; null: the exception is
 * the program's, for it may handle it, or nobody who edits this file can mend it.
 */
export function refusedConstruction(machine: Runtime, site: CallSite | null): Unknown | null {
  const { pending, frame } = machine;
  if (site === null || pending === null || machine.stopped || pending.cls.name !== "TypeError") return null;
  const isAnalysed = frame?.module.namespace.entries.get("__name__") === "__main__" && frame.module.uri === site.file;
  if (!isAnalysed || wouldCatch(machine, "TypeError", "Exception", "BaseException")) return null;
  const at = machine.raisedAt ?? site.at;
  const said = exceptionText(machine, pending);
  if (typeof said !== "string") return null;
  machine.caught();
  machine.report({
    code: "python-raise",
    severity: "error",
    message: message("pythonRaise", { exception: `TypeError: ${said}` }),
    at,
    fixes: [],
    related: [],
  });
  return new Unknown(message("pythonRaised", { exception: "TypeError", text: said }));
}
