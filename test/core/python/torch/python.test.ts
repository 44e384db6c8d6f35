import assert from "node:assert/strict";
import { torchModules } from "../../../../src/core/python/torch/index.ts";
import { run } from "../eval/support.ts";

const head = `
import copy, torch
from torch import nn
def sh(t): return tuple(t.shape)
def n(m): return sum(p.numel() for p in m.parameters())
`;

function prints(program: string, ...expected: readonly string[]): void {
  const ran = run(head + program, torchModules);
  assert.deepEqual(ran.failures, []);
  assert.deepEqual(ran.printed, expected);
}

describe("torch.utils._pytree", () => {
  it("takes nested values apart and puts them together", () => {
    prints(
      `
from torch.utils._pytree import tree_flatten, tree_unflatten, tree_map, tree_map_only, tree_leaves
from collections import OrderedDict, namedtuple
P = namedtuple("P", "a b")
tree = {"x": [1, (2, 3)], "y": OrderedDict(z=4), "p": P(5, None)}
leaves, spec = tree_flatten(tree)
print(leaves, spec.num_leaves)
print(tree_unflatten([v and v * 2 for v in leaves], spec)["p"], tree_map(lambda v: v and v + 1, tree)["x"])
print(tree_map(lambda a, b: a + b, [1, (2,)], [10, (20,)]), tree_map_only(int, lambda v: -v, ["a", 1]))
print(tree_leaves(7), tree_unflatten([8], tree_flatten(7)[1]), sh(tree_map(lambda v: v[0], torch.zeros(2, 3))))
`,
      "[1, 2, 3, 4, 5, None] 6",
      "P(a=10, b=None) [2, (3, 4)]",
      "[11, (22,)] ['a', -1]",
      "[7] 8 (3,)",
    );
  });
});

