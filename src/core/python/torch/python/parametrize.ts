// torch.nn.utils.parametrize: a tensor that a module computes from others.
export const parametrizeSource = `
from contextlib import contextmanager
import torch
from torch import nn

@contextmanager
def cached():
    yield

class ParametrizationList(nn.ModuleList):
    def __init__(self, modules, original, unsafe=False):
        super().__init__(modules)
        self.is_tensor = True
        new = original
        for module in reversed(list(self)):
            if hasattr(module, "right_inverse"):
                new = module.right_inverse(new)
        if isinstance(new, (list, tuple)):
            self.is_tensor = False
            self.ntensors = len(new)
            for index, each in enumerate(new):
                self.register_parameter(f"original{index}", each if isinstance(each, nn.Parameter) else nn.Parameter(each))
        elif isinstance(original, nn.Parameter):
            self.register_parameter("original", new if isinstance(new, nn.Parameter) else nn.Parameter(new))
        else:
            self.register_buffer("original", new)
    def forward(self):
        modules = list(self)
        if self.is_tensor:
            x = modules[0](self.original)
        else:
            x = modules[0](*[getattr(self, f"original{index}") for index in range(self.ntensors)])
        for module in modules[1:]:
            x = module(x)
        return x

def register_parametrization(module, tensor_name, parametrization, *, unsafe=False):
    if hasattr(module, "parametrizations") and tensor_name in module.parametrizations:
        module.parametrizations[tensor_name].append(parametrization)
        return module
    original = getattr(module, tensor_name)
    delattr(module, tensor_name)
    if not hasattr(module, "parametrizations"):
        module.parametrizations = nn.ModuleDict()
        base = type(module)
        module.__class__ = type(f"Parametrized{base.__name__}", (base,), {"__module__": base.__module__})
    module.parametrizations[tensor_name] = ParametrizationList([parametrization], original, unsafe=unsafe)
    module.__dict__[tensor_name] = original.detach()
    return module

def is_parametrized(module, tensor_name=None):
    held = getattr(module, "parametrizations", None)
    if held is None:
        return False
    return len(held) > 0 if tensor_name is None else tensor_name in held

def remove_parametrizations(module, tensor_name, leave_parametrized=True):
    held = module.parametrizations[tensor_name]
    value = module.__dict__.pop(tensor_name)
    module.register_parameter(tensor_name, nn.Parameter(value))
    del module.parametrizations[tensor_name]
    if len(module.parametrizations) == 0:
        del module.parametrizations
    return module

def type_before_parametrizations(module):
    return type(module).__bases__[0] if is_parametrized(module) else type(module)
`;
