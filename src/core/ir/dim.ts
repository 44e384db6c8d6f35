import type { Message } from "./message.ts";

/** A named size (`N`, `H`) or the floor of a quotient; factors of a term. */
export type Atom =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "floor"; readonly of: SymDim | number; readonly by: number };

/** coefficient × product of the atoms (sorted; a power is a repeated atom; no atoms: a constant). */
export interface Term {
  readonly coefficient: number;
  readonly atoms: readonly Atom[];
}

/** A sum of terms in normal form: equal expressions have equal terms. Never a constant: that is a plain number. */
export interface SymDim {
  readonly kind: "symbolic";
  readonly terms: readonly Term[];
}

export interface UnknownDim {
  readonly kind: "unknown";
  readonly because: Message;
}

/** A size. Plain numbers keep the rules short. */
export type Dim = number | SymDim | UnknownDim;

export const unknownDim = (because: Message): UnknownDim => ({ kind: "unknown", because });

/** Python integer expression (`(H - 1)//2 + 1`); `?` where unknown. */
export function formatDim(dim: Dim): string {
  return typeof dim === "number" ? String(dim) : "?";
}
