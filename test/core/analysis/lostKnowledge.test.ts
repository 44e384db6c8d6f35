import assert from "node:assert/strict";
import { lostKnowledge } from "../../../src/core/analysis/lostKnowledge.ts";
import { layerRows } from "../../../src/core/analysis/rows.ts";
import { createNetworkBuilder } from "../../../src/core/ir/createNetworkBuilder.ts";
import { shapeOf } from "../../../src/core/ir/shape.ts";
import { render } from "../../../src/core/messages/index.ts";
import { operators } from "../../../src/core/ops/index.ts";

describe("where knowledge is lost", () => {
  it("is told once a reason, at the first layer that has it", () => {
    const builder = createNetworkBuilder({ framework: "test", model: "M()", phase: "TEST", operators });
    let value = builder.input("x", { shape: shapeOf(1, 3, 8, 8), dtype: null });
    for (const [name, op] of [
      ["relu", "Identity"],
      ["mystery", "NoSuchOperator"],
      ["after", "Identity"],
    ] as const) {
      const place = {
        type: op,
        kind: "module",
        scope: [],
        at: null,
        definedAt: null,
        attrAt: {},
        context: null,
      } as const;
      value = builder.add({ op, name, attrs: {}, inputs: [value], params: null, ...place }).outputs[0] ?? value;
    }
    builder.output("output", value);
    const network = builder.finish();
    assert.deepEqual(
      lostKnowledge(network, layerRows(network)).map(({ name, because }) => `${name}: ${render(because)}`),
      ["mystery: NoSuchOperator is not modelled"],
    );
  });
});
