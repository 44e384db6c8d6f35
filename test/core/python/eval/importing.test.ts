import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";
import { variables } from "./support.ts";

const files = {
  "file:///w/parts/__init__.py": "",
  "file:///w/parts/blocks.py": "import torch.nn as nn\ndef head():\n    return nn.Linear(4, 3)\n",
};

const model = (make: string): string => `
import importlib
from importlib import import_module

def optional(name):
    try:
        return import_module(name)
    except Exception:
        return None

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = ${make}

    def forward(self, x):
        return self.head(x)
`;

describe("modules that are imported by a name that is computed", () => {
  for (const [title, make, expected] of [
    ["from the project", "import_module('parts' + '.blocks').head()", "output 2x3"],
    ["relative to a package", "importlib.import_module('.blocks', 'parts').head()", "output 2x3"],
    ["of torch", "getattr(import_module('torch.nn'), 'Linear')(4, 5)", "output 2x5"],
    ["by the built-in function", "__import__('parts.blocks').blocks.head()", "output 2x3"],
    ["not there, which is handled", "nn.Linear(4, 7 if optional('not_there') is None else 8)", "output 2x7"],
    ["not there", "import_module('not_there').head()", "output ?"],
  ] as const)
    it(`are ${title}`, () => {
      const { outputs, problems } = modelOf(model(make), { inputs: ["2x4"], files });
      assert.deepEqual([outputs, problems], [expected, []]);
    });
});

describe("a name that is imported", () => {
  const settings = {
    "file:///w/settings.py": `
class Settings:
    def __init__(self):
        self.width = 3

class Loud:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value + 1)

settings = Settings()
loud = Loud()
table = {"width": 3}
`,
  };
  for (const [title, write, width] of [
    ["is given an attribute before it is read", "settings.width = 5", "settings.width"],
    ["has its own way of taking attributes", "loud.width = 4", "loud.width"],
    ["has an attribute changed in place", "settings.width += 2", "settings.width"],
    ["is given an entry", "table['width'] = 5", "table['width']"],
    ["is given an entry by a tuple", "other, table['width'] = 4, 5", "table['width']"],
    ["is given an attribute by a loop", "for settings.width in (4, 5): pass", "settings.width"],
  ] as const)
    it(title, () => {
      const text = `
from settings import settings, loud, table

class M(nn.Module):
    def __init__(self):
        super().__init__()
        ${write}
        self.head = nn.Linear(4, ${width})

    def forward(self, x):
        return self.head(x)
`;
      const { outputs, problems } = modelOf(text, { inputs: ["2x4"], files: settings });
      assert.deepEqual([outputs, problems], ["output 2x5", []]);
    });
});

describe("the names of a module of torch", () => {
  for (const [title, expression] of [
    ["are in its namespace", "[v for k, v in vars(torch.nn.modules.activation).items() if k.lower() == 'relu'][0]()"],
    ["can be looked up", "nn.__dict__['ReLU']()"],
    ["can be asked for", "nn.ReLU() if 'ReLU' in vars(nn) and 'Relu' not in nn.__dict__ else nn.Linear(4, 5)"],
    ["are listed", "getattr(nn, [name for name in dir(nn) if name.lower() == 'relu'][0])()"],
  ] as const)
    it(title, () => {
      const { outputs, problems } = modelOf(model(expression), { inputs: ["2x4"] });
      assert.deepEqual([outputs, problems], ["output 2x4", []]);
    });
});

describe("whether a package is there", () => {
  for (const [name, expected] of [
    ["math", "True"],
    ["os.path", "True"],
    ["parts", "True"],
    ["nowhere", "False"],
  ] as const)
    it(`is asked of ${name}`, () => {
      const main = `import importlib.util\nfound = importlib.util.find_spec("${name}") is not None`;
      assert.equal(variables({ "parts.py": "raise ValueError()", "main.py": main }, "found")["found"], expected);
    });
});

describe("a module by the place of its file", () => {
  const load = (path: string): string => `
import importlib.util
from pathlib import Path

def load(path):
    spec = importlib.util.spec_from_file_location("settings", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

found = load(${path}).width
`;
  for (const [path, expected] of [
    ['"configs/small.py"', "32"],
    ['Path("configs") / "small.py"', "32"],
    ['"configs/large.py"', undefined],
  ] as const)
    it(`is loaded from ${path}`, () => {
      const found = variables({ "configs/small.py": "width = 32", "main.py": load(path) }, "found")["found"];
      if (expected === undefined) assert.match(found ?? "", /configs\/large.py/);
      else assert.equal(found, expected);
    });
});

describe("a part of a package that other parts import while the package is imported", () => {
  it("is found, though their stars bring its name to the package", () => {
    const sources = {
      "net/__init__.py": "from .layers import *\n",
      "net/layers.py": "from net import config\ndef act(): return config.act()\n",
      "net/config.py": "def act(): return 'relu'\n",
      "main.py": "from net import act\nfound = act()",
    };
    assert.equal(variables(sources, "found")["found"], "'relu'");
  });
});

describe("a module that shares its name with a function of its package", () => {
  it("is that function to who imports it by another name", () => {
    const source = `
import torch.nn.utils.weight_norm as normed
import torch.nn.functional as G

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = normed(nn.Linear(4, 5))

    def forward(self, x):
        return G.relu(self.layer(x))
`;
    const { outputs, problems } = modelOf(source, { inputs: ["2x4"] });
    assert.deepEqual([outputs, problems], ["output 2x5", []]);
  });
});

describe("the names that stars bring", () => {
  const sources = {
    "models/__init__.py": "from .listed import *\nfrom .plain import *\nfrom . import plain\nfrom math import *",
    "models/listed.py": "__all__ = ['small', '_odd']\ndef small(): return 's'\ndef _odd(): pass\ndef other(): pass",
    "models/plain.py": "from .deep import *\nimport os\n_hidden = 1\ndef large(): return 'l'",
    "models/deep.py": "__all__ = []\nfor name in ('one', 'two'):\n    globals()[name] = name\n    __all__.append(name)",
  };
  const found = (expression: string): string =>
    variables({ ...sources, "main.py": `import models\nfrom models import *\nfound = ${expression}` }, "found")[
      "found"
    ] ?? "";

  for (const [expression, expected] of [
    ["models.__dict__['small']()", "'s'"],
    ["vars(models)['two']", "'two'"],
    ["globals()['large']()", "'l'"],
    ["'other' in models.__dict__ or '_hidden' in models.__dict__", "False"],
    [
      "sorted(name for name in models.__dict__ if name.islower() and callable(models.__dict__[name]))[:4]",
      "['_odd', 'acos', 'acosh', 'asin']",
    ],
    [
      "[name for name in dir(models) if name in ('one', 'pi', 'os', 'plain', 'large')]",
      "['large', 'one', 'os', 'pi', 'plain']",
    ],
  ] as const)
    it(`are in the namespace: ${expression}`, () => assert.equal(found(expression), expected));
});
