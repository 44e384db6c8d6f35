// nn.Transformer and its parts: shapes of the target, masks of queries by keys, padding of samples by keys.
import assert from "node:assert/strict";
import { testCalls } from "../../../../support/callTable.ts";
import { modelOf } from "../../../../support/pythonModel.ts";

testCalls("transformers", [
  ["nn.Transformer(64, 4)(x, x1)", "7x2x64", "10x2x64", "7x2x64"],
  ["nn.Transformer(64, 4)(x, x1)", /RuntimeError: the batch number of src and tgt must be equal/, "10x2x64", "7x3x64"],
  [
    "nn.Transformer(64, 4, batch_first=True)(x, x1)",
    /RuntimeError: the feature number of src and tgt must be equal to d_model, 64/,
    "2x10x64",
    "2x7x32",
  ],
  [
    "nn.Transformer(64, 4, 2, 2, 128, batch_first=True)(x, x1, tgt_mask=nn.Transformer.generate_square_subsequent_mask(7))",
    "2x7x64",
    "2x10x64",
    "2x7x64",
  ],
  [
    "nn.Transformer(64, 4, 2, 2, 128, batch_first=True)(x, x1, tgt_mask=nn.Transformer.generate_square_subsequent_mask(8))",
    /^attention-mask/,
    "2x10x64",
    "2x7x64",
  ],
  ["nn.TransformerEncoderLayer(64, 4)(x)", "10x2x64", "10x2x64"],
  ["nn.TransformerDecoder(nn.TransformerDecoderLayer(64, 4), 2)(x, x1)", "10x2x64", "10x2x64", "7x2x64"],
  ["nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4), 2)(x, mask=x1)", "10x2x64", "10x2x64", "10x10"],
  ["nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4), 2)(x, mask=x1)", /^attention-mask/, "10x2x64", "9x10"],
  [
    "nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4), 2)(x, src_key_padding_mask=x1)",
    "10x2x64",
    "10x2x64",
    "2x10",
  ],
  [
    "nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4), 2)(x, src_key_padding_mask=x1)",
    /^attention-mask/,
    "10x2x64",
    "10x2",
  ],
  ["nn.MultiheadAttention(64, 4)(x, x, x, attn_mask=x1)[0]", "10x2x64", "10x2x64", "8x10x10"],
  ["nn.MultiheadAttention(64, 4)(x, x, x)[0]", /^attention-rank/, "2x10x2x64"],
  ["nn.MultiheadAttention(64, 4)(x, x1, x1)[0]", /^attention-rank/, "10x2x64", "10x64"],
  // torch.nn.functional: `k.view(k.shape[0], bsz * num_heads, head_dim)` with the batch of the queries.
  [
    "nn.MultiheadAttention(64, 4)(x, x1, x1)[0]",
    /^attention-shape: .* do not go together: their second size is the batch, without batch_first/,
    "2x1x64",
    "2x20x64",
  ],
  ["nn.MultiheadAttention(64, 4, batch_first=True)(x, x1, x1)[0]", "2x1x64", "2x1x64", "2x20x64"],
  ["nn.MultiheadAttention(64, 4, batch_first=True)(x, x1, x1)[0]", /^attention-shape/, "1x2x64", "2x20x64"],
  ["nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2), '2')(x)", /^argument-type: num_layers/, "5x2x8"],
  ["nn.CTCLoss()(x, x1, x2, x2)", "scalar", "50x2x20", "2x10", "2"],
  ["nn.PoissonNLLLoss()(x, x1)", "scalar", "3", "3"],
]);

describe("nn.Transformer", () => {
  it("has the parameters that torch counts", () => {
    const source =
      "class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.t = nn.Transformer()\n    def forward(self, x, y):\n        return self.t(x, y)\n";
    const model = modelOf(source, { inputs: ["10x1x512", "20x1x512"] });
    // 6 × 3,152,384 + 6 × 4,204,032 + 2 × 1,024 for the norms behind the stacks.
    assert.equal(model.parameters, "44140544");
    assert.deepEqual(model.problems, []);
  });

  it("have what classes that derive from them use of their insides", () => {
    const source = (body: string) => `
class Layer(nn.TransformerEncoderLayer):
${body}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stack = nn.TransformerEncoder(Layer(16, 4, dim_feedforward=32, activation="gelu"), 2)
    def forward(self, x):
        return self.stack(x)
`;
    const head = "    def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal=False):\n        ";
    for (const body of [
      `${head}return self.norm2(src + self.linear2(self.dropout(self.activation(self.linear1(src)))))`,
      `${head}x = self.norm1(src + self._sa_block(src, src_mask, src_key_padding_mask))
        return self.norm2(x + self._ff_block(x))`,
      "    def _ff_block(self, x):\n        return x[:, :, :1]",
    ]) {
      const { outputs, problems } = modelOf(source(body), { model: "Net()", inputs: ["2x5x16"] });
      assert.deepEqual([outputs, problems], ["output 2x5x16", []], body);
    }
    assert.throws(
      () => modelOf(source("    pass").replace("gelu", "swish"), { model: "Net()", inputs: ["2x5x16"] }),
      /RuntimeError: activation should be relu\/gelu, not swish/,
    );
  });
});
