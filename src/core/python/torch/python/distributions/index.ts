// torch.distributions, written in Python: in one piece, which its submodules give out.
import type { NativeModule } from "../../../eval/native.ts";
import { baseSource } from "./base.ts";
import { composedSource } from "./composed.ts";
import { continuousSource } from "./continuous.ts";
import { discreteSource } from "./discrete.ts";
import { constraintsSource, transformsSource } from "./transforms.ts";
import { vectorsSource } from "./vectors.ts";

const utilsSource = `
from torch.distributions import _broadcast, _clamped as clamp_probs, _logits_of as probs_to_logits, _probs_of as logits_to_probs
lazy_property = property

def broadcast_all(*values):
    return tuple(_broadcast(*values))
`;

const submodules = [
  ...["bernoulli", "beta", "binomial", "categorical", "cauchy", "chi2", "dirichlet", "distribution", "exp_family"],
  ...["exponential", "gamma", "geometric", "gumbel", "half_normal", "independent", "kl", "laplace", "log_normal"],
  ...["logistic_normal", "mixture_same_family", "multinomial", "multivariate_normal", "normal", "one_hot_categorical"],
  ...["poisson", "relaxed_bernoulli", "relaxed_categorical", "studentT", "transformed_distribution", "transforms"],
  "uniform",
];

const written = (name: string, text: string): NativeModule => ({ name, attributes: {}, python: { text } });

export const distributionModules: readonly NativeModule[] = [
  written(
    "torch.distributions",
    [baseSource, continuousSource, vectorsSource, discreteSource, transformsSource, composedSource].join(""),
  ),
  written("torch.distributions.constraints", constraintsSource),
  written("torch.distributions.utils", utilsSource),
  ...submodules.map((name) => written(`torch.distributions.${name}`, "from torch.distributions import *")),
];
