// Kinds of token. Plain numbers in constants of their own, since the lexer and the parser compare millions of them; typed as
// numbers, since the compiler must not conclude from one comparison what the kind after `advance()` is.
import type { BinaryOperator, CompareOperator, SyntaxProblem } from "./ast.ts";

export const END: number = 0;
export const NEWLINE: number = 1;
export const INDENT: number = 2;
export const DEDENT: number = 3;
export const NAME: number = 4;
export const INT: number = 5;
export const FLOAT: number = 6;
export const IMAGINARY: number = 7;
export const STRING: number = 8;
/** `f"`, with prefix and quotes; its value has string flags. */
export const FSTRING_START: number = 9;
export const FSTRING_TEXT: number = 10;
/** The closing quotes; empty where they are missing. */
export const FSTRING_END: number = 11;
/** A character that has no place in Python. */
export const INVALID: number = 12;

export const LPAREN: number = 13;
export const RPAREN: number = 14;
export const LBRACKET: number = 15;
export const RBRACKET: number = 16;
export const LBRACE: number = 17;
export const RBRACE: number = 18;
export const COMMA: number = 19;
export const COLON: number = 20;
export const SEMICOLON: number = 21;
export const DOT: number = 22;
export const ELLIPSIS: number = 23;
export const EQUAL: number = 24;
export const WALRUS: number = 25;
export const ARROW: number = 26;
export const EXCLAMATION: number = 27;
export const TILDE: number = 28;

/** The lines of a function's body, passed over to be read when somebody looks at them. */
export const BODY: number = 254;

// Binary operators, and in the same order their augmented assignments.
export const PLUS: number = 29;
export const MINUS: number = 30;
export const STAR: number = 31;
export const AT: number = 32;
export const SLASH: number = 33;
export const DOUBLE_SLASH: number = 34;
export const PERCENT: number = 35;
export const DOUBLE_STAR: number = 36;
export const LEFT_SHIFT: number = 37;
export const RIGHT_SHIFT: number = 38;
export const AMPERSAND: number = 39;
export const BAR: number = 40;
export const CARET: number = 41;
/** Added to a binary operator's kind: the kind of its augmented assignment. */
export const AUGMENTED: number = 13;
export const FIRST_AUGMENTED = PLUS + AUGMENTED;
export const LAST_AUGMENTED = CARET + AUGMENTED;

export const EQUAL_EQUAL: number = 55;
export const NOT_EQUAL: number = 56;
export const LESS: number = 57;
export const LESS_EQUAL: number = 58;
export const GREATER: number = 59;
export const GREATER_EQUAL: number = 60;

/** Keywords follow, in the order of `keywords`; the id of a keyword's text in the table of names is its place there. */
export const FIRST_KEYWORD: number = 61;
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
export const FALSE: number = 61;
export const NONE: number = 62;
export const TRUE: number = 63;
export const AND: number = 64;
export const AS: number = 65;
export const ASSERT: number = 66;
export const ASYNC: number = 67;
export const AWAIT: number = 68;
export const BREAK: number = 69;
export const CLASS: number = 70;
export const CONTINUE: number = 71;
export const DEF: number = 72;
export const DEL: number = 73;
export const ELIF: number = 74;
export const ELSE: number = 75;
export const EXCEPT: number = 76;
export const FINALLY: number = 77;
export const FOR: number = 78;
export const FROM: number = 79;
export const GLOBAL: number = 80;
export const IF: number = 81;
export const IMPORT: number = 82;
export const IN: number = 83;
export const IS: number = 84;
export const LAMBDA: number = 85;
export const NONLOCAL: number = 86;
export const NOT: number = 87;
export const OR: number = 88;
export const PASS: number = 89;
export const RAISE: number = 90;
export const RETURN: number = 91;
export const TRY: number = 92;
export const WHILE: number = 93;
export const WITH: number = 94;
export const YIELD: number = 95;
export const KIND_COUNT: number = 96;

/** Names that are keywords in some places only; their ids in the table of names follow those of the keywords. */
export const softKeywords = ["match", "case", "type", "_"] as const;
export const MATCH_ID = keywords.length;
export const CASE_ID = keywords.length + 1;
export const TYPE_ID = keywords.length + 2;
export const UNDERSCORE_ID = keywords.length + 3;

// What the value of a STRING or FSTRING_START holds; of an FSTRING_TEXT, RAW and ESCAPED only.
export const RAW: number = 1;
export const BYTES: number = 2;
export const TRIPLE: number = 4;
export const TEMPLATE: number = 8;
/** Has a backslash, a carriage return or a doubled brace: its text is not its value. */
export const ESCAPED: number = 16;
export const UNTERMINATED: number = 32;
/** How many characters lie before the quotes, from this bit on. */
export const PREFIX_SHIFT: number = 6;

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
export const OR_PRECEDENCE: number = 1;
export const AND_PRECEDENCE: number = 2;
export const NOT_PRECEDENCE: number = 3;
export const COMPARE_PRECEDENCE: number = 4;
export const UNARY_PRECEDENCE: number = 10;
export const POWER_PRECEDENCE: number = 11;

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
