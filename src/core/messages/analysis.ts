/** Texts about what analysis finds across layers. */
export const analysisMessages = {
  fieldOpaque: "what {layer} looks at is not known",
  fieldTooUneven: "the receptive field differs between too many units",
  regionNeedsNumbers: "the exact region needs an input of known size",
} as const;
