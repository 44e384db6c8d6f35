import { createNetworkBuilder } from "../../src/core/ir/createNetworkBuilder.ts";
import {
  type Attributes,
  type Dim,
  type Network,
  type SourceRange,
  shapeOf,
  type ValueId,
} from "../../src/core/ir/index.ts";
import { operators } from "../../src/core/ops/index.ts";

/** Small networks written down by hand, for views: real shapes and counts, no front-end. */

export const FILE = "file:///project/model.py";

interface Options {
  readonly stride?: number;
  readonly padding?: number;
  readonly bias?: boolean;
}

export interface Sketch {
  layer(op: string, type: string, name: string, attrs: Attributes, ...inputs: ValueId[]): ValueId;
  conv(name: string, channels: number, kernel: number, x: ValueId, options?: Options): ValueId;
  norm(name: string, x: ValueId): ValueId;
  relu(name: string, x: ValueId): ValueId;
  maxPool(name: string, kernel: number, x: ValueId, options?: Options): ValueId;
  linear(name: string, features: number, x: ValueId): ValueId;
  call(op: string, type: string, attrs: Attributes, ...inputs: ValueId[]): ValueId;
  module(name: string, type: string, x: ValueId, body: (x: ValueId) => ValueId): ValueId;
}

export function sketch(model: string, input: readonly Dim[], body: (s: Sketch, x: ValueId) => ValueId): Network {
  const builder = createNetworkBuilder({ framework: "pytorch", model, phase: "TEST", operators });
  let offset = 0;
  const nextRange = (): SourceRange => {
    offset += 100;
    return { file: FILE, start: offset, end: offset + 60 };
  };
  const path: string[] = [];
  const placed = () => ({ at: nextRange(), definedAt: nextRange(), context: null });
  const record = (
    op: string,
    type: string,
    kind: "module" | "function",
    name: string,
    attrs: Attributes,
    inputs: ValueId[],
  ) => {
    const scope = path.map((_, index) => path.slice(0, index + 1).join("."));
    const call = { op, type, kind, name, scope, attrs, inputs, params: null, attrAt: {}, ...placed() };
    return builder.add(call).outputs[0] as ValueId;
  };
  const functions = new Map<string, number>();
  const layer: Sketch["layer"] = (op, type, name, attrs, ...inputs) => {
    const full = [...path, name].join(".");
    const call = builder.enterCall({ name: full, type, leaf: true, inputs, ...placed() });
    const output = record(op, type, "module", full, attrs, inputs);
    builder.leaveCall(call, [output]);
    return output;
  };
  const channelsOf = (x: ValueId): Dim => {
    const { shape } = builder.typeOf(x);
    return shape.rank === "known" ? (shape.dims[1] ?? 1) : 1;
  };
  const pair = (size: number): number[] => [size, size];
  const s: Sketch = {
    layer,
    conv: (name, outChannels, kernel, x, { stride = 1, padding = 0, bias = true } = {}) =>
      layer(
        "Conv",
        "Conv2d",
        name,
        {
          inChannels: channelsOf(x),
          outChannels,
          kernelSize: pair(kernel),
          stride: pair(stride),
          padding: pair(padding),
          dilation: pair(1),
          groups: 1,
          hasBias: bias,
        },
        x,
      ),
    norm: (name, x) => layer("BatchNorm", "BatchNorm2d", name, { channels: channelsOf(x), features: channelsOf(x) }, x),
    relu: (name, x) => layer("Activation", "ReLU", name, { function: "relu" }, x),
    maxPool: (name, kernel, x, { stride = kernel, padding = 0 } = {}) =>
      layer(
        "MaxPool",
        "MaxPool2d",
        name,
        { kernelSize: pair(kernel), stride: pair(stride), padding: pair(padding) },
        x,
      ),
    linear: (name, outFeatures, x) =>
      layer("Linear", "Linear", name, { inFeatures: channelsOf(x), outFeatures, hasBias: true }, x),
    call: (op, type, attrs, ...inputs) => {
      const base = [...path, type].join(".");
      const times = (functions.get(base) ?? 0) + 1;
      functions.set(base, times);
      return record(op, type, "function", times === 1 ? base : `${base}#${times}`, attrs, inputs);
    },
    module: (name, type, x, inner) => {
      path.push(name);
      const call = builder.enterCall({ name: path.join("."), type, leaf: false, inputs: [x], ...placed() });
      const output = inner(x);
      builder.leaveCall(call, [output]);
      path.pop();
      return output;
    },
  };
  const x = builder.input("x", { shape: shapeOf(...input), dtype: null });
  const root = builder.enterCall({ name: "", type: model, leaf: false, inputs: [x], ...placed() });
  const output = body(s, x);
  builder.leaveCall(root, [output]);
  builder.output("output", output);
  return builder.finish();
}

