import assert from "node:assert/strict";
import { factsOf } from "../../../support/pythonModel.ts";

/** The shown model's inputs and outputs, its parameters, and faults. */
function shown(source: string): readonly string[] {
  const { models, diagnostics } = factsOf(source);
  const [model] = models;
  const shapes = (model?.network.calls ?? []).map(({ name, outputs }) => `${name} ${outputs.length}`);
  assert.ok(shapes.length > 0, "a network");
  const inputs = (model?.inputs ?? []).map(({ name, type, origin }) => `${name} ${dims(type.shape)} (${origin})`);
  const outputs = (model?.network.outputs ?? []).map(({ value }) => dims(model?.network.values[value]?.type.shape));
  const faults = [...diagnostics, ...(model?.diagnostics ?? [])].map(({ code }) => code);
  return [...inputs, ...outputs, ...faults];
}

const dims = (shape: { readonly rank: string; readonly dims?: readonly unknown[] } | undefined): string =>
  shape?.dims?.join("x") ?? "?";

// What save_hyperparameters keeps: lightning/pytorch/core/mixins/hparams_mixin.py and utilities/parsing.py.
describe("modules of Lightning", () => {
  it("keep what their constructors were given", () => {
    assert.deepEqual(
      shown(`
import pytorch_lightning as pl
from torch import nn
class Net(pl.LightningModule):
    def __init__(self, width=8, *rest, classes: int = 5, **kwargs):
        super().__init__()
        self.save_hyperparameters(ignore=["rest"])
        self.body = nn.Sequential(nn.Conv2d(3, self.hparams.width, 3, padding=1), nn.Flatten())
        self.head = nn.Linear(self.hparams["width"] * 36, self.hparams.classes + self.hparams.extra)
    def forward(self, x):
        self.log("seen", x.mean())
        return self.head(self.body(x.to(self.device)))
    def training_step(self, batch, index):
        x, y = batch
        return nn.functional.cross_entropy(self(x), y)
net = Net(4, extra=2)
`),
      ["x 1x3x6x6 (layers)", "1x7"],
    );
  });

  it("keep what the class derived from them was given", () => {
    assert.deepEqual(
      shown(`
import lightning as L
from torch import nn
class Base(L.LightningModule):
    def __init__(self, features):
        super().__init__()
        self.save_hyperparameters()
        self.head = nn.Linear(self.hparams.features, self.hparams.classes)
    def forward(self, x): return self.head(x)
class Net(Base):
    def __init__(self, classes=3):
        super().__init__(features=12)
net = Net()
`),
      ["x 1x12 (layers)", "1x3"],
    );
  });

  it("keep named arguments, dictionaries and namespaces", () => {
    assert.deepEqual(
      shown(`
from argparse import Namespace
from lightning.pytorch import LightningModule
from torch import nn
class Net(LightningModule):
    def __init__(self, a, b, options, space):
        super().__init__()
        self.save_hyperparameters("a")
        self.save_hyperparameters(options)
        self.save_hyperparameters(space)
        assert "b" not in self.hparams
        self.fc = nn.Linear(self.hparams.a, self.hparams.wide + self.hparams.more)
    def forward(self, x): return self.fc(x)
net = Net(6, 7, {"wide": 10}, Namespace(more=1))
`),
      ["x 1x6 (layers)", "1x11"],
    );
  });

  it("show an input by example", () => {
    assert.deepEqual(
      shown(`
import torch
from lightning.pytorch import LightningModule
from torch import nn
class Net(LightningModule):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.example_input_array = torch.zeros(2, 1, 30, 20)
    def forward(self, x): return self.conv(x)
net = Net()
`),
      ["x 2x1x30x20 (main)", "2x4x28x18"],
    );
  });

  it("give no example to a forward that takes none", () => {
    assert.deepEqual(
      shown(`
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.example_input_array = torch.zeros(2, 1, 30, 20)
        self.weight = nn.Parameter(torch.zeros(3, 4))
    def forward(self): return self.weight.sum(0)
net = Net()
`),
      ["4"],
    );
  });

  it("leave the rest of the package unknown", () => {
    assert.deepEqual(
      shown(`
import pytorch_lightning as pl
from pytorch_lightning.callbacks import ModelCheckpoint
from torch import nn
pl.seed_everything(1)
class Net(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
    def forward(self, x): return self.fc(x)
if __name__ == "__main__":
    trainer = pl.Trainer(callbacks=[ModelCheckpoint()])
    trainer.fit(Net())
`),
      ["x 1x3 (layers)", "1x4"],
    );
  });
});
