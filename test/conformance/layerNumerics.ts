import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { exportOnnx } from "../../src/core/formats/onnx/index.ts";
import type { Network, ValueId } from "../../src/core/ir/network.ts";
import { render } from "../../src/core/messages/index.ts";
import { deterministicWeights } from "../../src/core/weights/index.ts";
import { sharedFolder } from "../support/shared.ts";
import { type CaseSet, type Selection, selects } from "./cases.ts";
import { type LayerOutputs, runCaffe } from "./reference/caffe.ts";
import { runDarknet } from "./reference/darknet.ts";
import { countOf, type Maps } from "./reference/maps.ts";
import { answer } from "./truth.ts";

interface System {
  readonly file: string;
  readonly input: string;
  readonly shape: readonly number[];
  /** Run without being asked for. */
  readonly promised: boolean;
}

const caffe = (folder: string, shape: readonly number[], promised = true, input = "data"): System => ({
  file: `nets/caffe/${folder}`,
  input,
  shape,
  promised,
});

const darknet = (file: string, promised = true, size = 416): System => ({
  file: `nets/darknet/pjreddie/${file}`,
  input: "input",
  shape: [1, 3, size, size],
  promised,
});

const systems: Readonly<Record<string, System>> = {
  "caffe-alexnet": caffe("alexnet/deploy.prototxt", [1, 3, 227, 227]),
  "caffe-googlenet": caffe("googlenet/deploy.prototxt", [1, 3, 224, 224]),
  "caffe-resnet50": caffe("resnet/ResNet-50-deploy.prototxt", [1, 3, 224, 224]),
  "caffe-lenet": caffe("lenet5/lenet.prototxt", [3, 1, 28, 28]),
  "caffe-cifar10-full": caffe("cifar10/cifar10_full.prototxt", [2, 3, 32, 32]),
  "caffe-caffenet": caffe("caffenet/deploy.prototxt", [1, 3, 227, 227], false),
  "caffe-resnet152": caffe("resnet/ResNet-152-deploy.prototxt", [1, 3, 224, 224], false),
  "caffe-squeezenet": caffe("squeezenet/SqueezeNet_v1.0_deploy.prototxt", [1, 3, 227, 227], false),
  "caffe-densenet121": caffe("densenet/DenseNet_121.prototxt", [1, 3, 224, 224], false),
  "caffe-shufflenet": caffe("shufflenet/shufflenet_1x_g3_deploy.prototxt", [1, 3, 224, 224], false),
  "darknet-yolov3-tiny": darknet("yolov3-tiny.cfg"),
  "darknet-yolov2-tiny": darknet("yolov2-tiny.cfg"),
  "darknet-darknet19": darknet("darknet19.cfg", false, 256),
  "darknet-resnet18": darknet("resnet18.cfg", false, 256),
  "darknet-yolov3": darknet("yolov3.cfg", false),
};

const tolerance = 1e-4;

/**
 * Caffe and Darknet networks in onnxruntime-node, every layer against a reference written for this test: plain loops in
 * float64 over what a reader of its own finds in the file (`reference/`), which shares no code with what it tests. Weights
 * follow the rule of the gold outputs, the input is sin(0.001·i).
 */
export function layerNumericsSet(selection: Selection): CaseSet {
  const name = "layer-numerics";
  const shared = sharedFolder();
  if (shared === null || !existsSync(path.join(shared, "nets/caffe"))) return { name, cases: [], missing: "its files" };
  const chosen = Object.entries(systems).filter(([system, { promised }]) => selects(selection, system, promised));
  const cases = chosen.map(([system, question]) => ({ name: system, run: () => compare(shared, question) }));
  return { name, cases, missing: null };
}

async function compare(shared: string, { file, input, shape }: System): Promise<string | null> {
  const found = answer({ file: path.join(shared, file), inputs: [[null, shape]] });
  if (typeof found === "string") return found;
  const given = Float64Array.from({ length: countOf(shape) }, (_, i) => Math.fround(Math.sin(0.001 * i)));
  const real = await runExported(found.network, given, shape);
  if (typeof real === "string") return real;
  const text = readFileSync(path.join(shared, file), "utf8");
  const maps: Maps = { dims: shape, data: given };
  const expected = file.endsWith(".cfg") ? runDarknet(text, maps) : runCaffe(text, { [input]: maps });
  return differenceOf(found.network, real, expected);
}

type Tensors = ReadonlyMap<ValueId, Float32Array>;

/** What the layers give, as far as it is in the graph; or why there is no graph. */
async function runExported(network: Network, given: Float64Array, shape: readonly number[]): Promise<Tensors | string> {
  const extraOutputs = network.calls.flatMap((call) => (call.leaf ? call.outputs : []));
  const model = exportOnnx(network, { weights: deterministicWeights(network), extraOutputs });
  if ("because" in model) return render(model.because);
  const ort = createRequire(path.resolve("package.json"))("onnxruntime-node");
  const session = await ort.InferenceSession.create(model.ok, { logSeverityLevel: 3 });
  const feeds = { [session.inputNames[0]]: new ort.Tensor("float32", Float32Array.from(given), shape) };
  const results = await session.run(feeds);
  await session.release();
  return new Map([...model.names].flatMap(([value, name]) => (results[name] ? [[value, results[name].data]] : [])));
}

/** The first layer whose numbers differ by more than a part of the largest of them. */
function differenceOf(network: Network, real: Tensors, expected: LayerOutputs): string | null {
  const calls = network.calls.filter((call) => call.leaf);
  if (calls.length !== expected.length) return `${calls.length} layers, the reference has ${expected.length}`;
  for (const [index, { name, outputs }] of expected.entries()) {
    const call = calls[index];
    if (call?.name !== name) return `layer ${index} is ${call?.name}, in the reference ${name}`;
    for (const [output, { data }] of outputs.entries()) {
      const value = call.outputs[output] ?? -1;
      // A data layer is the input itself.
      if (network.inputs.some((input) => input.value === value)) continue;
      const got = real.get(value);
      if (got?.length !== data.length) return `${name} gives ${got?.length ?? "no"} numbers, expected ${data.length}`;
      const error = relativeError(got, data);
      if (!(error < tolerance)) return `${name}: relative error ${error.toExponential(2)}`;
    }
  }
  return null;
}

function relativeError(got: Float32Array, expected: Float64Array): number {
  let [worst, largest] = [0, 0];
  for (const [index, value] of expected.entries()) {
    const difference = Math.abs(value - (got[index] ?? Number.NaN));
    // NaN compares as neither larger nor smaller.
    if (!(difference <= worst)) worst = difference;
    largest = Math.max(largest, Math.abs(value));
  }
  return worst / Math.max(largest, Number.MIN_VALUE);
}
