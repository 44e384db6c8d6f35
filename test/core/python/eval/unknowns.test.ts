import assert from "node:assert/strict";
import { run, variables } from "./support.ts";

/** `maybe` is not known; everything else is. */
const prelude = "import time\nmaybe = time.time() > 5\n";

const ended = (source: string, ...names: readonly string[]) => variables(prelude + source, ...names);

const BRANCH = "? depends on the environment";

describe("conditions that are not known", () => {
  it("keep what both sides agree on", () => {
    const source = "if maybe:\n    a = 1\n    b = 2\nelse:\n    a = 1\n    b = 3\nc = a + 1";
    assert.deepEqual(ended(source, "a", "b", "c"), { a: "1", b: BRANCH, c: "2" });
  });

  it("take the other side where one certainly raises", () => {
    const source = "def f():\n    if maybe:\n        raise ValueError('no')\n    return 5\nx = f()";
    assert.deepEqual(ended(source, "x"), { x: "5" });
  });

  it("join an early return with the rest of the function", () => {
    const source = [
      "def f(n):",
      "    if maybe:",
      "        return n",
      "    n += 1",
      "    return n",
      "def g(n):",
      "    if maybe:",
      "        return n",
      "    n += 1",
      "    n -= 1",
      "    return n",
      "x = f(1)",
      "y = g(1)",
    ].join("\n");
    assert.deepEqual(ended(source, "x", "y"), { x: BRANCH, y: "1" });
  });

  it("end a loop that only leaving it ends once it may have been left a few times", () => {
    const source = "n = 0\nwhile True:\n    n += 1\n    print(n)\n    if maybe:\n        break\nm = 2";
    assert.deepEqual(ended(source, "n", "m"), { n: BRANCH, m: "2" });
    assert.ok(run(prelude + source).printed.length < 60);
  });

  it("undo the writes of the first side before the second runs", () => {
    const source = [
      "log = []",
      "state = {'k': 0}",
      "class A: v = 0",
      "a = A()",
      "if maybe:",
      "    log.append(1); state['k'] += 1; a.v = 7",
      "else:",
      "    log.append(2); state['k'] += 1; a.w = 8",
      "n = len(log)",
      "k = state['k']",
      "w = a.w",
    ].join("\n");
    assert.deepEqual(ended(source, "n", "k", "w", "log"), {
      n: "1",
      k: "1",
      w: "8",
      log: BRANCH.replace("?", "[?") === "" ? "" : BRANCH,
    });
  });

  it("make a list of different lengths unknown", () => {
    const source = "l = [1]\nif maybe:\n    l.append(2)\nn = len(l)";
    assert.deepEqual(ended(source, "n"), { n: BRANCH });
  });

  it("keep what one side only has defined", () => {
    const source = "class A: pass\na = A()\nif maybe:\n    a.layer = 3\nx = a.layer";
    assert.deepEqual(ended(source, "x"), { x: "3" });
  });

  it("choose between values in expressions", () => {
    const source =
      "x = 1 if maybe else 1\ny = 1 if maybe else 2\nz = (1, 2) if maybe else (1, 3)\nw = maybe or 5\nt = z[0]";
    assert.deepEqual(ended(source, "x", "y", "t", "w"), { x: "1", y: BRANCH, t: "1", w: BRANCH });
  });

  it("ask each alternative", () => {
    const source =
      "f = len if maybe else (lambda v: 2)\nx = f([1, 2])\nd = {'a': 1} if maybe else {'a': 1, 'b': 2}\ny = d['a']\nn = None if maybe else 3\np = d is None";
    assert.deepEqual(ended(source, "x", "y", "p"), { x: "2", y: "1", p: "False" });
  });

  it("turn once through a loop of unknown length", () => {
    const source = "import os\nn = 0\nk = 4\nfor f in os.listdir('.'):\n    n += 1\nm = k";
    assert.deepEqual(ended(source, "n", "m"), { n: "? written in a loop of unknown length", m: "4" });
  });

  it("let a loop break early", () => {
    const source = "for i in range(3):\n    last = i\n    if maybe:\n        break\nx = last is None";
    assert.deepEqual(ended(source, "x")["x"], "False");
  });

  it("skip a turn", () => {
    const source = "t = []\nfor i in range(3):\n    if maybe:\n        continue\n    t.append(i)\nx = 3";
    assert.deepEqual(ended(source, "x"), { x: "3" });
  });

  it("hold in assertions from there on", () => {
    assert.deepEqual(ended("assert maybe\nx = 2", "x"), { x: "2" });
  });

  it("leave known arguments of unknown calls alone", () => {
    const source =
      "import nowhere\nl = [1]\nnowhere.change(l)\n@nowhere.decorate\ndef f(): return 4\nx = f()\nn = len(l)";
    assert.deepEqual(ended(source, "x", "n"), { x: "4", n: "1" });
  });

  it("come to an end however many there are", () => {
    const source = `def f():\n    n = 0\n${Array.from({ length: 40 }, (_, index) => `    if maybe:\n        n += ${index}\n`).join("")}    return n\nx = f()\ny = 1`;
    assert.deepEqual(ended(source, "x", "y"), { x: BRANCH, y: "1" });
  });

  it("leave what both sides agree on known after however many early returns", () => {
    for (const count of [0, 3, 4, 12, 30]) {
      const early = "    if maybe:\n        return 0\n".repeat(count);
      const source = `seen = {}\ndef f():\n${early}    if maybe:\n        a = 5\n    else:\n        a = 5\n    seen['a'] = a\n    seen['b'] = 1 if maybe else 1\nf()\na = seen['a']\nb = seen['b']`;
      assert.deepEqual(ended(source, "a", "b"), { a: "5", b: "1" }, `${count} early returns`);
    }
  });

  it("ask each alternative after early returns too", () => {
    const early = "    if maybe:\n        return 5\n".repeat(6);
    const source = `class A:\n    def f(self):\n        return 5\nobject = A() if maybe else A()\ndef g():\n${early}    return object.f()\nx = g()`;
    assert.deepEqual(ended(source, "x"), { x: "5" });
  });

  it("join by location what the sides of an expression write", () => {
    const source = [
      "class A: pass",
      "a = A()",
      "a.v = a.only = a.same = 0",
      "def p():",
      "    a.v = a.only = 1",
      "    a.same = 3",
      "    a.first = 1",
      "    return 7",
      "def q():",
      "    a.v = 2",
      "    a.same = 3",
      "    a.second = 2",
      "    return 7",
      "x = p() if maybe else q()",
      "v, only, same, first, second = a.v, a.only, a.same, a.first, a.second",
    ].join("\n");
    assert.deepEqual(ended(source, "x", "v", "only", "same", "first", "second"), {
      x: "7",
      v: BRANCH,
      only: BRANCH,
      same: "3",
      first: "1",
      second: "2",
    });
  });

  it("undo what a side writes to a function", () => {
    const source =
      "def f(): pass\ndef g():\n    if maybe:\n        f.flag = 1\n        raise ValueError('no')\n    return hasattr(f, 'flag')\nx = g()";
    assert.deepEqual(ended(source, "x"), { x: "False" });
  });

  it("leave nothing known of what an early return inside another condition has written", () => {
    const source =
      "class A: pass\na = A()\na.v = 1\ndef f():\n    if maybe:\n        if not maybe:\n            a.v = 2\n            return 1\n    return 1\nx = f()\nv = a.v";
    assert.deepEqual(ended(source, "x", "v"), { x: "1", v: BRANCH });
  });

  it("come to an end in recursion", () => {
    const source = "def f(n):\n    if maybe:\n        return f(n + 1)\n    return f(n + 2)\nx = f(0)\ny = 1";
    assert.equal(ended(source, "y")["y"], "1");
  });

  it("are matched by patterns", () => {
    const source = "match maybe:\n    case True:\n        x = 1\n    case _:\n        x = 1\ny = x";
    assert.deepEqual(ended(source, "y"), { y: "1" });
  });
});

