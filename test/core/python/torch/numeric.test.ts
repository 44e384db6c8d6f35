import assert from "node:assert/strict";
import { promote } from "../../../../src/core/python/torch/dtypes.ts";
import {
  alongAxis,
  arange,
  assigned,
  concatenate,
  expand,
  linspace,
  nested,
  numeric,
  permute,
  reduce,
  slice,
} from "../../../../src/core/python/torch/numeric.ts";
import { needsCopy, stridesAfter, viewStrides } from "../../../../src/core/python/torch/strides.ts";
import { modelOf } from "../../../support/pythonModel.ts";

const matrix = numeric("int64", [2, 3], [1, 2, 3, 4, 5, 6]);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe("small tensors", () => {
  it("count as torch counts", () => {
    assert.deepEqual(arange("float32", 0, 1, 0.3)?.dims, [4]);
    assert.deepEqual(arange("int64", 5, 0, -2)?.values, [5, 3, 1]);
    assert.deepEqual(linspace("float64", 0, 1, 5)?.values, [0, 0.25, 0.5, 0.75, 1]);
    // float32: the last element is exact, the others are rounded.
    assert.equal(linspace("float32", 0, 0.1, 3)?.values[2], Math.fround(0.1));
  });

  it("take elements as torch does", () => {
    const all = { start: 0, count: 3, step: 1 };
    assert.deepEqual(assigned(matrix, [{ at: 1 }, all], numeric("int64", [], [0]))?.values, [1, 2, 3, 0, 0, 0]);
    assert.deepEqual(
      assigned(matrix, [{ start: 0, count: 2, step: 1 }, { at: 2 }], numeric("float32", [2], [7.9, 8]))?.values,
      [1, 2, 7, 4, 5, 8],
    );
    assert.deepEqual(assigned(matrix, [{ at: 0 }], numeric("int64", [1, 1, 3], [9, 9, 9]))?.values, [9, 9, 9, 4, 5, 6]);
    assert.equal(assigned(matrix, [{ at: 0 }], numeric("int64", [2], [9, 9])), null);
    assert.equal(assigned(matrix, [{ at: 0 }], numeric("int64", [2, 3], [1, 2, 3, 4, 5, 6])), null);
  });

  it("move, cut, join and reduce", () => {
    assert.deepEqual(nested(permute(matrix, [1, 0])), [
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    assert.deepEqual(nested(slice(matrix, [{ at: 1 }, { start: 0, count: 2, step: 2 }])), [4, 6]);
    assert.deepEqual(concatenate([matrix, matrix], 1)?.values, [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
    assert.deepEqual(nested(reduce(matrix, [0], false, "int64", sum)), [5, 7, 9]);
    assert.deepEqual(nested(alongAxis(matrix, 0, (line) => [sum(line)])), [[5, 7, 9]]);
    const row = numeric("int64", [1, 2], [7, 8]);
    assert.deepEqual(expand(row, [2, 2])?.values, [7, 8, 7, 8]);
  });

  it("have torch's common type", () => {
    const tensor = (dtype: "int64" | "float16" | "float32" | "bool") => ({ dtype, priority: "tensor" }) as const;
    assert.equal(promote([tensor("int64"), tensor("float16")]), "float16");
    assert.equal(promote([tensor("float16"), { dtype: "float64", priority: "number" }]), "float16");
    assert.equal(promote([tensor("int64"), { dtype: "float64", priority: "number" }]), "float32");
    assert.equal(promote([tensor("bool"), { dtype: "int64", priority: "number" }]), "int64");
    assert.equal(promote([tensor("float32"), { dtype: null, priority: "tensor" }]), null);
  });
});

describe("strides", () => {
  it("merge and cut axes that lie one after the other", () => {
    assert.deepEqual(viewStrides([2, 3, 4], [12, 4, 1], [6, 4]), [4, 1]);
    assert.deepEqual(viewStrides([2, 3, 4], [12, 4, 1], [2, 12]), [12, 1]);
    assert.equal(viewStrides([2, 4, 3], [12, 1, 4], [2, 12]), null);
    assert.deepEqual(viewStrides([2, 4, 3], [12, 1, 4], [2, 2, 2, 3]), [12, 2, 1, 4]);
  });

  it("follow transposes, and are plain again for symbolic sizes", () => {
    const turned = stridesAfter("Transpose", { swap: [1, 2] }, [{ dims: [2, 3, 4], strides: null }], [2, 4, 3]);
    assert.deepEqual(turned, [12, 1, 4]);
    assert.equal(needsCopy([2, 4, 3], turned, [2, -1]), true);
    assert.equal(needsCopy([2, 4, 3], turned, [2, 2, 2, 3]), false);
    const back = stridesAfter("Transpose", { swap: [1, 2] }, [{ dims: [2, 4, 3], strides: turned }], [2, 3, 4]);
    assert.equal(back, null);
  });
});

describe("tables that loops fill", () => {
  const filled = (more: string): string =>
    modelOf(`
table = torch.zeros(3, 4, dtype=torch.int64)
for row in range(3):
    for column in range(4):
        table[row, column] = row * 4 + column
${more}
class Net(nn.Module):
    def forward(self, x):
        return torch.zeros(shape)
`).outputs;

  it("have all that was written, in its order, when they are read", () => {
    assert.equal(filled("table[0, -1] = 9\nshape = table[0].tolist()[1:]"), "output 1x2x9");
  });

  it("leave copies that were made in between as they were", () => {
    assert.equal(
      filled("copy = table.clone()\ntable[0, 1] = 7\nshape = [int(copy[0, 1]), int(table[0, 1])]"),
      "output 1x7",
    );
    assert.equal(
      filled("copy = table.clone()\ncopy[0, 1] = 7\nshape = [int(copy[0, 1]), int(table[0, 1])]"),
      "output 7x1",
    );
  });

  it("are as before where a side of an unknown condition wrote", () => {
    const source =
      "from elsewhere import flag\nif flag:\n    table[0, 1] = 7\n    raise ValueError\nshape = [int(table[0, 1]), int(table[0, 2])]";
    assert.equal(filled(source), "output 1x2");
  });
});
