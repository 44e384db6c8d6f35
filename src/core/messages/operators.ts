/** Texts about operators: shapes that do not fit, and why one is unknown. */
export const operatorMessages = {} as const;
