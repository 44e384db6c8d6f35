import assert from "node:assert/strict";
import { torchModules } from "../../../../src/core/python/torch/index.ts";
import { run } from "../eval/support.ts";

describe("torch._six", () => {
  it("has what releases of libraries for torch 1 take of it", () => {
    const { printed, failures } = run(
      "from torch._six import container_abcs, string_classes, int_classes, inf\n" +
        "print(isinstance((1, 2), container_abcs.Iterable), isinstance('a', string_classes), isinstance(3, int_classes), inf)\n" +
        "import torch\nprint(isinstance({}, torch._six.container_abcs.Mapping))",
      torchModules,
    );
    assert.deepEqual([printed, failures], [["True True True inf", "True"], []]);
  });
});
