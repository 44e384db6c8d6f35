// torch.nn.utils.prune: a parameter moves to NAME_orig, a mask of its size is kept beside it, and NAME is their product. Which
// elements a method takes is not computed: masks are of ones.
export const pruneSource = `
import torch
from torch import nn

class BasePruningMethod:
    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t, default_mask):
        return default_mask

    @classmethod
    def apply(cls, module, name, *args, importance_scores=None, **kwargs):
        _prune(module, name)
        return cls.__new__(cls)

class Identity(BasePruningMethod): pass
class RandomUnstructured(BasePruningMethod): pass
class L1Unstructured(BasePruningMethod): pass
class RandomStructured(BasePruningMethod): PRUNING_TYPE = "structured"
class LnStructured(BasePruningMethod): PRUNING_TYPE = "structured"
class CustomFromMask(BasePruningMethod): PRUNING_TYPE = "global"
class PruningContainer(BasePruningMethod): pass

def _prune(module, name):
    if name + "_orig" not in module._parameters:
        orig = getattr(module, name)
        if not isinstance(orig, nn.Parameter):
            return module
        module.register_parameter(name + "_orig", orig)
        del module._parameters[name]
        module.register_buffer(name + "_mask", torch.ones_like(orig))
        setattr(module, name, orig.detach())
    return module

def identity(module, name): return _prune(module, name)
def random_unstructured(module, name, amount): return _prune(module, name)
def l1_unstructured(module, name, amount, importance_scores=None): return _prune(module, name)
def random_structured(module, name, amount, dim): return _prune(module, name)
def ln_structured(module, name, amount, n, dim, importance_scores=None): return _prune(module, name)
def custom_from_mask(module, name, mask): return _prune(module, name)

def global_unstructured(parameters, pruning_method, importance_scores=None, **kwargs):
    for module, name in parameters:
        _prune(module, name)

def remove(module, name):
    if name + "_orig" not in module._parameters:
        raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")
    orig = module._parameters[name + "_orig"]
    delattr(module, name)
    del module._parameters[name + "_orig"]
    del module._buffers[name + "_mask"]
    setattr(module, name, orig)
    return module

def is_pruned(module):
    return any(name.endswith("_mask") for part in module.modules() for name in part._buffers)
`;
