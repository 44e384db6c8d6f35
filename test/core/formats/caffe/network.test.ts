import assert from "node:assert/strict";
import { caffe } from "../../../../src/core/formats/caffe/index.ts";
import { formatShape } from "../../../../src/core/ir/shape.ts";
import { render } from "../../../../src/core/messages/index.ts";
import { analyse, layers, modelOf } from "./analysis.ts";

const said = (text: string, options = {}): string[] => {
  const facts = analyse(text, options);
  const all = [...facts.diagnostics, ...facts.models.flatMap((model) => model.diagnostics)];
  return all.map(({ severity, code, message }) => `${severity}[${code}] ${render(message)}`);
};

describe("which files are Caffe networks", () => {
  it("claims .prototxt by its name, .pt and .txt by their text", () => {
    const net = 'name: "Net"\nlayer { name: "a" type: "ReLU" }';
    assert.equal(caffe.claims("net.prototxt", ""), true);
    assert.equal(caffe.claims("NET.PROTOTXT", ""), true);
    assert.equal(caffe.claims("test.pt", net), true);
    assert.equal(caffe.claims("net.txt", `# comment\n${net}`), true);
    assert.equal(caffe.claims("model.pt", "PK\u0003\u0004archive/data.pkl"), false);
    assert.equal(caffe.claims("notes.txt", "name: layers { are fun"), false);
    assert.equal(caffe.claims("net.py", net), false);
  });

  it("gives a solver and other messages a note and nothing else", () => {
    assert.deepEqual(said('net: "a.prototxt"\nbase_lr: 0.1'), [
      "information[no-network] a solver definition: the network is in the file that it names",
    ]);
    assert.deepEqual(said('item { name: "cat" label: 1 }'), [
      "information[no-network] no layer in this file: not a network definition",
    ]);
    assert.equal(analyse("").models.length, 0);
  });
});

describe("phases and stages", () => {
  const net = `
layer { name: "both" type: "Input" top: "x" input_param { shape { dim: 1 dim: 2 } } }
layer { name: "train" type: "ReLU" bottom: "x" top: "a" include { phase: TRAIN } }
layer { name: "test" type: "ReLU" bottom: "x" top: "b" exclude { phase: TRAIN } }
layer { name: "staged" type: "ReLU" bottom: "x" top: "c" include { phase: TEST stage: "deploy" not_stage: "val" } }
layer { name: "either" type: "ReLU" bottom: "x" top: "d" include { stage: "val" } include { phase: TRAIN } }
layer { name: "level" type: "ReLU" bottom: "x" top: "e" include { min_level: 1 } }`;
  const names = (options = {}, text = net) => modelOf(text, options).network.calls.map((call) => call.name);

  it("the phase is TEST unless something says otherwise", () => {
    assert.deepEqual(names(), ["both", "test"]);
    assert.deepEqual(names({ phase: "TRAIN" }), ["both", "train", "either"]);
    assert.deepEqual(names({}, `state { phase: TRAIN }${net}`), ["both", "train", "either"]);
    assert.deepEqual(names({}, `# convlens: phase=TRAIN\n${net}`), ["both", "train", "either"]);
    assert.deepEqual(names({ phase: "TEST" }, `state { phase: TRAIN }${net}`), ["both", "test"]);
  });

  it("stages have to be met, and unwanted ones absent", () => {
    assert.deepEqual(names({ stages: ["deploy"] }), ["both", "test", "staged"]);
    assert.deepEqual(names({ stages: ["deploy", "val"] }), ["both", "test", "either"]);
    assert.deepEqual(names({}, `# convlens: stage=deploy\n${net}`), ["both", "test", "staged"]);
  });

  it("those that make different networks are offered, the one shown first", () => {
    const offered = (options = {}, text = net) =>
      modelOf(text, options).variants?.offered.map(({ phase, stages }) => [phase, ...stages].join(" "));
    assert.deepEqual(offered(), ["TEST", "TEST deploy", "TEST val", "TRAIN"]);
    assert.deepEqual(offered({ phase: "TRAIN" }), ["TRAIN", "TEST", "TEST deploy", "TEST val"]);
    assert.deepEqual(offered({ stages: ["deploy", "val"] }), ["TEST deploy val", "TEST", "TEST deploy", "TRAIN"]);
    assert.deepEqual(offered({}, `# convlens: stage=val\n${net}`), ["TEST val", "TEST deploy", "TRAIN val"]);
    const plain = 'layer { name: "d" type: "Input" top: "x" input_param { shape { dim: 1 } } }';
    assert.equal(offered({}, plain), undefined);
    assert.deepEqual(offered({ phase: "TRAIN" }, plain), ["TRAIN"]);
    const trainOnly = plain.replace("top:", "include { phase: TRAIN } top:");
    assert.deepEqual(offered({}, trainOnly), ["TEST", "TRAIN"]);
    assert.deepEqual(offered({ phase: "TRAIN" }, trainOnly), ["TRAIN"]);
  });
});

