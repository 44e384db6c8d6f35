import assert from "node:assert/strict";
import { runOnnx, sine, type Tensor } from "../onnx/oneLayer.ts";
import { box, get } from "../onnx/reference.ts";
import { modelOf } from "./analysis.ts";

const text = `
layer { name: "x0" type: "Input" top: "x0" input_param { shape { dim: 2 dim: 3 dim: 7 dim: 13 } } }
layer { name: "pyramid" type: "SPP" bottom: "x0" top: "pyramid" spp_param { pyramid_height: 3 pool: METHOD } }
`;

/** He et al., "Spatial Pyramid Pooling", 2014, with the windows of BVLC's spp_layer.cpp: level by level, map by map. */
function pyramid(x: Tensor, item: number, of: (samples: readonly number[], size: number) => number): number[] {
  const [height, width] = [7, 13];
  return [1, 2, 4].flatMap((bins) => {
    const [high, wide] = [Math.ceil(height / bins), Math.ceil(width / bins)];
    const [above, left] = [Math.floor((high * bins - height + 1) / 2), Math.floor((wide * bins - width + 1) / 2)];
    return box([3, bins, bins]).map(([channel = 0, row = 0, column = 0]) => {
      const inside = box([high, wide])
        .map(([y = 0, z = 0]) => [row * high - above + y, column * wide - left + z] as const)
        .filter(([y, z]) => y >= 0 && y < height && z >= 0 && z < width);
      // The mean counts the padding, but nothing beyond it.
      const rows = Math.min(row * high - above + high, height + above) - (row * high - above);
      const columns = Math.min(column * wide - left + wide, width + left) - (column * wide - left);
      return of(
        inside.map(([y, z]) => get(x, [item, channel, y, z])),
        rows * columns,
      );
    });
  });
}

describe("a pyramid of poolings", () => {
  const x = sine([2, 3, 7, 13]);
  const methods = {
    MAX: (samples: readonly number[]) => Math.max(...samples),
    AVE: (samples: readonly number[], size: number) => samples.reduce((a, b) => a + b, 0) / size,
  };
  for (const [method, of] of Object.entries(methods))
    it(`joins the levels, ${method}`, async () => {
      const { network } = modelOf(text.replace("METHOD", method));
      assert.deepEqual(network.diagnostics, []);
      const [got] = await runOnnx(network, [x]);
      const wanted = [0, 1].flatMap((item) => pyramid(x, item, of));
      assert.deepEqual(got?.dims, [2, 63]);
      for (const [index, value] of wanted.entries())
        assert.ok(Math.abs(value - (got?.data[index] ?? Number.NaN)) < 1e-6, `element ${index}`);
    });
});
