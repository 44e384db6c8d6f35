import assert from "node:assert/strict";
import { fieldsOf } from "../../../../src/core/analysis/receptiveField.ts";
import { formatDim } from "../../../../src/core/ir/dim.ts";
import { formatShape } from "../../../../src/core/ir/shape.ts";
import { render } from "../../../../src/core/messages/index.ts";
import { layers, modelOf, said } from "./analysis.ts";

const net = (height: number, width: number, channels = 3): string =>
  `[net]\nheight=${height}\nwidth=${width}\nchannels=${channels}\n`;

/** Sections on one line each: `conv filters=3 size=1`. */
const sections = (...lines: readonly string[]): string =>
  lines
    .map((line) => {
      const [type = "", ...options] = line.split(" ");
      return `[${type}]\n${options.join("\n")}\n`;
    })
    .join("");

const shapes = (text: string, options = {}): readonly string[] =>
  layers(modelOf(text, options)).map((line) => line.replace(/^\d+:/, ""));

/** The shape that a layer gives for a map of 8 channels. */
const shapeOf = (height: number, width: number, line: string): string =>
  shapes(net(height, width, 8) + sections(line))[0]?.split(" ")[1] ?? "";

describe("the input", () => {
  const inputs = (text: string, options = {}): readonly string[] =>
    modelOf(text, options).inputs.map(({ name, type, origin }) => `${name} ${formatShape(type.shape)} ${origin}`);

  it("is what [net] states, one at a time", () => {
    assert.deepEqual(inputs("[net]\nbatch=64\nheight=4\nwidth=5\nchannels=3\n"), ["input 1x3x4x5 file"]);
    assert.deepEqual(inputs("[network]\ninputs=256\ntime_steps=4\n"), ["input 1x256 file"]);
  });

  it("is given before all, then by a directive; a setting fills a gap", () => {
    assert.deepEqual(inputs(net(4, 5), { inputs: ["2x3x8x8"] }), ["input 2x3x8x8 given"]);
    assert.deepEqual(inputs(net(4, 5), { inputs: ["input=1x3xHxW"] }), ["input 1x3xHxW given"]);
    assert.deepEqual(inputs(`# convlens: input=1x3x9x9\n${net(4, 5)}`), ["input 1x3x9x9 directive"]);
    assert.deepEqual(inputs(net(4, 5), { defaultInput: ["1x3x9x9"] }), ["input 1x3x4x5 file"]);
    assert.deepEqual(inputs("[net]\n", { defaultInput: ["1x3x9x9"] }), ["input 1x3x9x9 setting"]);
    // Darknet's own way to say that the input is no image.
    assert.deepEqual(inputs("[net]\ninputs=256\n", { inputs: ["1x0x0x0"] }), ["input 1x256 file"]);
  });

  it("that is missing, or that the network has no place for, is told", () => {
    assert.deepEqual(said("[net]\nheight=4\n"), [
      "error[net-input] [net] states no input: it needs height, width and channels, or inputs",
    ]);
    assert.deepEqual(said(net(4, 5), { inputs: ["data=1x3x4x5"] }), [
      'warning[input-name] the network has no input "data"; its input is called "input"',
    ]);
    assert.deepEqual(said(net(4, 5), { inputs: ["1x3x4x5", "1x3x4x5"] }), [
      "warning[input-name] the network has one input; input 2 is one too many",
    ]);
  });
});

