import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

const answer = (call: string, input: string): string => {
  const source = `
import torchaudio
import torchaudio.transforms as T

class M(nn.Module):
    def forward(self, x):
        return ${call}
`;
  const { outputs, problems } = modelOf(source, { inputs: [input] });
  return problems.join() || outputs.replace("output ", "");
};

// Where torchaudio is not installed.
describe("torchaudio", () => {
  for (const [call, input, shape] of [
    ["T.Spectrogram()(x)", "x=2x16000", "2x201x81"],
    ["T.Spectrogram(n_fft=512, hop_length=160, center=False)(x)", "x=2x1x16000", "2x1x257x97"],
    ["T.Spectrogram(n_fft=512, win_length=400, pad=8, power=None)(x)", "x=16000", "257x81"],
    ["T.MelSpectrogram(sample_rate=16000, n_fft=1024, hop_length=256, n_mels=64)(x)", "x=8x1x16000", "8x1x64x63"],
    ["T.AmplitudeToDB()(x)", "x=8x64x63", "8x64x63"],
    [
      "T.MFCC(n_mfcc=13, melkwargs={'n_fft': 400, 'hop_length': 160, 'n_mels': 23, 'center': False})(x)",
      "x=2x16000",
      "2x13x98",
    ],
    ["T.LFCC(n_lfcc=20, speckwargs={'n_fft': 400})(x)", "x=2x16000", "2x20x81"],
    ["T.Resample(44100, 16000)(x)", "x=2x44101", "2x16001"],
    ["T.InverseMelScale(n_stft=201, n_mels=64)(x)", "x=2x64x81", "2x201x81"],
    ["T.GriffinLim(n_fft=400)(x)", "x=2x201x81", "2x16000"],
    ["T.TimeMasking(20)(x)", "x=2x64x81", "2x64x81"],
    ["torchaudio.functional.resample(x, 8000, 16000)", "x=1x100", "1x200"],
  ] as const)
    it(`${call} of ${input}`, () => assert.equal(answer(call, input), shape));

  it("refuses more coefficients than bands", () => {
    assert.match(answer("T.MFCC(n_mfcc=200)(x)", "x=1x16000"), /Cannot select more MFCC coefficients/);
  });

  it("keeps windows and filters as buffers, and is unknown where it is not modelled", () => {
    const source = `
import torchaudio
import torchaudio.transforms as T
from torchaudio.models import Conformer

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.mel = T.MelSpectrogram(n_fft=400, n_mels=64)
        self.resample = T.Resample(3, 2)
        self.other = torchaudio.pipelines.HUBERT_BASE
        self.stretch = T.TimeStretch()

    def forward(self, x):
        return self.mel(self.resample(x))
`;
    const { state, problems, outputs } = modelOf(source, { inputs: ["1x24000"] });
    assert.deepEqual(state, ["mel.spectrogram.window 400", "mel.mel_scale.fb 201x64", "resample.kernel 2x1x23"]);
    assert.deepEqual([outputs, problems], ["output 1x64x81", []]);
  });
});