describe("inputs", () => {
  const inputs = (text: string, options = {}): string[] =>
    modelOf(text, options).inputs.map(({ name, type, origin }) => `${name} ${formatShape(type.shape)} ${origin}`);

  it("are stated in every form", () => {
    assert.deepEqual(inputs('input: "a" input_dim: [1, 3, 8, 9]'), ["a 1x3x8x9 file"]);
    assert.deepEqual(
      inputs('input: "a" input: "b" input_shape { dim: 1 dim: 3 } input_shape { dim: 2 dim: 5 dim: 7 }'),
      ["a 1x3 file", "b 2x5x7 file"],
    );
    const layer = (type: string, fields: string, tops = 'top: "data"') =>
      inputs(`layer { name: "d" type: "${type}" ${tops} ${fields} }`);
    const two = 'top: "data" top: "label"';
    assert.deepEqual(layer("Input", "input_param { shape: { dim: 1 dim: 3 } }"), ["data 1x3 file"]);
    assert.deepEqual(layer("Data", "data_param { batch_size: 4 } transform_param { crop_size: 24 }", two), [
      "data 4x3x24x24 file",
      "label 4 file",
    ]);
    assert.deepEqual(layer("MemoryData", "memory_data_param { batch_size: 2 channels: 1 height: 5 width: 6 }"), [
      "data 2x1x5x6 file",
    ]);
    assert.deepEqual(layer("DummyData", "dummy_data_param { num: 2 channels: 3 height: 4 width: 5 }"), [
      "data 2x3x4x5 file",
    ]);
    assert.deepEqual(
      layer("ImageData", "image_data_param { batch_size: 2 new_height: 9 new_width: 8 is_color: false }"),
      ["data 2x1x9x8 file"],
    );
  });

  it("that nothing states are unknown, and say so", () => {
    const model = modelOf('layer { name: "d" type: "Data" top: "data" data_param { batch_size: 64 } }');
    assert.deepEqual(layers(model), ["d ?"]);
    assert.equal(
      model.inputs.map((input) => render(input.explanation)).join(),
      'the file does not state the shape of "data"; give it as an input shape',
    );
    assert.deepEqual(model.diagnostics, []);
  });

  it("are given by name or in order; a directive stands back, a setting fills gaps only", () => {
    const text = 'input: "a" input_shape { dim: 1 } input: "b"';
    assert.deepEqual(inputs(text, { inputs: ["b=2x2"] }), ["a 1 file", "b 2x2 given"]);
    assert.deepEqual(inputs(text, { inputs: ["b=2x2", "3x3"] }), ["a 3x3 given", "b 2x2 given"]);
    assert.deepEqual(inputs(`# convlens: input=b:7 input=9\n${text}`, { inputs: ["b=2x2"] }), [
      "a 9 directive",
      "b 2x2 given",
    ]);
    assert.deepEqual(inputs(text, { defaultInput: ["5x5"] }), ["a 1 file", "b 5x5 setting"]);
  });

  it("that the network does not have are told", () => {
    assert.deepEqual(said('input: "a" input_shape { dim: 1 }', { inputs: ["x=1"] }), [
      'warning[input-name] the network has no input "x"',
    ]);
    assert.deepEqual(said('input: "a" input_shape { dim: 1 }', { inputs: ["1", "2"] }), [
      "warning[input-name] the network has 1 inputs; input 2 is one too many",
    ]);
  });
});

