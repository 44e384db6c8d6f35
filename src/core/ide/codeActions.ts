import { type FileFacts, formatShape, type TextEdit } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import { givenInputs, isWritable } from "./givenInputs.ts";
import { inputDirectiveEdits } from "./inputDirective.ts";
import type { Render } from "./text.ts";

/** A change that is no mend, offered where the definition of a model begins. */
export interface Rewrite {
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly edits: readonly TextEdit[];
}

/** Offers to write the inputs that are shown into the file, on the lines where the models are defined. */
export function rewrites(facts: FileFacts, text: string, render: Render): readonly Rewrite[] {
  const found: Rewrite[] = [];
  for (const { offer, inputs } of facts.models) {
    if (offer.at.file !== facts.file || inputs.length === 0) continue;
    if (inputs.every(({ origin }) => origin === "directive")) continue;
    if (!inputs.every(isWritable)) continue;
    const given = givenInputs(inputs);
    const shape = given.map(({ type }) => formatShape(type.shape)).join(", ");
    found.push({
      title: render(message("writeInput", { shape })),
      start: offer.at.start,
      end: offer.at.start + Math.max(0, text.slice(offer.at.start).search(/$|[\r\n]/)),
      edits: inputDirectiveEdits(facts, offer, given, text),
    });
  }
  return found;
}
