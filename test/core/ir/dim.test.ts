import assert from "node:assert/strict";
import fc from "fast-check";
import { mayBeAlike } from "../../../src/core/ir/dimComparison.ts";
import {
  addDims,
  ceilDivide,
  compareDims,
  type Dim,
  dimsEqual,
  divideExactly,
  exceedsOne,
  floorDivide,
  formatDim,
  isAtMost,
  isLess,
  isUnknown,
  modulo,
  multiplyDims,
  negate,
  substitute,
  subtractDims,
  unknownDim,
  variable,
  variablesOf,
} from "../../../src/core/ir/index.ts";
import { message } from "../../../src/core/messages/index.ts";

const H = variable("H");
const W = variable("W");

/** One output size of a convolution: ⌊(n + 2p − k)/s⌋ + 1. */
const convolved = (size: Dim, kernel: number, stride: number, padding: number): Dim =>
  addDims(floorDivide(addDims(size, 2 * padding - kernel), stride), 1);

describe("symbolic dimensions", () => {
  describe("normal form", () => {
    const cases: readonly (readonly [string, Dim, string])[] = [
      ["a strided convolution", convolved(H, 7, 2, 3), "(H - 1)//2 + 1"],
      ["a same convolution", convolved(H, 3, 1, 1), "H"],
      ["a pool by 2", convolved(H, 2, 2, 0), "H//2"],
      ["floors merge", floorDivide(floorDivide(H, 2), 3), "H//6"],
      [
        "a residual net's five halvings",
        [7, 3, 3, 3, 3].reduce<Dim>((n, k) => convolved(n, k, 2, (k - 1) / 2), H),
        "(H - 1)//32 + 1",
      ],
      ["multiples leave the floor", floorDivide(addDims(multiplyDims(6, H), 7), 3), "2*H + 2"],
      ["common factors cancel", floorDivide(addDims(multiplyDims(4, H), 2), 6), "(2*H - 2)//3 + 1"],
      ["a product of maps", multiplyDims(16, floorDivide(H, 2), floorDivide(W, 2)), "16*(H//2)*(W//2)"],
      ["terms cancel", subtractDims(addDims(H, W), H), "W"],
      ["a constant is a number", subtractDims(addDims(H, 3), H), "3"],
      ["what is added stands first", subtractDims(W, H), "W - H"],
      ["a negated floor", negate(floorDivide(H, 2)), "-(H//2)"],
      ["a subtracted floor", subtractDims(1, floorDivide(H, 2)), "1 - H//2"],
      ["a ceiling", ceilDivide(H, 2), "(H - 1)//2 + 1"],
      ["a remainder", modulo(H, 4), "H - 4*(H//4)"],
      ["a remainder of a multiple", modulo(multiplyDims(8, H), 4), "0"],
      ["an exact quotient of products", divideExactly(multiplyDims(12, H, W), multiplyDims(4, W)) ?? -1, "3*H"],
      [
        "an exact quotient of sums",
        divideExactly(multiplyDims(addDims(H, 1), addDims(W, 2)), addDims(H, 1)) ?? -1,
        "W + 2",
      ],
      ["no quotient", divideExactly(H, W) ?? -1, "-1"],
      ["a square", multiplyDims(H, H), "H*H"],
    ];
    for (const [name, dim, text] of cases) it(name, () => assert.equal(formatDim(dim), text));
  });

  describe("comparison", () => {
    it("is certain for every value of the names only", () => {
      assert.equal(dimsEqual(H, H), "yes");
      assert.equal(dimsEqual(H, addDims(H, 1)), "no");
      assert.equal(dimsEqual(H, 5), "maybe");
      assert.equal(dimsEqual(H, W), "maybe");
      assert.equal(dimsEqual(addDims(H, 3), 3), "no", "a name is at least 1");
      assert.equal(dimsEqual(multiplyDims(2, H), 7), "no", "an even number is not odd");
      assert.equal(dimsEqual(subtractDims(H, floorDivide(H, 2)), ceilDivide(H, 2)), "yes");
      assert.equal(dimsEqual(unknownDim(message("inputMissing")), 3), "maybe");
    });

    it("can be the same in lists of one length where none is certainly another", () => {
      assert.equal(mayBeAlike([1, H, 7], [1, W, 7]), true);
      assert.equal(mayBeAlike([1, H, 7], [1, addDims(H, 1), 7]), false);
      assert.equal(mayBeAlike([1, H], [1, H, 1]), false);
      assert.equal(mayBeAlike([], []), true);
    });
    it("takes sizes of images to be no less than 16", () => {
      assert.ok(exceedsOne(2) && exceedsOne(H) && exceedsOne(floorDivide(addDims(H, -1), 2)));
      // 1 where an image is of 56 to 111, and less where its halves are told from one another.
      for (const dim of [
        1,
        floorDivide(H, 56),
        subtractDims(H, floorDivide(H, 2)),
        unknownDim(message("inputMissing")),
      ])
        assert.ok(!exceedsOne(dim), formatDim(dim));
    });
    it("orders what it can", () => {
      assert.equal(compareDims(addDims(H, 1), H), "greater");
      assert.equal(compareDims(floorDivide(H, 2), addDims(H, 1)), "less");
      assert.equal(compareDims(floorDivide(H, 2), 3), "maybe");
      assert.equal(compareDims(3, 3), "equal");
      assert.equal(isLess(subtractDims(2, addDims(H, 2)), 0), "yes");
      assert.equal(isLess(H, 1), "no");
      assert.equal(isLess(H, 2), "maybe");
      // What is missing to the next odd number, and one: terms that depend on each other.
      const padding = subtractDims(addDims(multiplyDims(2, floorDivide(subtractDims(H, 1), 2)), 3), H);
      assert.equal(compareDims(padding, 0), "greater");
      assert.equal(isLess(padding, 3), "yes");
      assert.equal(isLess(padding, 2), "maybe");
      assert.ok(isAtMost(padding, 2) && isAtMost(1, padding) && !isAtMost(2, padding));
    });
  });

  it("is unknown, not wrong, beyond 2^53", () => {
    const large = multiplyDims(2 ** 40, 2 ** 40);
    assert.ok(isUnknown(large));
    assert.equal(large.because.key, "dimTooLarge");
    assert.ok(isUnknown(multiplyDims(2 ** 30, H, 2 ** 30)));
  });

  it("says why a quotient is unknown", () => {
    const because = (dim: Dim) => (isUnknown(dim) ? dim.because.key : formatDim(dim));
    assert.equal(because(floorDivide(H, 0)), "dimDividedByZero");
    assert.equal(because(floorDivide(H, W)), "dimDividedBySize");
    assert.equal(because(floorDivide(10, W)), "dimDividedBySize");
  });

  it("divides exactly where floating point errs", () => {
    const dividend = 2 ** 53 - 1;
    const expected = Number(BigInt(dividend) / 3n);
    assert.equal(floorDivide(dividend, 3), expected);
    assert.equal(floorDivide(-7, 2), -4);
    assert.equal(modulo(-7, 3), 2);
    assert.equal(modulo(7, -3), -2);
    assert.ok(Object.is(floorDivide(0, 5), 0) && Object.is(ceilDivide(-1, 2), 0), "no negative zero");
  });

  it("names its variables", () => {
    assert.deepEqual([...variablesOf(multiplyDims(floorDivide(H, 2), W))].sort(), ["H", "W"]);
  });
});

