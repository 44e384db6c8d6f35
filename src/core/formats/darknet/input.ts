import type { Dim } from "../../ir/dim.ts";
import type { GivenInput, InputOrigin, ModelInput } from "../../ir/facts.ts";
import type { TensorType } from "../../ir/network.ts";
import { shapeOf, unknownShape } from "../../ir/shape.ts";
import type { FileId } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { CfgSection } from "./cfg.ts";
import type { Options } from "./options.ts";

export const inputName = "input";

/** Shapes from one place; the first place that has one for the input counts. */
export interface InputSource {
  readonly origin: Extract<InputOrigin, "given" | "directive" | "setting">;
  readonly inputs: readonly GivenInput[];
}

const origins = {
  given: "darknetInputGiven",
  directive: "darknetInputDirective",
  setting: "darknetInputSetting",
} as const;

/** A map of 0 × 0 × 0, as Darknet itself calls an input that is none. */
const isNoImage = ({ shape }: TensorType): boolean =>
  shape.rank === "known" && shape.dims.length === 4 && shape.dims.slice(1).every((dim) => dim === 0);

/** The network's one input, and those given that it has no place for. */
export function resolveInput(
  file: FileId,
  section: CfgSection,
  options: Options,
  sources: readonly InputSource[],
): { readonly input: ModelInput; readonly unused: readonly GivenInput[] } {
  const stated = statedDims(options);
  const at = { file, start: section.titleAt.start, end: section.titleAt.end };
  const unused: GivenInput[] = [];
  let input: ModelInput | null = null;
  for (const { origin, inputs } of sources) {
    for (const given of inputs) {
      const isOpen = input === null && (origin !== "setting" || stated === null);
      const isIts = given.name === null || given.name === inputName;
      if (!isIts) unused.push(given);
      else if (isOpen && !isNoImage(given.type))
        input = { name: inputName, type: given.type, origin, explanation: message(origins[origin]), at };
      else if (origin === "given" && !isNoImage(given.type)) unused.push(given);
    }
  }
  if (input) return { input, unused };
  if (stated) {
    const type = { shape: shapeOf(...stated), dtype: null };
    return { input: { name: inputName, type, origin: "file", explanation: message("darknetInputStated"), at }, unused };
  }
  const because = message("darknetInputSize");
  const type = { shape: unknownShape(because), dtype: null };
  return { input: { name: inputName, type, origin: "default", explanation: because, at }, unused };
}

/** A batch of one map, or of one row of `inputs` numbers. */
function statedDims(options: Options): readonly Dim[] | null {
  const [channels, height, width] = ["channels", "height", "width"].map((key) => options.integer(key)?.value ?? 0);
  if (channels && height && width && Math.min(channels, height, width) > 0) return [1, channels, height, width];
  const inputs = options.integer("inputs")?.value ?? 0;
  return inputs > 0 ? [1, inputs] : null;
}
