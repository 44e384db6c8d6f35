// The syntax tree of Python, 3.8 to 3.14; one file by design, to be read like a grammar. Kinds and fields follow CPython's `ast` (in camelCase), with these differences,
// each for the sake of whoever evaluates the tree:
// - constants are kinds of their own, so that `2` and `2.0` differ; operators are their spelling;
// - `async def`, `async for`, `async with` are flags; parameters are one list, each with its role;
// - a piece that could not be read is an ErrorExpression, ErrorStatement or ErrorPattern that holds what could be.
//
// One file by design: it is a table. `start` and `end` are UTF-16 offsets, end exclusive, and equal CPython's positions; a
// decorated definition starts at `def` or `class`, so its decorators lie before it. Objects of one kind always have the same
// fields in the same order.
import type { Message } from "../../ir/message.ts";

/** A fault of the text. Only what CPython rejects too is reported. */
export interface SyntaxProblem {
  readonly start: number;
  readonly end: number;
  readonly message: Message;
}

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface Located<Kind extends string> extends TextRange {
  readonly kind: Kind;
}

/** `body` holds every statement of the file, recovered ones included. */
export interface Module extends Located<"Module"> {
  readonly body: readonly Statement[];
}

// ---- Statements

export type Statement =
  | FunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | AugAssign
  | AnnAssign
  | TypeAlias
  | For
  | While
  | If
  | With
  | Match
  | Raise
  | Try
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | ExpressionStatement
  | Pass
  | Break
  | Continue
  | ErrorStatement;

export interface FunctionDef extends Located<"FunctionDef"> {
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly typeParams: readonly TypeParam[];
  readonly params: readonly Parameter[];
  readonly returns: Expression | null;
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
  readonly isAsync: boolean;
}

