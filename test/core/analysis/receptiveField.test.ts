import assert from "node:assert/strict";
import { fieldsOf, regionOf } from "../../../src/core/analysis/receptiveField.ts";
import { type Network, type ValueId, variable } from "../../../src/core/ir/index.ts";
import { sketchNetwork } from "../../support/buildNetwork.ts";

/** `size/stride/start` along the rows, or why it is not known. */
function field(network: Network, value: ValueId): string {
  const fields = fieldsOf(network).of(value);
  if (!fields.known) return fields.because.key;
  const [axis] = fields.inputs[0]?.axes ?? [];
  return axis ? `${axis.size}/${axis.stride}/${axis.start}${axis.aligned ? "" : " uneven"}` : "none";
}

/** Rows that a unit sees: `first-last`, clipped, and unclipped where that differs. */
function rows(network: Network, value: ValueId, unit?: readonly number[]): string {
  const region = regionOf(network, value, unit);
  if (!region.known) return region.because.key;
  const [input] = region.inputs;
  if (!input) return "none";
  const text = (interval: { low: number; high: number } | undefined) => `${interval?.low}-${interval?.high}`;
  const [clipped, free] = [input.clipped ? text(input.clipped[0]) : "padding", text(input.unclipped[0])];
  return `${clipped === free ? clipped : `${clipped} (${free})`}${input.rectangular ? "" : " not a rectangle"}`;
}