describe("convolutions and pools", () => {
  it("have Darknet's sizes", () => {
    assert.equal(shapeOf(13, 14, "convolutional filters=4 size=3 stride=2 pad=1"), "1x4x7x7");
    assert.equal(shapeOf(13, 14, "conv filters=4 size=3 padding=2"), "1x4x15x16");
    assert.equal(shapeOf(13, 14, "conv filters=4 size=3 stride_x=2 stride_y=3"), "1x4x4x6");
    assert.equal(shapeOf(13, 14, "conv filters=4 size=3 stride=2 stride_x=1"), "1x4x6x12");
    // Dilation makes no difference to the size.
    assert.equal(shapeOf(13, 14, "conv filters=4 size=3 pad=1 dilation=4"), "1x4x13x14");
    assert.equal(shapeOf(13, 14, "conv filters=4 size=3 dilation=2"), "1x4x11x12");
    assert.equal(shapeOf(13, 14, "maxpool size=2 stride=2"), "1x8x7x7");
    assert.equal(shapeOf(13, 14, "maxpool size=2 stride=1"), "1x8x13x14");
    assert.equal(shapeOf(13, 14, "max stride=3 padding=0"), "1x8x4x4");
    assert.equal(shapeOf(13, 14, "maxpool maxpool_depth=1 out_channels=4"), "1x4x13x14");
    assert.equal(shapeOf(13, 14, "local_avgpool size=3 stride=2"), "1x8x7x7");
    assert.equal(shapeOf(13, 14, "deconvolutional filters=4 size=4 stride=2 padding=1"), "1x4x26x28");
    assert.equal(shapeOf(13, 14, "local filters=4 size=3 pad=1 stride=2"), "1x4x7x7");
    assert.equal(shapeOf(13, 14, "local filters=4 size=3"), "1x4x11x12");
    // −1/2 is 0 in C: a kernel that reaches over the border by less than a stride has one place.
    assert.equal(shapeOf(1, 1, "maxpool size=2 stride=2 padding=0"), "1x8x1x1");
    assert.equal(shapeOf(13, 14, "avgpool"), "1x8x1x1");
  });

  it("blur where antialiasing says so", () => {
    assert.equal(shapeOf(13, 14, "conv filters=4 size=3 stride=2 pad=1 antialiasing=1"), "1x4x7x7");
    assert.equal(shapeOf(13, 14, "maxpool size=2 stride=2 antialiasing=2"), "1x8x6x7");
  });

  it("go on with symbolic sizes", () => {
    const text =
      net(8, 8) + sections("conv filters=4 size=3 stride=2 pad=1", "maxpool size=2 stride=2", "upsample stride=2");
    assert.deepEqual(shapes(text, { inputs: ["Nx3xHxW"] })[0], "conv Nx4x(H - 1)//2 + 1x(W - 1)//2 + 1");
    assert.deepEqual(modelOf(text, { inputs: ["Nx3xHxW"] }).diagnostics, []);
  });
});

describe("layers that join others", () => {
  const two = sections("conv filters=4 size=1", "conv filters=6 size=1");

  it("count from the beginning or back from themselves", () => {
    assert.deepEqual(shapes(net(5, 6) + two + sections("route layers=-1,0", "route layers=-3", "shortcut from=1")), [
      "conv 1x4x5x6",
      "conv 1x6x5x6",
      "route 1x10x5x6",
      "route 1x4x5x6",
      "shortcut 1x4x5x6",
    ]);
  });

  it("take a part of each layer's channels", () => {
    assert.deepEqual(
      shapes(net(5, 6) + two + sections("route layers=-1,-2 groups=2 group_id=1")).at(-1),
      "route 1x5x5x6",
    );
  });

  it("make one row of numbers of maps that differ, if that can be used", () => {
    const text =
      net(4, 4) +
      sections("conv filters=2 size=1", "maxpool size=2 stride=2", "route layers=0,1", "connected output=3");
    assert.deepEqual(shapes(text).slice(2), ["route 1x40", "connected 1x3x1x1"]);
    assert.match(said(text).join(), /^warning\[route-shape\]/);
  });

  it("add several layers, by learned weights too", () => {
    const text = (options: string) =>
      net(5, 6) +
      sections(
        "conv filters=4 size=1",
        "conv filters=4 size=1",
        "conv filters=4 size=1",
        `shortcut from=-2,-3 ${options}`,
      );
    const learned = (options: string) =>
      modelOf(text(options))
        .network.state.filter(({ name }) => name.startsWith("3:"))
        .map(({ shape }) => formatShape(shape));
    assert.deepEqual(shapes(text("")).at(-1), "shortcut 1x4x5x6");
    assert.deepEqual(learned(""), []);
    assert.deepEqual(learned("weights_type=per_feature"), ["3x1"]);
    assert.deepEqual(learned("weights_type=per_channel weights_normalization=softmax"), ["3x4"]);
    assert.deepEqual(shapes(text("weights_type=per_channel weights_normalization=relu")).at(-1), "shortcut 1x4x5x6");
  });

  it("add what of a larger or smaller map falls on positions", () => {
    const text = (from: string) =>
      net(9, 8) + sections("conv filters=4 size=1", "maxpool size=2 stride=2 padding=0", `shortcut from=${from}`);
    assert.deepEqual(shapes(text("0")).at(-1), "shortcut 1x4x4x4");
    const back = net(4, 4) + sections("conv filters=4 size=1", "upsample stride=2", "shortcut from=0");
    assert.deepEqual(shapes(back).at(-1), "shortcut 1x4x8x8");
    assert.match(said(back).join(), /^information\[shortcut-shape\]/);
  });

  it("scale channels or positions, and attend", () => {
    const map = sections("conv filters=4 size=1", "avgpool");
    assert.deepEqual(shapes(net(5, 6) + map + sections("scale_channels from=-2", "sam from=-3")).slice(2), [
      "scale_channels 1x4x5x6",
      "sam 1x4x5x6",
    ]);
    const positions = sections("conv filters=4 size=1", "conv filters=1 size=1", "scale_channels from=0 scale_wh=1");
    assert.deepEqual(shapes(net(5, 6) + positions).at(-1), "scale_channels 1x4x5x6");
  });

  it("are outputs where no layer takes them", () => {
    const text =
      net(4, 4) + sections("conv filters=2 size=1", "yolo classes=0 mask=0", "route layers=0", "conv filters=3 size=1");
    assert.deepEqual(
      modelOf(text).network.outputs.map(({ name }) => name),
      ["1:yolo", "3:conv"],
    );
  });
});

