/** Texts about exporting to ONNX and filling weights. */
export const exportMessages = {} as const;
