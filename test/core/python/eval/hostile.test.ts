import assert from "node:assert/strict";
import { Cancelled } from "../../../../src/core/python/eval/index.ts";
import { interpreterOf, run, variables } from "./support.ts";

/** They spend the budget of the whole analysis: what stands after them is not reached. */
const spending: ReadonlySet<string> = new Set(["two calls of itself each", "catching everything for ever"]);

const endings: Readonly<Record<string, string>> = {
  "an endless loop": "while True:\n    pass\nprint('after')",
  "an endless loop that counts": "n = 0\nwhile True:\n    n += 1\nprint('after')",
  "a huge list": "x = [0] * 10**12\nprint('after')",
  "a huge string": "x = 'a' * 10**12\nprint('after')",
  "a huge power": "x = 10 ** 10 ** 10\nprint('after')",
  "a huge shift": "x = 1 << 10 ** 12\nprint('after')",
  "a huge range made a list": "x = list(range(10**12))\nprint('after')",
  "a huge product": "import itertools\nx = list(itertools.product(range(1000), repeat=9))\nprint('after')",
  "an endless iterator made a list": "import itertools\nx = list(itertools.count())\nprint('after')",
  "an endless sum": "import itertools\nx = sum(1 for _ in itertools.count())\nprint('after')",
  "a list that grows while it is walked": "x = [1]\nfor v in x:\n    x.append(v)\nprint('after')",
  "a doubling list": "x = [1]\nfor _ in range(200):\n    x = x + x\nprint('after')",
  "a doubling string": "x = 'a'\nfor _ in range(200):\n    x += x\nprint('after')",
  "a function that calls itself": "def f(n):\n    return f(n + 1)\nx = f(0)\nprint('after')",
  "functions that call each other":
    "def f(n):\n    return g(n)\ndef g(n):\n    return [f(n)]\nx = f(0)\nprint('after')",
  "two calls of itself each": "def f(n):\n    return f(n) + f(n)\nx = f(0)\nprint('after')",
  "a __getattr__ that asks itself":
    "class A:\n    def __getattr__(self, n):\n        return getattr(self, n + 'x')\nx = A().a\nprint('after')",
  "a property that asks itself":
    "class A:\n    @property\n    def p(self):\n        return self.p\nx = A().p\nprint('after')",
  "an __eq__ that compares":
    "class A:\n    def __eq__(self, o):\n        return self == o\nx = A() == A()\nprint('after')",
  "a __repr__ that shows itself":
    "class A:\n    def __repr__(self):\n        return repr(self)\nx = repr(A())\nprint('after')",
  "a list that holds itself":
    "a = []\na.append(a)\nx = repr(a)\ny = a == a\nimport copy\nz = copy.deepcopy(a)\nprint('after')",
  "a million turns":
    "class A:\n    def __init__(self):\n        self.t = []\n        for i in range(10**6):\n            self.t.append(i)\nx = A()\nprint('after')",
  "nested loops": "t = 0\nfor i in range(10**5):\n    for j in range(10**5):\n        t += 1\nprint('after')",
  "a partial of itself":
    "from functools import partial\ndef f(*a):\n    return partial(f, *a)()\nx = f()\nprint('after')",
  "sorting with a key that never ends":
    "def k(v):\n    while True:\n        pass\nx = sorted([1, 2], key=k)\nprint('after')",
  "a generator that never yields":
    "def g():\n    while True:\n        pass\n    yield 1\nx = list(g())\nprint('after')",
  "a recursive generator": "def g(n):\n    yield from g(n + 1)\nx = list(g(0))\nprint('after')",
  "catching everything for ever":
    "def f():\n    while True:\n        try:\n            f()\n        except BaseException:\n            pass\nf()\nprint('after')",
  "a deep expression": `x = ${"(".repeat(80)}1${")".repeat(80)}\nprint('after')`,
  "a long sum": `x = ${Array.from({ length: 3000 }, () => "1").join(" + ")}\nprint('after')`,
};

describe("hostile programs end", () => {
  for (const [name, source] of Object.entries(endings)) {
    it(name, function () {
      this.timeout(24_000);
      const { printed } = run(source);
      assert.equal(printed.at(-1), spending.has(name) ? undefined : "after");
    });
  }

  it("a stopped loop makes what it wrote unknown, with the reason, and goes on", () => {
    const source = "n = 0\nk = 5\nwhile True:\n    n += 1\nm = k + 1";
    assert.match(variables(source, "n", "m")["n"] ?? "", /^\? loop stopped after \d+ turns$/);
    assert.equal(variables(source, "n", "m")["m"], "6");
  });

  it("a stopped loop leaves alone what its last turns did not change", () => {
    const source = [
      "seen = {}",
      "order = []",
      "for i in range(200000):",
      "    for j in range(10):",
      "        if j not in seen:",
      "            seen[j] = len(seen)",
      "        order.append(seen[j])",
      "count = len(seen)",
      "length = len(order)",
    ].join("\n");
    const after = variables(source, "count", "length");
    assert.equal(after["count"], "10");
    assert.match(after["length"] ?? "", /^\? loop stopped/);
  });

  for (const [what, body] of [
    [
      "a table that grows where the sides of conditions meet",
      "if flag(i):\n        x[i] = 1\n    elif flag(i + 1):\n        x[i] = 2",
    ],
    ["a number that depends on conditions", "if flag(i):\n        n += 1\n    else:\n        n -= 1"],
    ["early returns of a function", "n += step(i)"],
    ["early returns of loops in loops", "n = find(10**6)\n    break"],
  ] as const)
    it(`a million turns of unknown conditions are few: ${what}`, function () {
      this.timeout(4_000);
      const step =
        "def step(i):\n    if flag(i):\n        return 1\n    return 2\n" +
        "def find(n):\n    for i in range(n):\n        for j in range(n):\n            if flag(i):\n                return i\n    return n\n";
      const source = `from lib import flag\n${step}x = {}\nn = 0\nfor i in range(10**6):\n    ${body}\nprint('after')`;
      assert.deepEqual(run(source).printed, ["after"]);
    });

  it("too many elements are unknown with a reason", () => {
    assert.equal(variables("x = [0] * 10**12", "x")["x"], "? more than 100000 elements");
  });

  it("a recursion that is too deep is unknown with a reason", () => {
    assert.match(variables("def f():\n    return f()\nx = f()", "x")["x"] ?? "", /^\? stopped at \d+ nested calls$/);
  });

  it("is cancelled from outside", () => {
    let looks = 0;
    const interpreter = interpreterOf({}, { shouldStop: () => ++looks > 3 });
    const work = () =>
      interpreter.analyse({ uri: "file:///project/main.py", text: "while True:\n    pass" }, (a) => a.run());
    assert.throws(work, Cancelled);
    // The next analysis starts anew.
    looks = -1_000_000;
    const value = interpreter.analyse({ uri: "file:///project/main.py", text: "x = 1" }, (a) => {
      a.run();
      return a.lookup("x");
    });
    assert.equal(value, 1);
  });
});
