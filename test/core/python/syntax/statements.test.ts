import assert from "node:assert/strict";
import { parse } from "../../../../src/core/python/syntax/parser.ts";
import { parsed } from "./sexp.ts";

const cases: readonly (readonly [string, string])[] = [
  ["a = b = 1; c += 2", "(Assign [a b] 1)\n(AugAssign c + 2)"],
  ["a, *b = c", "(Assign [(Tuple [a (Starred b)])] c)"],
  [
    "a: int = 1\n(b): int\nc.d: int",
    "(AnnAssign a int 1 simple)\n(AnnAssign b int -)\n(AnnAssign (Attribute c d) int -)",
  ],
  ["del a, (b, c)", "(Delete [a (Tuple [b c])])"],
  ["return\nreturn a, b", "(Return -)\n(Return (Tuple [a b]))"],
  ["raise A from b", "(Raise A b)"],
  ["assert a, b", "(Assert a b)"],
  ["global a, b\nnonlocal c", "(Global [a b])\n(Nonlocal [c])"],
  ["x = yield from a", "(Assign [x] (YieldFrom a))"],
  ["import a.b as c, d", "(Import [(Alias a.b c) (Alias d -)])"],
  ["from ...a import (b as c, d,)", "(ImportFrom a [(Alias b c) (Alias d -)] 3)"],
  ["from . import *", "(ImportFrom - [(Alias * -)] 1)"],
  ["if a: b\nelif c: d\nelse: e", "(If a [b] [(If c [d] [e])])"],
  ["while a:\n  break\nelse:\n  continue", "(While a [(Break)] [(Continue)])"],
  ["for a, in b, *c: pass", "(For (Tuple [a]) (Tuple [b (Starred c)]) [(Pass)] [])"],
  ["async for a in b: pass", "(For a b [(Pass)] [] isAsync)"],
  ["with a as b, c: pass", "(With [(WithItem a b) (WithItem c -)] [(Pass)])"],
  ["with (a as b, c as d,): pass", "(With [(WithItem a b) (WithItem c d)] [(Pass)])"],
  ["with (a, b) as c: pass", "(With [(WithItem (Tuple [a b]) c)] [(Pass)])"],
  ["with (a).b as c: pass", "(With [(WithItem (Attribute a b) c)] [(Pass)])"],
  ["with (yield a): pass", "(With [(WithItem (Yield a) -)] [(Pass)])"],
  [
    "try: a\nexcept B as c: d\nexcept: e\nelse: f\nfinally: g",
    "(Try [a] [(ExceptHandler B c [d]) (ExceptHandler - - [e])] [f] [g])",
  ],
  ["try: a\nexcept* B: c", "(Try [a] [(ExceptHandler B - [c])] [] [] isStar)"],
  ["try: a\nexcept A, B: c", "(Try [a] [(ExceptHandler (Tuple [A B]) - [c])] [] [])"],
  [
    "@a.b\n@c(1)\nasync def f(x: int = 1, *y: *z) -> d: pass",
    "(FunctionDef f [] [(positional x: int = 1) (varPositional y: (Starred z))] d [(Pass)] [(Attribute a b) (Call c [1] [])] isAsync)",
  ],
  ["class A(B, metaclass=C): x = 1", "(ClassDef A [] [B] [metaclass=C] [(Assign [x] 1)] [])"],
  ["@x[0] if y else z\nclass A: pass", "(ClassDef A [] [] [] [(Pass)] [(IfExp y (Subscript x 0) z)])"],
  // Newer than CPython 3.11, so without a comparison in cpython.test.ts.
  ["type X[T: int = str, *Ts = *a, **P] = b", typeText()],
  ["def f[T](x: T): pass", "(FunctionDef f [(TypeVar T - -)] [(positional x: T)] - [(Pass)] [])"],
  ["class A[T, *U]: pass", "(ClassDef A [(TypeVar T - -) (TypeVarTuple U -)] [] [] [(Pass)] [])"],
  // Soft keywords are names elsewhere.
  ["match = case = type = _ = 1", "(Assign [match case type _] 1)"],
  ["match(x)\nmatch[x]\nmatch -x\ntype(x)", softText()],
  ["print(match, type)", "(Call print [match type] [])"],
  ["match x:\n  case _: pass", "(Match x [(MatchCase (MatchAs - -) - [(Pass)])])"],
  ["match x, *y:\n  case a, *_ if b: pass", matchText()],
  ["match (x):\n  case A(b, c=D.e) | None: pass", classText()],
  ["match x:\n  case {'a': -1, **r} as m: pass", mappingText()],
  ["match x:\n  case [1 + 2j, *r] | (a,) | (b): pass", sequenceText()],
];

function typeText(): string {
  return "(TypeAlias X [(TypeVar T int str) (TypeVarTuple Ts (Starred a)) (ParamSpec P -)] b)";
}
function softText(): string {
  return "(Call match [x] [])\n(Subscript match x)\n(BinOp match - x)\n(Call type [x] [])";
}
function matchText(): string {
  return "(Match (Tuple [x (Starred y)]) [(MatchCase (MatchSequence [(MatchAs - a) (MatchStar -)]) b [(Pass)])])";
}
function classText(): string {
  const pattern = "(MatchClass A [(MatchAs - b)] [c] [(MatchValue (Attribute D e))])";
  return `(Match x [(MatchCase (MatchOr [${pattern} (MatchSingleton None)]) - [(Pass)])])`;
}
function mappingText(): string {
  return '(Match x [(MatchCase (MatchAs (MatchMapping ["a"] [(MatchValue (UnaryOp - 1))] r) m) - [(Pass)])])';
}
function sequenceText(): string {
  const first = "(MatchSequence [(MatchValue (BinOp 1 + (Complex 2))) (MatchStar r)])";
  return `(Match x [(MatchCase (MatchOr [${first} (MatchSequence [(MatchAs - a)]) (MatchAs - b)]) - [(Pass)])])`;
}

describe("statements of Python", () => {
  for (const [text, expected] of cases) it(text, () => assert.equal(parsed(text), expected));

  it("says where a definition's name is", () => {
    const text = "@d\nclass Net(nn.Module):\n    def forward(self): pass\n";
    const [net] = parse(text).module.body;
    assert(net?.kind === "ClassDef");
    assert.equal(text.slice(net.nameStart, net.nameEnd), "Net");
    assert.equal(text.slice(net.start, net.start + 5), "class");
    const [forward] = net.body;
    assert(forward?.kind === "FunctionDef");
    assert.equal(text.slice(forward.nameStart, forward.nameEnd), "forward");
  });

  it("gives the comments", () => {
    const text = "# convlens: input=1x3\nx = [ # a\n  '#', # b\n]\n  # c";
    const comments = parse(text).comments.map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(comments, ["# convlens: input=1x3", "# a", "# b", "# c"]);
  });
});
