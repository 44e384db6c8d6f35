import assert from "node:assert/strict";
import { shapeOfCall } from "./pythonModel.ts";

/** `x.flatten(1)` on inputs `2x3x4`: the shapes it gives, or the code of the fault and what it says. */
export type CallCase = readonly [expression: string, expected: string | RegExp, ...inputs: readonly string[]];

/** One test for each call. */
export function testCalls(title: string, cases: readonly CallCase[]): void {
  describe(title, () => {
    for (const [expression, expected, ...inputs] of cases)
      it(`${expression} of ${inputs.join(", ")} gives ${expected}`, () => {
        const got = shapeOfCall(expression, ...inputs);
        if (typeof expected === "string") assert.equal(got, expected);
        else assert.match(got, expected);
      });
  });
}
