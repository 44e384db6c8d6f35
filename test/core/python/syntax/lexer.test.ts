import assert from "node:assert/strict";
import { parsed } from "./sexp.ts";

describe("lines and characters of Python", () => {
  const same = [
    "if a:\n\tb\n\tc\nd\n",
    "if a:\r\n\tb\r\n\tc\r\nd",
    "if a:\r\tb\r\tc\rd\r",
    "\ufeffif a:\n\tb\n\n  # x\n\tc\nd",
  ];
  for (const text of same) it(JSON.stringify(text), () => assert.equal(parsed(text), "(If a [b c] [])\nd"));

  const cases: readonly (readonly [string, string])[] = [
    ["", ""],
    ["\n\n  \n# only a comment", ""],
    ["a = \\\n  1", "(Assign [a] 1)"],
    ["a = (1 # one\n\n  + 2)\nb", "(Assign [a] (BinOp 1 + 2))\nb"],
    [
      "if a:\n        b\n\tc",
      "(If a [b c] [])\n! 3: tabs and spaces in this indentation do not agree with the lines before",
    ],
    ["\f\nif a:\n  b\n\f\nc", "(If a [b] [])\nc"],
    ["# -*- coding: latin-1 -*-\na", "a"],
    // Names are compared after normalisation: the ligature ﬁ is fi.
    ["ﬁ = π.naïve + 中文", "(Assign [fi] (BinOp (Attribute π naïve) + 中文))"],
    ["a = 1\0\nb", "(Assign [a] 1)\nb\n! 1: character U+0000 has no meaning here"],
    ["a\u00a0= 1", "(Assign [a] 1)\n! 1: character U+00A0 has no meaning here"],
    [
      "a = '\ufffd'\n\ufffd\nb",
      '(Assign [a] "�")\n(ErrorStatement [] [])\nb\n! 2: character U+FFFD has no meaning here',
    ],
    ["a = 1 \\ \nb", "(Assign [a] 1)\nb\n! 1: expected the end of the line after `\\`, got more text"],
    ["a = 1$\nb", "(Assign [a] 1)\n(ErrorStatement [] [])\nb\n! 1: character U+0024 has no meaning here"],
    ["a = 012\nb = 1abc", "(Assign [a] 12)\n(Assign [b] 0)\n! 1: `012` is no number\n! 2: `1abc` is no number"],
  ];
  for (const [text, expected] of cases) it(JSON.stringify(text), () => assert.equal(parsed(text), expected));
});
