import assert from "node:assert/strict";
import { torchModules } from "../../../../src/core/python/torch/index.ts";
import { modelOf } from "../../../support/pythonModel.ts";
import { run } from "../eval/support.ts";

const model = `
import torch
from torch import nn, fx
from torchvision.models.feature_extraction import create_feature_extractor, get_graph_node_names

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.relu = nn.ReLU()
    def forward(self, x):
        y = self.relu(self.conv1(x))
        y = self.conv2(y)
        y += x
        return self.relu(y)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.layer1 = nn.Sequential(Block(8), Block(8))
        self.scale = nn.Parameter(torch.ones(1, 8, 1, 1))
        self.fc = nn.Linear(8, 10)
    def forward(self, x):
        n, c, h, w = x.shape
        torch._assert(c == 3, "three channels")
        x = self.layer1(self.stem(x)) * self.scale
        x = x.mean((2, 3)).view(n, -1)
        if self.training:
            x = nn.functional.dropout(x)
        return self.fc(x)

def shapes(outputs):
    return {name: tuple(value.shape) for name, value in outputs.items()}

def size(module):
    return sum(p.numel() for p in module.parameters())
`;

const printed = (program: string): readonly string[] => {
  const ran = run(`${model}${program}`, torchModules);
  assert.deepEqual(ran.failures, []);
  return ran.printed;
};

describe("torch.fx", () => {
  it("names nodes by the modules they lie in, repeated ones numbered beside their like", () => {
    const [names] = printed("print(' '.join(get_graph_node_names(Net())[1]))");
    assert.equal(
      names,
      "x getattr getitem getitem_1 getitem_2 getitem_3 eq _assert stem " +
        "layer1.0.conv1 layer1.0.relu layer1.0.conv2 layer1.0.add layer1.0.relu_1 " +
        "layer1.1.conv1 layer1.1.relu layer1.1.conv2 layer1.1.add layer1.1.relu_1 mul mean view fc",
    );
  });

  it("traces training and evaluation apart", () => {
    assert.deepEqual(printed("a, b = get_graph_node_names(Net())\nprint([n for n in a if n not in b])"), [
      "['dropout']",
    ]);
  });

  it("gives what is asked for by name or prefix, in order of execution", () => {
    assert.deepEqual(
      printed(`
net = create_feature_extractor(Net(), {"layer1.1": "deep", "layer1.0.add": "early", "stem": "stem"}).eval()
print(shapes(net(torch.zeros(2, 3, 32, 32))))
print(size(Net()), size(net), [name for name, _ in net.named_parameters()][:2])
`),
      [
        "{'stem': (2, 8, 16, 16), 'early': (2, 8, 16, 16), 'deep': (2, 8, 16, 16)}",
        "2658 2560 ['stem.weight', 'stem.bias']",
      ],
    );
  });

  it("takes other nodes in training than in evaluation", () => {
    assert.deepEqual(
      printed(`
net = create_feature_extractor(Net(), train_return_nodes=["dropout"], eval_return_nodes=["view"])
print(shapes(net.train()(torch.zeros(2, 3, 8, 8))), shapes(net.eval()(torch.zeros(1, 3, 8, 8))))
`),
      ["{'dropout': (2, 8)} {'view': (1, 8)}"],
    );
  });

  it("refuses a name that is not there", () => {
    const { failures } = run(`${model}create_feature_extractor(Net(), ["layer9"])`, torchModules);
    assert.match(failures[0] ?? "", /^ValueError: node: 'layer9' is not present in model/);
  });

  it("lets programs change a graph", () => {
    assert.deepEqual(
      printed(`
gm = fx.symbolic_trace(Block(4))
for node in gm.graph.nodes:
    if node.op == "call_module" and node.target == "conv2":
        with gm.graph.inserting_after(node):
            new = gm.graph.call_function(torch.flatten, (node, 2))
        node.replace_all_uses_with(new)
        new.args = (node, 2)
    if node.name == "add":
        node.replace_all_uses_with(node.args[0])
gm.graph.eliminate_dead_code()
gm.recompile()
print([n.name for n in gm.graph.nodes], tuple(gm(torch.zeros(1, 4, 5, 5)).shape), size(gm))
`),
      ["['x', 'conv1', 'relu', 'conv2', 'flatten', 'relu_1', 'output'] (1, 4, 25) 296"],
    );
  });

  it("keeps wrapped functions whole", () => {
    assert.deepEqual(
      printed(`
@fx.wrap
def halves(x):
    return x[: x.shape[0] // 2]
class Half(nn.Module):
    def forward(self, x): return halves(x) + 1
gm = fx.symbolic_trace(Half())
print([n.name for n in gm.graph.nodes], tuple(gm(torch.zeros(6, 2)).shape))
`),
      ["['x', 'halves', 'add', 'output'] (3, 2)"],
    );
  });

  it("leaves modules whole that the program's own tracer calls leaves", () => {
    assert.deepEqual(
      printed(`
class Tracer(fx.Tracer):
    def is_leaf_module(self, m, qualname):
        return isinstance(m, Block) or super().is_leaf_module(m, qualname)
net = Net().eval()
graph = Tracer().trace(net)
print([n.target for n in graph.nodes if n.op == "call_module"], tuple(fx.GraphModule(net, graph)(torch.zeros(1, 3, 8, 8)).shape))
`),
      ["['stem', 'layer1.0', 'layer1.1', 'fc'] (1, 10)"],
    );
  });

  it("does not guess where a trace stops", () => {
    assert.deepEqual(
      printed(`
class Branch(nn.Module):
    def forward(self, x): return x if x.sum() > 0 else -x
print(fx.symbolic_trace(Branch()))
`),
      ["?"],
    );
  });
});

describe("a graph that a program makes itself", () => {
  it("is an object of its class, whatever it is made with", () => {
    const source = `
from torch.fx import Graph

class M(nn.Module):
    def __init__(self):
        super().__init__()
        graph = Graph(tracer_cls=None)
        self.body = nn.Linear(4, 3 if isinstance(graph, Graph) and len(list(graph.nodes)) == 0 else 5)

    def forward(self, x):
        return self.body(x)
`;
    const { outputs, problems } = modelOf(source, { inputs: ["2x4"] });
    assert.deepEqual([outputs, problems], ["output 2x3", []]);
  });
});
