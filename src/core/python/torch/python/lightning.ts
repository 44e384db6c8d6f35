// PyTorch Lightning's module: what of it decides about a network (hyperparameters.py, module.py). The rest of the package
// trains, and is not modelled.
export const lightningSource = `
from torch import nn
from _init_arguments import init_arguments

class AttributeDict(dict):
    def __getattr__(self, key):
        try:
            return self[key]
        except KeyError:
            raise AttributeError(f"Missing attribute '{key}'")
    def __setattr__(self, key, value):
        self[key] = value

def _as_attributes(hparams):
    if isinstance(hparams, AttributeDict):
        return hparams
    return AttributeDict(hparams if isinstance(hparams, dict) else vars(hparams))

class HyperparametersMixin:
    def save_hyperparameters(self, *args, ignore=None, frame=None, logger=True):
        if len(args) == 1 and not isinstance(args[0], str) and not args[0]:
            return
        given = init_arguments(self)
        if ignore is not None:
            for name in [ignore] if isinstance(ignore, str) else ignore:
                given.pop(name, None)
        objects = [arg for arg in args if not isinstance(arg, str)]
        if len(objects) == 1:
            found = _as_attributes(objects[0])
        elif args:
            found = {name: given[name] for name in args if isinstance(name, str)}
        else:
            found = given
        if "_hparams" in self.__dict__:
            self._hparams.update(found)
        else:
            self._hparams = _as_attributes(found)
    @property
    def hparams(self):
        if "_hparams" not in self.__dict__:
            self._hparams = AttributeDict()
        return self._hparams
    @property
    def hparams_initial(self):
        return AttributeDict(self.hparams)

class LightningModule(HyperparametersMixin, nn.Module):
    automatic_optimization = True
    global_step = current_epoch = global_rank = local_rank = 0
    on_gpu = False
    logger = example_input_array = None
    def __init__(self, *args, **kwargs):
        super().__init__()
    @property
    def device(self):
        for tensor in self.parameters():
            return tensor.device
        return "cpu"
    @property
    def dtype(self):
        for tensor in self.parameters():
            return tensor.dtype
    def log(self, *args, **kwargs): pass
    def log_dict(self, *args, **kwargs): pass
    def print(self, *args, **kwargs): pass
    def freeze(self):
        for parameter in self.parameters():
            parameter.requires_grad = False
        self.eval()
    def unfreeze(self):
        for parameter in self.parameters():
            parameter.requires_grad = True
        self.train()

class LightningDataModule(HyperparametersMixin):
    def __init__(self, *args, **kwargs): pass
`;