describe("layers", () => {
  const layerOn = (shape: string, layer: string): readonly string[] => {
    const dims = shape.split("x").map((dim) => `dim: ${dim}`);
    return layers(
      modelOf(`input: "x" input_shape { ${dims.join(" ")} } layer { name: "l" bottom: "x" top: "y" ${layer} }`),
    );
  };

  it("read kernels, strides and paddings in each spelling", () => {
    const conv = (fields: string) =>
      layerOn("1x3x20x30", `type: "Convolution" convolution_param { num_output: 2 ${fields} }`);
    assert.deepEqual(conv("kernel_size: 3"), ["l 1x2x18x28"]);
    assert.deepEqual(conv("kernel_size: 3 kernel_size: 5"), ["l 1x2x18x26"]);
    assert.deepEqual(conv("kernel_h: 3 kernel_w: 5 stride_h: 2 stride_w: 1"), ["l 1x2x9x26"]);
    assert.deepEqual(conv("kernel_size: 3 pad_h: 1"), ["l 1x2x20x28"]);
    assert.deepEqual(conv("kernel_size: 3 dilation: 2"), ["l 1x2x16x26"]);
    assert.deepEqual(conv("kernel_size: 3 hole: 2"), ["l 1x2x16x26"]);
  });

  it("cover volumes with a depth of its own", () => {
    assert.deepEqual(
      layerOn(
        "1x3x16x20x20",
        'type: "Convolution3D" convolution_param { num_output: 4 kernel_size: 3 kernel_depth: 1 pad: 1 }',
      ),
      ["l 1x4x16x20x20"],
    );
    assert.deepEqual(
      layerOn(
        "1x3x16x20x20",
        'type: "Pooling3D" pooling_param { kernel_size: 2 kernel_depth: 1 stride: 2 temporal_stride: 1 }',
      ),
      ["l 1x3x16x10x10"],
    );
  });

  it("give each shape rule its answer", () => {
    assert.deepEqual(layerOn("2x3x4x5", 'type: "InnerProduct" inner_product_param { num_output: 7 axis: 2 }'), [
      "l 2x3x7",
    ]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Flatten" flatten_param { axis: 2 }'), ["l 2x3x20"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Reshape" reshape_param { shape { dim: 0 dim: -1 dim: 5 } }'), [
      "l 2x12x5",
    ]);
    assert.deepEqual(
      layerOn("2x3x4x5", 'type: "Reshape" reshape_param { axis: 1 num_axes: 2 shape { dim: 6 dim: 2 } }'),
      ["l 2x6x2x5"],
    );
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Permute" permute_param { order: 0 order: 2 }'), ["l 2x4x3x5"]);
    assert.deepEqual(layerOn("2x6x4x5", 'type: "Slice" top: "z" slice_param { slice_point: 2 }'), [
      "l 2x2x4x5 2x4x4x5",
    ]);
    assert.deepEqual(layerOn("2x6x4x5", 'type: "Slice" top: "z" top: "w"'), ["l 2x2x4x5 2x2x4x5 2x2x4x5"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "ArgMax"'), ["l 2x1x1x1"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "ArgMax" argmax_param { axis: 1 }'), ["l 2x1x4x5"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Reduction" reduction_param { operation: MEAN axis: 2 }'), ["l 2x3"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Interp" interp_param { zoom_factor: 2 }'), ["l 2x3x7x9"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Power" power_param { scale: 2 }'), ["l 2x3x4x5"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Exp" exp_param { base: 2 }'), ["l 2x3x4x5"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Split" top: "z"'), ["l 2x3x4x5 2x3x4x5"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Tile" tile_param { axis: -1 tiles: 3 }'), ["l 2x3x4x15"]);
    const pyramid = 'type: "SPP" spp_param { pyramid_height: 3 pool: MAX }';
    assert.equal(layerOn("2x3x4x4", pyramid).at(-1), "l 2x63");
    assert.equal(layerOn("2x3x7x13", pyramid).at(-1), "l 2x63");
    // Four bins of two rows: there are no windows for them, but the shape is known.
    assert.deepEqual(layerOn("2x3x2x5", pyramid), ["l 2x63"]);
    assert.deepEqual(layerOn("2x3x4x6", 'type: "Reorg" reorg_param { stride: 2 }'), ["l 2x12x2x3"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Clip" clip_param { min: 0 max: 6 }'), ["l 2x3x4x5"]);
    assert.deepEqual(layerOn("2x3x4x5", 'type: "Threshold"'), ["l 2x3x4x5"]);
  });

  it("count what each learns", () => {
    const parameters = (layer: string) => {
      const { network } = modelOf(
        `input: "x" input_shape { dim: 1 dim: 4 dim: 6 dim: 6 } layer { name: "l" bottom: "x" top: "y" ${layer} }`,
      );
      return network.state.map(({ name, kind, shape, trainable }) => {
        return `${name} ${kind} ${formatShape(shape)}${trainable ? "" : " fixed"}`;
      });
    };
    assert.deepEqual(parameters('type: "Scale" scale_param { bias_term: true }'), [
      "l.weight parameter 4",
      "l.bias parameter 4",
    ]);
    assert.deepEqual(parameters('type: "Parameter" parameter_param { shape { dim: 3 dim: 5 } }').slice(0, 1), [
      "l.weight parameter 3x5",
    ]);
    assert.deepEqual(parameters('type: "BatchNorm"'), [
      "l.runningMean buffer 4 fixed",
      "l.runningVariance buffer 4 fixed",
      "l.scaleFactor buffer 1 fixed",
    ]);
    assert.deepEqual(
      parameters(
        'type: "Deconvolution" param { lr_mult: 0 } convolution_param { num_output: 2 kernel_size: 4 bias_term: false }',
      ),
      ["l.weight parameter 4x2x4x4 fixed"],
    );
  });

  it("of one name keep their blobs apart, those of one blob name share it", () => {
    const conv = (name: string, top: string, extra = "") =>
      `layer { name: "${name}" type: "Convolution" bottom: "x" top: "${top}" ${extra} convolution_param { num_output: 2 kernel_size: 1 bias_term: false } }`;
    const shared = (text: string) =>
      modelOf(`input: "x" input_shape { dim: 1 dim: 4 dim: 6 dim: 6 }${text}`).network.state.map(
        ({ name, sharedAs }) => `${name} ${sharedAs}`,
      );
    assert.deepEqual(shared(conv("a", "y") + conv("a", "z")), ["a.weight a.weight", "a#2.weight a#2.weight"]);
    assert.deepEqual(shared(conv("a", "y", 'param { name: "w" }') + conv("b", "z", 'param { name: "w" }')), [
      "a.weight a.weight",
      "b.weight a.weight",
    ]);
  });

  it("without a top give an unnamed loss; what none takes is an output", () => {
    const { network } = modelOf(`
input: "x" input_shape { dim: 2 dim: 4 }
input: "t" input_shape { dim: 2 }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "x" bottom: "t" }
layer { name: "prob" type: "Softmax" bottom: "x" top: "prob" }`);
    assert.deepEqual(
      network.outputs.map(({ name }) => name),
      ["loss", "prob"],
    );
  });
});
