import assert from "node:assert/strict";
import { parsed } from "./sexp.ts";

/** What is typed, between statements that must stay. */
const inClass = (line: string): string =>
  parsed(`class Net:\n    def __init__(self):\n        self.a = 1\n        ${line}\n        self.b = 2\nx = 3\n`);

const body = (middle: string, ...problems: string[]): string =>
  [
    `(ClassDef Net [] [] [] [(FunctionDef __init__ [] [(positional self)] - [(Assign [(Attribute self a)] 1)${
      middle === "" ? "" : ` ${middle}`
    } (Assign [(Attribute self b)] 2)] [])] [])`,
    "(Assign [x] 3)",
    ...problems.map((problem) => `! 4: ${problem}`),
  ].join("\n");

const noName = "expected a name before the end of the line";
const noExpression = "expected an expression before the end of the line";
const nothing = "(ErrorExpression [])";

describe("a line that is not finished leaves the others alone", () => {
  const typed: readonly (readonly [string, string, string])[] = [
    ["self.", "(Attribute self )", noName],
    ["self.conv = nn.", "(Assign [(Attribute self conv)] (Attribute nn ))", noName],
    [
      "self.conv = nn.Conv2d(",
      "(Assign [(Attribute self conv)] (Call (Attribute nn Conv2d) [] []))",
      "`(` was never closed",
    ],
    [
      "self.conv = nn.Conv2d(3, ",
      "(Assign [(Attribute self conv)] (Call (Attribute nn Conv2d) [3] []))",
      "`(` was never closed",
    ],
    ["x = f(a, k=", `(Assign [x] (Call f [a] [k=${nothing}]))`, "`(` was never closed"],
    ["x = f(a, *", `(Assign [x] (Call f [a (Starred ${nothing})] []))`, "`(` was never closed"],
    [
      "x = f(g(1, [2, {3: 4",
      "(Assign [x] (Call f [(Call g [1 (List [2 (Dict [3] [4])])] [])] []))",
      "`(` was never closed",
    ],
    ["x = f(a b, c)", "(Assign [x] (Call f [a b c] []))", "expected `,` or `)`, got `b`"],
    ["x = f(a, , b)", `(Assign [x] (Call f [a ${nothing} b] []))`, "expected an expression, got `,`"],
    ["x = f(a))", "(Assign [x] (Call f [a] [])) (ErrorStatement [] [])", "`)` does not belong here"],
    ["x = [1, 2", "(Assign [x] (List [1 2]))", "`[` was never closed"],
    ["x = (1, 2", "(Assign [x] (Tuple [1 2]))", "`(` was never closed"],
    ["x = {'a': ", `(Assign [x] (Dict ["a"] [${nothing}]))`, "`{` was never closed"],
    ["x = a[1:", "(Assign [x] (Subscript a (Slice 1 - -)))", "`[` was never closed"],
    ["x = ", `(Assign [x] ${nothing})`, noExpression],
    ["x = a +", `(Assign [x] (BinOp a + ${nothing}))`, noExpression],
    ["x = a if b", `(Assign [x] (IfExp b a ${nothing}))`, "expected `else` before the end of the line"],
    ["x = lambda a", `(Assign [x] (Lambda [(positional a)] ${nothing}))`, "expected `:` before the end of the line"],
    ["x = 'abc", '(Assign [x] "abc")', "this string has no closing quote"],
    ["x = f('abc", '(Assign [x] (Call f ["abc"] []))', "`(` was never closed"],
    ["x = f'a{b", '(Assign [x] (JoinedStr ["a" (FormattedValue b - -)]))', "this string has no closing quote"],
    [
      "x = f'a{b.",
      '(Assign [x] (JoinedStr ["a" (FormattedValue (Attribute b ) - -)]))',
      "this string has no closing quote",
    ],
    ["x = f'a{b'", '(Assign [x] (JoinedStr ["a" (FormattedValue b - -)]))', "expected `}` before the end of the line"],
    [
      "x = f'{}'",
      `(Assign [x] (JoinedStr [(FormattedValue ${nothing} - -)]))`,
      "expected an expression in the braces of an f-string",
    ],
    ['"""abc', '"abc"', "this triple-quoted string is never closed"],
    ["if a", "(If a [] [])", "expected `:` before the end of the line"],
    ["for i in", `(For i ${nothing} [] [])`, noExpression],
    ["for i", `(For i ${nothing} [] [])`, "expected `in` before the end of the line"],
    ["def f(", "(FunctionDef f [] [] - [] [])", "`(` was never closed"],
    ["def f(a, b", "(FunctionDef f [] [(positional a) (positional b)] - [] [])", "`(` was never closed"],
    ["def", "(FunctionDef  [] [] - [] [])", noName],
    ["class A(B", "(ClassDef A [] [B] [] [] [])", "`(` was never closed"],
    ["with open(f) as", `(With [(WithItem (Call open [f] []) ${nothing})] [])`, noExpression],
    ["import", "(Import [])", noName],
    ["from a import", "(ImportFrom a [] 0)", noName],
    ["from a import (b,", "(ImportFrom a [(Alias b -)] 0)", "`(` was never closed"],
    ["return a b", "(Return a) (ErrorStatement [b] [])", "`b` does not belong here"],
    ["else:", "(ErrorStatement [] [])", "`else` without the statement that it belongs to"],
    ["@a", "(ErrorStatement [a] [])", "expected `def` or `class` after a decorator"],
    ["x = a ? b", "(Assign [x] a) (ErrorStatement [b] [])", "character U+003F has no meaning here"],
    [
      "f(x) = 1",
      "(Assign [(Call f [x] [])] 1)",
      "cannot assign to the result of a call; expected a name, an attribute, an item or a tuple of them",
    ],
    ["f(a=1, b)", "(Call f [b] [a=1])", "a positional argument follows a keyword argument"],
  ];
  for (const [line, expected, problem] of typed) {
    it(line, () => assert.equal(inClass(line), body(expected, problem)));
  }
});