describe("other layers", () => {
  it("have their shapes", () => {
    assert.equal(shapeOf(4, 6, "connected output=5"), "1x5x1x1");
    assert.equal(shapeOf(4, 6, "softmax groups=2"), "1x192");
    assert.equal(shapeOf(4, 6, "cost"), "1x192");
    assert.equal(shapeOf(4, 6, "dropout"), "1x8x4x6");
    assert.equal(shapeOf(4, 6, "crop crop_height=2 crop_width=3"), "1x8x2x3");
    assert.equal(shapeOf(4, 6, "reorg stride=2"), "1x32x2x3");
    assert.equal(shapeOf(4, 6, "reorg stride=2 reverse=1"), "1x2x8x12");
    assert.equal(shapeOf(4, 6, "reorg stride=1 extra=1"), "1x193");
    assert.equal(shapeOf(4, 6, "reorg stride=2 flatten=1"), "1x32x2x3");
    assert.equal(shapeOf(4, 6, "reorg3d stride=2"), "1x32x2x3");
    assert.equal(shapeOf(4, 6, "upsample"), "1x8x8x12");
    assert.equal(shapeOf(4, 6, "upsample stride=-2 scale=0.5"), "1x8x2x3");
    assert.equal(shapeOf(4, 6, "batchnorm"), "1x8x4x6");
    assert.equal(shapeOf(4, 6, "lrn"), "1x8x4x6");
    assert.equal(shapeOf(4, 6, "l2norm"), "1x8x4x6");
    assert.equal(shapeOf(4, 6, "activation activation=mish"), "1x8x4x6");
    assert.equal(shapeOf(4, 6, "logistic"), "1x8x4x6");
    assert.equal(shapeOf(4, 6, "silence"), "1x8x4x6");
    assert.equal(shapeOf(4, 6, "implicit filters=9 atoms=2"), "1x9x2x1");
    assert.equal(shapeOf(4, 6, "history history_size=3"), "1x24x4x6");
    assert.equal(shapeOf(4, 6, "crnn output=5 hidden=7 pad=1"), "1x5x4x6");
    assert.equal(shapeOf(4, 6, "conv_lstm output=5 pad=1 peephole=1"), "1x5x4x6");
    assert.equal(shapeOf(4, 6, "rnn output=5"), "1x5");
    assert.equal(shapeOf(4, 6, "lstm output=5"), "1x5");
    assert.equal(shapeOf(4, 6, "gru output=5 batch_normalize=1"), "1x5");
  });

  it("have every activation of both forks", () => {
    const names =
      "logistic swish mish hard_mish normalize_channels normalize_channels_softmax normalize_channels_softmax_maxval " +
      "loggy relu relu6 elu selu gelu relie plse hardtan lhtan linear ramp revleaky leaky tanh stair";
    for (const name of names.split(" ")) {
      assert.equal(shapeOf(4, 6, `conv filters=3 size=1 activation=${name}`), "1x3x4x6", name);
      assert.deepEqual(said(net(4, 6) + sections(`conv filters=3 size=1 activation=${name}`)), [], name);
    }
  });

  const learned = (line: string): readonly string[] =>
    modelOf(net(4, 6, 8) + sections(line)).network.state.map(
      ({ name, kind, shape }) => `${name} ${kind === "buffer" ? "statistic " : ""}${formatShape(shape)}`,
    );

  it("count what each learns, statistics apart", () => {
    assert.deepEqual(learned("conv filters=4 size=3 groups=2"), ["0:conv.weight 4x4x3x3", "0:conv.bias 4"]);
    assert.deepEqual(learned("conv filters=4 size=1 batch_normalize=1"), [
      "0:conv.weight 4x8x1x1",
      "0:conv.norm.weight 4",
      "0:conv.norm.bias 4",
      "0:conv.norm.runningMean statistic 4",
      "0:conv.norm.runningVariance statistic 4",
    ]);
    assert.deepEqual(learned("connected output=5"), ["0:connected.weight 5x192", "0:connected.bias 5"]);
    assert.deepEqual(learned("local filters=2 size=3"), ["0:local.weight 8x2x8x3x3", "0:local.bias 2x2x4"]);
    assert.equal(
      learned("rnn output=5 hidden=3").join(),
      [
        "0:rnn.input.weight 3x192",
        "0:rnn.input.bias 3",
        "0:rnn.self.weight 3x3",
        "0:rnn.self.bias 3",
        "0:rnn.output.weight 5x3",
        "0:rnn.output.bias 5",
      ].join(),
    );
    assert.equal(learned("gru output=5").length, 12);
    assert.equal(learned("lstm output=5").length, 16);
    assert.equal(learned("conv_lstm output=5 peephole=1").length, 22);
    assert.deepEqual(learned("implicit filters=9"), ["0:implicit.weight 1x9x1x1"]);
  });

  it("share the weights of a convolution", () => {
    const { network } = modelOf(
      net(4, 4) +
        sections("conv filters=3 size=1", "conv filters=3 size=1", "conv filters=3 size=1 share_index=-2 dilation=2"),
    );
    assert.deepEqual(network.state.map(({ name, sharedAs }) => `${name} ${sharedAs}`).slice(4), [
      "2:conv.weight 0:conv.weight",
      "2:conv.bias 0:conv.bias",
    ]);
  });
});

