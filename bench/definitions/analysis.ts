import { declarativeFormats } from "../../src/core/formats/index.ts";
import { createProject } from "../../src/core/project/project.ts";
import { resnet152 } from "./resnet152.ts";

export { resnet152 };

/** Milliseconds of processor time of each warm run. */
export interface AnalysisFigures {
  readonly layers: number;
  readonly bytes: number;
  readonly cpu: readonly number[];
  /** Cutting the same text into words and brackets with one regular expression, and doing nothing with them. */
  readonly tokens: readonly number[];
}

/** Reads and analyses a text again and again, each time as one that was never seen before. */
export function measureAnalysis(text: string, repetitions = 60): AnalysisFigures {
  const project = createProject({ formats: declarativeFormats, read: () => ({ kind: "absent" }) });
  const file = "file:///bench/resnet152.prototxt";
  const cpu: number[] = [];
  const tokens: number[] = [];
  let layers = 0;
  for (let turn = 0; turn < 2 * repetitions; turn++) {
    const variant = text.replace("num_output: 64", `num_output: ${64 + turn}`);
    // Half of the turns warm up.
    const isCounted = turn >= repetitions;
    const ownTime = processorTime(() => {
      project.setText(file, variant, "prototxt");
      const snapshot = project.analyse(file, {}, () => false);
      layers = snapshot?.facts.models[0]?.network.calls.length ?? 0;
    });
    const peerTime = processorTime(() => variant.match(/#.*|"[^"]*"|[\w.+-]+|[{}:]/g));
    if (isCounted) cpu.push(ownTime);
    if (isCounted) tokens.push(peerTime);
  }
  return { layers, bytes: text.length, cpu, tokens };
}

/** Of all threads: the collector's are part of the price. */
function processorTime(act: () => unknown): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
