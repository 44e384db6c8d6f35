/** Texts about what analysis finds across layers. */
export const analysisMessages = {} as const;