describe("iterators", () => {
  const gen = "def gen():\n    yield 1\n    yield 2\ng = gen()\n";
  const LOST = "? depends on a condition that is not known";

  it("are not known any more where a branch may have stepped them", () => {
    assert.deepEqual(ended(`${gen}if maybe:\n    next(g)\na = list(g)`, "a"), { a: LOST });
    assert.deepEqual(ended("z = zip([1, 2], 'ab')\nif maybe:\n    next(z)\na = next(z)", "a"), { a: LOST });
  });

  it("that a branch makes itself are known in it", () => {
    const source = `${gen}def f():\n    if maybe:\n        return len(list(gen()))\n    return 2\na = f()`;
    assert.deepEqual(ended(source, "a"), { a: "2" });
  });

  it("give nobody knows how much where a condition decides what is yielded", () => {
    const source =
      "def f():\n    for i in range(2):\n        if maybe:\n            yield i\n        yield 9\na = list(f())";
    assert.deepEqual(ended(source, "a"), { a: LOST });
    const early =
      "def f():\n    for i in range(3):\n        if maybe:\n            return\n        yield i\na = list(f())";
    assert.deepEqual(ended(early, "a"), { a: LOST });
  });
});

describe("values that are not known", () => {
  it("carry their reason through operators, calls, attributes and subscripts", () => {
    const source =
      "import nowhere\na = nowhere.f(1).b[2] + 3\nb = -a\nc = [a, 1][1]\nd = a == 3\ne = f'{a}'\ng = len(a)";
    const reason = "? module nowhere was not found";
    assert.deepEqual(variables(source, "a", "b", "c", "d", "e", "g"), {
      a: reason,
      b: reason,
      c: "1",
      d: reason,
      e: reason,
      g: reason,
    });
  });

  it("come out of what takes any number of things that nobody knows how many of", () => {
    const source = [
      "import time, itertools, os",
      "rows = []",
      "for _ in range(int(time.time())): rows.append((1, 2))",
      "zipped, mapped = zip(*rows), map(lambda *row: row, *rows)",
      "most, joined = max(0, *rows), os.path.join('a', *rows)",
      "chained, crossed = itertools.chain(*rows), itertools.product(*rows)",
      "a, b = zip(*rows)",
      "print(*rows)",
    ].join("\n");
    const reason = "? written in a loop of unknown length";
    const names = ["zipped", "mapped", "most", "joined", "chained", "crossed", "a", "b"];
    assert.deepEqual(variables(source, ...names), Object.fromEntries(names.map((name) => [name, reason])));
  });

  it("come from names that are not defined", () => {
    assert.deepEqual(variables("x = nothing + 1\ny = 2", "x", "y"), { x: "? nothing is not defined", y: "2" });
  });

  it("come from statements that raise, and the rest of the file goes on", () => {
    assert.deepEqual(variables("a, b = 1 // 0, 2\nc = 3", "a", "c"), {
      a: "? module main could not be evaluated",
      c: "3",
    });
  });
});

describe("what every object has", () => {
  it("is reached through super, known or not", () => {
    const source =
      "class A:\n    def __reduce__(self):\n        return tuple(super().__reduce__())\n    def n(self): return 1\na = A().__reduce__()\nb = A().n()";
    assert.deepEqual(variables(source, "a", "b"), { a: "? object.__reduce__ is not modelled", b: "1" });
  });

  it("leave what a dict or an object waits for to what is written under names that are not known", () => {
    const source = [
      "class Config:",
      "    def __init__(self): self.size, self.layers, self.norm = -1, 12, None",
      "config = Config()",
      "for key, value in maybe.items(): config.__dict__[key] = value",
      "size, layers, norm = config.size, config.layers, config.norm",
      "table = {'a': None, 'b': 3}",
      "table.update(maybe)",
      "a, b = table['a'], table['b']",
    ].join("\n");
    const { layers, b, ...waiting } = ended(source, "size", "layers", "norm", "a", "b");
    assert.deepEqual([layers, b], ["12", "3"]);
    for (const value of Object.values(waiting)) assert.match(value, /^\? /);
  });
});
