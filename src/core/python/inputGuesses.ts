// What is taken for the inputs that nobody states, and which faults of a run on them are certain.
import type { Diagnostic } from "../ir/diagnostic.ts";
import { type Dim, variable } from "../ir/dim.ts";
import type { TensorType } from "../ir/network.ts";
import { unknownShape } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { type ChosenInput, type ForwardParameter, imageType, namesOfSizes, symbolicSizes } from "./inputs.ts";
import type { ModelQuestion, Run } from "./modelQuestion.ts";

export type RunWith = (question: ModelQuestion, inputs: readonly ChosenInput[]) => Run;

export interface ImageGuess {
  readonly channels: Dim;
  readonly spatialRank: number;
  /** Without an axis of channels: forward makes it. */
  readonly isFlat?: boolean;
  /** Of one position, where no layer says more. */
  readonly isCode?: boolean;
  /** No layer that it reaches says how many channels it has. */
  readonly isSupposed?: boolean;
}

/** What is taken for one parameter: an image whose sizes are looked for, or a type that is certain enough. */
export type Taken = { readonly image: ImageGuess } | { readonly type: TensorType };

export type Said = Pick<ChosenInput, "origin" | "explanation">;

export const notLooked: Said = { origin: "default", explanation: message("inputNotStated") };

export const notStated = (): TensorType => ({ shape: unknownShape(message("inputNotStated")), dtype: null });

/** Names for the sizes of the image at an index: its own, so that nothing is concluded from equal guesses. */
export const sizesApart = (index: number, spatialRank: number): readonly Dim[] =>
  namesOfSizes(spatialRank).map((name) => variable(index === 0 ? name : `${name}${index + 1}`));

export const sizesAlike = (_: number, spatialRank: number): readonly Dim[] => symbolicSizes(spatialRank);

export function inputsOf(
  parameters: readonly ForwardParameter[],
  taken: readonly Taken[],
  sizes: (index: number, spatialRank: number) => readonly Dim[],
  said: Said = notLooked,
): readonly ChosenInput[] {
  return parameters.map(({ name, isList }, index) => {
    const one = taken[index] ?? { type: notStated() };
    const type = "type" in one ? one.type : typeOfImage(one.image, sizes(index, one.image.spatialRank));
    return { name, types: [isList ? withoutBatch(type) : type], isList, byName: false, at: null, ...said };
  });
}

export const typeOfImage = ({ channels, isFlat = false }: ImageGuess, sizes: readonly Dim[]): TensorType =>
  isFlat ? { shape: { rank: "known", dims: [1, ...sizes] }, dtype: null } : imageType(channels, sizes);

/** The elements of a list of images are images, not batches of them. */
const withoutBatch = ({ shape, dtype }: TensorType): TensorType =>
  shape.rank === "known" ? { shape: { rank: "known", dims: shape.dims.slice(1) }, dtype } : { shape, dtype };

/** A feature that does not arrive in any size is a fault whatever the input is; of other faults the guess may be the cause. */
const certainCodes = new Set(["linear-features", "layernorm-shape", "conv-groups", "conv-kernel-too-large"]);

/** Faults between a layer and what arrives at it. */
export const layerCodes = new Set([
  ...certainCodes,
  "batchnorm-channels",
  "conv-channels",
  "norm-channels",
  "python-raise",
]);

/** The run without the errors that a wrong guess may have caused: they must be found with symbolic sizes too. */
export function confirmed(run: Run, symbolic: Run): Run {
  const place = ({ code, at }: Diagnostic) => `${code} ${at?.file} ${at?.start} ${at?.end}`;
  const certain = new Set(symbolic.diagnostics.map(place));
  const raises = ({ code }: Diagnostic) => code === "python-raise";
  // An exception about the sizes that were guessed: without sizes the model runs through.
  if (run.diagnostics.some((diagnostic) => raises(diagnostic) && !certain.has(place(diagnostic)))) return symbolic;
  const single = run.inputs.length === 1;
  // Of several inputs some may be no tensors at all.
  if (!single && run.diagnostics.some(raises))
    return { ...run, diagnostics: run.diagnostics.filter((one) => !raises(one)) };
  const diagnostics = run.diagnostics.filter(
    (diagnostic) =>
      diagnostic.severity !== "error" ||
      certain.has(place(diagnostic)) ||
      (single && symbolic.inputs.every(isStated) && certainCodes.has(diagnostic.code)),
  );
  return { ...run, diagnostics };
}

export const isStated = ({ types }: ChosenInput): boolean => types.every(({ shape }) => shape.rank === "known");

/** How many values of a run's network are not known at all. */
export const unknownValues = ({ network }: Run): number =>
  network.values.filter(({ type }) => type.shape.rank === "unknown").length;
