// Kinds of token. Plain numbers in constants of their own, since the lexer and the parser compare millions of them.
import type { BinaryOperator, CompareOperator, SyntaxProblem } from "./ast.ts";

export const END = 0;
export const NEWLINE = 1;
export const INDENT = 2;
export const DEDENT = 3;
export const NAME = 4;
export const INT = 5;
export const FLOAT = 6;
export const IMAGINARY = 7;
export const STRING = 8;
/** `f"`, with prefix and quotes; its value has string flags. */
export const FSTRING_START = 9;
export const FSTRING_TEXT = 10;
/** The closing quotes; empty where they are missing. */
export const FSTRING_END = 11;
/** A character that has no place in Python. */
export const INVALID = 12;

export const LPAREN = 13;
export const RPAREN = 14;
export const LBRACKET = 15;
export const RBRACKET = 16;
export const LBRACE = 17;
export const RBRACE = 18;
export const COMMA = 19;
export const COLON = 20;
export const SEMICOLON = 21;
export const DOT = 22;
export const ELLIPSIS = 23;
export const EQUAL = 24;
export const WALRUS = 25;
export const ARROW = 26;
export const EXCLAMATION = 27;
export const TILDE = 28;

// Binary operators, and in the same order their augmented assignments.
export const PLUS = 29;
export const MINUS = 30;
export const STAR = 31;
export const AT = 32;
export const SLASH = 33;
export const DOUBLE_SLASH = 34;
export const PERCENT = 35;
export const DOUBLE_STAR = 36;
export const LEFT_SHIFT = 37;
export const RIGHT_SHIFT = 38;
export const AMPERSAND = 39;
export const BAR = 40;
export const CARET = 41;
/** Added to a binary operator's kind: the kind of its augmented assignment. */
export const AUGMENTED = 13;
export const FIRST_AUGMENTED = PLUS + AUGMENTED;
export const LAST_AUGMENTED = CARET + AUGMENTED;

export const EQUAL_EQUAL = 55;
export const NOT_EQUAL = 56;
export const LESS = 57;
export const LESS_EQUAL = 58;
export const GREATER = 59;
export const GREATER_EQUAL = 60;

/** Keywords follow, in the order of `keywords`; the id of a keyword's text in the table of names is its place there. */
export const FIRST_KEYWORD = 61;
export const keywords = [
  "False",
  "None",
  "True",
  "and",
  "as",
  "assert",
  "async",
  "await",
  "break",
  "class",
  "continue",
  "def",
  "del",
  "elif",
  "else",
  "except",
  "finally",
  "for",
  "from",
  "global",
  "if",
  "import",
  "in",
  "is",
  "lambda",
  "nonlocal",
  "not",
  "or",
  "pass",
  "raise",
  "return",
  "try",
  "while",
  "with",
  "yield",
] as const;
export const FALSE = 61;
export const NONE = 62;
export const TRUE = 63;
export const AND = 64;
export const AS = 65;
export const ASSERT = 66;
export const ASYNC = 67;
export const AWAIT = 68;
export const BREAK = 69;
export const CLASS = 70;
export const CONTINUE = 71;
export const DEF = 72;
export const DEL = 73;
export const ELIF = 74;
export const ELSE = 75;
export const EXCEPT = 76;
export const FINALLY = 77;
export const FOR = 78;
export const FROM = 79;
export const GLOBAL = 80;
export const IF = 81;
export const IMPORT = 82;
export const IN = 83;
export const IS = 84;
export const LAMBDA = 85;
export const NONLOCAL = 86;
export const NOT = 87;
export const OR = 88;
export const PASS = 89;
export const RAISE = 90;
export const RETURN = 91;
export const TRY = 92;
export const WHILE = 93;
export const WITH = 94;
export const YIELD = 95;
export const KIND_COUNT = 96;

