import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

describe("a class whose base is in a package that is not there", () => {
  it("is a module where it has a forward", () => {
    const model = modelOf(`
from somewhere import BaseModel, Mixin

class Head(BaseModel, Mixin):
    def __init__(self, width=8, **options):
        super().__init__(options, name="head")
        self.conv = nn.Conv2d(3, width, 3)
        del self.fc
        self.register(self.conv)

    def forward(self, x):
        return self.conv(x)
`);
    assert.deepEqual([model.outputs, model.parameters, model.problems], ["output 1x8x222x222", "224", []]);
  });

  it("may take arguments that the base that is known refuses", () => {
    const source = (call: string): string => `
from somewhere import Mixin

class Back(nn.Module):
    def __init__(self, width=5):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

class Net(Mixin, Back):
    def __init__(self):
        ${call}
        self.head = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return self.head(x) if self.conv is None else self.conv(x)
`;
    for (const call of [
      "super().__init__(4, depth=3)",
      "super().__init__(1, 2, 3)",
      "super(Net, self).__init__(depth=3)",
    ])
      assert.deepEqual(modelOf(source(call)).problems, [], call);
    for (const call of ["super().__init__(7)", "super().__init__(width=7)"]) {
      const { outputs, problems } = modelOf(source(call));
      assert.deepEqual([outputs, problems], ["output 1x7x222x222", []], call);
    }
  });

  it("may have fields that a dataclass takes", () => {
    const source = (call: string): string => `
from dataclasses import dataclass, field
from trainer import TrainerConfig

@dataclass
class Base(TrainerConfig):
    width: int = 3
    sizes: list = field(default_factory=lambda: [3])

@dataclass
class Config(Base):
    depth: int = 2

class Net(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.conv = nn.Conv2d(3, config.width, config.sizes[0])

    def forward(self, x):
        return self.conv(x)

net = Net(${call})
`;
    for (const [call, width] of [
      ["Config(epochs=4, width=7)", "7"],
      ["Config(depth=4, lr=1e-3)", "3"],
      ["Config('name', sizes=[3])", "?"],
    ]) {
      const { outputs, problems } = modelOf(source(call ?? ""));
      assert.deepEqual([outputs, problems], [`output 1x${width}x222x222`, []], call);
    }
  });

  it("may have a forward of its own base", () => {
    const source = `
from somewhere import Base

class Scaled(Base):
    def forward(self, x):
        return super().forward(x) * self.scale

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scaled = Scaled()

    def forward(self, x):
        return x, self.scaled(x)
`;
    const model = modelOf(source, { model: "Net()" });
    assert.deepEqual([model.outputs, model.problems], ["output_0 1x3x224x224, output_1 ?", []]);
  });

  it("derives from what a neighbour imports, in a file that names no framework", () => {
    const files = {
      "file:///w/parts.py": "import torch.nn as nn\n\nclass Block(nn.Module):\n    pass\n",
    };
    const source = `
from parts import *

class Net(Block):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)

    def forward(self, x):
        return self.conv(x)
`;
    assert.equal(modelOf(source, { files }).outputs, "output 1x2x222x222");
  });
});

describe("functions that are compiled for a GPU", () => {
  it("give something unknown where their Python side refuses a CPU", () => {
    const model = modelOf(`
class Deform(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        if not x.is_cuda:
            raise NotImplementedError
        return x

class Net(nn.Module):
    def forward(self, x):
        return Deform.apply(x), x
`);
    assert.deepEqual([model.outputs, model.problems], ["output_0 ?, output_1 1x3x224x224", []]);
  });
});

describe("a program that runs its model on a graphics card", () => {
  it("has its tensors there", () => {
    const model = modelOf(`
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 1)

    def forward(self, x):
        if x.is_cuda:
            return self.conv(x)
        else:
            raise NotImplementedError

if __name__ == "__main__":
    net = Net().cuda()
    net(torch.zeros(2, 3, 8, 8).cuda())
`);
    assert.deepEqual([model.outputs, model.problems], ["output 2x8x8x8", []]);
  });
});

