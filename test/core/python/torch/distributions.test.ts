// Shapes as the documentation of torch.distributions gives them: parameters broadcast to batch_shape + event_shape, samples
// are sample_shape + batch_shape + event_shape, log_prob and entropy give one number an event (section "Distribution").
import assert from "node:assert/strict";
import { torchModules } from "../../../../src/core/python/torch/index.ts";
import { modelOf } from "../../../support/pythonModel.ts";
import { run } from "../eval/support.ts";

const head = `
import torch, math
import torch.distributions as D
from torch.distributions import *
m, s, p, cov = torch.zeros(4, 3), torch.ones(3), torch.rand(4, 3), torch.eye(3)
`;

/** Batch and event, and where they are known the shapes of entropy and mean; `-` where torch has none. */
const distributions: readonly (readonly [
  made: string,
  batch: string,
  event: string,
  entropy?: string,
  mean?: string,
])[] = [
  ["Normal(m, s)", "(4, 3)", "()"],
  ["Normal(0, 1)", "()", "()"],
  ["Laplace(m, s)", "(4, 3)", "()"],
  ["Cauchy(m, 1.0)", "(4, 3)", "()"],
  ["Gumbel(m, 1)", "(4, 3)", "()"],
  ["Uniform(0.0, m + 1)", "(4, 3)", "()"],
  ["Exponential(s)", "(3,)", "()"],
  ["HalfNormal(1.0)", "()", "()"],
  ["Gamma(p, 1.0)", "(4, 3)", "()"],
  ["Chi2(s)", "(3,)", "()"],
  ["StudentT(s)", "(3,)", "()", "-"],
  ["Dirichlet(p)", "(4,)", "(3,)"],
  ["Beta(p, 1.0)", "(4, 3)", "()"],
  ["MultivariateNormal(m, cov)", "(4,)", "(3,)"],
  ["MultivariateNormal(s, scale_tril=cov.expand(6, 3, 3))", "(6,)", "(3,)"],
  ["MultivariateNormal(s, precision_matrix=cov)", "()", "(3,)"],
  ["Bernoulli(p)", "(4, 3)", "()"],
  ["Bernoulli(logits=m)", "(4, 3)", "()"],
  ["Bernoulli(0.3)", "()", "()"],
  ["Geometric(p)", "(4, 3)", "()"],
  ["Categorical(p)", "(4,)", "()"],
  ["Categorical(logits=m)", "(4,)", "()"],
  ["Categorical(p).expand((2, 4))", "(2, 4)", "()"],
  ["OneHotCategorical(p)", "(4,)", "(3,)"],
  ["Multinomial(10, p)", "(4,)", "(3,)", "-"],
  ["Binomial(5, p)", "(4, 3)", "()", "-"],
  ["Poisson(p)", "(4, 3)", "()", "-"],
  ["Independent(Normal(m, s), 1)", "(4,)", "(3,)"],
  ["Independent(Normal(m, s), 1).expand((7, 4))", "(7, 4)", "(3,)"],
  ["Normal(m, s).expand((2, 4, 3))", "(2, 4, 3)", "()"],
  ["MixtureSameFamily(Categorical(torch.ones(5)), Normal(torch.zeros(5), torch.ones(5)))", "()", "()", "-"],
  [
    "MixtureSameFamily(Categorical(torch.ones(4, 3)), Independent(Normal(torch.zeros(4, 3, 2), 1.0), 1))",
    "(4,)",
    "(2,)",
    "-",
  ],
  ["LogNormal(m, s)", "(4, 3)", "()"],
  ["LogisticNormal(m, s)", "(4,)", "(4,)", "-", "-"],
  ["RelaxedBernoulli(0.5, p)", "(4, 3)", "()", "-", "-"],
  ["RelaxedOneHotCategorical(torch.tensor(0.5), p)", "(4,)", "(3,)", "-", "-"],
  ["TransformedDistribution(Normal(m, s), [D.TanhTransform(cache_size=1)])", "(4, 3)", "()", "-", "-"],
  ["TransformedDistribution(Normal(m, s), D.AffineTransform(torch.zeros(6, 1, 1), 2.0))", "(6, 4, 3)", "()", "-", "-"],
];

const joined = (...shapes: readonly string[]): string => {
  const dims = shapes.flatMap((shape) => shape.match(/\d+/g) ?? []);
  return `(${dims.join(", ")}${dims.length === 1 ? "," : ""})`;
};

