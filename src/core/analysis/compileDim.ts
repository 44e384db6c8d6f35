import type { Dim } from "../ir/dim.ts";

/** The size for given numbers of the names, in the names' order. NaN where the size is unknown or has another name. */
export type CompiledDim = (sizes: readonly number[]) => number;

/**
 * Sizes as functions: evaluated thousands of times while sizes of an input are tried. Deep networks share the sizes that
 * their sizes are made of: each is compiled once, and evaluated once for one list of numbers, which nobody may change.
 */
export function dimCompiler(names: readonly string[]): (dim: Dim) => CompiledDim {
  const compiled = new Map<Dim, CompiledDim>();
  const compile = (dim: Dim): CompiledDim => {
    const known = compiled.get(dim);
    if (known !== undefined) return known;
    const made = compileDim(dim, names, compile);
    compiled.set(dim, made);
    return made;
  };
  return compile;
}

function compileDim(dim: Dim, names: readonly string[], compile: (dim: Dim) => CompiledDim): CompiledDim {
  if (typeof dim === "number") return () => dim;
  if (dim.kind === "unknown") return () => Number.NaN;
  const terms = dim.terms.map((term) => ({
    coefficient: term.coefficient,
    factors: term.atoms.map((atom): CompiledDim => {
      if (atom.kind === "variable") {
        const index = names.indexOf(atom.name);
        return (sizes) => sizes[index] ?? Number.NaN;
      }
      const of = compile(atom.of);
      return (sizes) => Math.floor(of(sizes) / atom.by);
    }),
  }));
  let last: readonly number[] | null = null;
  let sum = 0;
  return (sizes) => {
    if (sizes === last) return sum;
    sum = 0;
    for (const term of terms) {
      let product = term.coefficient;
      for (const factor of term.factors) product *= factor(sizes);
      sum += product;
    }
    last = sizes;
    return sum;
  };
}