/** An expression, as a dim and as plain arithmetic on big integers. */
interface Expression {
  readonly dim: Dim;
  at(h: number, w: number): number;
  readonly text: string;
}

const leaf = fc.oneof(
  fc.constant<Expression>({ dim: H, at: (h) => h, text: "H" }),
  fc.constant<Expression>({ dim: W, at: (_, w) => w, text: "W" }),
  fc.integer({ min: -9, max: 9 }).map((n): Expression => ({ dim: n, at: () => n, text: String(n) })),
);

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: "medium" },
    leaf,
    fc.tuple(tie("expression"), tie("expression"), fc.constantFrom("+", "-")).map(
      ([a, b, op]): Expression => ({
        dim: op === "+" ? addDims(a.dim, b.dim) : subtractDims(a.dim, b.dim),
        at: (h, w) => (op === "+" ? a.at(h, w) + b.at(h, w) : a.at(h, w) - b.at(h, w)),
        text: `(${a.text} ${op} ${b.text})`,
      }),
    ),
    fc
      .tuple(tie("expression"), fc.integer({ min: -4, max: 5 }))
      .map(
        ([a, n]): Expression => ({ dim: multiplyDims(a.dim, n), at: (h, w) => a.at(h, w) * n, text: `${a.text}*${n}` }),
      ),
    fc.tuple(tie("expression"), fc.integer({ min: 1, max: 6 }), fc.constantFrom("floor", "ceil", "mod")).map(
      ([a, n, op]): Expression => ({
        dim: op === "floor" ? floorDivide(a.dim, n) : op === "ceil" ? ceilDivide(a.dim, n) : modulo(a.dim, n),
        at: (h, w) => {
          const value = a.at(h, w);
          if (op === "floor") return Math.floor(value / n);
          return op === "ceil" ? Math.ceil(value / n) : value - n * Math.floor(value / n);
        },
        text: `${op}(${a.text}, ${n})`,
      }),
    ),
    fc.tuple(leaf, tie("expression")).map(
      ([a, b]): Expression => ({
        dim: multiplyDims(a.dim, b.dim),
        at: (h, w) => a.at(h, w) * b.at(h, w),
        text: `${a.text}*${b.text}`,
      }),
    ),
  ),
}));

