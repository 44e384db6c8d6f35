import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

const hubconf = `
dependencies = ["torch"]
from nets.small import Small

def small(width=8, pretrained=False):
    return Small(width)
`;

const small = `
import torch.nn as nn
class Small(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a = nn.Conv2d(3, width, 3)
    def forward(self, x):
        return self.a(x)
`;

const at = (folder: string) => ({ [`${folder}/hubconf.py`]: hubconf, [`${folder}/nets/small.py`]: small });

const loaded = (call: string, folder: string) => {
  const { outputs, parameters, problems } = modelOf(`net = ${call}\n`, { files: at(folder), inputs: ["1x3x8x8"] });
  return [outputs, parameters, ...problems];
};

describe("torch.hub.load", () => {
  it("runs the entry of a folder's hubconf.py", () => {
    const call = "torch.hub.load('./repo', 'small', 16, source='local')";
    assert.deepEqual(loaded(call, "file:///w/repo"), ["output 1x16x6x6", "448"]);
  });

  it("takes a checkout in the workspace for the repository", () => {
    for (const folder of ["repo", "owner_repo_main", "owner_repo_v1"])
      assert.deepEqual(loaded("torch.hub.load('owner/repo:v1', 'small', width=4)", `file:///w/${folder}`), [
        "output 1x4x6x6",
        "112",
      ]);
  });

  it("fetches nothing: a repository elsewhere is unknown, with the reason, and no fault", () => {
    const source = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = torch.hub.load('owner/repo', 'small')
    def forward(self, x):
        return self.body(x)
`;
    const { outputs, problems } = modelOf(source, { inputs: ["1x3x8x8"] });
    assert.deepEqual([outputs, problems], ["output ?", []]);
  });

  it("takes torchvision's models for its repository, where the package is there", () => {
    const files = {
      "file:///w/torchvision/__init__.py": "",
      "file:///w/torchvision/models/__init__.py": `${small.replace("class Small", "class Tiny")}def tiny(pretrained=False):\n    return Tiny(8)\n`,
    };
    const source = "net = torch.hub.load('pytorch/vision:v0.10.0', 'tiny', pretrained=True)\n";
    assert.equal(modelOf(source, { files, inputs: ["1x3x8x8"] }).outputs, "output 1x8x6x6");
    const other = "net = nn.Sequential(nn.Linear(2, 2), torch.hub.load('pytorch/vision', 'absent'))\n";
    assert.match(modelOf(other, { files, inputs: ["1x2"] }).outputs, /\?/);
  });
});
