// Distributions over classes and counts.
export const discreteSource = `
class _OfProbabilities(ExponentialFamily):
    """A number for each element: probs or logits, each worked out from the other when asked for."""
    is_binary = True

    def _given(self, probs, logits):
        _either(probs, logits)
        self._probs, self._logits = probs, logits
        if probs is not None:
            (self._probs,) = _broadcast(probs)
        else:
            (self._logits,) = _broadcast(logits)
        return self._param

    @property
    def _param(self):
        return self._logits if self._probs is None else self._probs

    @property
    def probs(self):
        return _probs_of(self._logits, self.is_binary) if self._probs is None else self._probs

    @property
    def logits(self):
        return _logits_of(self._probs, self.is_binary) if self._logits is None else self._logits

    @property
    def param_shape(self):
        return self._param.shape

class Bernoulli(_OfProbabilities):
    has_enumerate_support = True
    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.boolean

    def __init__(self, probs=None, logits=None, validate_args=None):
        super().__init__(self._given(probs, logits).shape, validate_args=validate_args)

    @property
    def mean(self):
        return self.probs

    @property
    def mode(self):
        return (self.probs >= 0.5).to(self.probs)

    @property
    def variance(self):
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape=torch.Size()):
        with torch.no_grad():
            return torch.bernoulli(_expanded(self.probs, self._extended_shape(sample_shape)))

    def log_prob(self, value):
        logits, value = _broadcast(self.logits, self._checked(value))
        return -F.binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self):
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand=True):
        values = torch.arange(2, dtype=self._param.dtype).view((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1,) + self._batch_shape) if expand else values

class Geometric(_OfProbabilities):
    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.nonnegative_integer

    def __init__(self, probs=None, logits=None, validate_args=None):
        super().__init__(self._given(probs, logits).shape, validate_args=validate_args)

    @property
    def mean(self):
        return 1.0 / self.probs - 1.0

    @property
    def mode(self):
        return torch.zeros_like(self.probs)

    @property
    def variance(self):
        return (1.0 / self.probs - 1.0) / self.probs

    def sample(self, sample_shape=torch.Size()):
        shape = self._extended_shape(sample_shape)
        with torch.no_grad():
            return (self.probs.new(shape).uniform_().log() / (-_expanded(self.probs, shape)).log1p()).floor()

    def log_prob(self, value):
        value, probs = _broadcast(self._checked(value), self.probs)
        return value * (-probs).log1p() + self.probs.log()

    def entropy(self):
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none") / self.probs

class Categorical(_OfProbabilities):
    is_binary = False
    has_enumerate_support = True
    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}

    def __init__(self, probs=None, logits=None, validate_args=None):
        _either(probs, logits)
        self._probs = self._logits = None
        if probs is not None:
            if probs.dim() < 1:
                raise ValueError("\`probs\` parameter must be at least one-dimensional.")
            self._probs = probs / probs.sum(-1, keepdim=True)
        else:
            if logits.dim() < 1:
                raise ValueError("\`logits\` parameter must be at least one-dimensional.")
            self._logits = _normalized(logits)
        self._num_events = self._param.size()[-1]
        super().__init__(self._param.size()[:-1], validate_args=validate_args)

    @property
    def support(self):
        return constraints.integer_interval(0, self._num_events - 1)

    @property
    def mean(self):
        return torch.full(self._extended_shape(), math.nan, dtype=self._param.dtype)

    variance = mean

    @property
    def mode(self):
        return self.probs.argmax(dim=-1)

    def sample(self, sample_shape=torch.Size()):
        if not isinstance(sample_shape, torch.Size):
            sample_shape = torch.Size(sample_shape)
        picked = torch.multinomial(self.probs.reshape(-1, self._num_events), sample_shape.numel(), True).T
        return picked.reshape(self._extended_shape(sample_shape))

    def log_prob(self, value):
        value = self._checked(value).long().unsqueeze(-1)
        shape = torch.broadcast_shapes(value.shape, self.logits.shape)
        value, logits = _expanded(value, shape), _expanded(self.logits, shape)
        return logits.gather(-1, value[..., :1]).squeeze(-1)

    def entropy(self):
        logits = self.logits.clamp(min=torch.finfo(self.logits.dtype).min)
        return -(logits * self.probs).sum(-1)

    def enumerate_support(self, expand=True):
        values = torch.arange(self._num_events).view((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1,) + self._batch_shape) if expand else values

class _OverCategorical(Distribution):
    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}

    def __init__(self, probs=None, logits=None, validate_args=None):
        self._categorical = Categorical(probs, logits)
        super().__init__(
            self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args=validate_args
        )

    @property
    def probs(self):
        return self._categorical.probs

    @property
    def logits(self):
        return self._categorical.logits

class OneHotCategorical(_OverCategorical):
    has_enumerate_support = True
    support = constraints.one_hot

    @property
    def param_shape(self):
        return self._categorical.param_shape

    @property
    def mean(self):
        return self.probs

    @property
    def mode(self):
        return F.one_hot(self.probs.argmax(dim=-1), num_classes=self._event_shape[0]).to(self.probs)

    @property
    def variance(self):
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape=torch.Size()):
        picked = self._categorical.sample(sample_shape)
        return F.one_hot(picked, self._event_shape[0]).to(self.probs)

    def log_prob(self, value):
        return self._categorical.log_prob(self._checked(value).max(-1)[1])

    def entropy(self):
        return self._categorical.entropy()

    def enumerate_support(self, expand=True):
        count = self._event_shape[0]
        values = torch.eye(count, dtype=self.probs.dtype).view((count,) + (1,) * len(self._batch_shape) + (count,))
        return values.expand((count,) + self._batch_shape + (count,)) if expand else values

class OneHotCategoricalStraightThrough(OneHotCategorical):
    has_rsample = True

    def rsample(self, sample_shape=torch.Size()):
        probs = self._categorical.probs
        return self.sample(sample_shape) + (probs - probs.detach())

class Multinomial(_OverCategorical):
    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        super().__init__(probs, logits, validate_args)

    @property
    def mean(self):
        return self.probs * self.total_count

    @property
    def variance(self):
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape=torch.Size()):
        picked = self._categorical.sample(torch.Size((self.total_count,)) + torch.Size(sample_shape))
        picked = picked.permute(*range(1, picked.dim()), 0)
        counts = picked.new(self._extended_shape(sample_shape)).zero_()
        return counts.scatter_add_(-1, picked, torch.ones_like(picked)).type_as(self.probs)

    def log_prob(self, value):
        logits, value = _broadcast(self.logits, self._checked(value))
        return torch.lgamma(value.sum(-1) + 1) - torch.lgamma(value + 1).sum(-1) + (logits * value).sum(-1)

class Binomial(_OfProbabilities):
    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}

    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        _either(probs, logits)
        if probs is not None:
            self.total_count, probs = _broadcast(total_count, probs)
        else:
            self.total_count, logits = _broadcast(total_count, logits)
        super().__init__(self._given(probs, logits).shape, validate_args=validate_args)

    @property
    def mean(self):
        return self.total_count * self.probs

    @property
    def variance(self):
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape=torch.Size()):
        shape = self._extended_shape(sample_shape)
        with torch.no_grad():
            return torch.binomial(_expanded(self.total_count, shape), _expanded(self.probs, shape))

    def log_prob(self, value):
        value, count = self._checked(value), self.total_count
        chosen = torch.lgamma(count + 1) - torch.lgamma(value + 1) - torch.lgamma(count - value + 1)
        return value * self.logits - count * F.softplus(self.logits) + chosen

class Poisson(ExponentialFamily):
    arg_constraints = {"rate": constraints.nonnegative}
    support = constraints.nonnegative_integer

    def __init__(self, rate, validate_args=None):
        (self.rate,) = _broadcast(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)

    @property
    def mean(self):
        return self.rate

    variance = mean

    @property
    def mode(self):
        return self.rate.floor()

    def sample(self, sample_shape=torch.Size()):
        with torch.no_grad():
            return torch.poisson(_expanded(self.rate, self._extended_shape(sample_shape)))

    def log_prob(self, value):
        rate, value = _broadcast(self.rate, self._checked(value))
        return value.xlogy(rate) - rate - (value + 1).lgamma()
`;
