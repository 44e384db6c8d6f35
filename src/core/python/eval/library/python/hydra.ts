// hydra, as far as a configuration says what to make: "Instantiating objects with Hydra" of its documentation. What a
// program's command line composes is not known here.
export const hydraSource = `
import functools
import hydra.utils as utils
from hydra.utils import call, get_class, get_method, get_object, instantiate

def main(config_path=None, config_name=None, version_base=None):
    def decorator(task):
        @functools.wraps(task)
        def decorated(cfg=None):
            return None if cfg is None else task(cfg)
        return decorated
    return decorator
`;

export const hydraUtilsSource = `
import functools
import importlib
from omegaconf import DictConfig, ListConfig, OmegaConf
from convlens.configuration import known

_keys = ("_target_", "_args_", "_partial_", "_recursive_", "_convert_", "_mode_")

def get_object(path):
    name, *rest = path.split(".")
    found = importlib.import_module(name)
    for part in rest:
        name += "." + part
        try:
            found = getattr(found, part)
        except AttributeError:
            found = importlib.import_module(name)
    return found

get_class = get_method = get_static_method = get_object

def _plain(value, convert):
    if convert in ("all", "partial", "object") and isinstance(value, (DictConfig, ListConfig)):
        return OmegaConf.to_container(value, resolve=True)
    return value

def _is_target(node):
    return isinstance(node, (dict, DictConfig)) and "_target_" in node

def _made(node, recursive, convert):
    if isinstance(node, (list, tuple, ListConfig)):
        values = [_made(value, recursive, convert) for value in node]
        return values if convert in ("all", "partial", "object") else ListConfig(values)
    if not isinstance(node, (dict, DictConfig)):
        return node
    recursive = node.get("_recursive_", recursive)
    convert = str(node.get("_convert_", convert)).lower().split(".")[-1]
    if not _is_target(node):
        values = {key: _made(value, recursive, convert) if recursive else value for key, value in node.items()}
        return values if convert in ("all", "partial", "object") else DictConfig(values)
    target = node["_target_"]
    target = get_object(target) if isinstance(target, str) else target
    args = list(node.get("_args_", []))
    given = {key: value for key, value in node.items() if key not in _keys}
    if recursive:
        args = [_made(value, recursive, convert) for value in args]
        given = {key: _made(value, recursive, convert) for key, value in given.items()}
    args = [_plain(value, convert) for value in args]
    given = {key: _plain(value, convert) for key, value in given.items()}
    if node.get("_partial_", False):
        return functools.partial(target, *args, **given)
    return target(*args, **given)

def instantiate(config, *args, _skip_instantiate_full_deepcopy_=False, **kwargs):
    if config is None:
        return None
    if not known(None, config):
        return config
    if isinstance(config, (list, tuple, ListConfig)):
        return _made(config, kwargs.get("_recursive_", True), kwargs.get("_convert_", "none"))
    if not isinstance(config, (dict, DictConfig)):
        config = OmegaConf.create(config)
    node = {**dict(config.items()), **kwargs}
    if args:
        node["_args_"] = args
    return _made(node, True, "none")

call = instantiate

def to_absolute_path(path):
    return path

def get_original_cwd():
    return "."
`;