export interface ClassDef extends Located<"ClassDef"> {
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly typeParams: readonly TypeParam[];
  readonly bases: readonly Expression[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
}

export interface Return extends Located<"Return"> {
  readonly value: Expression | null;
}

export interface Delete extends Located<"Delete"> {
  readonly targets: readonly Expression[];
}

/** `a = b = value` has two targets. */
export interface Assign extends Located<"Assign"> {
  readonly targets: readonly Expression[];
  readonly value: Expression;
}

export interface AugAssign extends Located<"AugAssign"> {
  readonly target: Expression;
  readonly op: BinaryOperator;
  readonly value: Expression;
}

/** `simple` is false where the target is no bare name: `(x): int`, `self.x: int`. */
export interface AnnAssign extends Located<"AnnAssign"> {
  readonly target: Expression;
  readonly annotation: Expression;
  readonly value: Expression | null;
  readonly simple: boolean;
}

export interface TypeAlias extends Located<"TypeAlias"> {
  readonly name: Expression;
  readonly typeParams: readonly TypeParam[];
  readonly value: Expression;
}

export interface For extends Located<"For"> {
  readonly target: Expression;
  readonly iter: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
  readonly isAsync: boolean;
}

export interface While extends Located<"While"> {
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
}

/** `elif` is an If, alone in `orelse`, that starts at its keyword. */
export interface If extends Located<"If"> {
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
}

export interface With extends Located<"With"> {
  readonly items: readonly WithItem[];
  readonly body: readonly Statement[];
  readonly isAsync: boolean;
}

export interface WithItem extends Located<"WithItem"> {
  readonly contextExpr: Expression;
  readonly optionalVars: Expression | null;
}

export interface Match extends Located<"Match"> {
  readonly subject: Expression;
  readonly cases: readonly MatchCase[];
}

export interface MatchCase extends Located<"MatchCase"> {
  readonly pattern: Pattern;
  readonly guard: Expression | null;
  readonly body: readonly Statement[];
}

export interface Raise extends Located<"Raise"> {
  readonly exc: Expression | null;
  readonly cause: Expression | null;
}

/** `isStar`: the handlers are `except*`. */
export interface Try extends Located<"Try"> {
  readonly body: readonly Statement[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Statement[];
  readonly finalbody: readonly Statement[];
  readonly isStar: boolean;
}

/** `except A, B:` (3.14) has a Tuple as its type. */
export interface ExceptHandler extends Located<"ExceptHandler"> {
  readonly type: Expression | null;
  readonly name: string | null;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly body: readonly Statement[];
}

export interface Assert extends Located<"Assert"> {
  readonly test: Expression;
  readonly msg: Expression | null;
}

export interface Import extends Located<"Import"> {
  readonly names: readonly Alias[];
}

/** `from ..a import b`: module `"a"`, level 2. `from . import b`: module null. A star import has one alias, `"*"`. */
export interface ImportFrom extends Located<"ImportFrom"> {
  readonly module: string | null;
  readonly moduleStart: number;
  readonly moduleEnd: number;
  readonly names: readonly Alias[];
  readonly level: number;
}

/** `name` is dotted in an Import; white space around its dots is left out. */
export interface Alias extends Located<"Alias"> {
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly asname: string | null;
}

export interface Global extends Located<"Global"> {
  readonly names: readonly string[];
}

export interface Nonlocal extends Located<"Nonlocal"> {
  readonly names: readonly string[];
}

export interface ExpressionStatement extends Located<"Expr"> {
  readonly value: Expression;
}

export interface Pass extends Located<"Pass"> {}
export interface Break extends Located<"Break"> {}
export interface Continue extends Located<"Continue"> {}

/** A line or block that is no statement: `parts` and `body` are what could be read of it. */
export interface ErrorStatement extends Located<"ErrorStatement"> {
  readonly parts: readonly Expression[];
  readonly body: readonly Statement[];
}

// ---- Definitions

export type ParameterRole = "positionalOnly" | "positional" | "varPositional" | "keywordOnly" | "varKeyword";

/** Like CPython's `arg`, the range covers name and annotation, not the default or the stars. */
export interface Parameter extends Located<"Parameter"> {
  readonly name: string;
  readonly nameEnd: number;
  readonly role: ParameterRole;
  readonly annotation: Expression | null;
  readonly default: Expression | null;
}

export type TypeParam = TypeVar | TypeVarTuple | ParamSpec;

export interface TypeVar extends Located<"TypeVar"> {
  readonly name: string;
  readonly bound: Expression | null;
  readonly default: Expression | null;
}

export interface TypeVarTuple extends Located<"TypeVarTuple"> {
  readonly name: string;
  readonly default: Expression | null;
}

export interface ParamSpec extends Located<"ParamSpec"> {
  readonly name: string;
  readonly default: Expression | null;
}

// ---- Expressions

export type Expression =
  | Name
  | Int
  | Float
  | Complex
  | StringConstant
  | Bytes
  | Singleton
  | JoinedStr
  | TemplateStr
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | SetDisplay
  | ListDisplay
  | Tuple
  | ListComp
  | SetComp
  | DictComp
  | GeneratorExp
  | Await
  | Yield
  | YieldFrom
  | Compare
  | Call
  | Attribute
  | Subscript
  | Slice
  | Starred
  | ErrorExpression;

/** NFKC-normalised, as Python compares names. */
export interface Name extends Located<"Name"> {
  readonly id: string;
}

/** A number where that is exact, else a bigint. */
export interface Int extends Located<"Int"> {
  readonly value: number | bigint;
}

export interface Float extends Located<"Float"> {
  readonly value: number;
}

/** `2j`; `value` is the imaginary part. */
export interface Complex extends Located<"Complex"> {
  readonly value: number;
}

/** Adjacent literals are one constant; escapes are decoded. */
export interface StringConstant extends Located<"String"> {
  readonly value: string;
}

/** One character of `value`, 0 to 255, for each byte. */
export interface Bytes extends Located<"Bytes"> {
  readonly value: string;
}

export interface Singleton extends Located<"True" | "False" | "None" | "Ellipsis"> {}

/** An f-string, joined with adjacent literals. Pieces of text are String nodes. */
export interface JoinedStr extends Located<"JoinedStr"> {
  readonly values: readonly (StringConstant | FormattedValue)[];
}

/** `{value!r:spec}`. `{x=}` is a String `x=` and a value converted by `r` (or by its format). */
export interface FormattedValue extends Located<"FormattedValue"> {
  readonly value: Expression;
  readonly conversion: "s" | "r" | "a" | null;
  readonly formatSpec: JoinedStr | null;
}

/** A t-string (3.14). */
export interface TemplateStr extends Located<"TemplateStr"> {
  readonly values: readonly (StringConstant | Interpolation)[];
}

/** `text` is the source of the value. */
export interface Interpolation extends Located<"Interpolation"> {
  readonly value: Expression;
  readonly text: string;
  readonly conversion: "s" | "r" | "a" | null;
  readonly formatSpec: JoinedStr | null;
}

/** `a and b and c` has three values. */
export interface BoolOp extends Located<"BoolOp"> {
  readonly op: "and" | "or";
  readonly values: readonly Expression[];
}

export interface NamedExpr extends Located<"NamedExpr"> {
  readonly target: Expression;
  readonly value: Expression;
}

export type BinaryOperator = "+" | "-" | "*" | "@" | "/" | "//" | "%" | "**" | "<<" | ">>" | "&" | "|" | "^";

export interface BinOp extends Located<"BinOp"> {
  readonly left: Expression;
  readonly op: BinaryOperator;
  readonly right: Expression;
}

export interface UnaryOp extends Located<"UnaryOp"> {
  readonly op: "not" | "-" | "+" | "~";
  readonly operand: Expression;
}

export interface Lambda extends Located<"Lambda"> {
  readonly params: readonly Parameter[];
  readonly body: Expression;
}

export interface IfExp extends Located<"IfExp"> {
  readonly test: Expression;
  readonly body: Expression;
  readonly orelse: Expression;
}

/** A null key stands for `**value`. */
export interface Dict extends Located<"Dict"> {
  readonly keys: readonly (Expression | null)[];
  readonly values: readonly Expression[];
}

export interface SetDisplay extends Located<"Set"> {
  readonly elts: readonly Expression[];
}

export interface ListDisplay extends Located<"List"> {
  readonly elts: readonly Expression[];
}

export interface Tuple extends Located<"Tuple"> {
  readonly elts: readonly Expression[];
}

export interface ListComp extends Located<"ListComp"> {
  readonly elt: Expression;
  readonly generators: readonly Comprehension[];
}

export interface SetComp extends Located<"SetComp"> {
  readonly elt: Expression;
  readonly generators: readonly Comprehension[];
}

export interface DictComp extends Located<"DictComp"> {
  readonly key: Expression;
  readonly value: Expression;
  readonly generators: readonly Comprehension[];
}

export interface GeneratorExp extends Located<"GeneratorExp"> {
  readonly elt: Expression;
  readonly generators: readonly Comprehension[];
}

export interface Comprehension extends Located<"Comprehension"> {
  readonly target: Expression;
  readonly iter: Expression;
  readonly ifs: readonly Expression[];
  readonly isAsync: boolean;
}

export interface Await extends Located<"Await"> {
  readonly value: Expression;
}

export interface Yield extends Located<"Yield"> {
  readonly value: Expression | null;
}

export interface YieldFrom extends Located<"YieldFrom"> {
  readonly value: Expression;
}

export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "is not" | "in" | "not in";

/** `a < b < c` has two operators and two comparators. */
export interface Compare extends Located<"Compare"> {
  readonly left: Expression;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expression[];
}

/** `args` has positional arguments, Starred ones among them; a sole generator argument spans the call's parentheses. */
export interface Call extends Located<"Call"> {
  readonly func: Expression;
  readonly args: readonly Expression[];
  readonly keywords: readonly Keyword[];
}

/** `name` is null for `**value`; `nameStart` and `nameEnd` are then those of the stars. */
export interface Keyword extends Located<"Keyword"> {
  readonly name: string | null;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly value: Expression;
}

/** `attr` spans `attrStart` to `end`. It is empty where nothing follows the dot yet. */
export interface Attribute extends Located<"Attribute"> {
  readonly value: Expression;
  readonly attr: string;
  readonly attrStart: number;
}

export interface Subscript extends Located<"Subscript"> {
  readonly value: Expression;
  readonly slice: Expression;
}

export interface Slice extends Located<"Slice"> {
  readonly lower: Expression | null;
  readonly upper: Expression | null;
  readonly step: Expression | null;
}

export interface Starred extends Located<"Starred"> {
  readonly value: Expression;
}

/** Something that is missing (then it is empty) or can't be read; `parts` is what could be read of it. */
export interface ErrorExpression extends Located<"ErrorExpression"> {
  readonly parts: readonly Expression[];
}

// ---- Patterns

export type Pattern =
  | MatchValue
  | MatchSingleton
  | MatchSequence
  | MatchMapping
  | MatchClass
  | MatchStar
  | MatchAs
  | MatchOr
  | ErrorPattern;

export interface MatchValue extends Located<"MatchValue"> {
  readonly value: Expression;
}

export interface MatchSingleton extends Located<"MatchSingleton"> {
  readonly value: Singleton;
}

export interface MatchSequence extends Located<"MatchSequence"> {
  readonly patterns: readonly Pattern[];
}

/** `rest` is the name after `**`. */
export interface MatchMapping extends Located<"MatchMapping"> {
  readonly keys: readonly Expression[];
  readonly patterns: readonly Pattern[];
  readonly rest: string | null;
}

export interface MatchClass extends Located<"MatchClass"> {
  readonly cls: Expression;
  readonly patterns: readonly Pattern[];
  readonly kwdAttrs: readonly string[];
  readonly kwdPatterns: readonly Pattern[];
}

/** `*rest`; null for `*_`. */
export interface MatchStar extends Located<"MatchStar"> {
  readonly name: string | null;
}

/** `pattern as name`; a bare name has no pattern, `_` neither. */
export interface MatchAs extends Located<"MatchAs"> {
  readonly pattern: Pattern | null;
  readonly name: string | null;
}

export interface MatchOr extends Located<"MatchOr"> {
  readonly patterns: readonly Pattern[];
}

export interface ErrorPattern extends Located<"ErrorPattern"> {
  readonly parts: readonly Expression[];
}

/** Every node of the tree. */
export type Node =
  | Module
  | Statement
  | WithItem
  | MatchCase
  | ExceptHandler
  | Alias
  | Parameter
  | TypeParam
  | Expression
  | FormattedValue
  | Interpolation
  | Comprehension
  | Keyword
  | Pattern;

export type NodeKind = Node["kind"];
