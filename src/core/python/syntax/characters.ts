// Codes of characters that the lexer asks for by name.
export const TAB = 9;
export const LF = 10;
export const FORM_FEED = 12;
export const CR = 13;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH_SIGN = 35;
export const QUOTE = 39;
export const DOT_SIGN = 46;
export const EQUAL_SIGN = 61;
export const BACKSLASH = 92;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

export const isBlank = (code: number): boolean => code === SPACE || code === TAB;

export const isLineEnd = (code: number): boolean => code === LF || code === CR;

/** Where the line after the line end at `at` starts. */
export const afterLineEnd = (text: string, at: number): number =>
  text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;

export const hexadecimal = (code: number): string => code.toString(16).toUpperCase().padStart(4, "0");
