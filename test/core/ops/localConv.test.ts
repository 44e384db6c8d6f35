import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";
import { oneLayer, parameters, predicted, runOnnx, sine } from "../formats/onnx/oneLayer.ts";

const attrs = { outChannels: 256, kernelSize: [3, 3], stride: [1, 1], padding: [1, 1] };

describe("locally connected layers", () => {
  it("have the shape of a convolution, and weights at each position", () => {
    const { shapes, parameters: learned, macs, formula } = runOperator("LocalConv", "1x1024x7x7", attrs);
    assert.equal(shapes, "1x256x7x7");
    assert.equal(learned, "weight 49x256x1024x3x3, bias 256x7x7");
    assert.equal(macs, String(7 * 7 * 256 * 1024 * 9));
    assert.deepEqual(formula, ["7 + 2·1 − 3 + 1 = 7"]);
  });

  it("take symbolic and unknown sizes", () => {
    assert.equal(shapesOf("LocalConv", "Nx8xHxW", { ...attrs, stride: [2, 2] }), "Nx256x(H - 1)//2 + 1x(W - 1)//2 + 1");
    assert.equal(shapesOf("LocalConv", "?", attrs), "?");
  });

  it("report what no window is", () => {
    assert.match(faultOf("LocalConv", "1x8x2x9", { ...attrs, padding: [0, 0] }), /^conv-kernel-too-large: .*2 @kernel/);
    assert.match(faultOf("LocalConv", "1x8", attrs), /^conv-rank: /);
    assert.match(faultOf("LocalConv", "1x8x9x9", { ...attrs, stride: [0, 0] }), /^window-range: /);
  });

  it("are exported as a product for each position", async () => {
    const [rows, columns, kernel, inputs, outputs] = [3, 2, 3, 2, 4];
    const x = sine([1, inputs, 6, 5]);
    const settings = {
      outChannels: outputs,
      kernelSize: [kernel, kernel],
      stride: [2, 2],
      padding: [
        [1, 0],
        [0, 0],
      ],
    };
    const network = oneLayer("LocalConv", settings, [x]);
    const [output] = await runOnnx(network, [x]);
    assert.deepEqual(predicted(network), ["1x4x3x2"]);
    assert.deepEqual(output?.dims, [1, outputs, rows, columns]);
    const { weight, bias } = parameters(network);
    for (let channel = 0; channel < outputs; channel++)
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          const place = column + columns * (row + rows * channel);
          let sum = bias?.data[place] ?? 0;
          for (let from = 0; from < inputs; from++)
            for (let y = 0; y < kernel; y++)
              for (let z = 0; z < kernel; z++) {
                const down = 2 * row - 1 + y;
                const sample = down < 0 ? 0 : (x.data[2 * column + z + 5 * (down + 6 * from)] ?? 0);
                const position = column + columns * row;
                const at = z + kernel * (y + kernel * (from + inputs * (channel + outputs * position)));
                sum += sample * (weight?.data[at] ?? 0);
              }
          assert.ok(Math.abs(sum - (output?.data[place] ?? Number.NaN)) < 1e-5, `${channel} ${row} ${column}`);
        }
  });
});