export function lenet5(): Network {
  return sketch("LeNet5()", [1, 1, 32, 32], (s, x) => {
    const tanh = (name: string, value: ValueId) => s.layer("Activation", "Tanh", name, { function: "tanh" }, value);
    const pool = (name: string, value: ValueId) =>
      s.layer("AveragePool", "AvgPool2d", name, { kernelSize: [2, 2], stride: [2, 2], padding: [0, 0] }, value);
    let y = pool("pool1", tanh("act1", s.conv("conv1", 6, 5, x)));
    y = pool("pool2", tanh("act2", s.conv("conv2", 16, 5, y)));
    y = s.layer("Flatten", "Flatten", "flatten", {}, y);
    y = tanh("act4", s.linear("fc2", 84, tanh("act3", s.linear("fc1", 120, y))));
    return s.linear("fc3", 10, y);
  });
}

function basicBlock(s: Sketch, x: ValueId, channels: number, stride: number): ValueId {
  let y = s.conv("conv1", channels, 3, x, { stride, padding: 1, bias: false });
  y = s.relu("relu", s.norm("bn1", y));
  y = s.norm("bn2", s.conv("conv2", channels, 3, y, { padding: 1, bias: false }));
  const identity =
    stride === 1
      ? x
      : s.module("downsample", "Sequential", x, (z) =>
          s.norm("1", s.conv("0", channels, 1, z, { stride, bias: false })),
        );
  return s.relu("relu", s.call("Add", "add", {}, y, identity));
}

/** A residual net of the shape of ResNet-18, `depth` blocks in each of its four stages. */
export function residualNet(depth = 2): Network {
  return sketch("ResidualNet()", [1, 3, 224, 224], (s, x) => {
    let y = s.relu("relu", s.norm("bn1", s.conv("conv1", 64, 7, x, { stride: 2, padding: 3, bias: false })));
    y = s.maxPool("maxpool", 3, y, { stride: 2, padding: 1 });
    for (const [index, channels] of [64, 128, 256, 512].entries()) {
      y = s.module(`layer${index + 1}`, "Sequential", y, (z) => {
        let out = z;
        for (let block = 0; block < depth; block++) {
          const stride = index > 0 && block === 0 ? 2 : 1;
          out = s.module(String(block), "BasicBlock", out, (v) => basicBlock(s, v, channels, stride));
        }
        return out;
      });
    }
    y = s.layer("AdaptiveAveragePool", "AdaptiveAvgPool2d", "avgpool", { outputSize: [1, 1] }, y);
    return s.linear("fc", 1000, s.call("Flatten", "flatten", { startAxis: 1 }, y));
  });
}

