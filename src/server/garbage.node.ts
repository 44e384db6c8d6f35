import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { readonly type: "minor" }) => void;

/**
 * Collects what has become garbage lately, a few milliseconds' work; null where the engine gives no way to ask for it. In
 * an editor's own engine the flag counts only where the process was started with it.
 */
export function garbageCollector(): (() => void) | null {
  const given = (globalThis as { gc?: Collect }).gc ?? exposed();
  return typeof given === "function" ? () => given({ type: "minor" }) : null;
}

function exposed(): Collect | undefined {
  if (process.versions["electron"] !== undefined) return undefined;
  setFlagsFromString("--expose-gc");
  return runInNewContext("typeof gc === 'function' ? gc : undefined") as Collect | undefined;
}
