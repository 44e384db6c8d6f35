// torch.distributions: what every distribution has. The rules of shapes are those of torch's documentation: parameters
// broadcast to batch_shape + event_shape, a sample is sample_shape + batch_shape + event_shape, and log_prob and entropy
// give one number for each event. Which numbers a distribution admits is not asked.
export const baseSource = `
import math
from numbers import Number
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.distributions import constraints

def _tensor(value, like=None):
    if isinstance(value, Number):
        return torch.tensor(float(value), dtype=None if like is None else like.dtype)
    return value

def _broadcast(*values):
    like = next((value for value in values if isinstance(value, Tensor)), None)
    tensors = [_tensor(value, like) for value in values]
    shape = torch.broadcast_shapes(*[tensor.shape for tensor in tensors])
    return [_expanded(tensor, shape) for tensor in tensors]

def _expanded(tensor, shape):
    return tensor if tensor.shape == shape else tensor.expand(shape)

def _sum_rightmost(value, count):
    return value if count == 0 else value.reshape(value.shape[: value.dim() - count] + (-1,)).sum(-1)

def _normalized(logits):
    return logits - logits.logsumexp(dim=-1, keepdim=True)

def _either(probs, logits):
    if (probs is None) == (logits is None):
        raise ValueError("Either \`probs\` or \`logits\` must be specified, but not both.")

def _clamped(probs):
    eps = torch.finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)

def _probs_of(logits, is_binary=False):
    return torch.sigmoid(logits) if is_binary else F.softmax(logits, dim=-1)

def _logits_of(probs, is_binary=False):
    probs = _clamped(probs)
    return torch.log(probs) - torch.log1p(-probs) if is_binary else torch.log(probs)

class Distribution:
    has_rsample = False
    has_enumerate_support = False
    arg_constraints = {}

    @staticmethod
    def set_default_validate_args(value):
        pass

    def __init__(self, batch_shape=torch.Size(), event_shape=torch.Size(), validate_args=None):
        self._batch_shape = batch_shape
        self._event_shape = event_shape
        self._validate_args = validate_args is None or validate_args

    @property
    def batch_shape(self):
        return self._batch_shape

    @property
    def event_shape(self):
        return self._event_shape

    @property
    def mean(self):
        raise NotImplementedError

    @property
    def mode(self):
        raise NotImplementedError(f"{self.__class__} does not implement mode")

    @property
    def variance(self):
        raise NotImplementedError

    @property
    def stddev(self):
        return self.variance.sqrt()

    def expand(self, batch_shape, _instance=None):
        batch_shape = torch.Size(batch_shape)
        made = type(self).__new__(type(self))
        for name, value in self.__dict__.items():
            if isinstance(value, Tensor):
                value = value.expand(batch_shape + value.shape[len(self._batch_shape):])
            elif isinstance(value, Distribution):
                value = value.expand(batch_shape + value.batch_shape[len(self._batch_shape):])
            setattr(made, name, value)
        made._batch_shape = batch_shape
        return made

    def sample(self, sample_shape=torch.Size()):
        with torch.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=torch.Size()):
        raise NotImplementedError

    def sample_n(self, n):
        return self.sample(torch.Size((n,)))

    def log_prob(self, value):
        raise NotImplementedError

    def cdf(self, value):
        raise NotImplementedError

    def icdf(self, value):
        raise NotImplementedError

    def enumerate_support(self, expand=True):
        raise NotImplementedError

    def entropy(self):
        raise NotImplementedError

    def perplexity(self):
        return torch.exp(self.entropy())

    def _extended_shape(self, sample_shape=torch.Size()):
        if not isinstance(sample_shape, torch.Size):
            sample_shape = torch.Size(sample_shape)
        return torch.Size(sample_shape + self._batch_shape + self._event_shape)

    def _validate_sample(self, value):
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        shape, expected = value.shape, self._batch_shape + self._event_shape
        first = len(shape) - len(self._event_shape)
        if shape[first:] != self._event_shape:
            raise ValueError(
                f"The right-most size of value must match event_shape: {tuple(shape)} vs {tuple(self._event_shape)}."
            )
        for got, wanted in zip(reversed(shape), reversed(expected)):
            if got != 1 and wanted != 1 and got != wanted:
                raise ValueError(
                    "Value is not broadcastable with batch_shape+event_shape: "
                    f"{tuple(shape)} vs {tuple(expected)}."
                )

    def _checked(self, value):
        if self._validate_args:
            self._validate_sample(value)
        return value

class ExponentialFamily(Distribution):
    pass
`;
