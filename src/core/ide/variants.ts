import type { ModelFacts, Variant } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import type { Render } from "./text.ts";

/** `phase TEST, stage deploy`. */
export function variantText({ phase, stages, scale }: Variant, render: Render): string {
  return [
    ...(phase === null ? [] : [render(message("variantPhase", { phase }))]),
    ...(stages.length === 0 ? [] : [render(message("variantStages", { stages: stages.join(", ") }))]),
    ...(scale === null ? [] : [render(message("variantScale", { scale }))]),
  ].join(", ");
}

/** A variant as lists and status bars show it. */
export interface VariantText extends Variant {
  readonly text: string;
}

export interface VariantTexts {
  readonly shown: VariantText;
  /** What there is to choose from, the shown one first. */
  readonly offered: readonly VariantText[];
}

/** Null where the file makes one network only. */
export function variantTexts({ variants }: ModelFacts, render: Render): VariantTexts | null {
  if (variants === undefined) return null;
  const withText = (variant: Variant): VariantText => ({ ...variant, text: variantText(variant, render) });
  return { shown: withText(variants.shown), offered: variants.offered.map(withText) };
}
