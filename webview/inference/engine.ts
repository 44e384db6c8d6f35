import type { ExportResult } from "../../src/core/formats/onnx/index.ts";
import type { Message, Network, NetworkNode, NodeId, Shape, ValueId } from "../../src/core/ir/index.ts";
import { faultsByNode } from "../shared/faults.ts";
import { buildModel, checkBatches, type WeightChoice, weightsOf } from "./build.ts";
import { concreteDims } from "./inputs.ts";
import type { Backend, TensorFacts, TensorInput, TensorResult } from "./protocol.ts";
import { fetched, type Runtime, startRuntime } from "./runtime.ts";

/** Builds, runs and checks a network. One engine serves a view; a run that is stopped ends its worker. */

export interface RunRequest {
  readonly network: Network;
  readonly backend: Backend | "auto";
  readonly weights: WeightChoice;
  readonly inputs: readonly TensorInput[];
  /** Sizes that the inputs leave open, as they are run. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly compare: boolean;
}

export type Stage = "starting" | "building" | "loading" | "running" | "checking" | "comparing";

/** `part` from 0 to 1, or null where nobody knows. */
export type OnProgress = (stage: Stage, part: number | null) => void;

export type BackendReason = "asked" | "available" | "noApi" | "noAdapter" | "failed";

export interface RunReport {
  readonly backend: Backend;
  readonly reason: BackendReason;
  /** What WebGPU said when it failed, for `failed`. */
  readonly detail: string;
  readonly adapter: string | null;
  readonly modelBytes: number;
  readonly loadMilliseconds: number;
  /** First run, then the warm ones. */
  readonly runs: readonly number[];
  readonly outputs: readonly TensorResult[];
  readonly layers: readonly LayerCheck[];
  /** The layers that no model can be made of, and why; what depends on them did not run either. Empty: all of it ran. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly layer: string;
  readonly because: Message;
}

export interface LayerCheck {
  readonly node: NetworkNode;
  readonly value: ValueId;
  readonly predicted: Shape;
  readonly facts: TensorFacts;
  /** `learned`: the prediction was unknown, or partly. */
  readonly verdict: "same" | "different" | "learned";
}

export type RunOutcome =
  | { readonly kind: "done"; readonly report: RunReport }
  | { readonly kind: "refused"; readonly because: Message; readonly node: NodeId | null };

/** Layer outputs fetched in one run. */
const BATCH_BYTES = 256 * 2 ** 20;
const WARM_RUNS = 10;
const RUN_TIME = 1_500;

export interface Engine {
  run(request: RunRequest, progress: OnProgress): Promise<RunOutcome>;
  /** The numbers of one value of the last run. */
  fetchValue(value: ValueId, progress: OnProgress): Promise<TensorResult | null>;
  stop(): void;
}

type Exported = Extract<ExportResult, { ok: unknown }>;

/** What the worker has loaded: the same request's layer batch is not loaded twice. */
interface Loaded {
  readonly request: RunRequest;
  readonly backend: Backend;
  readonly batch: number;
  readonly names: ReadonlyMap<ValueId, string>;
}

export function createEngine(workerScript: string, wasmUri: string): Engine {
  let runtime: Promise<Runtime> | null = null;
  let adapter: string | null = null;
  let missing: "noApi" | "noAdapter" | null = null;
  let wasmFile: Promise<ArrayBuffer> | null = null;
  let generation = 0;
  let loaded: Loaded | null = null;
  let last: { readonly request: RunRequest; readonly report: RunReport; readonly upTo: NodeId | null } | null = null;

  async function ready(progress: OnProgress): Promise<Runtime> {
    progress("starting", null);
    runtime ??= (async () => {
      wasmFile ??= fetched(wasmUri, (response) => response.arrayBuffer());
      const started = await startRuntime(workerScript);
      // A copy: the next worker, after a stop, needs the file again.
      const wasm = (await wasmFile).slice(0);
      ({ adapter, because: missing } = await started.perform({ kind: "start", wasm }, [wasm]));
      return started;
    })();
    try {
      return await runtime;
    } catch (reason) {
      runtime = null;
      throw reason;
    }
  }

  async function build(
    request: RunRequest,
    upTo: NodeId | null,
    extraOutputs: readonly ValueId[],
    progress: OnProgress,
  ): Promise<ExportResult> {
    const mine = generation;
    const weights = weightsOf(request.network, request.weights);
    const options = { weights, upTo, extraOutputs };
    const built = await buildModel(
      request.network,
      options,
      () => mine !== generation,
      (part) => progress("building", part),
    );
    if (!built) throw new Error("stopped");
    return built;
  }

  async function load(worker: Runtime, model: Uint8Array<ArrayBuffer>, backend: Backend): Promise<number> {
    loaded = null;
    const { milliseconds } = await worker.perform({ kind: "load", model, backend }, [model.buffer]);
    return milliseconds;
  }

  async function loadBatch(worker: Runtime, request: RunRequest, backend: Backend, batch: Batch, progress: OnProgress) {
    const known = loaded;
    if (known?.request === request && known.backend === backend && known.batch === batch.index) return known.names;
    const built = await build(request, batch.upTo, batch.values, progress);
    if ("because" in built) return null;
    progress("loading", null);
    await load(worker, built.ok, backend);
    loaded = { request, backend, batch: batch.index, names: built.names };
    return built.names;
  }

  /** The whole network, or what does not depend on layers that can't be exported. */
  async function buildMost(request: RunRequest, progress: OnProgress) {
    const { nodes } = request.network;
    const fault = firstFault(request.network);
    const whole = fault ?? (await build(request, null, [], progress));
    if ("ok" in whole) return { built: whole, upTo: null, leftOut: [] };
    if (whole.node === null) return whole;
    const part = await build(request, whole.node, [], progress);
    if ("because" in part) return whole;
    const leftOut = [whole, ...part.leftOut].map(({ node, because }): LeftOut => {
      const { name = "", type = "" } = nodes[node ?? -1] ?? {};
      return { layer: name || type, because };
    });
    return { built: part, upTo: whole.node, leftOut };
  }

  async function run(request: RunRequest, progress: OnProgress): Promise<RunOutcome> {
    last = null;
    const worker = await ready(progress);
    const most = await buildMost(request, progress);
    if ("because" in most) return { kind: "refused", because: most.because, node: most.node };
    const { built, upTo, leftOut } = most;
    const modelBytes = built.ok.byteLength;
    const inputs = fed(request, built);
    const choice = chooseBackend(request.backend, missing);
    let { backend, reason } = choice;
    let detail = "";
    const attempt = async (): Promise<readonly [number, Awaited<ReturnType<typeof timedRun>>]> => {
      progress("loading", null);
      // The worker takes the bytes; a second backend would need them again.
      const loading = await load(worker, backend === "webgpu" ? built.ok.slice() : built.ok, backend);
      progress("running", null);
      return [loading, await timedRun()];
    };
    const timedRun = () =>
      worker.perform({ kind: "run", inputs, outputs: built.outputs, repeat: 1 + WARM_RUNS, milliseconds: RUN_TIME });
    let timed: Awaited<ReturnType<typeof attempt>>;
    try {
      timed = await attempt();
    } catch (failure) {
      if (backend !== "webgpu") throw failure;
      [backend, reason, detail] = ["wasm", "failed", failure instanceof Error ? failure.message : String(failure)];
      timed = await attempt();
    }
    const [loadMilliseconds, { milliseconds, outputs }] = timed;
    const layers = await check(worker, request, backend, upTo, built.names, progress);
    const report: RunReport = {
      backend,
      reason,
      detail,
      adapter,
      modelBytes,
      loadMilliseconds,
      runs: milliseconds,
      outputs,
      layers,
      leftOut,
    };
    last = { request, report, upTo };
    return { kind: "done", report };
  }

  async function check(
    worker: Runtime,
    request: RunRequest,
    backend: Backend,
    upTo: NodeId | null,
    exported: ReadonlyMap<ValueId, string>,
    progress: OnProgress,
  ): Promise<LayerCheck[]> {
    const { network } = request;
    const batches = batchesOf(network, upTo, exported);
    const facts = new Map<ValueId, TensorFacts>();
    const other: Backend = backend === "wasm" ? "webgpu" : "wasm";
    const comparing = request.compare && missing === null;
    for (const [done, batch] of batches.entries()) {
      // The comparison goes first, so that the chosen backend's session is the one that stays.
      const passes = comparing ? ([other, backend] as const) : ([backend] as const);
      for (const [pass, on] of passes.entries()) {
        const names = await loadBatch(worker, request, on, batch, progress);
        if (!names) continue;
        progress(comparing ? "comparing" : "checking", (done + pass / passes.length) / batches.length);
        const outputs = batch.values.flatMap((value) => names.get(value) ?? []);
        const inputs = fed(request, { names });
        const remember = comparing && pass === 0;
        const task = { kind: "inspect", inputs, outputs, remember, compare: comparing && pass === 1 } as const;
        const { tensors } = await worker.perform(task);
        const byName = new Map(tensors.map((tensor) => [tensor.name, tensor] as const));
        for (const value of batch.values) {
          const found = byName.get(names.get(value) ?? "");
          if (found) facts.set(value, found);
        }
      }
    }
    return network.nodes.flatMap((node) =>
      node.outputs.flatMap((value): LayerCheck[] => {
        const found = facts.get(value);
        const predicted = network.values[value]?.type.shape;
        if (!found || !predicted) return [];
        return [{ node, value, predicted, facts: found, verdict: verdict(predicted, found.dims, request.sizes) }];
      }),
    );
  }

  return {
    run,
    async fetchValue(value, progress) {
      const current = last;
      if (!current) return null;
      const { request, report, upTo } = current;
      const worker = await ready(progress);
      const exported = new Map(report.layers.map((layer) => [layer.value, layer.facts.name] as const));
      const batch = batchesOf(request.network, upTo, exported).find((one) => one.values.includes(value));
      const names = batch && (await loadBatch(worker, request, report.backend, batch, progress));
      const name = names?.get(value);
      if (!names || name === undefined) return null;
      progress("running", null);
      const inputs = fed(request, { names });
      const { outputs } = await worker.perform({ kind: "run", inputs, outputs: [name], repeat: 1, milliseconds: 0 });
      return outputs[0] ?? null;
    },
    stop() {
      generation++;
      loaded = null;
      const current = runtime;
      runtime = null;
      void current?.then((worker) => worker.stop()).catch(() => {});
    },
  };
}

/** The first layer that the analysis found wrong: no runtime would run it. */
function firstFault(network: Network): { readonly node: NodeId; readonly because: Message } | null {
  let first: { readonly node: NodeId; readonly because: Message } | null = null;
  for (const [node, faults] of faultsByNode(network)) {
    const error = faults.find((fault) => fault.severity === "error");
    if (error && (first === null || node < first.node)) first = { node, because: error.message };
  }
  return first;
}

interface Batch {
  readonly index: number;
  readonly upTo: NodeId | null;
  readonly values: readonly ValueId[];
}

function batchesOf(network: Network, upTo: NodeId | null, exported: ReadonlyMap<ValueId, string>): readonly Batch[] {
  const batches = checkBatches(network, (value) => exported.has(value), BATCH_BYTES);
  return batches.map((values, index) => ({ index, upTo, values }));
}

/** The inputs under the names that the graph gives them; an input that nothing reads is still an input. */
function fed(request: RunRequest, { names }: Pick<Exported, "names">): TensorInput[] {
  return request.network.inputs.flatMap(({ name, value }) => {
    const input = request.inputs.find((candidate) => candidate.name === name);
    return input ? [{ ...input, name: names.get(value) ?? name }] : [];
  });
}

function chooseBackend(
  asked: RunRequest["backend"],
  missing: "noApi" | "noAdapter" | null,
): { backend: Backend; reason: BackendReason } {
  if (asked === "wasm") return { backend: "wasm", reason: "asked" };
  if (missing) return { backend: "wasm", reason: missing };
  return { backend: "webgpu", reason: asked === "webgpu" ? "asked" : "available" };
}

function verdict(predicted: Shape, real: readonly number[], sizes: ReadonlyMap<string, number>): LayerCheck["verdict"] {
  if (predicted.rank === "unknown") return "learned";
  if (predicted.dims.length !== real.length) return "different";
  let learned = false;
  for (const [axis, dim] of predicted.dims.entries()) {
    const size = concreteDims({ rank: "known", dims: [dim] }, sizes)?.[0];
    if (size === undefined) learned = true;
    else if (size !== real[axis]) return "different";
  }
  return learned ? "learned" : "same";
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