describe("the size that is taken among those that fit", () => {
  it("does not shrink for strides that skip pixels, nor for pools that round up", () => {
    const model = modelOf(`
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 8, 7, 2, 3), nn.MaxPool2d(3, 2, ceil_mode=True), nn.Conv2d(8, 8, 1, 2),
            nn.Conv2d(8, 8, 3, 2, 1), nn.Conv2d(8, 8, 1, 2), nn.AvgPool2d(7))
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(self.body(x).view(x.size(0), -1))
`);
    assert.deepEqual([model.inputs, model.problems], ["x 1x3x224x224", []]);
  });
});

describe("a constructor that calls that of its unknown base's base", () => {
  it("makes a module", () => {
    const model = modelOf(`
from somewhere import Base

class Net(Base):
    def __init__(self):
        super(Base, self).__init__()
        self.conv = nn.Conv2d(3, 8, 1)

    def forward(self, x):
        return self.conv(x)
`);
    assert.deepEqual([model.outputs, model.problems], ["output 1x8x224x224", []]);
  });
});

describe("an object with attributes of unknown names", () => {
  it("may have any attribute", () => {
    for (const fill of [
      "for key, value in settings().items():\n            setattr(self, key, value)",
      "self.__dict__.update(settings())",
      "setattr(self, name(), 3)",
    ]) {
      const model = modelOf(
        `
from somewhere import settings, name

class Config:
    def __init__(self):
        ${fill}
        self.depth = 2

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        config = Config()
        self.conv = nn.Conv2d(3, 4 * config.depth, 1)
        self.last = nn.Conv2d(8, config.width, 1)

    def forward(self, x):
        return self.conv(x), self.last(self.conv(x))
`,
      );
      assert.deepEqual([model.outputs, model.problems], ["output_0 1x8x224x224, output_1 1x?x224x224", []], fill);
    }
  });
});

describe("a package that imports itself lazily", () => {
  it("is read by what it says to type checkers", () => {
    const files = {
      "file:///w/parts/__init__.py": `
from typing import TYPE_CHECKING
import sys
from .lazy import LazyModule

if TYPE_CHECKING:
    from .blocks import Block
else:
    sys.modules[__name__] = LazyModule(__name__, globals()["__file__"], {"blocks": ["Block"]})
`,
      "file:///w/parts/lazy.py": "from types import ModuleType\n\nclass LazyModule(ModuleType):\n    pass\n",
      "file:///w/parts/blocks.py": `
import torch.nn as nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 1)

    def forward(self, x):
        return self.conv(x)
`,
    };
    assert.equal(modelOf("import parts\n\nnet = parts.Block(5)\n", { files }).outputs, "output 1x5x224x224");
  });
});

describe("what a program computes outside of its models", () => {
  const script = (guard: string) => `
import numpy as np
from somewhere import threshold

boxes = np.array(()) if threshold() else torch.zeros(5, 4)
${guard}net = nn.Linear(4, 2)
`;
  it("is not faulty in a branch that may not be taken", () => {
    assert.deepEqual(modelOf(script("print(boxes[:, 2])\n")).problems, []);
  });

  it("is faulty where it certainly runs", () => {
    assert.match(modelOf(script("torch.zeros(3)[:, 2]\n")).problems.join(), /^index-rank/);
  });
});

describe("a script in a folder of a package", () => {
  it("may mean an installed package by the name of its own, where that says nothing", () => {
    const files = {
      "file:///w/paddle/__init__.py": "# Models.\n",
      "file:///w/paddle/parts.py": `
import torch.nn as nn
import paddle

def conv(width):
    return nn.Conv2d(3, paddle.nn.width(width), 1)
`,
    };
    const model = modelOf("from paddle.parts import conv\n\nnet = conv(6)\n", { files });
    assert.deepEqual([model.outputs, model.problems], ["output 1x?x224x224", []]);
  });

  it("imports what lies beside it", () => {
    const files = {
      "file:///w/src/__init__.py": "",
      "file:///w/src/parts.py": "import torch.nn as nn\n\ndef conv(width):\n    return nn.Conv2d(3, width, 1)\n",
      "file:///w/src/model.py": "from parts import conv\n\nnet = conv(6)\n",
    };
    assert.equal(modelOf("from src.model import net\n\nnet = net\n", { files }).outputs, "output 1x6x224x224");
  });
});
