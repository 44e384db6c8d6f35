/** Messages between the inference view and the worker that runs the model, so that the view never freezes. */

export type Backend = "webgpu" | "wasm";

export interface TensorInput {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export type WorkerTask =
  /** The runtime's own binary; the page fetches it, since a worker made from a blob may not. */
  | { readonly kind: "start"; readonly wasm: ArrayBuffer }
  | { readonly kind: "load"; readonly model: Uint8Array<ArrayBuffer>; readonly backend: Backend }
  /** Runs up to `repeat` times, or for about `milliseconds`, and gives the outputs' numbers. */
  | {
      readonly kind: "run";
      readonly inputs: readonly TensorInput[];
      readonly outputs: readonly string[];
      readonly repeat: number;
      readonly milliseconds: number;
    }
  /**
   * Runs once and gives what is known of each output without its numbers. `remember` keeps the numbers for a later
   * `compare`, in another session.
   */
  | {
      readonly kind: "inspect";
      readonly inputs: readonly TensorInput[];
      readonly outputs: readonly string[];
      readonly remember: boolean;
      readonly compare: boolean;
    };

export interface TensorResult {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

export interface TensorFacts {
  readonly name: string;
  readonly dims: readonly number[];
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** NaN and infinities. */
  readonly notFinite: number;
  /** Largest difference from the remembered run, and the largest magnitude there; null without one. */
  readonly difference: { readonly absolute: number; readonly scale: number } | null;
}

export interface WorkerResults {
  /** The graphics adapter, or why there is none. */
  readonly start: { readonly adapter: string | null; readonly because: "noApi" | "noAdapter" | null };
  readonly load: { readonly milliseconds: number };
  readonly run: { readonly milliseconds: readonly number[]; readonly outputs: readonly TensorResult[] };
  readonly inspect: { readonly tensors: readonly TensorFacts[] };
}

export interface WorkerRequest {
  readonly id: number;
  readonly task: WorkerTask;
}

export type WorkerReply =
  | { readonly id: number; readonly result: WorkerResults[keyof WorkerResults] }
  | { readonly id: number; readonly error: string };
