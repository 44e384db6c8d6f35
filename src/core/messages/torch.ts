/** Texts about torch modules and functions. */
export const torchMessages = {} as const;
