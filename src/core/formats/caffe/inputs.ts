import type { GivenInput, InputOrigin, ModelInput } from "../../ir/facts.ts";
import type { TensorType } from "../../ir/network.ts";
import { shapeOf, unknownShape } from "../../ir/shape.ts";
import type { FileId } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { Span } from "./textFormat/tree.ts";

/** One tensor that the network takes: a declared input or the top of a source layer. */
export interface NetworkInput {
  readonly name: string;
  readonly dims: readonly number[] | null;
  readonly at: Span;
}

const origins = {
  given: "caffeInputGiven",
  directive: "caffeInputDirective",
  setting: "caffeInputSetting",
  file: "caffeInputStated",
} as const satisfies Partial<Record<InputOrigin, string>>;

/** Shapes from one place: by name, else in order to the inputs that no name was given for. */
export interface InputSource {
  readonly origin: keyof typeof origins;
  readonly inputs: readonly GivenInput[];
}

/**
 * Decides each input's shape. What is given wins over a directive, a directive over the file, and a setting only fills what
 * nothing else states. `unused` are given inputs that fit no input of the network.
 */
export function resolveInputs(
  file: FileId,
  inputs: readonly NetworkInput[],
  sources: readonly InputSource[],
): { readonly inputs: readonly ModelInput[]; readonly unused: readonly GivenInput[] } {
  const resolved = new Map<string, { readonly type: TensorType; readonly origin: InputSource["origin"] }>();
  const unused: GivenInput[] = [];
  for (const { origin, inputs: given } of sources) {
    const isOpen = (input: NetworkInput): boolean =>
      !resolved.has(input.name) && (origin !== "setting" || input.dims === null);
    for (const one of given.filter((one) => one.name !== null)) {
      const input = inputs.find((candidate) => candidate.name === one.name);
      if (!input) unused.push(one);
      else if (isOpen(input)) resolved.set(input.name, { type: one.type, origin });
    }
    for (const one of given.filter((one) => one.name === null)) {
      const input = inputs.find(isOpen);
      if (input) resolved.set(input.name, { type: one.type, origin });
      else if (origin !== "setting") unused.push(one);
    }
  }
  return { inputs: inputs.map((input) => modelInput(file, input, resolved.get(input.name))), unused };
}

function modelInput(
  file: FileId,
  input: NetworkInput,
  resolved: { readonly type: TensorType; readonly origin: InputSource["origin"] } | undefined,
): ModelInput {
  const { name } = input;
  const at = { file, start: input.at.start, end: input.at.end };
  if (resolved) {
    return { name, type: resolved.type, origin: resolved.origin, explanation: message(origins[resolved.origin]), at };
  }
  if (input.dims !== null) {
    const type = { shape: shapeOf(...input.dims), dtype: null };
    return { name, type, origin: "file", explanation: message(origins.file), at };
  }
  const because = message("caffeInputUnstated", { name });
  return { name, type: { shape: unknownShape(because), dtype: null }, origin: "default", explanation: because, at };
}
