import assert from "node:assert/strict";
import { parse } from "../../../../src/core/python/syntax/parser.ts";
import { children } from "../../../../src/core/python/syntax/walk.ts";
import { parsed } from "./sexp.ts";

const cases: readonly (readonly [string, string])[] = [
  // Operators
  ["a + b * c", "(BinOp a + (BinOp b * c))"],
  ["a - b - c", "(BinOp (BinOp a - b) - c)"],
  ["-a ** -b ** c", "(UnaryOp - (BinOp a ** (UnaryOp - (BinOp b ** c))))"],
  ["a @ b // c % d", "(BinOp (BinOp (BinOp a @ b) // c) % d)"],
  ["a | b ^ c & d << e", "(BinOp a | (BinOp b ^ (BinOp c & (BinOp d << e))))"],
  ["not a == b", "(UnaryOp not (Compare a [==] [b]))"],
  ["a or b and c or d", "(BoolOp or [a (BoolOp and [b c]) d])"],
  ["a < b <= c is not d not in e", "(Compare a [< <= is not not in] [b c d e])"],
  ["a if b else c if d else e", "(IfExp b a (IfExp d c e))"],
  ["await a.b ** c", "(BinOp (Await (Attribute a b)) ** c)"],
  ["(y := f(x))", "(NamedExpr y (Call f [x] []))"],
  [
    "lambda a, /, b=1, *c, d, e=2, **f: a",
    "(Lambda [(positionalOnly a) (positional b = 1) (varPositional c) (keywordOnly d) (keywordOnly e = 2) (varKeyword f)] a)",
  ],
  ["lambda: (yield)", "(Lambda [] (Yield -))"],
  // Calls and subscripts
  ["f(a, *b, c=1, **d)", "(Call f [a (Starred b)] [c=1 **=d])"],
  ["f(x for x in y)", "(Call f [(GeneratorExp x [(Comprehension x y [])])] [])"],
  ["a.b(c)[d](e)", "(Call (Subscript (Call (Attribute a b) [c] []) d) [e] [])"],
  ["a[1:2, ::3, ...]", "(Subscript a (Tuple [(Slice 1 2 -) (Slice - - 3) Ellipsis]))"],
  ["a[*b]", "(Subscript a (Tuple [(Starred b)]))"],
  ["a[b := 1]", "(Subscript a (NamedExpr b 1))"],
  // Displays
  ["()", "(Tuple [])"],
  ["(a,)", "(Tuple [a])"],
  ["(a)", "a"],
  ["a, *b", "(Tuple [a (Starred b)])"],
  ["[a, *b,]", "(List [a (Starred b)])"],
  ["{}", "(Dict [] [])"],
  ["{a: b, **c}", "(Dict [a -] [b c])"],
  ["{a, b}", "(Set [a b])"],
  ["{a: b for a, b in c if a if b}", "(DictComp a b [(Comprehension (Tuple [a b]) c [a b])])"],
  ["[a async for a in b for c in a]", "(ListComp a [(Comprehension a b [] isAsync) (Comprehension c a [])])"],
  ["{a for a in b}", "(SetComp a [(Comprehension a b [])])"],
  // Numbers
  ["0, 12, 1_000, 0x_ff, 0o17, 0b11", "(Tuple [0 12 1000 255 15 3])"],
  ["9007199254740993", "9007199254740993n"],
  ["1., .5, 1e3, 1_0.0_1, 2.0", "(Tuple [1.0 0.5 1000.0 10.01 2.0])"],
  ["3j, 1.5J", "(Tuple [(Complex 3) (Complex 1.5)])"],
  ["1if a else 2", "(IfExp a 1 2)"],
  // Strings
  ["'a' \"b\"", '"ab"'],
  ["'\\n\\x41\\u00e9\\101\\\n\\q'", '"\\nAéA\\\\q"'],
  ["r'\\n'", '"\\\\n"'],
  ["b'a\\xff' rb'\\n'", "(Bytes aÿ\\n)"],
  ["'''a\r\nb\rc'''", '"a\\nb\\nc"'],
  ["'\\N{DASH}'", '"�"'],
  // F-strings
  ["f'a{b}c'", '(JoinedStr ["a" (FormattedValue b - -) "c"])'],
  ["f'{a!r:>{w}.2f}'", '(JoinedStr [(FormattedValue a r (JoinedStr [">" (FormattedValue w - -) ".2f"]))])'],
  ["f'{{{a}}}'", '(JoinedStr ["{" (FormattedValue a - -) "}"])'],
  ["f'{a = }'", '(JoinedStr ["a = " (FormattedValue a r -)])'],
  ["f'{a=!s}{b=:x}'", '(JoinedStr ["a=" (FormattedValue a s -) "b=" (FormattedValue b - (JoinedStr ["x"]))])'],
  ["'a' f'{b}' 'c'", '(JoinedStr ["a" (FormattedValue b - -) "c"])'],
  ["f'{a['b']}'", '(JoinedStr [(FormattedValue (Subscript a "b") - -)])'],
  [
    'f"{f"{f"{1}"}"}"',
    "(JoinedStr [(FormattedValue (JoinedStr [(FormattedValue (JoinedStr [(FormattedValue 1 - -)]) - -)]) - -)])",
  ],
  ["f'{a\n+ b}'", "(JoinedStr [(FormattedValue (BinOp a + b) - -)])"],
  [
    "f'{(lambda x: 1)}{x != y}{ {1: 2}[1] }'",
    "(JoinedStr [(FormattedValue (Lambda [(positional x)] 1) - -) (FormattedValue (Compare x [!=] [y]) - -) " +
      "(FormattedValue (Subscript (Dict [1] [2]) 1) - -)])",
  ],
  ["f'{*a, b}{yield}'", "(JoinedStr [(FormattedValue (Tuple [(Starred a) b]) - -) (FormattedValue (Yield -) - -)])"],
  ["rf'\\{a}\\n'", '(JoinedStr ["\\\\" (FormattedValue a - -) "\\\\n"])'],
  ["f'\\N{DASH}{a}'", '(JoinedStr ["�" (FormattedValue a - -)])'],
  ["t'a{b + 1!r:x}'", '(TemplateStr ["a" (Interpolation (BinOp b + 1) b + 1 r (JoinedStr ["x"]))])'],
];

