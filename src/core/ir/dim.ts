import type { Message } from "./message.ts";

/** A named size (`N`, `H`) or the floor of a quotient; factors of a term. */
export type Atom =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "floor"; readonly of: SymDim; readonly by: number };

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

/** The size that a name stands for. Variables are taken to be at least 1. */
export const variable = (name: string): SymDim => ({
  kind: "symbolic",
  terms: [{ coefficient: 1, atoms: [{ kind: "variable", name }] }],
});

/** Whether a size is a name itself, not computed from one. */
export const isVariable = (dim: SymDim): boolean => {
  const [term] = dim.terms;
  return (
    dim.terms.length === 1 && term?.coefficient === 1 && term.atoms.length === 1 && term.atoms[0]?.kind === "variable"
  );
};

export const isUnknown = (dim: Dim): dim is UnknownDim => typeof dim !== "number" && dim.kind === "unknown";

export const isSymbolic = (dim: Dim): dim is SymDim => typeof dim !== "number" && dim.kind === "symbolic";

/** Python integer expression (`(H - 1)//2 + 1`); `?` where unknown. Equal normal forms give equal texts. */
export function formatDim(dim: Dim): string {
  if (typeof dim === "number") return String(dim);
  return dim.kind === "unknown" ? "?" : formatTerms(dim.terms);
}

function formatTerms(terms: readonly Term[]): string {
  let text = "";
  // A leading minus reads badly (`-W + H`), so what is added comes before what is taken away.
  for (const term of [...terms.filter((t) => t.coefficient > 0), ...terms.filter((t) => t.coefficient < 0)]) {
    const product = formatProduct(Math.abs(term.coefficient), term.atoms, text === "" && term.coefficient < 0);
    if (text === "") text = term.coefficient < 0 ? `-${product}` : product;
    else text += term.coefficient < 0 ? ` - ${product}` : ` + ${product}`;
  }
  return text;
}

/** `*` and `//` bind equally tight in Python and a minus sign tighter, hence the brackets around floors. */
function formatProduct(coefficient: number, atoms: readonly Atom[], negated: boolean): string {
  const bare = coefficient === 1 && atoms.length === 1 && !negated;
  const factors = atoms.map((atom) => (bare || atom.kind === "variable" ? formatAtom(atom) : `(${formatAtom(atom)})`));
  if (coefficient !== 1 || factors.length === 0) factors.unshift(String(coefficient));
  return factors.join("*");
}

/** Texts of floors: they are the keys that terms are merged by, asked for again and again. */
const floorTexts = new WeakMap<Atom, string>();

export function formatAtom(atom: Atom): string {
  if (atom.kind === "variable") return atom.name;
  const known = floorTexts.get(atom);
  if (known !== undefined) return known;
  const inner = formatTerms(atom.of.terms);
  const text = /^\w+$/.test(inner) ? `${inner}//${atom.by}` : `(${inner})//${atom.by}`;
  floorTexts.set(atom, text);
  return text;
}