/** Names that are keywords in some places only; their ids in the table of names follow those of the keywords. */
export const softKeywords = ["match", "case", "type", "_"] as const;
export const MATCH_ID = keywords.length;
export const CASE_ID = keywords.length + 1;
export const TYPE_ID = keywords.length + 2;
export const UNDERSCORE_ID = keywords.length + 3;

// What the value of a STRING or FSTRING_START holds; of an FSTRING_TEXT, RAW and ESCAPED only.
export const RAW = 1;
export const BYTES = 2;
export const TRIPLE = 4;
export const TEMPLATE = 8;
/** Has a backslash, a carriage return or a doubled brace: its text is not its value. */
export const ESCAPED = 16;
export const UNTERMINATED = 32;
/** How many characters lie before the quotes, from this bit on. */
export const PREFIX_SHIFT = 6;

/** The tokens of a text, in parallel arrays; the last is END. */
export interface Tokens {
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** NAME and keywords: an index into `names`. Strings: flags. Else 0. */
  readonly values: Int32Array;
  readonly names: readonly string[];
  readonly count: number;
  readonly problems: SyntaxProblem[];
  /** Start and end of each comment, from `#` to the end of its line. */
  readonly comments: readonly number[];
  /** Did a rule of recovery end a bracket or string that was never closed? */
  readonly repaired: boolean;
}

const binaryOperators: readonly BinaryOperator[] = [
  "+",
  "-",
  "*",
  "@",
  "/",
  "//",
  "%",
  "**",
  "<<",
  ">>",
  "&",
  "|",
  "^",
];

export const binaryOperator = (kind: number): BinaryOperator => binaryOperators[kind - PLUS] ?? "+";

const compareOperators: readonly CompareOperator[] = ["==", "!=", "<", "<=", ">", ">="];

export const compareOperator = (kind: number): CompareOperator => compareOperators[kind - EQUAL_EQUAL] ?? "==";

// How tightly infix operators bind.
export const OR_PRECEDENCE = 1;
export const AND_PRECEDENCE = 2;
export const NOT_PRECEDENCE = 3;
export const COMPARE_PRECEDENCE = 4;
export const UNARY_PRECEDENCE = 10;
export const POWER_PRECEDENCE = 11;

/** By kind of token: how tightly it binds as an infix operator; 0 for what is none. */
export const precedences = new Uint8Array(KIND_COUNT);
const setPrecedence = (precedence: number, ...kinds: number[]): void => {
  for (const kind of kinds) precedences[kind] = precedence;
};
setPrecedence(OR_PRECEDENCE, OR);
setPrecedence(AND_PRECEDENCE, AND);
setPrecedence(COMPARE_PRECEDENCE, EQUAL_EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, IN, IS, NOT);
setPrecedence(5, BAR);
setPrecedence(6, CARET);
setPrecedence(7, AMPERSAND);
setPrecedence(8, LEFT_SHIFT, RIGHT_SHIFT);
setPrecedence(9, PLUS, MINUS);
setPrecedence(UNARY_PRECEDENCE, STAR, AT, SLASH, DOUBLE_SLASH, PERCENT);
setPrecedence(POWER_PRECEDENCE, DOUBLE_STAR);

/** By kind of token: 1 where it ends an expression for certain, so that an operand before it stands alone. */
export const endsExpression = new Uint8Array(KIND_COUNT);
for (const kind of [END, NEWLINE, RPAREN, RBRACKET, RBRACE, COMMA, COLON, EQUAL, SEMICOLON]) endsExpression[kind] = 1;

/** By kind of token: 1 where an expression can begin with it. */
export const beginsExpression = new Uint8Array(KIND_COUNT);
for (const kind of [
  ...[NAME, INT, FLOAT, IMAGINARY, STRING, FSTRING_START, LPAREN, LBRACKET, LBRACE, ELLIPSIS],
  ...[TILDE, PLUS, MINUS, STAR, FALSE, NONE, TRUE, AWAIT, LAMBDA, NOT, YIELD],
]) {
  beginsExpression[kind] = 1;
}
