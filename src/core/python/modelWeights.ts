// Which layers a model holds, as far as that says what its input is.

import type { ClassValue, Instance } from "./eval/value.ts";
import type { ImageGuess } from "./inputGuesses.ts";
import type { ModelQuestion } from "./modelQuestion.ts";
import { firstAnswer } from "./torch/moduleTree.ts";
import { dimOf, readAttributes } from "./torch/reader.ts";

/** Asks a class once: a model has few classes and many modules. */
function perClass<T>(ask: (cls: ClassValue) => T): (cls: ClassValue) => T {
  const known = new WeakMap<ClassValue, T>();
  return (cls) => {
    if (known.has(cls)) return known.get(cls) as T;
    const answer = ask(cls);
    known.set(cls, answer);
    return answer;
  };
}

const isAdaptivePool = perClass(({ mro }) => mro.some(({ name }) => /^Adaptive(?:Avg|Max)Pool\dd$/.test(name)));

/** The number of spatial axes of a convolution; null for other classes. */
const convolutionRank = perClass(({ mro }) => {
  const name = mro.find((cls) => /^Conv\dd$/.test(cls.name))?.name;
  return name === undefined ? null : Number(name.charAt(4));
});

export function holdsAdaptivePool(model: Instance): boolean {
  return firstAnswer(model, ({ cls }) => (isAdaptivePool(cls) ? true : null)) !== null;
}

const kindOfWeights = perClass(
  ({ mro }) =>
    mro.find(({ at, name }) => at === null && /^(?:Embedding|Linear|(?:Lazy)?Conv\w+)$/.test(name))?.name ?? null,
);

export function firstKindOfWeights(model: Instance): string | null {
  return firstAnswer(model, ({ cls }) => kindOfWeights(cls));
}

export const holdsConvolution = (model: Instance): boolean =>
  firstAnswer(model, ({ cls }) => (convolutionRank(cls) === null ? null : true)) !== null;

/** Channels and spatial axes of the first convolution, in order of registration. */
export function firstGuess({ instance, program }: ModelQuestion): ImageGuess {
  const guess = firstAnswer(instance, (module): ImageGuess | null => {
    const spatialRank = convolutionRank(module.cls);
    if (spatialRank === null) return null;
    const channels = dimOf(readAttributes(program.machine, module), "in_channels");
    return typeof channels === "number" && channels > 0 ? { channels, spatialRank } : null;
  });
  return guess ?? { channels: 3, spatialRank: 2 };
}
