/** Texts about hovers, hints, lenses and fixes in an editor. */
export const editorMessages = {} as const;
