// torch.nn.utils: what takes norms away again, and vectors of parameters.
export const utilsSource = `
import torch
from torch import nn

def _put_back(module, name, *parts):
    value = module.__dict__.pop(name)
    for part in parts:
        delattr(module, part)
    module.register_parameter(name, nn.Parameter(value))
    return module

def remove_weight_norm(module, name="weight"):
    if f"{name}_v" not in module._parameters:
        raise ValueError(f"weight_norm of '{name}' not found in {module}")
    return _put_back(module, name, f"{name}_g", f"{name}_v")

def remove_spectral_norm(module, name="weight"):
    if f"{name}_orig" not in module._parameters:
        raise ValueError(f"spectral_norm of '{name}' not found in {module}")
    return _put_back(module, name, f"{name}_orig", f"{name}_u", f"{name}_v")

def parameters_to_vector(parameters):
    return torch.cat([parameter.view(-1) for parameter in parameters])

def skip_init(module_cls, *args, **kwargs):
    return module_cls(*args, **kwargs)
`;