describe("receptive fields", () => {
  it("of VGG-16's last map are 212 wide, 32 apart, and start at -90", () => {
    const net = sketchNetwork();
    let x = net.input([1, 3, 224, 224]);
    for (const stage of [
      [64, 64],
      [128, 128],
      [256, 256, 256],
      [512, 512, 512],
      [512, 512, 512],
    ]) {
      for (const channels of stage) x = net.relu(net.conv(x, channels, 3, 1, 1));
      x = net.pool(x, 2, 2);
    }
    const network = net.finish(x);
    assert.equal(field(network, x), "212/32/-90");
    assert.equal(rows(network, x, [0, 0]), "0-121 (-90-121)");
    assert.equal(rows(network, x, [3, 3]), "6-217");
    assert.equal(rows(network, x, [6, 6]), "102-223 (102-313)");
  });

  // Araujo, Norris, Sim 2019: 483/32/239 for the definition that puts the stride into the last unit of a block.
  for (const [name, first, expected] of [
    ["slim's ResNet-50 (stride in the 3×3 of a block's last unit)", false, "483/32/-239"],
    ["torchvision's ResNet-50 (stride in the 3×3 of a block's first unit)", true, "427/32/-213"],
  ] as const)
    it(`of ${name} are ${expected}`, () => {
      const net = sketchNetwork();
      // TensorFlow pads 112 rows for a 3×3 pool of stride 2 at the end only.
      const padding = first ? [1, 1] : "sameUpper";
      let x = net.pool(net.conv(net.input([1, 3, 224, 224]), 64, 7, 2, 3), 3, 2, 0, { padding });
      for (const [stage, units] of [3, 4, 6, 3].entries())
        for (let unit = 0; unit < units; unit++) {
          const strided = first ? stage > 0 && unit === 0 : stage < 3 && unit === units - 1;
          const stride = strided ? 2 : 1;
          const channels = 256 * 2 ** stage;
          const inner = net.conv(net.conv(x, channels / 4, 1), channels / 4, 3, stride, 1);
          const short = unit === 0 || strided ? net.conv(x, channels, 1, stride) : x;
          x = net.relu(net.op("Add", [net.conv(inner, channels, 1), short]));
        }
      const network = net.finish(x);
      assert.equal(field(network, x), expected);
      assert.equal(network.diagnostics.length, 0);
    });

  it("join branches: the union of an Inception block", () => {
    const net = sketchNetwork();
    const x = net.input([1, 8, 32, 32]);
    const y = net.op("Concat", [
      net.conv(x, 8, 1),
      net.conv(x, 8, 3, 1, 1),
      net.conv(x, 8, 5, 1, 2),
      net.pool(x, 3, 1, 1),
    ]);
    const network = net.finish(y);
    assert.equal(field(network, y), "5/1/-2");
    assert.equal(rows(network, y, [10, 10]), "8-12");
  });

  it("join the two sides of an unknown condition", () => {
    const net = sketchNetwork();
    const x = net.input([1, 8, 32, 32]);
    const side = (y: ValueId, ...shape: readonly number[]) => net.op("Branch", [net.conv(x, 8, 7, 1, 3), y], { shape });
    const small = side(net.conv(x, 8, 3, 1, 1), 1, 8, 32, 32);
    const behind = net.conv(small, 8, 3, 1, 1);
    const strided = side(net.conv(x, 8, 2, 2), 1, 8, 32, 32);
    const custom = side(net.op("External", x, { name: "custom", outputs: 1, shapes: [[1, 8, 32, 32]] }), 1, 8, 32, 32);
    const ranks = net.op("Branch", [x, net.op("Flatten", x, {})], { shape: null });
    const network = net.finish(behind);
    assert.equal(field(network, small), "7/1/-3");
    assert.equal(rows(network, small, [10, 10]), "7-13");
    assert.equal(field(network, behind), "9/1/-4");
    assert.equal(field(network, strided), "7/2/-3 uneven");
    assert.equal(field(network, custom), "fieldOpaque");
    assert.equal(field(network, ranks), "fieldOpaque");
  });

  it("are bounds where branches do not add up to a rectangle", () => {
    const net = sketchNetwork();
    const x = net.input([1, 8, 32, 32]);
    const wide = net.op("Conv", x, { outChannels: 8, kernelSize: [1, 3], padding: [0, 1] });
    const tall = net.op("Conv", x, { outChannels: 8, kernelSize: [3, 1], padding: [1, 0] });
    const y = net.op("Concat", [wide, tall]);
    const network = net.finish(y);
    assert.equal(rows(network, y, [10, 10]), "9-11 not a rectangle");
  });

  it("depend on the phase of the unit after a transposed convolution, as in a U-Net", () => {
    const net = sketchNetwork();
    const input = net.input([1, 3, 128, 128]);
    const two = (x: ValueId, channels: number) => net.conv(net.conv(x, channels, 3, 1, 1), channels, 3, 1, 1);
    const up = (x: ValueId, outChannels: number) =>
      net.op("ConvTranspose", x, { outChannels, kernelSize: [2, 2], stride: [2, 2] });
    const enc1 = two(input, 16);
    const enc2 = two(net.pool(enc1, 2, 2), 32);
    const bottleneck = two(net.pool(enc2, 2, 2), 64);
    const up2 = up(bottleneck, 32);
    const dec2 = two(net.op("Concat", [up2, enc2]), 32);
    const up1 = up(dec2, 16);
    const dec1 = two(net.op("Concat", [up1, enc1]), 16);
    const network = net.finish(dec1);
    assert.equal(field(network, bottleneck), "32/4/-14");
    assert.equal(field(network, up2), "32/2/-14 uneven");
    assert.deepEqual(
      [32, 33, 34, 35].map((unit) => rows(network, up2, [unit, unit])),
      ["50-81", "50-81", "54-85", "54-85"],
    );
    assert.deepEqual(
      [32, 33, 34, 35].map((unit) => rows(network, dec2, [unit, unit])),
      ["46-85", "46-85", "50-89", "50-89"],
    );
    assert.deepEqual(
      [64, 65, 66, 67].map((unit) => rows(network, dec1, [unit, unit])),
      ["42-85", "42-85", "46-89", "46-89"],
    );
  });

  it("stop at padding in every layer, not only at the input", () => {
    const net = sketchNetwork();
    // The first map has 4 units; the second layer's padding hides what they would see further left.
    const small = net.conv(net.input([1, 1, 16, 16]), 1, 1, 4);
    const y = net.conv(small, 1, 3, 1, 1);
    const network = net.finish(y);
    assert.equal(rows(network, y, [0, 0]), "0-4 (-4-4)");
    const padded = sketchNetwork();
    const z = padded.conv(padded.conv(padded.input([1, 1, 8, 8]), 1, 3, 1, 1), 1, 3, 1, 1);
    assert.equal(rows(padded.finish(z), z, [0, 0]), "0-2 (-2-2)");
  });

  it("leave gaps where dilation skips positions", () => {
    const net = sketchNetwork();
    const y = net.conv(net.input([1, 1, 9, 9]), 1, 3, 1, 3, { dilation: [3, 3] });
    const z = net.conv(y, 1, 1);
    const network = net.finish(z);
    assert.equal(field(network, y), "7/1/-3");
    assert.equal(rows(network, z, [2, 2]), "2-5 (-1-5)", "position -1 is padding, 0 and 1 are skipped");
  });

  it("see nothing but padding", () => {
    const net = sketchNetwork();
    const y = net.conv(net.input([1, 1, 4, 4]), 1, 1, 1, 2);
    assert.equal(rows(net.finish(y), y, [0, 0]), "padding (-2--2)");
  });

  it("are the whole input after a global pool, and none after a flatten", () => {
    const net = sketchNetwork();
    const pooled = net.op("AdaptiveAveragePool", net.conv(net.input([1, 3, 20, 20]), 8, 3, 1, 1), {
      outputSize: [1, 1],
    });
    const flat = net.op("Flatten", pooled);
    const scores = net.op("Linear", flat, { outFeatures: 10 });
    const network = net.finish(scores);
    assert.equal(field(network, pooled), "20/0/0");
    assert.equal(field(network, flat), "none");
    assert.equal(rows(network, scores), "0-19 (-1-20)");
  });

  it("go through squeeze-and-excitation: every unit sees the whole input", () => {
    const net = sketchNetwork();
    const x = net.input([1, 8, 16, 16]);
    const gate = net.op("Activation", net.op("GlobalAveragePool", x), { function: "sigmoid" });
    const y = net.op("Mul", [x, gate]);
    const network = net.finish(y);
    assert.equal(field(network, y), "16/0/0");
    assert.equal(rows(network, y, [3, 3]), "0-15");
  });

  it("go through crops, pads, slices and resizes", () => {
    const net = sketchNetwork();
    const x = net.input([1, 8, 16, 16]);
    const padded = net.op("Pad", x, {
      pads: [
        [2, 2],
        [2, 2],
      ],
    });
    const cut = net.op("Slice", padded, { axes: [2, 3], starts: [3, 3], ends: [null, null] });
    const strided = net.op("Slice", x, { axes: [2, 3], starts: [1, 1], ends: [null, null], steps: [2, 2] });
    const doubled = net.op("Resize", x, { scale: [2], mode: "nearest" });
    const smooth = net.op("Resize", x, { scale: [2], mode: "linear" });
    const network = net.finish(cut, strided, doubled, smooth);
    assert.equal(field(network, padded), "1/1/-2");
    assert.equal(field(network, cut), "1/1/1");
    assert.equal(rows(network, strided, [2, 2]), "5-5");
    assert.equal(field(network, doubled), "1/0.5/0 uneven");
    assert.equal(rows(network, doubled, [5, 5]), "2-2");
    assert.deepEqual(
      [4, 5].map((unit) => rows(network, smooth, [unit, unit])),
      ["1-2", "2-3"],
    );
    assert.equal(rows(network, smooth, [0, 0]), "0-0 (-1-0)");
  });

  it("go through uneven adaptive pools", () => {
    const net = sketchNetwork();
    const y = net.op("AdaptiveAveragePool", net.input([1, 8, 10, 10]), { outputSize: [4, 4] });
    const network = net.finish(y);
    assert.deepEqual(
      [0, 1, 2, 3].map((unit) => rows(network, y, [unit, unit])),
      ["0-2", "2-4", "5-7", "7-9"],
    );
    assert.equal(field(network, y), "3/2.5/0 uneven");
  });

  it("follow axes through transposition", () => {
    const net = sketchNetwork();
    const x = net.conv(net.input([1, 3, 16, 24]), 8, 3, 2, 1);
    const last = net.op("Transpose", x, { permutation: [0, 2, 3, 1] });
    const normal = net.op("LayerNorm", last, { normalizedShape: [8] });
    const first = net.op("Transpose", normal, { permutation: [0, 3, 1, 2] });
    const network = net.finish(first);
    assert.equal(field(network, first), "3/2/-1");
    assert.equal(rows(network, normal, [3, 2]), "5-7");
  });

  it("have one entry an input", () => {
    const net = sketchNetwork();
    const a = net.conv(net.input([1, 3, 16, 16], "a"), 8, 3, 1, 1);
    const b = net.conv(net.input([1, 3, 16, 16], "b"), 8, 5, 1, 2);
    const network = net.finish(net.op("Add", [a, b]));
    const fields = fieldsOf(network).of(network.outputs[0]?.value ?? -1);
    assert.deepEqual(fields.known && fields.inputs.map(({ input, axes }) => [input, axes[0]?.size]), [
      ["a", 3],
      ["b", 5],
    ]);
  });

  it("work with symbolic sizes", () => {
    const net = sketchNetwork();
    const y = net.pool(net.conv(net.input([variable("N"), 3, variable("H"), variable("W")]), 8, 7, 2, 3), 3, 2, 1);
    const network = net.finish(y);
    assert.equal(field(network, y), "11/4/-5");
    assert.equal(rows(network, y), "regionNeedsNumbers");
  });

  it("say which layer they end at", () => {
    const net = sketchNetwork();
    const y = net.conv(
      net.op("External", net.input([1, 3, 16, 16]), { name: "custom", outputs: 1, shapes: [[1, 3, 16, 16]] }),
      8,
      3,
    );
    const network = net.finish(y);
    assert.equal(field(network, y), "fieldOpaque");
  });

  it("say where they depend on the data", () => {
    const net = sketchNetwork();
    const [map, regions] = [net.conv(net.input([1, 3, 32, 32]), 8, 3), net.input([5, 5], "regions")];
    const y = net.op("RoiPool", [map, regions], { outputSize: [7, 7] }, "roi_pool5");
    const network = net.finish(y);
    assert.equal(field(network, y), "fieldFromData");
    assert.equal(rows(network, y), "fieldFromData");
  });

  it("take a unit's region in a network without a batch axis", () => {
    const net = sketchNetwork();
    const y = net.conv(net.input([3, 16, 16]), 8, 3, 2, 1, { spatialRank: 2 });
    const network = net.finish(y);
    assert.equal(field(network, y), "3/2/-1");
    assert.equal(rows(network, y, [4, 4]), "7-9");
  });

  it("of unit 0 agree with the exact region, borders ignored", () => {
    const net = sketchNetwork();
    const x = net.input([1, 2, 40, 40]);
    const a = net.op("ConvTranspose", net.conv(x, 4, 5, 3, 1), {
      outChannels: 4,
      kernelSize: [4, 4],
      stride: [2, 2],
      padding: [1, 1],
    });
    const b = net.conv(a, 4, 3, 2, 2, { dilation: [2, 2] });
    const c = net.op("AveragePool", b, { kernelSize: [3, 3], stride: [2, 2], padding: [1, 1] });
    const network = net.finish(c);
    for (const value of [a, b, c]) {
      const fields = fieldsOf(network).of(value);
      const region = regionOf(network, value, [0, 0]);
      assert.ok(fields.known && region.known);
      const [axis] = fields.inputs[0]?.axes ?? [];
      const free = region.inputs[0]?.unclipped[0];
      assert.deepEqual([axis?.start, axis?.size], [free?.low, (free?.high ?? 0) - (free?.low ?? 0) + 1]);
    }
  });

  it("hold nothing of an input of which an axis is empty", () => {
    const net = sketchNetwork();
    const x = net.input([1, 1, 0, 15]);
    const y = net.relu(x);
    assert.equal(regionOf(net.finish(y), y).known, true);
    assert.match(rows(net.finish(y), y), /^padding/);
  });

  it("are bounded for windows of absurd size", () => {
    const net = sketchNetwork();
    const x = net.input([1, 1, 1_000_000_007, 60_000]);
    const huge = net.conv(x, 1, 30_000, 29_999, 5, { dilation: [2, 2] });
    const up = net.op("ConvTranspose", x, { outChannels: 1, kernelSize: [50_000, 50_000], stride: [40_000, 40_000] });
    const pooled = net.op("AdaptiveAveragePool", x, { outputSize: [1_000, 1_001] });
    const network = net.finish(huge, up, pooled);
    for (const value of [huge, up, pooled]) {
      fieldsOf(network).of(value);
      regionOf(network, value);
    }
    assert.equal(field(network, huge), "59999/29999/-5");
  });

  it("tell rectangles apart on maps that are too long to go through", () => {
    const net = sketchNetwork();
    const x = net.input([1, 1, 1_000_000_007, 60_000]);
    const [tall, wide] = [
      [1_000_000_007, 1],
      [1, 60_000],
    ].map((outputSize) => net.op("AdaptiveAveragePool", x, { outputSize }));
    const y = net.op("Add", [tall ?? x, wide ?? x]);
    const network = net.finish(y);
    const started = process.cpuUsage().user;
    assert.equal(rows(network, y, [5, 7]), "0-1000000006 not a rectangle");
    assert.ok(process.cpuUsage().user - started < 5e6);
  });

  it("go through 3,000 layers of branches", () => {
    const net = sketchNetwork();
    let x = net.input([1, 4, 256, 256]);
    for (let layer = 0; layer < 1500; layer++) x = net.op("Add", [net.conv(x, 4, 3, 1, 1), x]);
    const network = net.finish(x);
    assert.equal(field(network, x), "3001/1/-1500");
    assert.equal(rows(network, x, [128, 128]), "0-255 (-1372-1628)");
  });
});
