// Distributions that are made of others, what transforms them, and how far two are apart.
export const composedSource = `
class Independent(Distribution):
    arg_constraints = {}

    def __init__(self, base_distribution, reinterpreted_batch_ndims, validate_args=None):
        batch, event = base_distribution.batch_shape, base_distribution.event_shape
        if reinterpreted_batch_ndims > len(batch):
            raise ValueError(
                "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), "
                f"actual {reinterpreted_batch_ndims} vs {len(batch)}"
            )
        shape = batch + event
        first = len(batch) - reinterpreted_batch_ndims
        self.base_dist = base_distribution
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        super().__init__(torch.Size(shape[:first]), torch.Size(shape[first:]), validate_args=validate_args)

    @property
    def has_rsample(self):
        return self.base_dist.has_rsample

    @property
    def support(self):
        return self.base_dist.support

    @property
    def mean(self):
        return self.base_dist.mean

    @property
    def mode(self):
        return self.base_dist.mode

    @property
    def variance(self):
        return self.base_dist.variance

    def expand(self, batch_shape, _instance=None):
        batch_shape = torch.Size(batch_shape)
        count = self.reinterpreted_batch_ndims
        return Independent(self.base_dist.expand(batch_shape + self._event_shape[:count]), count)

    def sample(self, sample_shape=torch.Size()):
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape=torch.Size()):
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value):
        return _sum_rightmost(self.base_dist.log_prob(value), self.reinterpreted_batch_ndims)

    def entropy(self):
        return _sum_rightmost(self.base_dist.entropy(), self.reinterpreted_batch_ndims)

class MixtureSameFamily(Distribution):
    arg_constraints = {}

    def __init__(self, mixture_distribution, component_distribution, validate_args=None):
        mixture, component = mixture_distribution, component_distribution
        if not isinstance(mixture, Categorical):
            raise ValueError("The Mixture distribution needs to be an instance of torch.distributions.Categorical")
        if not isinstance(component, Distribution):
            raise ValueError(
                "The Component distribution need to be an instance of torch.distributions.Distribution"
            )
        for ours, theirs in zip(reversed(mixture.batch_shape), reversed(component.batch_shape[:-1])):
            if ours != 1 and theirs != 1 and ours != theirs:
                raise ValueError("\`mixture_distribution.batch_shape\` is not compatible with "
                                 "\`component_distribution.batch_shape\`")
        count, parts = mixture.logits.shape[-1], component.batch_shape[-1]
        if count != parts:
            raise ValueError(f"\`mixture_distribution component\` ({count}) does not equal "
                             f"\`component_distribution.batch_shape[-1]\` ({parts})")
        self._mixture_distribution, self._component_distribution = mixture, component
        super().__init__(component.batch_shape[:-1], component.event_shape, validate_args=validate_args)

    @property
    def mixture_distribution(self):
        return self._mixture_distribution

    @property
    def component_distribution(self):
        return self._component_distribution

    def _weights(self):
        probs = self._mixture_distribution.probs
        return probs.reshape(probs.shape + (1,) * len(self._event_shape))

    @property
    def mean(self):
        return (self._weights() * self._component_distribution.mean).sum(-1 - len(self._event_shape))

    @property
    def variance(self):
        axis = -1 - len(self._event_shape)
        own = (self._weights() * self._component_distribution.variance).sum(axis)
        off = self._component_distribution.mean - self.mean.unsqueeze(axis)
        return own + (self._weights() * off.pow(2.0)).sum(axis)

    def sample(self, sample_shape=torch.Size()):
        events = len(self._event_shape)
        picked = self._mixture_distribution.sample(sample_shape)
        samples = self._component_distribution.sample(sample_shape)
        axis = samples.dim() - events - 1
        index = picked.reshape(picked.shape + (1,) * (events + 1))
        index = index.expand(samples.shape[:axis] + (1,) + self._event_shape)
        return samples.gather(axis, index).squeeze(axis)

    def log_prob(self, value):
        value = self._checked(value).unsqueeze(-1 - len(self._event_shape))
        parts = self._component_distribution.log_prob(value)
        return torch.logsumexp(parts + torch.log_softmax(self._mixture_distribution.logits, dim=-1), dim=-1)

class TransformedDistribution(Distribution):
    arg_constraints = {}

    def __init__(self, base_distribution, transforms, validate_args=None):
        self.transforms = list(transforms) if isinstance(transforms, (list, tuple)) else [transforms]
        for transform in self.transforms:
            if not isinstance(transform, Transform):
                raise ValueError("transforms must be a Transform or a list of Transforms")
        shape = base_distribution.batch_shape + base_distribution.event_shape
        events = len(base_distribution.event_shape)
        for transform in self.transforms:
            shape = torch.Size(transform.forward_shape(shape))
            events = max(events, transform.event_dim)
        needed = shape
        for transform in reversed(self.transforms):
            needed = torch.Size(transform.inverse_shape(needed))
        if needed != base_distribution.batch_shape + base_distribution.event_shape:
            base_distribution = base_distribution.expand(needed[: len(needed) - len(base_distribution.event_shape)])
        first = len(shape) - events
        lifted = events - len(base_distribution.event_shape)
        self.base_dist = Independent(base_distribution, lifted) if lifted > 0 else base_distribution
        super().__init__(shape[:first], shape[first:], validate_args=validate_args)

    @property
    def has_rsample(self):
        return self.base_dist.has_rsample

    def _through(self, x):
        for transform in self.transforms:
            x = transform(x)
        return x

    def sample(self, sample_shape=torch.Size()):
        with torch.no_grad():
            return self._through(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape=torch.Size()):
        return self._through(self.base_dist.rsample(sample_shape))

    def log_prob(self, value):
        y, events, total = self._checked(value), len(self._event_shape), 0.0
        for transform in reversed(self.transforms):
            x = transform.inv(y)
            total = total - _sum_rightmost(transform.log_abs_det_jacobian(x, y), events - transform.event_dim)
            y = x
        return total + _sum_rightmost(self.base_dist.log_prob(y), events - len(self.base_dist.event_shape))

class LogNormal(TransformedDistribution):
    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.positive

    def __init__(self, loc, scale, validate_args=None):
        super().__init__(Normal(loc, scale), ExpTransform(), validate_args=validate_args)

    @property
    def loc(self):
        return self.base_dist.loc

    @property
    def scale(self):
        return self.base_dist.scale

    @property
    def mean(self):
        return (self.loc + self.scale.pow(2) / 2).exp()

    @property
    def mode(self):
        return (self.loc - self.scale.square()).exp()

    @property
    def variance(self):
        square = self.scale.pow(2)
        return square.expm1() * (2 * self.loc + square).exp()

    def entropy(self):
        return self.base_dist.entropy() + self.loc

class LogisticNormal(TransformedDistribution):
    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.simplex

    def __init__(self, loc, scale, validate_args=None):
        super().__init__(Normal(loc, scale), StickBreakingTransform(), validate_args=validate_args)

    @property
    def loc(self):
        return self.base_dist.base_dist.loc

    @property
    def scale(self):
        return self.base_dist.base_dist.scale

class RelaxedBernoulli(TransformedDistribution):
    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.unit_interval

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        _either(probs, logits)
        self.temperature = temperature
        self._bernoulli = Bernoulli(probs, logits)
        location = self._bernoulli.logits / temperature
        logistic = TransformedDistribution(
            Uniform(torch.zeros_like(location), torch.ones_like(location)), SigmoidTransform().inv
        )
        transforms = [*logistic.transforms, AffineTransform(location, 1 / temperature), SigmoidTransform()]
        super().__init__(logistic.base_dist, transforms, validate_args=validate_args)

    @property
    def probs(self):
        return self._bernoulli.probs

    @property
    def logits(self):
        return self._bernoulli.logits

class RelaxedOneHotCategorical(_OverCategorical):
    has_rsample = True
    support = constraints.simplex

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self.temperature = temperature
        super().__init__(probs, logits, validate_args)

    def rsample(self, sample_shape=torch.Size()):
        uniforms = torch.rand(self._extended_shape(sample_shape), dtype=self.logits.dtype)
        return F.softmax((self.logits - torch.log(-torch.log(_clamped(uniforms)))) / self.temperature, dim=-1)

    def log_prob(self, value):
        count, value = self._event_shape[0], self._checked(value)
        temperature = _tensor(self.temperature)
        score = self.logits - value.log() * temperature
        scale = torch.full_like(temperature, float(count)).lgamma() + temperature.log() * (count - 1)
        return (score - score.logsumexp(dim=-1, keepdim=True) - value.log()).sum(-1) + scale

_registered = {}

def register_kl(type_p, type_q):
    def decorator(function):
        _registered[type_p, type_q] = function
        return function
    return decorator

@register_kl(Normal, Normal)
def _kl_normal(p, q):
    ratio = (p.scale / q.scale).pow(2)
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale).pow(2) - 1 - ratio.log())

@register_kl(Laplace, Laplace)
def _kl_laplace(p, q):
    ratio, distance = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + distance / q.scale + ratio * torch.exp(-distance / p.scale) - 1

@register_kl(Bernoulli, Bernoulli)
def _kl_bernoulli(p, q):
    one = p.probs * (F.softplus(-q.logits) - F.softplus(-p.logits))
    return one + (1 - p.probs) * (F.softplus(q.logits) - F.softplus(p.logits))

@register_kl(Categorical, Categorical)
def _kl_categorical(p, q):
    return (p.probs * (p.logits - q.logits)).sum(-1)

@register_kl(OneHotCategorical, OneHotCategorical)
def _kl_one_hot(p, q):
    return _kl_categorical(p._categorical, q._categorical)

@register_kl(Uniform, Uniform)
def _kl_uniform(p, q):
    result = ((q.high - q.low) / (p.high - p.low)).log()
    return result.masked_fill((q.low > p.low) | (q.high < p.high), math.inf)

@register_kl(Exponential, Exponential)
def _kl_exponential(p, q):
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1

@register_kl(Poisson, Poisson)
def _kl_poisson(p, q):
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)

@register_kl(Gamma, Gamma)
def _kl_gamma(p, q):
    return (
        q.concentration * (p.rate / q.rate).log()
        + torch.lgamma(q.concentration)
        - torch.lgamma(p.concentration)
        + (p.concentration - q.concentration) * torch.digamma(p.concentration)
        + (q.rate - p.rate) * (p.concentration / p.rate)
    )

@register_kl(Dirichlet, Dirichlet)
def _kl_dirichlet(p, q):
    totals = p.concentration.sum(-1), q.concentration.sum(-1)
    constant = totals[0].lgamma() - totals[1].lgamma()
    inner = (q.concentration.lgamma() - p.concentration.lgamma()).sum(-1)
    off = p.concentration.digamma() - totals[0].digamma().unsqueeze(-1)
    return constant + inner + ((p.concentration - q.concentration) * off).sum(-1)

@register_kl(Beta, Beta)
def _kl_beta(p, q):
    return _kl_dirichlet(p._dirichlet, q._dirichlet)

@register_kl(MultivariateNormal, MultivariateNormal)
def _kl_multivariate_normal(p, q):
    if p.event_shape != q.event_shape:
        raise ValueError("KL-divergence between two Multivariate Normals with different event shapes cannot be computed")
    half = q._half_log_determinant() - p._half_log_determinant()
    shape = torch.broadcast_shapes(p.batch_shape, q.batch_shape)
    size = p.event_shape[0]
    lower = _expanded(q.scale_tril, shape + (size, size))
    spread = torch.linalg.solve_triangular(lower, _expanded(p.scale_tril, shape + (size, size)), upper=False)
    off = _expanded(q.loc - p.loc, shape + (size,)).unsqueeze(-1)
    distance = torch.linalg.solve_triangular(lower, off, upper=False).squeeze(-1).pow(2).sum(-1)
    return half + 0.5 * (spread.pow(2).sum((-2, -1)) + distance - size)

@register_kl(Independent, Independent)
def _kl_independent(p, q):
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return _sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)

def kl_divergence(p, q):
    for kind in type(p).__mro__:
        for other in type(q).__mro__:
            if (kind, other) in _registered:
                return _registered[kind, other](p, q)
    return torch.distributions.kl.pairs(p, q)
`;
