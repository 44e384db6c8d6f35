import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createDiskFiles, toFileId } from "../../src/cli/files.ts";
import { summaryOf } from "../../src/core/analysis/summary.ts";
import { emptyMemory, type FileFacts } from "../../src/core/ir/facts.ts";
import { attributeSitesOf, type SourceRange } from "../../src/core/ir/source.ts";
import { render } from "../../src/core/messages/index.ts";
import { allFormats } from "../../src/core/project/formats.ts";
import { wheelFolder } from "../support/wheel.ts";
import { corpus, type Sample } from "./corpus.ts";
import { checkEditor } from "./editor.ts";
import { mutate } from "./mutate.ts";
import { createRandom, type Random } from "./random.ts";
import { answersThatDiffer } from "./together.ts";
import { checkViews } from "./views.ts";

/** CPU time that one input may take before it counts as a hang. Wall time says nothing on a busy machine. */
const limitMilliseconds = 5_000;

const files = createDiskFiles(new Map());

export function runFuzzing(args: readonly string[]): number {
  const option = (name: string): string | undefined => args[args.indexOf(name) + 1 || args.length];
  const count = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 2000);
  const seed = Number(option("--seed") ?? 1);
  const part = option("--files") ?? "";
  const samples = corpus().filter(({ file }) => file.includes(part));
  const failures: string[] = [];
  let slowest = { milliseconds: 0, input: "" };
  for (let index = 0; index < count; index++) {
    const random = createRandom(seed * 1_000_003 + index);
    const sample = random.pick(samples);
    const text = mutate(sample.text, random.pick(samples).text, random);
    // Should the process die of it (memory, the engine), it is found here.
    const running = keep(sample, seed, "running", text);
    const start = process.cpuUsage();
    const fault = attempt(sample, text, random);
    const used = process.cpuUsage(start);
    const milliseconds = (used.user + used.system) / 1000;
    rmSync(running);
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, input: `${index} (${sample.file})` };
    const said = fault ?? (milliseconds > limitMilliseconds ? `took ${Math.round(milliseconds)} ms` : null);
    if (said === null) continue;
    failures.push(
      `input ${index} of seed ${seed}, from ${sample.file}: ${said}\n  kept as ${keep(sample, seed, index, text)}`,
    );
    if (failures.length >= 20) break;
  }
  failures.push(...answersThatDiffer(Math.ceil(count / 100), createRandom(seed)));
  for (const failure of failures) console.log(failure);
  const slow = `slowest ${Math.round(slowest.milliseconds)} ms: input ${slowest.input}`;
  console.log(
    `fuzz: ${count} inputs of seed ${seed} from ${samples.length} files, ${failures.length} failures; ${slow}`,
  );
  const resultFile = option("--result");
  if (resultFile !== undefined) {
    const counts = { passed: count - failures.length, failed: failures.length, skipped: 0 };
    writeFileSync(resultFile, JSON.stringify(counts));
  }
  return failures.length > 0 || samples.length === 0 ? 1 : 0;
}

function attempt(sample: Sample, text: string, random: Random): string | null {
  try {
    const file = pathToFileURL(path.resolve(sample.file)).href;
    const format = allFormats.find((candidate) => candidate.claims(path.basename(sample.file), text));
    if (!format) return null;
    const sources = wheelFolder("torchvision-0.28.0");
    const facts = format.analyse(
      {
        file,
        text,
        model: null,
        inputs: [],
        phase: random.pick(["TRAIN", "TEST", null]),
        stages: [],
        scale: null,
        allModels: true,
        defaultInput: null,
        searchPaths: sources === null ? [] : [toFileId(sources)],
        workspaceRoots: [file.slice(0, file.lastIndexOf("/"))],
        memory: emptyMemory,
      },
      files,
      () => false,
    );
    if (facts === null) return "stopped though nobody asked";
    const [model] = facts.models;
    return (
      checkFacts(facts, file, text) ??
      checkEditor(path.basename(sample.file), text, facts, random) ??
      (model ? checkViews(model.network, random) : null)
    );
  } catch (error) {
    return `threw ${error instanceof Error ? error.stack : String(error)}`;
  }
}

function checkFacts(facts: FileFacts, file: string, text: string): string | null {
  const outside = (at: SourceRange | null): boolean =>
    at !== null && at.file === file && !(0 <= at.start && at.start <= at.end && at.end <= text.length);
  const models = facts.models;
  const diagnostics = [...facts.diagnostics, ...models.flatMap((model) => model.diagnostics)];
  for (const { code, at, fixes, related, message } of diagnostics) {
    const places = [at, ...related.map((one) => one.at), ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.at))];
    const wrong = places.find(outside);
    if (wrong) return `${code} lies at ${wrong.start}-${wrong.end} of ${text.length}`;
    if (render(message) === message.key) return `${code} has no text: ${message.key}`;
  }
  for (const { network, offer, inputs } of models) {
    const places = [
      offer.at,
      ...inputs.map((input) => input.at),
      ...network.nodes.flatMap((node) => [node.at, node.definedAt, ...Object.values(attributeSitesOf(node.attrAt))]),
      ...network.calls.flatMap((call) => [call.at, call.definedAt]),
    ];
    const wrong = places.find(outside);
    if (wrong) return `a layer lies at ${wrong.start}-${wrong.end} of ${text.length}`;
    const surroundings = { file, nameOf: (name: string) => name, rangeOf: () => null, render };
    if (!allFinite(summaryOf(network, surroundings))) return "a number of the summary is none";
  }
  return null;
}

/** Whether every number in a nest of plain data is one. */
function allFinite(data: unknown): boolean {
  if (typeof data === "number") return Number.isFinite(data);
  return typeof data !== "object" || data === null || Object.values(data).every(allFinite);
}

/** The input is kept, so that it can be looked at and cut down. */
function keep(sample: Sample, seed: number, index: number | string, text: string): string {
  const folder = ".cache/fuzz";
  mkdirSync(folder, { recursive: true });
  const name = path.join(folder, `${seed}-${index}${path.extname(sample.file)}`);
  writeFileSync(name, text);
  return name;
}
