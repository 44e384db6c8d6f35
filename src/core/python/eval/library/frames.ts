// Frames as `sys._getframe` and `inspect.currentframe` give them: packages ask in which module their caller is.
import { message } from "../../../messages/index.ts";
import { type Machine, method, native, nativeClass, wholeNamespace } from "../native.ts";
import { asInt } from "../numbers.ts";
import type { Frame, Runtime } from "../runtime.ts";
import { objectClass } from "../types.ts";
import { type ClassValue, Instance, Property, type Result, Unknown } from "../value.ts";
import { variablesOf } from "../variables.ts";

const property = (read: (frame: Frame, machine: Machine) => Result): Property =>
  new Property(
    method("", (machine, self) => {
      const frame = self instanceof Instance ? (self.payload as Frame | null) : null;
      return frame === null ? new Unknown(message("pythonEnvironment")) : read(frame, machine);
    }),
  );

const frameClass: ClassValue = nativeClass(
  "types",
  "FrameType",
  [objectClass],
  {
    f_globals: property((frame) => wholeNamespace(frame.module)),
    f_locals: property((frame) => variablesOf(frame)),
    f_back: property((frame) => (frame.parent === null ? null : frameObject(frame.parent))),
    f_code: property((frame, machine) => {
      return frame.fn === null ? new Unknown(message("pythonEnvironment")) : machine.getAttribute(frame.fn, "__code__");
    }),
  },
  { open: true },
);

function frameObject(frame: Frame): Instance {
  const value = new Instance(frameClass);
  value.payload = frame;
  return value;
}

/** `sys._getframe(1)`: the caller's frame. */
export const getFrame = native("_getframe", "depth=0, /", (machine, [depth = 0]): Result => {
  if (depth instanceof Unknown) return depth;
  let { frame } = machine as Runtime;
  for (let left = Number(asInt(depth) ?? 0); left > 0 && frame !== null; left--) frame = frame.parent;
  return frame === null ? machine.raise("ValueError", "call stack is not deep enough") : frameObject(frame);
});

/** `inspect.currentframe()` */
export const currentFrame = native("currentframe", "", (machine) => machine.call(getFrame, [0]));
