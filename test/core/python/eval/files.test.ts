import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

/** A model whose layers are named in a configuration beside it. */
const fromConfiguration = (read: string) => `
import json, os, yaml
from pathlib import Path

class Net(nn.Module):
    def __init__(self, path="parts/net.yaml"):
        super().__init__()
        classes = 7
        ${read}
        layers = []
        for kind, args in config["layers"]:
            made = eval(kind)
            for index, argument in enumerate(args):
                try:
                    args[index] = eval(argument) if isinstance(argument, str) else argument
                except NameError:
                    pass
            layers.append(made(*args))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)
`;

const configuration = `# layers of the net
layers:
  # kind, arguments
  [[nn.Conv2d, [3, 4, 3]],
   [nn.Upsample, [None, 2, nearest]],
   [nn.Conv2d, [4, classes, 1]],
  ]
`;

const files = {
  "file:///w/parts/net.yaml": configuration,
  "file:///w/net.json": '{"layers": [["nn.Conv2d", [3, "classes", 1]]]}',
  "file:///secret/net.yaml": configuration,
};

const outputs = (read: string): string => modelOf(fromConfiguration(read), { files }).outputs;

describe("files that a program opens", () => {
  it("are read where they belong to the project", () => {
    for (const read of [
      "config = yaml.safe_load(open(path))",
      "config = yaml.load(Path(path).read_text(), Loader=yaml.FullLoader)",
      "config = yaml.safe_load(Path(__file__).resolve().parent.joinpath(path).open())",
      "config = yaml.safe_load(open('/w/sub/../parts/net.yaml', 'r', encoding='utf-8').read())",
      "config = yaml.safe_load('\\n'.join(line.rstrip() for line in open(path)))",
    ])
      assert.equal(outputs(read), "output 1x7x444x444", read);
    assert.equal(outputs("config = json.load(open('net.json'))"), "output 1x7x224x224");
    assert.equal(outputs("config = yaml.safe_load(open(path if os.path.isfile(path) else 'x'))"), "output 1x7x444x444");
  });

  it("are unknown where they lie outside of it, or are written", () => {
    for (const path of ["'/secret/net.yaml'", "'../secret/net.yaml'", "'missing.yaml'", "path, 'w'", "path, 'rb'"])
      assert.equal(outputs(`config = yaml.safe_load(open(${path}))`), "output ?", path);
  });
});

describe("eval", () => {
  const value = (expression: string): string =>
    modelOf(`
class Net(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        local = 3
        kept = lambda: local
        self.conv = nn.Conv2d(3, ${expression}, 1)

    def forward(self, x):
        return self.conv(x)
`).outputs;

  it("sees the names of the call, or those that it is given", () => {
    assert.equal(value("eval('width * local')"), "output 1x12x224x224");
    assert.equal(value("eval('width', {'width': 9})"), "output 1x9x224x224");
  });

  it("raises where a name is nowhere, or where there is no expression", () => {
    assert.throws(() => value("eval('nowhere')"), /NameError: name 'nowhere' is not defined/);
    assert.throws(() => value("eval('import os')"), /SyntaxError/);
  });
});
