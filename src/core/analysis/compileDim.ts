import type { Dim } from "../ir/dim.ts";

/** The size for given numbers of the names, in the names' order. NaN where the size is unknown or has another name. */
export type CompiledDim = (sizes: readonly number[]) => number;

/** A size as a function: evaluated thousands of times while sizes of an input are tried. */
export function compileDim(dim: Dim, names: readonly string[]): CompiledDim {
  if (typeof dim === "number") return () => dim;
  if (dim.kind === "unknown") return () => Number.NaN;
  const terms = dim.terms.map((term) => ({
    coefficient: term.coefficient,
    factors: term.atoms.map((atom): CompiledDim => {
      if (atom.kind === "variable") {
        const index = names.indexOf(atom.name);
        return (sizes) => sizes[index] ?? Number.NaN;
      }
      const of = compileDim(atom.of, names);
      return (sizes) => Math.floor(of(sizes) / atom.by);
    }),
  }));
  return (sizes) => {
    let sum = 0;
    for (const term of terms) {
      let product = term.coefficient;
      for (const factor of term.factors) product *= factor(sizes);
      sum += product;
    }
    return sum;
  };
}
