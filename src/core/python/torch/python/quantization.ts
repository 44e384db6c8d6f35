// torch.ao.quantization: stubs, fusion and conversion, as far as parameters and shapes see them.
export const quantizationSource = `
import copy
import torch
from torch import nn
from torch.ao.nn.intrinsic import fused_class
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval

class QuantStub(nn.Module):
    def __init__(self, qconfig=None):
        super().__init__()
    def forward(self, x):
        return x

class DeQuantStub(nn.Module):
    def __init__(self, qconfig=None):
        super().__init__()
    def forward(self, x):
        return x

class QuantWrapper(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.add_module("quant", QuantStub())
        self.add_module("dequant", DeQuantStub())
        self.add_module("module", module)
        self.train(module.training)
    def forward(self, X):
        return self.dequant(self.module(self.quant(X)))

_norms = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)

def _fused(modules, training):
    first, *rest = modules
    if rest and isinstance(rest[0], _norms):
        norm = rest.pop(0)
        if training:
            first = fused_class([first, norm])(first, norm)
        elif isinstance(first, nn.Linear):
            first = fuse_linear_bn_eval(first, norm)
        else:
            first = fuse_conv_bn_eval(first, norm)
    return fused_class([first, *rest])(first, *rest) if rest else first

def _fuse(model, names, training):
    parents = [model.get_submodule(".".join(name.split(".")[:-1])) for name in names]
    modules = [model.get_submodule(name) for name in names]
    for index, (parent, name) in enumerate(zip(parents, names)):
        made = _fused(modules, training) if index == 0 else nn.Identity()
        setattr(parent, name.split(".")[-1], made)

def _fuse_all(model, modules_to_fuse, inplace, training):
    if not inplace:
        model = copy.deepcopy(model)
    lists = [modules_to_fuse] if all(isinstance(name, str) for name in modules_to_fuse) else modules_to_fuse
    for names in lists:
        _fuse(model, names, training)
    return model

def fuse_modules(model, modules_to_fuse, inplace=False, *args, **kwargs):
    return _fuse_all(model, modules_to_fuse, inplace, False)

def fuse_modules_qat(model, modules_to_fuse, inplace=False, *args, **kwargs):
    return _fuse_all(model, modules_to_fuse, inplace, True)

def prepare(model, inplace=False, *args, **kwargs):
    return model if inplace else copy.deepcopy(model)

def prepare_qat(model, mapping=None, inplace=False):
    return model if inplace else copy.deepcopy(model)

def _pack(module):
    """A quantized layer keeps its weights packed: they are no parameters any more."""
    for name, tensor in list(module.named_parameters(recurse=False)):
        delattr(module, name)
        module.__dict__[name] = tensor.detach()

_packed = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)

def _packed_all(model, kinds, inplace):
    model = model if inplace else copy.deepcopy(model)
    for module in model.modules():
        if isinstance(module, kinds):
            _pack(module)
    return model

def convert(module, mapping=None, inplace=False, *args, **kwargs):
    return _packed_all(module, _packed, inplace)

def quantize_dynamic(model, qconfig_spec=None, dtype=None, mapping=None, inplace=False):
    return _packed_all(model, (nn.Linear,), inplace)

def quantize(model, run_fn, run_args, mapping=None, inplace=False):
    return convert(prepare(model, inplace), inplace=True)

class _Config:
    def __init__(self, *args, **kwargs): pass
    @classmethod
    def with_args(cls, *args, **kwargs): return cls

class QConfig(_Config): pass
class QConfigMapping(_Config): pass
class FakeQuantize(_Config): pass
class MinMaxObserver(_Config): pass
class HistogramObserver(_Config): pass
class MovingAverageMinMaxObserver(_Config): pass
class PerChannelMinMaxObserver(_Config): pass

default_qconfig = QConfig()
default_dynamic_qconfig = QConfig()
default_observer = MinMaxObserver
default_weight_observer = MinMaxObserver
default_per_channel_weight_observer = PerChannelMinMaxObserver
default_histogram_observer = HistogramObserver
default_fake_quant = FakeQuantize
default_weight_fake_quant = FakeQuantize
default_per_channel_weight_fake_quant = FakeQuantize

def get_default_qconfig(*args, **kwargs): return default_qconfig
def get_default_qat_qconfig(*args, **kwargs): return default_qconfig
def get_default_qconfig_mapping(*args, **kwargs): return QConfigMapping()
def disable_observer(module): return None
def enable_observer(module): return None
def disable_fake_quant(module): return None
def enable_fake_quant(module): return None
`;
