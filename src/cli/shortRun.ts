import { setFlagsFromString } from "node:v8";

/**
 * A command is over in a third of a second, in which code is optimised that hardly runs again. The engine is told to wait
 * about twenty times longer before it optimises a function: summary of torchvision's resnet50 takes 0.29 s of CPU instead
 * of 0.39 s; what runs for seconds is optimised all the same. Only versions that know the flag are told: others complain
 * on stderr.
 */
export function optimiseLate(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= 20 && major <= 24) setFlagsFromString("--interrupt-budget=1500000");
}
