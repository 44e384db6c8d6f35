// The layers of einops.
export const einopsLayersSource = `
import torch
from torch import nn
from einops import rearrange, reduce, _groups, _sides

class Rearrange(nn.Module):
    def __init__(self, pattern, **axes_lengths):
        super().__init__()
        self.pattern, self.axes_lengths = pattern, axes_lengths
    def forward(self, input):
        return rearrange(input, self.pattern, **self.axes_lengths)

class Reduce(nn.Module):
    def __init__(self, pattern, reduction, **axes_lengths):
        super().__init__()
        self.pattern, self.reduction, self.axes_lengths = pattern, reduction, axes_lengths
    def forward(self, input):
        return reduce(input, self.pattern, self.reduction, **self.axes_lengths)

class EinMix(nn.Module):
    def __init__(self, pattern, weight_shape, bias_shape=None, **axes_lengths):
        super().__init__()
        self.pattern, self.axes_lengths = pattern, axes_lengths
        self.left, self.right = _sides(pattern)
        self.weight_axes = weight_shape.split()
        self.weight = nn.Parameter(torch.zeros([axes_lengths[name] for name in self.weight_axes]))
        self.bias = None
        if bias_shape:
            axes = bias_shape.split()
            names = [name for group in self.right for name in group]
            self.bias = nn.Parameter(torch.zeros([axes_lengths[name] if name in axes else 1 for name in names]))
    def forward(self, input):
        before = [name for group in self.left for name in group]
        after = [name for group in self.right for name in group]
        known = {name: size for name, size in self.axes_lengths.items() if name in before}
        x = rearrange(input, f"{self.pattern.split('->')[0]} -> {' '.join(before)}", **known)
        letters = {}
        for name in [*before, *self.weight_axes, *after]:
            letters.setdefault(name, "abcdefghijklmnopqrstuvwxyz"[len(letters)])
        short = ["".join(letters[name] for name in names) for names in (before, self.weight_axes, after)]
        x = torch.einsum(f"{short[0]},{short[1]}->{short[2]}", x, self.weight)
        if self.bias is not None:
            x = x + self.bias
        sizes = {name: size for name, size in self.axes_lengths.items() if name in after}
        return rearrange(x, f"{' '.join(after)} -> {self.pattern.split('->')[1]}", **sizes)
`;
