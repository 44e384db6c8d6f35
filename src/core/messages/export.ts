/** Texts about exporting to ONNX and filling weights. */
export const exportMessages = {
  exportNoMapping: "{layer} ({type}) has no counterpart in ONNX that ConvLens can write",
  exportUnknownOperator: "{layer} ({type}) is not modelled, so it can't be exported",
  exportUncertainBranch: "{layer} lies in a branch whose condition is not known",
  exportUnknownContents: "the contents of {name} are not known",
  exportUnknownSize: "the size of {name} is not a known number: {shape}",
  exportUnknownInput: "{layer} needs a tensor that was not recorded",
  exportMissingInput: "{layer} does not get all its inputs",
  exportNoOutput: "there is no output to export",
  exportTooLarge: "the model takes {size} GB, and an ONNX file holds at most 2 GB",
} as const;