const size = fc.integer({ min: 1, max: 300 });

describe("symbolic dimensions against plain arithmetic", () => {
  it("have the same value", () => {
    fc.assert(
      fc.property(expression, size, size, (e, h, w) => {
        const value = substitute(e.dim, { H: h, W: w });
        if (!isUnknown(value)) assert.equal(value, e.at(h, w) + 0, e.text);
      }),
      { numRuns: 3000, seed: 7 },
    );
  });

  it("never call equal or ordered what is not", () => {
    fc.assert(
      fc.property(expression, expression, size, size, (a, b, h, w) => {
        const [left, right] = [a.at(h, w), b.at(h, w)];
        const equal = dimsEqual(a.dim, b.dim);
        if (equal === "yes") assert.equal(left + 0, right + 0, `${a.text} == ${b.text}`);
        if (equal === "no") assert.notEqual(left, right, `${a.text} != ${b.text}`);
        const order = compareDims(a.dim, b.dim);
        if (order === "less") assert.ok(left < right, `${a.text} < ${b.text}`);
        if (order === "greater") assert.ok(left > right, `${a.text} > ${b.text}`);
        const less = isLess(a.dim, b.dim);
        if (less !== "maybe") assert.equal(left < right, less === "yes", `${a.text} < ${b.text}`);
      }),
      { numRuns: 3000, seed: 11 },
    );
  });

  it("print as Python that means the same", () => {
    fc.assert(
      fc.property(expression, size, size, (e, h, w) => {
        if (isUnknown(e.dim)) return;
        assert.equal(evaluatePython(formatDim(e.dim), h, w), e.at(h, w) + 0, `${e.text} as ${formatDim(e.dim)}`);
      }),
      { numRuns: 2000, seed: 13 },
    );
  });

  it("have one normal form for a sum in any order", () => {
    fc.assert(
      fc.property(fc.array(expression, { minLength: 2, maxLength: 4 }), (list) => {
        const forwards = addDims(...list.map((e) => e.dim));
        const backwards = addDims(...list.map((e) => e.dim).reverse());
        assert.equal(formatDim(forwards), formatDim(backwards));
      }),
      { numRuns: 500, seed: 17 },
    );
  });
});

/** Python's integer expressions of names, numbers, + - * // and brackets; `*` and `//` bind equally tight. */
function evaluatePython(text: string, h: number, w: number): number {
  const tokens = text.match(/\d+|[A-Z]|\/\/|[-+*()]/g) ?? [];
  let at = 0;
  const sum = (): number => {
    let value = product();
    for (let op = tokens[at]; op === "+" || op === "-"; op = tokens[at]) {
      at++;
      value = op === "+" ? value + product() : value - product();
    }
    return value;
  };
  const product = (): number => {
    let value = signed();
    for (let op = tokens[at]; op === "*" || op === "//"; op = tokens[at]) {
      at++;
      value = op === "*" ? value * signed() : Math.floor(value / signed());
    }
    return value;
  };
  const signed = (): number => {
    const token = tokens[at++];
    if (token === "-") return 0 - signed();
    if (token === "(") {
      const value = sum();
      at++;
      return value;
    }
    return token === "H" ? h : token === "W" ? w : Number(token);
  };
  const value = sum();
  assert.equal(at, tokens.length, text);
  return value + 0;
}
