/** Texts about the command line. */
export const commandLineMessages = {} as const;