describe("expressions of Python", () => {
  for (const [text, expected] of cases) it(text, () => assert.equal(parsed(text), expected));

  it("gives each node the piece of text that CPython gives it", () => {
    const text = "x = (a) + f(b for b in c).d[1:2,]\n";
    const pieces: string[] = [];
    const visit = (node: ReturnType<typeof children>[number]): void => {
      pieces.push(`${node.kind} ${text.slice(node.start, node.end)}`);
      children(node).forEach(visit);
    };
    parse(text).module.body.forEach(visit);
    assert.deepEqual(pieces, [
      "Assign x = (a) + f(b for b in c).d[1:2,]",
      "Name x",
      "BinOp (a) + f(b for b in c).d[1:2,]",
      "Name a",
      "Subscript f(b for b in c).d[1:2,]",
      "Attribute f(b for b in c).d",
      "Call f(b for b in c)",
      "Name f",
      "GeneratorExp (b for b in c)",
      "Name b",
      "Comprehension for b in c",
      "Name b",
      "Name c",
      "Tuple 1:2,",
      "Slice 1:2",
      "Int 1",
      "Int 2",
    ]);
  });

  it("says where the name of a keyword argument and of an attribute is", () => {
    const text = "nn.Conv2d(3, kernel_size=7)";
    const [statement] = parse(text).module.body;
    assert(statement?.kind === "Expr" && statement.value.kind === "Call");
    const { func, keywords } = statement.value;
    assert(func.kind === "Attribute");
    assert.equal(text.slice(func.attrStart, func.end), "Conv2d");
    const [keyword] = keywords;
    assert(keyword !== undefined);
    assert.equal(text.slice(keyword.nameStart, keyword.nameEnd), "kernel_size");
    assert.equal(text.slice(keyword.value.start, keyword.value.end), "7");
  });
});
