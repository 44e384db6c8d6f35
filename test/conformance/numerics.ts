import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { sharedFolder } from "../support/shared.ts";
import { wheelFolder } from "../support/wheel.ts";
import { type CaseSet, type Selection, selects } from "./cases.ts";
import { argumentsOf, listTruth, type Question, readTruth } from "./truth.ts";

const promised = new Set(["lenet5", "alexnet", "resnet18"]);
const local: Readonly<Record<string, readonly [expression: string, shape: readonly number[]]>> = {
  lenet5: ["LeNet5()", [1, 1, 32, 32]],
  small_unet: ["SmallUNet()", [1, 3, 64, 64]],
};
const tolerance = 1e-4;

/** Outputs of the exported model in onnxruntime-node against torch in float64; the built command line exports. */
export function numericsSet(selection: Selection): CaseSet {
  const name = "numerics";
  const shared = sharedFolder();
  const sources = wheelFolder("torchvision-0.28.0");
  if (shared === null || sources === null) return { name, cases: [], missing: "its sources or its truth" };
  const builders = readTruth(shared, "truth/torchvision_summary.json").models;
  const cases = listTruth(shared, "truth/numerics")
    .filter((file) => file.endsWith(".json"))
    .map((file) => path.basename(file, ".json"))
    .filter((model) => selects(selection, model, promised.has(model)))
    .map((model) => {
      const own = local[model];
      const question: Question = {
        file: own ? path.join(shared, "truth/numerics/local_models.py") : path.join(sources, builders[model][1]),
        model: own ? own[0] : `${model}(weights=None)`,
        inputs: [[null, own ? own[1] : [1, 3, 224, 224]]],
        searchPaths: [sources],
      };
      return {
        name: model,
        run: () => compare(question, readTruth(shared, "truth/numerics", `${model}.json`).float64),
      };
    });
  return { name, cases, missing: null };
}

interface Gold {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly shape: readonly number[];
  readonly first20: readonly number[];
  readonly last5: readonly number[];
}

async function compare(question: Question, gold: Gold): Promise<string | null> {
  if (!existsSync("dist/cli.js")) return "dist/cli.js is missing: build first";
  const folder = mkdtempSync(path.join(tmpdir(), "convlens-numerics-"));
  try {
    const model = path.join(folder, "model.onnx");
    const args = [path.resolve("dist/cli.js"), "export", ...argumentsOf(question), "--onnx", model];
    const run = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 120_000 });
    if (run.status !== 0) return `exit code ${run.status}: ${run.stderr.trim() || run.stdout.trim()}`;
    const output = await infer(model, question.inputs[0]?.[1] ?? []);
    if (output.length !== gold.shape.reduce((product, size) => product * size, 1)) return `${output.length} numbers`;
    const scale = Math.max(Math.abs(gold.min), Math.abs(gold.max));
    const tail = output.length - gold.last5.length;
    const mean = output.reduce((sum, value) => sum + value, 0) / output.length;
    const differences = [
      ...gold.first20.map((value, index) => Math.abs((output[index] ?? Number.NaN) - value)),
      ...gold.last5.map((value, index) => Math.abs((output[tail + index] ?? Number.NaN) - value)),
      Math.abs(mean - gold.mean),
    ];
    const worst = Math.max(...differences) / scale;
    return worst < tolerance ? null : `relative error ${worst.toExponential(2)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the model on sin(0.001·i). */
async function infer(model: string, shape: readonly number[]): Promise<readonly number[]> {
  const ort = createRequire(path.resolve("package.json"))("onnxruntime-node");
  const session = await ort.InferenceSession.create(model);
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Float32Array.from({ length: count }, (_, index) => Math.sin(0.001 * index));
  const feeds = { [session.inputNames[0]]: new ort.Tensor("float32", values, shape) };
  const results = await session.run(feeds);
  return Array.from(results[session.outputNames[0]].data as Float32Array);
}
