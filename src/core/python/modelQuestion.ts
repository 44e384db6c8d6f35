// What is asked about one model, and what a run of it on some inputs gives.
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { AnalysisRequest, ModelOffer } from "../ir/facts.ts";
import type { Network } from "../ir/network.ts";
import type { Directive } from "./directives.ts";
import type { Instance } from "./eval/value.ts";
import type { ChosenInput } from "./inputs.ts";
import type { IsEditable } from "./placement.ts";
import type { Program } from "./program.ts";
import type { ShownInput } from "./torch/forward.ts";

interface ImpliedSizes {
  readonly sizes: readonly number[];
  readonly ranges: readonly { readonly first: number; readonly last: number }[];
  readonly layers: readonly string[];
  readonly evidence: number;
}

/** Sizes of an input that the layers imply: `sizeInference` of the analysis folder, which this one may not import. */
export interface SizeInference {
  implied(network: Network, names: readonly string[]): readonly ImpliedSizes[];
  /** The same if layers that take features were given maps flattened. */
  flattened(network: Network, names: readonly string[]): readonly ImpliedSizes[];
  smallest(network: Network, names: readonly string[]): number;
}

export interface ModelQuestion {
  readonly program: Program;
  readonly request: AnalysisRequest;
  readonly offer: ModelOffer;
  readonly instance: Instance;
  /** Inputs of a call of this model in the file itself. */
  readonly shown: readonly ShownInput[] | null;
  /** False where the call is of another model of the same class, which is built otherwise. */
  readonly isShownItself: boolean;
  /** The file runs this very model, and nothing is raised there: what is raised now comes of what the file does to it since. */
  readonly hasRun: boolean;
  /** It is built with the defaults of its arguments because it can be: nobody says so. */
  readonly byDefaults: boolean;
  /** The file offers no other model. */
  readonly isOnly: boolean;
  readonly directives: readonly Directive[];
  readonly isEditable: IsEditable;
  readonly sizes: SizeInference;
}

export interface Run {
  readonly inputs: readonly ChosenInput[];
  readonly network: Network;
  readonly diagnostics: readonly Diagnostic[];
  /** False where an exception ended it, whether that is told or not. */
  readonly finished: boolean;
}

export const hasErrors = (run: Run): boolean => run.diagnostics.some(({ severity }) => severity === "error");
