import assert from "node:assert/strict";
import { modelOf, shapeOfCall } from "../../../support/pythonModel.ts";

const func = "torch.func.";

describe("torch.func", () => {
  for (const [call, inputs, shape] of [
    ["torch.vmap(torch.dot)(x, x)", ["x=4x3"], "4"],
    ["torch.vmap(torch.dot, in_dims=(0, 1))(x, x1)", ["x=4x3", "x1=3x4"], "4"],
    ["torch.vmap(lambda a: a.sum(0))(x)", ["x=100x3x5"], "100x5"],
    ["torch.vmap(lambda a: a.sum(0))(x)", ["x=Nx3x5"], "Nx5"],
    ["torch.vmap(lambda a: a * 2, out_dims=1)(x)", ["x=4x3"], "3x4"],
    ["torch.vmap(lambda a: a * 2, out_dims=-1)(x)", ["x=40x3x2"], "3x2x40"],
    ["torch.vmap(torch.vmap(torch.dot))(x, x)", ["x=2x4x3"], "2x4"],
    ["torch.vmap(lambda d, b: d['a'] @ b, in_dims=({'a': 0}, None))({'a': x}, x1)", ["x=4x3x2", "x1=2x5"], "4x3x5"],
    ["torch.vmap(lambda a, b: (a, {'s': a + b}))(x, x)[1]['s']", ["x=4x3"], "4x3"],
    [`${func}grad(lambda a: (a ** 2).sum())(x)`, ["x=4x3"], "4x3"],
    [`torch.vmap(${func}grad(lambda w, a: (w * a).sum()), in_dims=(None, 0))(x, x1)`, ["x=3", "x1=7x3"], "7x3"],
    [`${func}jacrev(lambda a: a @ x1)(x)`, ["x=3", "x1=3x5"], "5x3"],
    [`${func}hessian(lambda a: (a ** 3).sum())(x)`, ["x=3"], "3x3"],
    [`${func}vjp(torch.sin, x)[1](x)[0]`, ["x=4x3"], "4x3"],
    [`${func}jvp(torch.sin, (x,), (x,))[1]`, ["x=4x3"], "4x3"],
  ] as const)
    it(`gives shapes: ${call} of ${inputs.join(", ")}`, () => assert.equal(shapeOfCall(call, ...inputs), shape));

  for (const [call, inputs, refusal] of [
    ["torch.vmap(torch.dot)(x, x1)", ["x=4x3", "x1=5x3"], /same size in the mapped dimension, got sizes \[4, 5\]/],
    ["torch.vmap(torch.dot, in_dims=(0, 2))(x, x)", ["x=4x3"], /in_dim=2 .* dimensionality 2/],
    ["torch.vmap(torch.dot, in_dims=(0, 0, 0))(x, x)", ["x=4x3"], /in_dims is not compatible/],
    ["torch.vmap(lambda a: a.shape[0])(x)", ["x=4x3"], /must only return Tensors/],
    [`${func}grad(torch.sin)(x)`, ["x=4x3"], /Expected f\(\*args\) to return a scalar tensor/],
  ] as const)
    it(`refuses what torch refuses: ${call}`, () => assert.match(shapeOfCall(call, ...inputs), refusal));

  it("runs an ensemble: each model's layers with its own slice of the parameters", () => {
    const source = `
import copy
from torch.func import functional_call, stack_module_state, vmap

class Ensemble(nn.Module):
    def __init__(self, count=3):
        super().__init__()
        nets = [nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2)) for _ in range(count)]
        params, buffers = stack_module_state(nets)
        self.params = nn.ParameterDict({name.replace(".", "_"): nn.Parameter(value) for name, value in params.items()})
        self.buffers_ = buffers
        self.base = [copy.deepcopy(nets[0]).to("meta")]

    def forward(self, x):
        params = {name.replace("_", "."): value for name, value in self.params.items()}
        call = lambda p, b, a: functional_call(self.base[0], (p, b), (a,))
        return vmap(call, in_dims=(0, 0, None))(params, self.buffers_, x)
`;
    const { outputs, parameters, problems, layers } = modelOf(source, { inputs: ["5x4"] });
    assert.deepEqual([outputs, parameters, problems], ["output 3x5x2", "174", []]);
    assert.equal(layers.filter((layer) => / Linear /.test(layer)).length, 6);
  });
});
