// hydra, as far as a configuration says what to make: "Instantiating objects with Hydra" of its documentation. A program gets
// the configuration that is composed where its command line says nothing.
export const hydraSource = `
import functools
import hydra.utils as utils
import yaml
from convlens.configuration import known
from hydra.utils import call, get_class, get_method, get_object, instantiate
from omegaconf import DictConfig, OmegaConf

def _under(package, config):
    for key in reversed([part for part in package.split(".") if part]):
        config = {key: config}
    return config

def _composed(folder, name, package=""):
    name = name.removesuffix(".yaml")
    with open(f"{folder}/{name}.yaml") as file:
        text = file.read()
    if not known({}, text):
        return None
    for line in text.splitlines():
        if "@package" in line and line.startswith("#"):
            said = line.partition("@package")[2].split()[0]
            package = {"_global_": "", "_group_": package}.get(said, said)
        elif line.strip() != "" and not line.startswith("#"):
            break
    own = yaml.safe_load(text) or {}
    defaults = own.pop("defaults", [])
    config = OmegaConf.create({})
    for item in defaults if "_self_" in defaults else [*defaults, "_self_"]:
        if item == "_self_":
            config = OmegaConf.merge(config, _under(package, own))
            continue
        for group, chosen in item.items() if isinstance(item, dict) else [item.rpartition("/")[::2]]:
            group, _, place = group.replace("optional ", "").partition("@")
            if group.startswith("override ") or group.startswith("hydra") or chosen is None:
                continue
            for one in chosen if isinstance(chosen, list) else [chosen]:
                path = "/".join([step for step in (name.rpartition("/")[0], group, one) if step != ""])
                path = f"{group}/{one}" if group.startswith("/") else path
                inside = place or ".".join([step for step in [package, *group.split("/")] if step != ""])
                part = _composed(folder, path, "" if inside == "_global_" else inside)
                if part is None:
                    return None
                config = OmegaConf.merge(config, part)
    return config

def main(config_path=None, config_name=None, version_base=None):
    def decorator(task):
        @functools.wraps(task)
        def decorated(cfg=None):
            if cfg is None and config_name is not None:
                cfg = _composed(config_path or ".", config_name)
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
