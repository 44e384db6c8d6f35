// torch.ao.nn.quantized: operations that would be quantized, in float.
export const quantizedSource = `
import torch
from torch import nn

class FloatFunctional(nn.Module):
    def __init__(self):
        super().__init__()
        self.activation_post_process = nn.Identity()
    def forward(self, x):
        raise RuntimeError("FloatFunctional is not intended to use the 'forward'. Please use the underlying operation")
    def add(self, x, y):
        return self.activation_post_process(torch.add(x, y))
    def add_scalar(self, x, y):
        return torch.add(x, y)
    def mul(self, x, y):
        return self.activation_post_process(torch.mul(x, y))
    def mul_scalar(self, x, y):
        return torch.mul(x, y)
    def cat(self, x, dim=0):
        return self.activation_post_process(torch.cat(x, dim=dim))
    def add_relu(self, x, y):
        return self.activation_post_process(torch.relu(torch.add(x, y)))
    def matmul(self, x, y):
        return self.activation_post_process(torch.matmul(x, y))

class FXFloatFunctional(FloatFunctional): pass
class QFunctional(FloatFunctional): pass

class Quantize(nn.Module):
    def __init__(self, scale, zero_point, dtype, factory_kwargs=None):
        super().__init__()
    def forward(self, X):
        return X

class DeQuantize(nn.Module):
    def forward(self, Xq):
        return Xq
`;
