/** Texts about evaluating Python source. */
export const pythonMessages = {} as const;
