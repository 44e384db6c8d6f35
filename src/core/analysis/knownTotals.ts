import type { Dim, Network } from "../ir/index.ts";
import { countsOf, gapsOf } from "./cost.ts";
import type { KnownSum } from "./knownSum.ts";

/** A network's parameters and multiply-adds all in all, and whether that is all of them. */
export interface KnownTotals {
  readonly parameters: KnownSum;
  readonly trainable: Dim;
  readonly macs: KnownSum;
}

/** The totals that every view states. */
export function knownTotals(network: Network): KnownTotals {
  const { parameters, trainableParameters: trainable, macs } = countsOf(network);
  const gaps = gapsOf(network);
  return {
    parameters: { known: parameters, complete: !gaps.parameters },
    trainable,
    macs: { known: macs, complete: !gaps.macs },
  };
}