describe("receptive fields", () => {
  const fieldOf = (text: string, index: number): string => {
    const { network } = modelOf(text);
    const fields = fieldsOf(network).of(network.calls[index]?.outputs[0] ?? -1);
    if (!fields.known) return render(fields.because);
    const axes = fields.inputs[0]?.axes ?? [];
    return axes.map((axis) => [axis.start, axis.size, axis.stride].map(formatDim).join(" ")).join(", ");
  };

  it("go through squares of neighbours", () => {
    assert.equal(fieldOf(net(8, 8, 4) + sections("reorg3d stride=2", "upsample stride=2"), 0), "0 2 2, 0 2 2");
    assert.equal(
      fieldOf(net(8, 8, 4) + sections("reorg stride=2 reverse=1"), 0),
      "0 1 1/2, 0 1 1/2".replaceAll("1/2", "0.5"),
    );
  });

  it("go through the rows that reorg deals out", () => {
    // With 8 rows a unit sees rows 4⌊u/2⌋ + u mod 2 and two further; with 6 also rows of the other half.
    assert.equal(fieldOf(net(8, 8, 4) + sections("reorg stride=2"), 0), "0 3 2, 0 2 2");
    assert.equal(fieldOf(net(6, 8, 4) + sections("reorg stride=2"), 0), "-1 4 2, 0 2 2");
    assert.match(fieldOf(net(7, 8, 4) + sections("reorg stride=2"), 0), /^what 0:reorg looks at is not known$/);
  });

  it("go through routes and upsampling", () => {
    const text =
      net(16, 16) +
      sections("conv filters=4 size=3 stride=2 pad=1", "maxpool size=2 stride=2", "upsample", "route layers=-1,0");
    assert.equal(fieldOf(text, 0), "-1 3 2, -1 3 2");
    assert.equal(fieldOf(text, 3), "-1 5 2, -1 5 2");
  });
});