describe("broken blocks", () => {
  const cases: readonly (readonly [string, string])[] = [
    // A header without its colon keeps its block.
    [
      "def f(x)\n    y = 1\nz",
      "(FunctionDef f [] [(positional x)] - [(Assign [y] 1)] [])\nz\n! 1: expected `:` before the end of the line",
    ],
    ["def f(x\n    y = g(1)\n    return y\nz", unclosedHeader()],
    // A comma is missing in a parameter list that is closed.
    [
      "def f(\n    a\n    b,\n):\n    c\n",
      "(FunctionDef f [] [(positional a) (positional b)] - [c] [])\n! 3: expected `,` or `)`, got `b`",
    ],
    ["f(\n    a\n    b,\n)\nz", "(Call f [a b] [])\nz\n! 3: expected `,` or `)`, got `b`"],
    // Without `def` the block is no part of what is around it.
    ["f(x):\n    y\nz", "(Call f [x] [])\n(ErrorStatement [] [y])\nz\n! 1: `:` does not belong here"],
    ["a\n  b\nc", "a\nb\nc\n! 2: this line is indented deeper than the block it is in"],
    ["if a:\n    b\n   c\nd", "(If a [b c] [])\nd\n! 3: the indentation matches no line before"],
    ["if a:\n    b\n c\nd", "(If a [b] [])\nc\nd\n! 3: the indentation matches no line before"],
    ["if a:\nb", "(If a [] [])\nb\n! 1: expected an indented block after `if`"],
    ["try:\n  a\nb", "(Try [a] [] [] [])\nb\n! 1: expected `except` or `finally` after the body of `try`"],
    ["match x:\n  case 1:\n    a\n  b\nc", matchText()],
    // The text after the broken docstring is code again.
    ['def f():\n    """Adds.\n    x = 1\ndef g():\n    """Subtracts."""\n    y = 2\n', docstringText()],
  ];
  for (const [text, expected] of cases) it(JSON.stringify(text), () => assert.equal(parsed(text), expected));

  it("keeps the items of a with whose colon is missing", () => {
    assert.equal(
      parsed("with (a as b, c\n    d\ne"),
      "(With [(WithItem a b) (WithItem c -)] [d])\ne\n! 1: expected `)` before the end of the line",
    );
  });
});

function unclosedHeader(): string {
  return "(FunctionDef f [] [(positional x)] - [(Assign [y] (Call g [1] [])) (Return y)] [])\nz\n! 1: `(` was never closed";
}
function matchText(): string {
  const cases = "(MatchCase (MatchValue 1) - [a]) (MatchCase (ErrorPattern []) - [b])";
  return `(Match x [${cases}])\nc\n! 4: expected \`case\` in the body of \`match\``;
}
function docstringText(): string {
  return [
    '(FunctionDef f [] [] - ["Adds." (Assign [x] 1)] [])',
    '(FunctionDef g [] [] - ["Subtracts." (Assign [y] 2)] [])',
    "! 2: this triple-quoted string is never closed",
  ].join("\n");
}
