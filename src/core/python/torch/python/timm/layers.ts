// What projects borrow of timm without being about it: its small layers and helpers, for where the package is not there to
// be read. The definitions are those of its documentation, in the form that its versions have in common: options that only
// some of them know are let through, and attributes that are not here are unknown.
export const timmLayersSource = `
import collections.abc
import functools
import contextlib
import math
import torch
from torch import nn
import torch.nn.functional as F
from _incomplete import timm as Incomplete
from convlens.configuration import unknown

def _ntuple(n):
    def convert(x):
        if isinstance(x, collections.abc.Iterable) and not isinstance(x, str):
            return tuple(x)
        return (x,) * n
    return convert

to_1tuple, to_2tuple, to_3tuple, to_4tuple = [_ntuple(n) for n in (1, 2, 3, 4)]
to_ntuple = _ntuple

def make_divisible(v, divisor=8, min_value=None, round_limit=0.9):
    rounded = max(min_value or divisor, int(v + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < round_limit * v else rounded

def drop_path(x, drop_prob=0.0, training=False, scale_by_keep=True):
    if drop_prob == 0.0 or not training:
        return x
    kept = x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)).bernoulli_(1 - drop_prob)
    return x * (kept.div_(1 - drop_prob) if scale_by_keep and drop_prob < 1 else kept)

class DropPath(nn.Module, Incomplete):
    def __init__(self, drop_prob=0.0, scale_by_keep=True):
        super().__init__()
        self.drop_prob = drop_prob
        self.scale_by_keep = scale_by_keep
    def forward(self, x):
        return drop_path(x, self.drop_prob, self.training, self.scale_by_keep)

def _filled(tensor, *args, **kwargs):
    return tensor

trunc_normal_ = trunc_normal_tf_ = lecun_normal_ = variance_scaling_ = _filled

class LayerNorm2d(nn.LayerNorm, Incomplete):
    def __init__(self, num_channels, eps=1e-6, affine=True, **options):
        super().__init__(num_channels, eps=eps, elementwise_affine=affine)
    def forward(self, x):
        x = F.layer_norm(x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)

class Mlp(nn.Module, Incomplete):
    def __init__(self, in_features, hidden_features=None, out_features=None, act_layer=nn.GELU, norm_layer=None, bias=True, drop=0.0, use_conv=False, **options):
        super().__init__()
        out_features = out_features or in_features
        hidden_features = hidden_features or in_features
        bias, drop = to_2tuple(bias), to_2tuple(drop)
        linear = functools.partial(nn.Conv2d, kernel_size=1) if use_conv else nn.Linear
        self.fc1 = linear(in_features, hidden_features, bias=bias[0])
        self.act = act_layer()
        self.drop1 = nn.Dropout(drop[0])
        self.norm = nn.Identity() if norm_layer is None else norm_layer(hidden_features)
        self.fc2 = linear(hidden_features, out_features, bias=bias[1])
        self.drop2 = nn.Dropout(drop[1])
    def forward(self, x):
        return self.drop2(self.fc2(self.norm(self.drop1(self.act(self.fc1(x))))))

class PatchEmbed(nn.Module, Incomplete):
    def __init__(self, img_size=224, patch_size=16, in_chans=3, embed_dim=768, norm_layer=None, flatten=True, output_fmt=None, bias=True, strict_img_size=True, dynamic_img_pad=False, **options):
        super().__init__()
        self.patch_size = to_2tuple(patch_size)
        self.flatten, self.output_fmt = flatten and output_fmt is None, output_fmt or "NCHW"
        self.dynamic_img_pad = dynamic_img_pad
        self.img_size = self.grid_size = self.num_patches = None
        if img_size is not None:
            self.img_size = to_2tuple(img_size)
            self.grid_size = tuple(size // patch for size, patch in zip(self.img_size, self.patch_size))
            self.num_patches = self.grid_size[0] * self.grid_size[1]
        self.proj = nn.Conv2d(in_chans, embed_dim, kernel_size=self.patch_size, stride=self.patch_size, bias=bias)
        self.norm = nn.Identity() if norm_layer is None else norm_layer(embed_dim)
    def forward(self, x):
        if self.dynamic_img_pad:
            (height, width), (high, wide) = x.shape[-2:], self.patch_size
            x = F.pad(x, (0, -width % wide, 0, -height % high))
        x = self.proj(x)
        if self.flatten:
            x = x.flatten(2).transpose(1, 2)
        elif self.output_fmt == "NHWC":
            x = x.permute(0, 2, 3, 1)
        elif self.output_fmt == "NLC":
            x = x.flatten(2).transpose(1, 2)
        elif self.output_fmt == "NCL":
            x = x.flatten(2)
        return self.norm(x)

drop_block_2d = drop_path

class DropBlock2d(nn.Module, Incomplete):
    def __init__(self, drop_prob=0.1, block_size=7, **options):
        super().__init__()
        self.drop_prob, self.block_size = drop_prob, block_size
    def forward(self, x):
        return drop_path(x, self.drop_prob, self.training)

class LayerScale(nn.Module, Incomplete):
    def __init__(self, dim, init_values=1e-5, inplace=False, **options):
        super().__init__()
        self.inplace = inplace
        self.gamma = nn.Parameter(init_values * torch.ones(dim))
    def forward(self, x):
        return x.mul_(self.gamma) if self.inplace else x * self.gamma

class LayerScale2d(LayerScale):
    def forward(self, x):
        gamma = self.gamma.view(1, -1, 1, 1)
        return x.mul_(gamma) if self.inplace else x * gamma

class LayerNorm(nn.LayerNorm, Incomplete):
    def __init__(self, num_channels, eps=1e-6, affine=True, **options):
        super().__init__(num_channels, eps=eps, elementwise_affine=affine)

class GroupNorm(nn.GroupNorm, Incomplete):
    def __init__(self, num_channels, num_groups=32, eps=1e-5, affine=True, **options):
        super().__init__(num_groups, num_channels, eps=eps, affine=affine)

class GroupNorm1(nn.GroupNorm, Incomplete):
    def __init__(self, num_channels, **options):
        super().__init__(1, num_channels, **options)

class RmsNorm(nn.Module, Incomplete):
    def __init__(self, channels, eps=1e-6, affine=True, **options):
        super().__init__()
        self.normalized_shape, self.eps, self.elementwise_affine = (channels,), eps, affine
        if affine:
            self.weight = nn.Parameter(torch.ones(channels))
        else:
            self.register_parameter("weight", None)
    def forward(self, x):
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

class Linear(nn.Linear, Incomplete):
    pass

_activations = dict(
    silu=nn.SiLU, swish=nn.SiLU, mish=nn.Mish, relu=nn.ReLU, relu6=nn.ReLU6, leaky_relu=nn.LeakyReLU, elu=nn.ELU,
    prelu=nn.PReLU, celu=nn.CELU, selu=nn.SELU, gelu=nn.GELU, gelu_tanh=functools.partial(nn.GELU, approximate="tanh"),
    sigmoid=nn.Sigmoid, tanh=nn.Tanh, hard_sigmoid=nn.Hardsigmoid, hard_swish=nn.Hardswish, identity=nn.Identity,
)

def get_act_layer(name="relu"):
    if not name:
        return None
    return _activations[name.lower()] if isinstance(name, str) else name

def create_act_layer(name, inplace=None, **kwargs):
    layer = get_act_layer(name)
    if layer is None:
        return None
    in_place = (nn.SiLU, nn.Mish, nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.CELU, nn.SELU, nn.Hardsigmoid, nn.Hardswish)
    if inplace is not None and layer in in_place:
        kwargs["inplace"] = inplace
    return layer(**kwargs)

_norms = dict(
    batchnorm=nn.BatchNorm2d, batchnorm2d=nn.BatchNorm2d, batchnorm1d=nn.BatchNorm1d, groupnorm=GroupNorm,
    groupnorm1=GroupNorm1, layernorm=LayerNorm, layernorm2d=LayerNorm2d, rmsnorm=RmsNorm,
)

def get_norm_layer(norm_layer):
    if not norm_layer:
        return None
    return _norms[norm_layer.replace("_", "").lower()] if isinstance(norm_layer, str) else norm_layer

def create_norm_layer(layer_name, num_features, **kwargs):
    return get_norm_layer(layer_name)(num_features, **kwargs)

class BatchNormAct2d(nn.BatchNorm2d, Incomplete):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, apply_act=True, act_layer=nn.ReLU, act_kwargs=None, inplace=True, drop_layer=None, **options):
        super().__init__(num_features, eps, momentum, affine, track_running_stats)
        self.drop = drop_layer() if drop_layer is not None else nn.Identity()
        act = create_act_layer(act_layer, inplace=inplace, **(act_kwargs or {})) if apply_act else None
        self.act = nn.Identity() if act is None else act
    def forward(self, x):
        return self.act(self.drop(super().forward(x)))

class GroupNormAct(nn.GroupNorm, Incomplete):
    def __init__(self, num_channels, num_groups=32, eps=1e-5, affine=True, group_size=None, apply_act=True, act_layer=nn.ReLU, act_kwargs=None, inplace=True, drop_layer=None, **options):
        super().__init__(num_channels // group_size if group_size else num_groups, num_channels, eps, affine)
        self.drop = drop_layer() if drop_layer is not None else nn.Identity()
        act = create_act_layer(act_layer, inplace=inplace, **(act_kwargs or {})) if apply_act else None
        self.act = nn.Identity() if act is None else act
    def forward(self, x):
        return self.act(self.drop(super().forward(x)))

def get_padding(kernel_size, stride=1, dilation=1, **options):
    if any(isinstance(v, (tuple, list)) for v in (kernel_size, stride, dilation)):
        return [get_padding(*v) for v in zip(to_2tuple(kernel_size), to_2tuple(stride), to_2tuple(dilation))]
    return (stride - 1 + dilation * (kernel_size - 1)) // 2

def _same(size, kernel, stride, dilation):
    return max((math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)

def pad_same(x, kernel_size, stride, dilation=(1, 1), value=0):
    sizes = zip(x.shape[-2:], to_2tuple(kernel_size), to_2tuple(stride), to_2tuple(dilation))
    high, wide = [_same(*axis) for axis in sizes]
    return F.pad(x, (wide // 2, wide - wide // 2, high // 2, high - high // 2), value=value)

class Conv2dSame(nn.Conv2d, Incomplete):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, **options):
        super().__init__(in_channels, out_channels, kernel_size, stride, 0, dilation, groups, bias)
    def forward(self, x):
        x = pad_same(x, self.kernel_size, self.stride, self.dilation)
        return F.conv2d(x, self.weight, self.bias, self.stride, (0, 0), self.dilation, self.groups)

def get_padding_value(padding, kernel_size, stride=1, dilation=1, **options):
    if not isinstance(padding, str):
        return padding, False
    padding = padding.lower()
    if padding == "same":
        static = stride == 1 and (dilation * (kernel_size - 1)) % 2 == 0
        return (get_padding(kernel_size, stride, dilation), False) if static else (0, True)
    return (0 if padding == "valid" else get_padding(kernel_size, stride, dilation)), False

def create_conv2d(in_channels, out_channels, kernel_size, stride=1, padding="", dilation=1, groups=1, depthwise=False, bias=False, **options):
    groups = in_channels if depthwise else groups
    padding, dynamic = get_padding_value(padding, kernel_size, stride=stride, dilation=dilation)
    kind = Conv2dSame if dynamic else nn.Conv2d
    return kind(in_channels, out_channels, kernel_size, stride=stride, padding=padding, dilation=dilation, groups=groups, bias=bias)

class AvgPool2dSame(nn.AvgPool2d, Incomplete):
    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        super().__init__(to_2tuple(kernel_size), to_2tuple(stride or kernel_size), (0, 0), ceil_mode, count_include_pad)
    def forward(self, x):
        x = pad_same(x, self.kernel_size, self.stride)
        return F.avg_pool2d(x, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)

class MaxPool2dSame(nn.MaxPool2d, Incomplete):
    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
        super().__init__(to_2tuple(kernel_size), to_2tuple(stride or kernel_size), (0, 0), to_2tuple(dilation), ceil_mode=ceil_mode)
    def forward(self, x):
        x = pad_same(x, self.kernel_size, self.stride, value=-float("inf"))
        return F.max_pool2d(x, self.kernel_size, self.stride, (0, 0), self.dilation, self.ceil_mode)

def create_pool2d(pool_type, kernel_size, stride=None, padding="", **kwargs):
    stride = stride or kernel_size
    padding, dynamic = get_padding_value(padding, kernel_size, stride=stride, **kwargs)
    kinds = {"avg": (nn.AvgPool2d, AvgPool2dSame), "max": (nn.MaxPool2d, MaxPool2dSame)}[pool_type]
    if dynamic:
        return kinds[1](kernel_size, stride=stride, **kwargs)
    return kinds[0](kernel_size, stride=stride, padding=padding, **kwargs)

class BlurPool2d(nn.Module, Incomplete):
    def __init__(self, channels=None, filt_size=3, stride=2, pad_mode="reflect", **options):
        super().__init__()
        self.channels, self.filt_size, self.stride, self.pad_mode = channels, filt_size, stride, pad_mode
        self.padding = [get_padding(filt_size, stride)] * 4
        row = torch.tensor([float(math.comb(filt_size - 1, k)) for k in range(filt_size)]) / 2 ** (filt_size - 1)
        kernel = (row[:, None] * row[None, :])[None, None, :, :]
        self.register_buffer("filt", kernel if channels is None else kernel.repeat(channels, 1, 1, 1), persistent=False)
    def forward(self, x):
        channels = self.channels or x.shape[1]
        filt = self.filt if self.channels is not None else self.filt.expand(channels, 1, self.filt_size, self.filt_size)
        return F.conv2d(F.pad(x, self.padding, mode=self.pad_mode), filt, stride=self.stride, groups=channels)
`;
