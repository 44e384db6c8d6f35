import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

describe("versions of libraries", () => {
  for (const condition of [
    "version.parse('1.10.0') > version.parse('1.9.1')",
    "version.parse('2.0') == version.parse('2.0.0')",
    "version.parse('1.8.0a0') < version.parse('1.8.0')",
    "version.Version('1.8.0+cu118') >= version.Version('1.8.0')",
    "version.parse(torch.__version__).major >= 2",
    "(version.parse('1.2').minor, version.parse('1.2').micro) == (2, 0)",
    "version.parse('1.2.3').release == (1, 2, 3)",
    "version.parse('1.2.post1').is_postrelease and not version.parse('1.2rc1').is_postrelease",
    "version.parse('1.2rc1').pre == ('rc', 1) and version.parse('1.2').pre is None",
    "version.parse('1.2-3').post == 3 and version.parse('1.2.dev4').dev == 4",
    "version.parse('1.2.dev1') < version.parse('1.2a1.dev1') < version.parse('1.2a1') < version.parse('1.2rc1')",
    "version.parse('1.2rc1') < version.parse('1.2') < version.parse('1.2.post1.dev1') < version.parse('1.2.post1')",
    "LooseVersion('0.10.0') > LooseVersion('0.9.0')",
    "LooseVersion(torch.__version__) >= '1.5'",
  ])
    it(`know that ${condition}`, () => {
      const source = `
from packaging import version
from distutils.version import LooseVersion

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 3 if ${condition} else 5)

    def forward(self, x):
        return self.body(x)
`;
      assert.equal(modelOf(source, { inputs: ["2x4"] }).outputs, "output 2x3");
    });
});

describe("norms of weights", () => {
  for (const from of ["torch.nn.utils", "torch.nn.utils.spectral_norm"])
    it(`come from ${from}`, () => {
      const source = `
from ${from} import spectral_norm
import torch.nn.utils.weight_norm

class M(nn.Sequential):
    def __init__(self):
        super().__init__(spectral_norm(nn.Linear(4, 3)), nn.utils.weight_norm(nn.Linear(3, 2)))
`;
      const { outputs, problems } = modelOf(source, { inputs: ["2x4"], model: "M()" });
      assert.deepEqual([outputs, problems], ["output 2x2", []]);
    });
});

describe("sizes or scales that are not known", () => {
  it("are not both given", () => {
    const source = `
class M(nn.Module):
    def forward(self, x, size=None):
        modifier = {"scale_factor": 2} if open("x").read() is None else {"size": open("y").read()}
        return F.interpolate(x, **modifier)
`;
    assert.deepEqual(modelOf(source, { inputs: ["1x2x3x4"] }).problems, []);
  });
});
