// Packed sequences: the batch and the features are known, how long the longest sequence is where the lengths or `total_length`
// say it.
import assert from "node:assert/strict";
import { testCalls } from "../../../../support/callTable.ts";
import { modelOf } from "../../../../support/pythonModel.ts";

const model = (lengths: string, packFirst: string, total: string, input: string) =>
  modelOf(
    `class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(8, 16, 2, batch_first=True, bidirectional=True)
    def forward(self, x, y):
        packed = nn.utils.rnn.pack_padded_sequence(x, ${lengths}, batch_first=${packFirst}, enforce_sorted=False)
        out, (h, c) = self.rnn(packed)
        out, lengths = nn.utils.rnn.pad_packed_sequence(out, batch_first=True${total})
        return out, h, lengths
`,
    { inputs: [input, "2:int64"] },
  );

describe("packed sequences", () => {
  const rest = "output_1 4x2x16, output_2 2";
  for (const [lengths, packFirst, total, input, expected] of [
    ["y", "True", "", "2x10x8", "2x?x32"],
    ["[7, 5]", "False", "", "10x2x8", "2x7x32"],
    ["[7, 5]", "True", ", total_length=9", "2x10x8", "2x9x32"],
  ] as const)
    it(`of lengths ${lengths} come back as ${expected}`, () => {
      const { outputs, problems, parameters } = model(lengths, packFirst, total, input);
      assert.equal(outputs, `output_0 ${expected}, ${rest}`);
      assert.deepEqual(problems, []);
      assert.equal(parameters, "9728");
    });
});

testCalls("sequences padded to one length", [
  ["nn.utils.rnn.pad_sequence([x, x1])", "5x2x4", "5x4", "3x4"],
  ["nn.utils.rnn.pad_sequence([x, x1], batch_first=True)", "2x5x4", "5x4", "3x4"],
  ["nn.utils.rnn.pack_padded_sequence(x, [3, 2, 1]).data", /len\(lengths\)/, "5x2x4"],
]);
