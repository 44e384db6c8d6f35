/** Texts about what analysis finds across layers. */
export const analysisMessages = {
  fieldOpaque: "what {layer} looks at is not known",
  fieldFromData: "which part {layer} looks at depends on the data",
  fieldTooUneven: "the receptive field differs between too many units",
  regionNeedsNumbers: "the exact region needs an input of known size",
} as const;
