import assert from "node:assert/strict";
import { factsOf } from "../../../support/pythonModel.ts";

/** `code: arguments of its text` of what is said about a layer. */
function faults(layer: string): readonly string[] {
  const source = `
class M(nn.Module):
    def __init__(self):
        super().__init__()
        width = 64
        self.layer = ${layer}

    def forward(self, x):
        return x
`;
  const { diagnostics, models } = factsOf(source);
  const all = [...diagnostics, ...models.flatMap((model) => model.diagnostics)];
  return all.map(({ code, message }) => `${code}: ${message.args["name"]} ${message.args["got"]}`);
}

// torch: "empty(): argument 'size' must be tuple of ints, but found element of type float", and so on in forward.
describe("sizes of layers that true divisions have made", () => {
  for (const [layer, ...expected] of [
    ["nn.Conv2d(3, width / 4, 3)", "out_channels 16.0"],
    ["nn.Conv2d(3, 8, (3, 3), padding=((3 - 1) / 2, 0))", "padding 1.0"],
    ["nn.Linear(width / 2, width / 4)", "in_features 32.0", "out_features 16.0"],
    ["nn.BatchNorm2d(width / 4)", "num_features 16.0"],
    ["nn.LayerNorm([width / 4])", "normalized_shape 16.0"],
    ["nn.MaxPool2d(width / 32)", "kernel_size 2.0"],
    ["nn.AdaptiveAvgPool2d(2.0)", "output_size 2.0"],
    ["nn.LSTM(width / 2, 8)", "input_size 32.0"],
    ["nn.Embedding(1e3, 8)", "num_embeddings 1000.0"],
  ] as const)
    it(`are refused: ${layer}`, () => {
      assert.deepEqual(
        faults(layer),
        expected.map((text) => `argument-float: ${text}`),
      );
    });

  for (const layer of [
    "nn.Conv2d(3, width // 4, 3)",
    "nn.Conv2d(3, int(width / 4), 3)",
    // Nothing in it has a size, and forward does not ask for the number.
    "nn.InstanceNorm2d(width / 4)",
    "nn.Dropout(1 / 2)",
    "nn.Upsample(scale_factor=4 / 2)",
    "nn.LeakyReLU(1 / 4)",
  ])
    it(`are taken: ${layer}`, () => assert.deepEqual(faults(layer), []));
});

// torch: in the constructor ("not all arguments converted", "empty(): argument 'size' must be tuple of ints") or in forward
// ("argument 'stride' must be tuple of ints"); torch.nn.modules.conv and .rnn have the choices and the least sizes.
describe("arguments of layers that are no integers", () => {
  for (const [layer, ...expected] of [
    ['nn.Conv2d("3", 8, 3)', 'argument-type: in_channels "3"'],
    ["nn.Conv2d(3, (8, 8), 3)", "argument-type: out_channels (8, 8)"],
    ["nn.Conv2d(3, 8, (3, None))", "argument-type: kernel_size None"],
    ["nn.Conv2d(3, 8, 3, stride=None)", "argument-type: stride None"],
    ["nn.Linear(None, 8)", "argument-type: in_features None"],
    ["nn.BatchNorm2d((8, 8))", "argument-type: num_features (8, 8)"],
    ['nn.MaxPool2d(2, padding="same")', 'argument-type: padding "same"'],
    ['nn.ConvTranspose2d(3, 8, 3, padding="same")', 'argument-type: padding "same"'],
    ["nn.Conv2d(nn.ReLU, 8, 3)", "argument-type: in_channels a class"],
    ["nn.Embedding(len, 8)", "argument-type: num_embeddings a function that is not called"],
    ['nn.Conv2d(3, 8, 3, padding="full")', 'argument-choice: padding "full"'],
    ['nn.Conv2d(3, 8, 3, padding_mode="zero")', 'argument-choice: padding_mode "zero"'],
    ['nn.ConvTranspose2d(3, 8, 3, padding_mode="reflect")', 'argument-choice: padding_mode "reflect"'],
    ["nn.Linear(8, -4)", "argument-range: out_features -4"],
    ["nn.Embedding(-1, 4)", "argument-range: num_embeddings -1"],
    ["nn.GRU(8, 0)", "argument-range: hidden_size 0"],
    ["nn.Embedding(8, 4, padding_idx=8)", "index-range: undefined undefined"],
    ["nn.GRU(8, 8, num_layers=0)", "argument-range: num_layers 0"],
    ["nn.Dropout(5)", "argument-range: p 5"],
    ["nn.Dropout2d(-0.1, inplace=True)", "argument-range: p -0.1"],
  ] as const)
    it(`are refused: ${layer}`, () => assert.deepEqual(faults(layer), expected));

  for (const layer of [
    'nn.Conv2d(3, 8, 3, padding="same", padding_mode="circular")',
    "nn.Conv2d(3, 8, [3, 1], padding=(1, 0))",
    "nn.MaxPool2d(2, stride=None)",
    "nn.AdaptiveAvgPool2d((None, 4))",
    // torch.empty takes a shape of one size as well.
    "nn.BatchNorm2d((8,))",
    "nn.Linear(8, 0)",
    "nn.Embedding(8, 4, padding_idx=-8)",
    "nn.InstanceNorm2d(None)",
    'nn.Upsample(scale_factor="2")',
    "nn.Dropout(1)",
    "nn.AlphaDropout(p=0.0)",
  ])
    it(`are taken: ${layer}`, () => assert.deepEqual(faults(layer), []));
});
