// Whole-process `summary` of torchvision's resnet50, beside a process that does nothing, and of the models that take longest.
// The processor time is that of all threads from the start of the process to its end.
import path from "node:path";
import { emptyProcess, measured } from "../process.mjs";
import { median, milliseconds, verdict } from "../statistics.mjs";

/** The models of most layers, and one whose constructor turns a loop millions of times. */
const heavy = [
  ["torchvision", "efficientnet.py", "efficientnet_v2_l()"],
  ["torchvision", "swin_transformer.py", "swin_v2_b()"],
  ["torchvision", "maxvit.py", "maxvit_t()"],
  ["torchvision", "regnet.py", "regnet_y_128gf()"],
  ["timm", "tiny_vit.py", "tiny_vit_21m_512()"],
];

/** `packages`: for torchvision, and for timm where it is there, the folder that holds it. */
export async function summaryFigures(root, packages, repetitions = 15) {
  const summary = (package_, file, model) => async () => {
    const folder = packages[package_];
    const args = [path.join(folder, package_, "models", file), "--model", model, "--python-path", folder];
    const run = await measured([path.join(root, "dist/cli.js"), "summary", ...args, "--format", "json"]);
    if (run.code !== 0) throw new Error(`summary of ${model} ended with exit code ${run.code}`);
    return run;
  };
  const ours = [];
  const empty = [];
  for (let turn = 0; turn < repetitions; turn++) {
    empty.push(await emptyProcess());
    ours.push(await summary("torchvision", "resnet.py", "resnet50()")());
  }
  const models = [];
  for (const [package_, file, model] of heavy.filter(([name]) => packages[name])) {
    const runs = [];
    for (let turn = 0; turn < Math.min(5, repetitions); turn++) runs.push(await summary(package_, file, model)());
    models.push({ model, ...figures(runs) });
  }
  return { ...figures(ours), empty: figures(empty), models, repetitions };
}

function figures(runs) {
  const [{ output }] = runs;
  return {
    cpu: median(runs.map((run) => run.cpu)),
    wall: median(runs.map((run) => run.wall)),
    ...(output.startsWith("{") ? { parameters: JSON.parse(output).totals.parameters } : {}),
  };
}

const times = ({ cpu, wall }) => `cpu ${milliseconds(cpu)}, wall ${milliseconds(wall)}`;

export const summaryTable = ({ empty, models, repetitions, ...ours }) =>
  [
    `summary of torchvision's resnet50, whole process (${repetitions} runs, medians; ${ours.parameters} parameters)`,
    `  convlens summary   ${times(ours)}: ${verdict(ours.cpu, 250)}`,
    `  node that does nothing   ${times(empty)}`,
    ...models.map(
      (item) => `  ${item.model}, ${item.parameters} parameters   ${times(item)}: ${verdict(item.cpu, 1000)}`,
    ),
  ].join("\n");
