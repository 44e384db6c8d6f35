import * as ort from "onnxruntime-web/webgpu";
import type {
  Backend,
  TensorFacts,
  TensorInput,
  TensorResult,
  WorkerReply,
  WorkerRequest,
  WorkerResults,
  WorkerTask,
} from "./protocol.ts";

/** onnxruntime in a worker of its own. One session at a time: a model and its weights may take much memory. */

/** The part of a worker's global scope and of WebGPU that the library of DOM types leaves out here. */
interface WorkerScope {
  postMessage(message: WorkerReply, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<WorkerRequest>) => void): void;
}
interface AdapterSource {
  requestAdapter(): Promise<{ readonly info?: Readonly<Record<string, unknown>> } | null>;
}

const scope = self as unknown as WorkerScope;
/** A first run of so many milliseconds is not repeated. */
const SLOW = 8_000;

let session: ort.InferenceSession | null = null;
const remembered = new Map<string, Float32Array>();

async function start(wasm: ArrayBuffer): Promise<WorkerResults["start"]> {
  ort.env.wasm.wasmBinary = wasm;
  // Webviews are not cross-origin isolated: there is no shared memory for threads.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  const gpu = (navigator as { readonly gpu?: AdapterSource }).gpu;
  if (!gpu) return { adapter: null, because: "noApi" };
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) return { adapter: null, because: "noAdapter" };
  const { vendor, architecture, description } = adapter.info ?? {};
  const texts = [description, vendor, architecture].filter((part) => typeof part === "string" && part !== "");
  return { adapter: texts.join(" ") || "WebGPU", because: null };
}

async function load(model: Uint8Array, backend: Backend): Promise<WorkerResults["load"]> {
  const began = performance.now();
  await session?.release();
  session = null;
  // Channels first. With channels last, the default, onnxruntime-web 1.30 gives wrong numbers on WebGPU for convolutions
  // whose input channels are a multiple of 3 above 3 but not of 4, and whose output channels are a multiple of 4 (measured
  // for 6, 9 and 15 to 16 channels, kernels 3 and 5; LeNet-5's second one is such).
  const provider = backend === "webgpu" ? ({ name: "webgpu", preferredLayout: "NCHW" } as const) : "wasm";
  session = await ort.InferenceSession.create(model, { executionProviders: [provider], logSeverityLevel: 3 });
  return { milliseconds: performance.now() - began };
}

async function run(task: Extract<WorkerTask, { kind: "run" }>): Promise<WorkerResults["run"]> {
  const milliseconds: number[] = [];
  let results: ort.InferenceSession.OnnxValueMapType | null = null;
  const began = performance.now();
  while (milliseconds.length < task.repeat) {
    const from = performance.now();
    results = await loaded().run(feeds(task.inputs), task.outputs);
    milliseconds.push(performance.now() - from);
    // One warm run at least says more than none, unless it would take long.
    const least = (milliseconds[0] ?? 0) < SLOW ? 2 : 1;
    if (milliseconds.length >= least && performance.now() - began > task.milliseconds) break;
  }
  const outputs = task.outputs.flatMap((name): TensorResult[] => {
    const tensor = results?.[name];
    return tensor instanceof ort.Tensor ? [{ name, dims: tensor.dims, data: floats(tensor) }] : [];
  });
  return { milliseconds, outputs };
}

async function inspect(task: Extract<WorkerTask, { kind: "inspect" }>): Promise<WorkerResults["inspect"]> {
  const results = await loaded().run(feeds(task.inputs), task.outputs);
  if (task.remember) remembered.clear();
  const tensors = task.outputs.flatMap((name): TensorFacts[] => {
    const tensor = results[name];
    if (!(tensor instanceof ort.Tensor)) return [];
    const data = floats(tensor);
    if (task.remember) remembered.set(name, data);
    const other = task.compare ? remembered.get(name) : undefined;
    return [{ name, dims: tensor.dims, ...facts(data), difference: other ? difference(data, other) : null }];
  });
  return { tensors };
}

function loaded(): ort.InferenceSession {
  if (!session) throw new Error("no model is loaded");
  return session;
}

function feeds(inputs: readonly TensorInput[]): Record<string, ort.Tensor> {
  return Object.fromEntries(
    inputs.map(({ name, dims, data }) => [
      name,
      data instanceof Float32Array
        ? new ort.Tensor("float32", data, [...dims])
        : new ort.Tensor("int64", data, [...dims]),
    ]),
  );
}

/** Numbers as float32, whatever the element type: for looking at, not for computing on. */
function floats(tensor: ort.Tensor): Float32Array {
  const { data } = tensor;
  if (data instanceof Float32Array) return data;
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

function facts(data: Float32Array): Pick<TensorFacts, "minimum" | "maximum" | "mean" | "notFinite"> {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let notFinite = 0;
  for (const value of data) {
    if (!Number.isFinite(value)) {
      notFinite++;
      continue;
    }
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    sum += value;
  }
  return { minimum, maximum, mean: sum / Math.max(1, data.length - notFinite), notFinite };
}

function difference(data: Float32Array, other: Float32Array): NonNullable<TensorFacts["difference"]> {
  let absolute = data.length === other.length ? 0 : Number.POSITIVE_INFINITY;
  let scale = 0;
  for (let i = 0; i < data.length; i++) {
    absolute = Math.max(absolute, Math.abs((data[i] ?? 0) - (other[i] ?? 0)));
    scale = Math.max(scale, Math.abs(other[i] ?? 0));
  }
  return { absolute, scale };
}

function perform(task: WorkerTask): Promise<WorkerResults[keyof WorkerResults]> {
  switch (task.kind) {
    case "start":
      return start(task.wasm);
    case "load":
      return load(task.model, task.backend);
    case "run":
      return run(task);
    case "inspect":
      return inspect(task);
  }
}

scope.addEventListener("message", ({ data: { id, task } }) => {
  perform(task).then(
    (result) => scope.postMessage({ id, result }, []),
    (reason: unknown) =>
      scope.postMessage({ id, error: reason instanceof Error ? reason.message : String(reason) }, []),
  );
});
