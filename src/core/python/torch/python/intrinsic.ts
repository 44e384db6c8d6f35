// torch.ao.nn.intrinsic: fused layers are sequences under a name of their own.
export const intrinsicSource = `
from torch import nn

class _FusedModule(nn.Sequential):
    pass

_short = {"Conv1d": "Conv", "Conv2d": "Conv", "Conv3d": "Conv", "Linear": "Linear"}
_last = {"BatchNorm1d": "Bn", "BatchNorm2d": "Bn", "BatchNorm3d": "Bn", "ReLU": "ReLU", "ReLU6": "ReLU"}
_made = {}

def fused_class(modules):
    """ConvBnReLU2d and its kin, by what is fused."""
    first, *rest = [type(module) for module in modules]
    inner = issubclass(first, _FusedModule)
    base = first.__name__ if inner else _short.get(first.__name__, first.__name__)
    digits = "".join(letter for letter in base if letter.isdigit()) + "d" if inner else first.__name__[len(base):]
    stem = base.replace(digits, "") if inner and digits != "d" else base
    name = stem + "".join(_last.get(each.__name__, each.__name__) for each in rest) + digits
    if name not in _made:
        _made[name] = type(name, (_FusedModule,), {"__module__": __name__})
    return _made[name]

class ConvReLU1d(_FusedModule): pass
class ConvReLU2d(_FusedModule): pass
class ConvReLU3d(_FusedModule): pass
class LinearReLU(_FusedModule): pass
class ConvBn2d(_FusedModule): pass
class ConvBnReLU2d(_FusedModule): pass
class BNReLU2d(_FusedModule): pass
for _each in (ConvReLU1d, ConvReLU2d, ConvReLU3d, LinearReLU, ConvBn2d, ConvBnReLU2d, BNReLU2d):
    _made[_each.__name__] = _each
`;
