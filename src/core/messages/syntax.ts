/** Texts about the syntax of Python. */
export const syntaxMessages = {} as const;