/** AlexNet as torchvision builds it. */
export function alexnet(): Network {
  return sketch("AlexNet()", [1, 3, 224, 224], (s, x) => {
    let y = s.module("features", "Sequential", x, (z) => {
      const unit = (index: number, channels: number, kernel: number, value: ValueId, options: Options): ValueId =>
        s.relu(String(index + 1), s.conv(String(index), channels, kernel, value, options));
      let out = s.maxPool("2", 3, unit(0, 64, 11, z, { stride: 4, padding: 2 }), { stride: 2 });
      out = s.maxPool("5", 3, unit(3, 192, 5, out, { padding: 2 }), { stride: 2 });
      out = unit(10, 256, 3, unit(8, 256, 3, unit(6, 384, 3, out, { padding: 1 }), { padding: 1 }), { padding: 1 });
      return s.maxPool("12", 3, out, { stride: 2 });
    });
    y = s.layer("AdaptiveAveragePool", "AdaptiveAvgPool2d", "avgpool", { outputSize: [6, 6] }, y);
    y = s.call("Flatten", "flatten", { startAxis: 1 }, y);
    return s.module("classifier", "Sequential", y, (z) => {
      const drop = (name: string, value: ValueId) => s.layer("Dropout", "Dropout", name, { probability: 0.5 }, value);
      const first = s.relu("2", s.linear("1", 4096, drop("0", z)));
      return s.linear("6", 1000, s.relu("5", s.linear("4", 4096, drop("3", first))));
    });
  });
}

/** Four branches that are joined, twice. */
export function branchedNet(): Network {
  return sketch("BranchedNet()", [1, 3, 96, 96], (s, x) => {
    const block = (name: string, value: ValueId) =>
      s.module(name, "Inception", value, (z) => {
        const branch = (label: string, body: (v: ValueId) => ValueId) => s.module(label, "Sequential", z, body);
        const unit = (label: string, channels: number, kernel: number, v: ValueId) =>
          s.relu(`${label}_relu`, s.conv(label, channels, kernel, v, { padding: (kernel - 1) / 2 }));
        const branches = [
          s.relu("branch1_relu", s.conv("branch1", 16, 1, z)),
          branch("branch2", (v) => unit("1", 24, 3, unit("0", 16, 1, v))),
          branch("branch3", (v) => unit("1", 8, 5, unit("0", 4, 1, v))),
          branch("branch4", (v) => unit("1", 8, 1, s.maxPool("0", 3, v, { stride: 1, padding: 1 }))),
        ];
        return s.call("Concat", "cat", { axis: 1 }, ...branches);
      });
    let y = s.maxPool("pool", 2, s.relu("relu", s.conv("stem", 16, 3, x, { padding: 1 })));
    y = block("inception_a", y);
    y = block("inception_b", y);
    return s.conv("head", 10, 1, y);
  });
}

/** Three spatial axes. */
export function volumeNet(): Network {
  const conv = (name: string, stride: number) =>
    [
      name,
      {
        inChannels: name === "conv1" ? 1 : 8,
        outChannels: 8,
        kernelSize: [3, 5, 5],
        stride: [1, stride, stride],
        padding: [1, 2, 2],
      },
    ] as const;
  return sketch("VolumeNet()", [1, 1, 16, 64, 96], (s, x) => {
    const y = s.relu("relu", s.layer("Conv", "Conv3d", ...conv("conv1", 2), x));
    return s.layer("Conv", "Conv3d", ...conv("conv2", 2), y);
  });
}

/** One mistake: the second convolution is built for other channels. */
export function faultyNet(): Network {
  return sketch("FaultyNet()", [1, 3, 64, 64], (s, x) => {
    const y = s.relu("relu1", s.conv("conv1", 32, 3, x));
    const z = s.layer(
      "Conv",
      "Conv2d",
      "conv2",
      {
        inChannels: 16,
        outChannels: 64,
        kernelSize: [3, 3],
        stride: [1, 1],
        padding: [0, 0],
        dilation: [1, 1],
        groups: 1,
        hasBias: true,
      },
      y,
    );
    const unknown = s.layer("DeformableConv", "DeformConv2d", "deform", {}, s.relu("relu2", z));
    return s.linear("fc", 10, s.call("Flatten", "flatten", { startAxis: 1 }, unknown));
  });
}

/** `count` layers in a row, without modules. */
export function chain(count: number): Network {
  return sketch(`Chain(${count})`, [1, 8, 16, 16], (s, x) => {
    let y = x;
    for (let i = 0; i < count; i++)
      y = i % 2 === 0 ? s.conv(`conv${i}`, 8, 3, y, { padding: 1 }) : s.relu(`relu${i}`, y);
    return y;
  });
}
