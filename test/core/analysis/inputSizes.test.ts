import assert from "node:assert/strict";
import { impliedSizes, smallestSize } from "../../../src/core/analysis/inputSizes.ts";
import { createNetworkBuilder } from "../../../src/core/ir/createNetworkBuilder.ts";
import { variable } from "../../../src/core/ir/dim.ts";
import type { Attributes, Network } from "../../../src/core/ir/network.ts";
import { shapeOf } from "../../../src/core/ir/shape.ts";
import { operators } from "../../../src/core/ops/index.ts";

/**
 * A chain in short form: `c64k7s2p3` a convolution, `m3s2p1` and `a7` a max and an average pool, `g` a global pool,
 * `f400` a flatten and a Linear that takes 400 features, `l400` the Linear without the flatten.
 */
function chain(text: string): Network {
  const builder = createNetworkBuilder({ framework: "test", model: "chain", phase: "TEST", operators });
  let value = builder.input("x", { shape: shapeOf(1, 3, variable("H"), variable("W")), dtype: null });
  const add = (op: string, attrs: Attributes): void => {
    const place = { type: op, kind: "module", name: op, scope: [], at: null, definedAt: null, attrAt: {} } as const;
    const { outputs } = builder.add({ op, attrs, inputs: [value], params: null, context: null, ...place });
    value = outputs[0] ?? value;
  };
  for (const step of text.split(" ")) {
    const [, kind = "", first = "", ...rest] = /^([a-z])(\d*)(?:k(\d+))?(?:s(\d+))?(?:p(\d+))?$/.exec(step) ?? [];
    const [kernel, stride, padding] = rest.map((digits) => (digits === undefined ? undefined : Number(digits)));
    const both = (number: number): readonly number[] => [number, number];
    if (kind === "c") {
      const sizes = { kernelSize: both(kernel ?? 1), stride: both(stride ?? 1), padding: both(padding ?? 0) };
      add("Conv", { outChannels: Number(first), ...sizes });
    } else if (kind === "m" || kind === "a") {
      const size = Number(first);
      const sizes = { kernelSize: both(size), stride: both(stride ?? size), padding: both(padding ?? 0) };
      add(kind === "m" ? "MaxPool" : "AveragePool", sizes);
    } else if (kind === "g") {
      add("GlobalAveragePool", {});
    } else {
      if (kind === "f") add("Flatten", {});
      add("Linear", { inFeatures: Number(first), outFeatures: 10 });
    }
  }
  builder.output("output", value);
  return builder.finish();
}

function inferred(text: string): string {
  const [best] = impliedSizes(chain(text), ["H", "W"]);
  if (!best) return "nothing";
  const ranges = best.ranges.map(({ first, last }) => `${first}..${last}`);
  return `${best.sizes.join("x")} of ${[...new Set(ranges)].join(" x ")}`;
}

describe("input sizes implied by the layers", () => {
  const classics: readonly (readonly [string, string, string])[] = [
    ["LeNet-5", "c6k5 a2 c16k5 a2 f400", "32x32 of 32..35"],
    ["digits", "c32k3 c64k3 m2 f9216", "28x28 of 28..29"],
    ["AlexNet", "c64k11s4p2 m3s2 c192k5p2 m3s2 c384k3p1 c256k3p1 c256k3p1 m3s2 f9216", "224x224 of 223..254"],
    [
      "AlexNet without padding",
      "c96k11s4 m3s2 c256k5p2 m3s2 c384k3p1 c384k3p1 c256k3p1 m3s2 f9216",
      "227x227 of 227..258",
    ],
    ["VGG", "c64k3p1 m2 c128k3p1 m2 c256k3p1 m2 c512k3p1 m2 c512k3p1 m2 f25088", "224x224 of 224..255"],
    [
      "ResNet with a fixed average pool",
      "c64k7s2p3 m3s2p1 c128k3s2p1 c256k3s2p1 c512k3s2p1 a7s1 f512",
      "224x224 of 193..224",
    ],
    ["ResNet for small images", "c16k3p1 c32k3s2p1 c64k3s2p1 a8 f64", "32x32 of 29..60"],
    ["FaceNet", "c64k7s2p3 m3s2p1 c192k3p1 m3s2p1 c256k3s2p1 c1024k3s2p1 a3s1 f1024", "96x96 of 65..96"],
    ["Siamese", "c64k10 m2 c128k7 m2 c128k4 m2 c256k4 f9216", "105x105 of 105..112"],
    ["DCGAN's discriminator", "c64k4s2p1 c128k4s2p1 c256k4s2p1 c512k4s2p1 f8192", "64x64 of 64..79"],
    ["STL-10", "c32k3p1 m2 c64k3p1 m2 c128k3p1 m2 f18432", "96x96 of 96..103"],
  ];
  for (const [name, layers, expected] of classics) {
    it(name, () => assert.equal(inferred(layers), expected));
  }

  it("takes height and width apart where no square fits", () => {
    assert.equal(inferred("c8k3p1 f9600"), "30x40 of 30..30 x 40..40");
  });

  it("constrains the last axis only where nothing is flattened", () => {
    assert.equal(inferred("c8k3 l30"), "32x32 of 32..32");
  });

  it("says nothing where the channels do not divide what the Linear takes", () => {
    assert.equal(inferred("c6k5 a2 c16k5 a2 f401"), "nothing");
  });

  it("says nothing behind a global pool, and gives the smallest size that the kernels allow", () => {
    const network = chain("c8k7 m2 c8k5 g f8");
    assert.deepEqual(impliedSizes(network, ["H", "W"]), []);
    assert.equal(smallestSize(network, ["H", "W"]), 16);
  });
});

describe("input sizes implied by maps beside one of a stated size", () => {
  const joined = (op: string, attrs: Attributes): readonly number[] | undefined => {
    const builder = createNetworkBuilder({ framework: "test", model: "pair", phase: "TEST", operators });
    const place = { kind: "module", scope: [], at: null, definedAt: null, attrAt: {} } as const;
    const add = (kind: string, given: Attributes, ...inputs: readonly number[]): number =>
      builder.add({ op: kind, type: kind, name: kind, attrs: given, inputs, params: null, context: null, ...place })
        .outputs[0] ?? 0;
    const x = builder.input("x", { shape: shapeOf(1, 3, variable("H"), variable("W")), dtype: null });
    const pooled = add("MaxPool", { kernelSize: [8, 8], stride: [8, 8], padding: [0, 0] }, x);
    const stated = add("Resize", { mode: "nearest", size: [40, 40] }, x);
    builder.output("output", add(op, attrs, pooled, stated));
    return impliedSizes(builder.finish(), ["H", "W"])[0]?.sizes;
  };

  it("are those at which the two are alike", () => {
    assert.deepEqual(joined("Stack", { axis: -1 }), [320, 320]);
    assert.deepEqual(joined("Concat", { axis: 1 }), [320, 320]);
  });

  it("leave the axis along which they are joined", () => {
    assert.deepEqual(joined("Concat", { axis: 2 }), [320, 320]);
    assert.deepEqual(joined("Concat", { axis: -1 }), [320, 320]);
  });
});
