import assert from "node:assert/strict";
import { samplesOf } from "../../../src/core/analysis/windowRules.ts";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";
import { oneLayer, predicted, runOnnx, type Tensor } from "../formats/onnx/oneLayer.ts";

describe("reorg", () => {
  it("sees the rows that its elements come from", () => {
    for (const [height, stride] of [
      [4, 2],
      [6, 2],
      [8, 2],
      [26, 2],
      [9, 3],
      [12, 3],
    ] as const) {
      const [channels, width] = [2 * stride * stride, 2 * stride];
      const numbers = Array.from({ length: channels * height * width }, (_, index) => index);
      const output = moved(numbers, [channels, height, width], stride, {});
      const rows = height / stride;
      for (let row = 0; row < rows; row++) {
        const isIn = (_: number, index: number) => Math.floor(index / (width / stride)) % rows === row;
        const seen = new Set(output.filter(isIn).map((from) => Math.floor(from / width) % height));
        const window = { direction: "interleaved", stride, size: height } as const;
        const said = new Set(samplesOf(window, row).map((at) => ((at % height) + height) % height));
        assert.deepEqual([...said].sort(), [...seen].sort(), `row ${row} of ${height}, stride ${stride}`);
      }
    }
  });

  it("moves squares into channels and back", () => {
    assert.equal(shapesOf("Reorg", "1x64x26x26", { stride: 2 }), "1x256x13x13");
    assert.equal(shapesOf("Reorg", "1x64x27x26", { stride: 2, plain: true }), "1x256x13x13");
    assert.equal(shapesOf("Reorg", "1x256x13x13", { stride: 2, reverse: true }), "1x64x26x26");
    assert.equal(shapesOf("Reorg", "Nx4xHxW", { stride: 2 }), "Nx16xH//2xW//2");
    assert.equal(shapesOf("Reorg", "?", { stride: 2 }), "?");
  });

  it("says how", () => {
    assert.deepEqual(runOperator("Reorg", "1x64x26x27", { stride: 2 }).formula, [
      "C: 64·2² = 256",
      "H: ⌊26/2⌋ = 13",
      "W: ⌊27/2⌋ = 13",
    ]);
  });

  it("takes maps and a stride from 1 on", () => {
    assert.match(faultOf("Reorg", "1x64", { stride: 2 }), /^shuffle-rank: /);
    assert.match(faultOf("Reorg", "1x64x2x2", { stride: 0 }), /^window-range: .* @stride/);
  });

  it("is exported as the loops of reorg_cpu move the numbers", async () => {
    const [channels, height, width, stride] = [8, 6, 4, 2];
    const numbers = Array.from({ length: channels * height * width }, (_, index) => index);
    const input: Tensor = { dims: [1, channels, height, width], data: numbers };
    for (const attrs of [{ stride }, { stride, plain: true }, { stride, reverse: true }]) {
      const network = oneLayer("Reorg", attrs, [input]);
      const [output] = await runOnnx(network, [input]);
      assert.equal(output?.dims.join("x"), predicted(network)[0]);
      assert.deepEqual(output?.data, moved(numbers, [channels, height, width], stride, attrs));
    }
  });
});

/** Element by element; the sizes that the forks hand over differ. */
function moved(
  x: readonly number[],
  [channels, height, width]: readonly [number, number, number],
  stride: number,
  attrs: { readonly plain?: boolean; readonly reverse?: boolean },
): number[] {
  const square = stride * stride;
  const [c, h, w] = attrs.plain ? [channels * square, height / stride, width / stride] : [channels, height, width];
  const result: number[] = [];
  const perSquare = c / square;
  for (let k = 0; k < c; k++)
    for (let row = 0; row < h; row++)
      for (let column = 0; column < w; column++) {
        const here = column + w * (row + h * k);
        const offset = Math.floor(k / perSquare);
        const across = column * stride + (offset % stride);
        const down = row * stride + Math.floor(offset / stride);
        const there = across + w * stride * (down + h * stride * (k % perSquare));
        if (attrs.reverse) result[there] = x[here] ?? Number.NaN;
        else result[here] = x[there] ?? Number.NaN;
      }
  return result;
}
