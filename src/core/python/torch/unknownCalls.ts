// Calls that are not modelled become rows of the network where tensors go into them, so that a reader sees where knowledge
// was lost, and how much of the model that concerns.
import { type CallSite, type Keywords, type Machine, nativeCall } from "../eval/native.ts";
import { NativeFunction, Unknown, type Value } from "../eval/value.ts";
import { tensorsIn } from "./callRecord.ts";
import { recordUnknown } from "./record.ts";
import { noteUnknown, type Trace, unknownResult } from "./trace.ts";

/** Null: no tensor goes in, it says nothing about the network. */
export function unknownCall(
  machine: Machine,
  trace: Trace,
  callee: Unknown,
  positional: readonly Value[],
  keywords: Keywords | null,
  site: CallSite,
): Unknown | null {
  const inputs: Value[] = [];
  for (const value of [...positional, ...(keywords?.values ?? [])]) {
    if (value instanceof Unknown && unknownResult(trace, value) !== undefined) inputs.push(value);
    else inputs.push(...tensorsIn(value));
  }
  if (inputs.length === 0 && !isTensorMethod(callee)) return null;
  const call = { ...nativeCall(nobody), site, frame: machine.currentFrame };
  const value = recordUnknown(machine, { type: calledName(site), inputs, call, because: callee.because });
  const result = new Unknown(callee.because);
  if (value !== null) noteUnknown(trace, callee, result, value);
  return result;
}

/** A method of tensors that the tables lack: `x.renorm(2, 0, 1)`. */
const isTensorMethod = ({ because }: Unknown): boolean =>
  because.key === "pythonNotModelled" && String(because.args["name"]).startsWith("Tensor.");

/** What the source calls it. */
function calledName({ node }: CallSite): string {
  const callee = node?.kind === "Call" ? node.func : null;
  if (callee?.kind === "Name") return callee.id;
  return callee?.kind === "Attribute" ? callee.attr : "call";
}

const nobody = new NativeFunction({
  name: "unknown",
  signature: "",
  isMethod: false,
  propagatesUnknown: false,
  keepsReferences: false,
  implementation: null,
});
