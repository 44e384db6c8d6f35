// torch.nn.utils.fusion: a normalization taken into the layer before it.
export const fusionSource = `
import copy
import torch
from torch import nn

def _with_bias(layer, size):
    fused = copy.deepcopy(layer)
    if fused.bias is None:
        fused.bias = nn.Parameter(torch.zeros(size))
    return fused

def fuse_conv_bn_eval(conv, bn, transpose=False):
    return _with_bias(conv, conv.out_channels)

def fuse_linear_bn_eval(linear, bn):
    return _with_bias(linear, linear.out_features)

def fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose=False):
    return conv_w, nn.Parameter(torch.zeros_like(bn_rm)) if conv_b is None else conv_b
`;