describe("einops", () => {
  it("rearranges, reduces and repeats", () => {
    prints(
      `
from einops import rearrange, reduce, repeat
x = torch.zeros(2, 3, 8, 8)
print(sh(rearrange(x, 'b c (h p) (w q) -> b (h w) (p q c)', p=4, q=4)))
print(sh(rearrange(x, 'b ... -> b (...)')), sh(rearrange(x, 'b c ... -> b ... c')), sh(rearrange([x, x], 'n b c h w -> b n c h w')))
print(sh(reduce(x, 'b c h w -> b c', 'mean')), sh(reduce(x, 'b c (h 2) (w 2) -> b c h w', 'max')), sh(reduce(x, 'b c h w -> b 1 1 c', 'sum')))
print(sh(repeat(torch.zeros(4, 5), 'h w -> b h w c', b=2, c=3)), sh(repeat(x, 'b c h w -> b c (h 2) (w 2)')))
`,
      "(2, 4, 48)",
      "(2, 192) (2, 8, 8, 3) (2, 2, 3, 8, 8)",
      "(2, 3) (2, 3, 4, 4) (2, 1, 1, 3)",
      "(2, 4, 5, 3) (2, 3, 16, 16)",
    );
  });

  it("packs, multiplies and parses", () => {
    prints(
      `
from einops import einsum, pack, unpack, parse_shape
x = torch.zeros(2, 3, 8, 8)
print(sh(einsum(x, torch.zeros(3, 7), 'b c h w, c k -> b k h w')), parse_shape(x, 'b _ h w'))
p, ps = pack([x, torch.zeros(2, 3, 4)], 'b c *')
print(sh(p), [sh(u) for u in unpack(p, ps, 'b c *')])
`,
      "(2, 7, 8, 8) {'b': 2, 'h': 8, 'w': 8}",
      "(2, 3, 68) [(2, 3, 8, 8), (2, 3, 4)]",
    );
  });

  it("has layers, one of them with weights", () => {
    prints(
      `
from einops.layers.torch import EinMix, Rearrange, Reduce
x = torch.zeros(2, 3, 8, 8)
m = EinMix('b t c -> b t (h d)', weight_shape='c h d', bias_shape='h d', c=6, h=2, d=5)
print(sh(Rearrange('b c h w -> b (c h w)')(x)), sh(Reduce('b c h w -> b c', 'max')(x)), n(m), sh(m(torch.zeros(4, 7, 6))))
`,
      "(2, 192) (2, 3) 70 (4, 7, 10)",
    );
  });

  it("refuses what does not divide", () => {
    const { failures } = run(
      `${head}from einops import rearrange\nrearrange(torch.zeros(2, 7), 'b (h p) -> b h p', p=4)`,
      torchModules,
    );
    assert.match(failures[0] ?? "", /^EinopsError: can't divide axis of length 7 in chunks of 4/);
  });
});

describe("quantization", () => {
  const net = `
from torch.ao.quantization import DeQuantStub, QuantStub, fuse_modules
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.quant, self.dequant = QuantStub(), DeQuantStub()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.bn = nn.BatchNorm2d(8)
        self.relu = nn.ReLU()
        self.ff = nn.quantized.FloatFunctional()
    def forward(self, x):
        x = self.relu(self.bn(self.conv(self.quant(x))))
        return self.dequant(self.ff.add(x, x))
net = Net().eval()
`;

  it("leaves shapes alone", () => prints(`${net}print(sh(net(torch.zeros(1, 3, 8, 8))), n(net))`, "(1, 8, 6, 6) 232"));

  it("fuses a normalization into the layer before it", () => {
    prints(
      `${net}fused = fuse_modules(net, [['conv', 'bn', 'relu']])
print(type(fused.conv).__name__, type(fused.bn).__name__, n(fused), n(net), sh(fused(torch.zeros(1, 3, 8, 8))))`,
      "ConvReLU2d Identity 224 232 (1, 8, 6, 6)",
    );
  });

  it("packs the weights of what it converts", () => {
    prints(
      `${net}import torch.quantization as tq
made = tq.convert(tq.prepare(fuse_modules(net, ['conv', 'bn', 'relu'])))
print(n(made), n(net), sh(made(torch.zeros(1, 3, 8, 8))))`,
      "0 232 (1, 8, 6, 6)",
    );
  });
});

describe("torch.nn.utils.parametrize", () => {
  it("computes a tensor from another, and gives it back", () => {
    prints(
      `
import torch.nn.utils.parametrize as P
class Symmetric(nn.Module):
    def forward(self, X): return X.triu() + X.triu(1).transpose(-1, -2)
layer = nn.Linear(3, 3)
P.register_parametrization(layer, 'weight', Symmetric())
print(n(layer), [k for k, _ in layer.named_parameters()], sh(layer.weight), sh(layer(torch.zeros(2, 3))), P.is_parametrized(layer))
P.remove_parametrizations(layer, 'weight')
print(n(layer), [k for k, _ in layer.named_parameters()], P.is_parametrized(layer))
`,
      "12 ['bias', 'parametrizations.weight.original'] (3, 3) (2, 3) True",
      "12 ['bias', 'weight'] False",
    );
  });
});

describe("hooks", () => {
  it("see keyword arguments where they ask, come first where they ask, and go with their handles", () => {
    prints(
      `
class Net(nn.Module):
    def forward(self, x, times=1): return x.repeat(times, 1)
net, seen = Net(), []
net.register_forward_pre_hook(lambda m, args, kwargs: (args, {'times': kwargs['times'] + 1}), with_kwargs=True)
first = net.register_forward_hook(lambda m, args, out: seen.append('a'))
net.register_forward_hook(lambda m, args, out: seen.append('b'), prepend=True)
print(sh(net(torch.zeros(2, 3), times=2)), seen)
first.remove()
net(torch.zeros(2, 3), times=1)
print(seen)
`,
      "(6, 3) ['b', 'a']",
      "['b', 'a', 'b']",
    );
  });
});

describe("copies", () => {
  it("of modules are modules of their own, shared parts shared among themselves", () => {
    prints(
      `
layer = nn.Linear(4, 5)
print(n(nn.ModuleList([copy.deepcopy(layer) for _ in range(3)])), n(nn.ModuleList([layer] * 3)))
class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.e = nn.Embedding(4, 4)
        self.e.weight = self.a.weight
tied = copy.deepcopy(Tied())
print(n(tied), tied.e.weight is tied.a.weight)
`,
      "75 25",
      "20 True",
    );
  });
});

// The signatures of torch.library; a compiled function is the function.
describe("operators and functions that a program has compiled", () => {
  it("run as they are written", () => {
    prints(
      `
@torch.compile(mode="max-autotune", fullgraph=True)
def half(x): return x[:, ::2]
@torch.library.custom_op("mine::scale", mutates_args=())
def scale(x: torch.Tensor, factor: float) -> torch.Tensor:
    return x.sum(-1) * factor
@scale.register_fake
def _(x, factor): return torch.empty_like(x)
scale.register_autograd(None, setup_context=None)
@torch.library.register_fake("mine::scale")
def _(x, factor): return torch.empty_like(x)
lib = torch.library.Library("other", "DEF")
lib.define("plus(Tensor x) -> Tensor")
@torch.library.impl(lib, "plus", "CPU")
def plus(x): return x + 1
torch._assert_async(torch.tensor(True))
x = torch.zeros(2, 6)
print(sh(half(x)), sh(torch.compile(nn.Linear(6, 4))(x)), sh(scale(x, 2.0)), sh(plus(x)), scale.__name__)
`,
      "(2, 3) (2, 4) (2,) (2, 6) scale",
    );
  });
});

describe("axes of numpy's arrays", () => {
  it("move as its documentation says", () => {
    prints(
      `
import numpy as np
a = np.zeros((2, 3, 4, 5))
print(np.rollaxis(a, 3, 1).shape, np.rollaxis(a, 2).shape, np.rollaxis(a, 1, 4).shape, np.rollaxis(a, -1).shape)
print(np.moveaxis(a, 0, -1).shape, np.transpose(a).shape, np.transpose(a, (0, 2, 3, 1)).shape)
print(np.flip(np.array([1, 2, 3])).tolist(), np.flip(a, 1).shape)
`,
      "(2, 5, 3, 4) (4, 2, 3, 5) (2, 4, 5, 3) (5, 2, 3, 4)",
      "(3, 4, 5, 2) (5, 4, 3, 2) (2, 4, 5, 3)",
      "[3, 2, 1] (2, 3, 4, 5)",
    );
  });
});