describe("distributions", () => {
  for (const [made, batch, event, entropy = batch, mean = joined(batch, event)] of distributions)
    it(`${made}: batches ${batch} of events ${event}`, () => {
      const { printed, failures } = run(
        `${head}
def shape_of(get):
    try:
        return tuple(get().shape)
    except NotImplementedError:
        return "-"
d = ${made}
v = d.sample()
print(d.batch_shape, d.event_shape, v.shape, d.sample((5, 2)).shape)
print(d.log_prob(v).shape, d.log_prob(d.sample((7,))).shape, shape_of(lambda: d.entropy()), shape_of(lambda: d.mean))
`,
        torchModules,
      );
      assert.deepEqual(failures, []);
      assert.deepEqual(printed, [
        `${batch} ${event} ${joined(batch, event)} ${joined("5, 2", batch, event)}`,
        `${batch} ${joined("7", batch)} ${entropy} ${mean}`,
      ]);
    });

  it("give classes as integers, and all of them where asked", () => {
    const { printed } = run(
      `${head}
c = Categorical(logits=m)
print(c.sample().dtype, c.mode.shape, c.enumerate_support().shape, c.param_shape)
print(Bernoulli(p).enumerate_support(expand=False).shape, OneHotCategorical(p).mode.dtype)
`,
      torchModules,
    );
    assert.deepEqual(printed, ["torch.int64 (4,) (3, 4) (4, 3)", "(2, 1, 1) torch.float32"]);
  });

  it("are as far apart as their batches broadcast", () => {
    const { printed } = run(
      `${head}
pairs = [
    (Normal(m, s), Normal(0.0, 1.0)), (Categorical(p), Categorical(p)), (Beta(p, p), Beta(p, p)),
    (Independent(Normal(m, s), 1), Independent(Normal(m, s), 1)), (MultivariateNormal(m, cov), MultivariateNormal(s, cov)),
]
print(*[tuple(kl_divergence(a, b).shape) for a, b in pairs])
@register_kl(Normal, Cauchy)
def between(a, b):
    return a.loc[0]
print(kl_divergence(Normal(m, s), Cauchy(m, s)).shape)
`,
      torchModules,
    );
    assert.deepEqual(printed, ["(4, 3) (4,) (4, 3) (4,) (4,)", "(3,)"]);
  });

  const refusals: readonly (readonly [string, string])[] = [
    ["MultivariateNormal(torch.tensor(1.0), cov)", "ValueError: loc must be at least one-dimensional."],
    [
      "MultivariateNormal(s)",
      "ValueError: Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.",
    ],
    ["Categorical(p, p)", "ValueError: Either `probs` or `logits` must be specified, but not both."],
    [
      "Normal(m, s).log_prob(torch.zeros(5))",
      "ValueError: Value is not broadcastable with batch_shape+event_shape: (5,) vs (4, 3).",
    ],
    [
      "Dirichlet(p).log_prob(torch.zeros(4, 2))",
      "ValueError: The right-most size of value must match event_shape: (4, 2) vs (3,).",
    ],
    [
      "Independent(Normal(0.0, 1.0), 1)",
      "ValueError: Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual 1 vs 0",
    ],
    [
      "Normal(torch.zeros(2), torch.zeros(3))",
      "RuntimeError: Shape mismatch: objects cannot be broadcast to a single shape",
    ],
  ];
  for (const [expression, expected] of refusals)
    it(`refuse ${expression}`, () => {
      assert.deepEqual(run(`${head}${expression}`, torchModules).failures, [expected]);
    });

  it("of other kinds are unknown, as is what lies between two kinds", () => {
    const { printed, failures } = run(
      `${head}print(D.VonMises, kl_divergence(Normal(m, s), Cauchy(m, s)))`,
      torchModules,
    );
    assert.deepEqual([printed, failures], [["? ?"], []]);
  });

  it("make a variational autoencoder whole", () => {
    const { outputs, problems } = modelOf(
      `
from torch.distributions import Independent, kl_divergence
from torch.distributions.normal import Normal
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = nn.Linear(8, 6), nn.Linear(3, 8)
    def forward(self, x):
        mean, deviation = self.encoder(x).chunk(2, -1)
        q = Independent(Normal(mean, deviation.exp()), 1)
        prior = Independent(Normal(torch.zeros_like(mean), torch.ones_like(mean)), 1)
        return self.decoder(q.rsample()), kl_divergence(q, prior)
`,
      { inputs: ["Nx8"] },
    );
    assert.deepEqual([outputs, problems], ["output_0 Nx8, output_1 N", []]);
  });
});
