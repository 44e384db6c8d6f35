// Config of mmcv and mmengine: a tree of attributes, read from files that build on others.
export const mmConfigSource = `
import copy
import json
import os.path
import yaml
from addict import Dict
from contextlib import contextmanager
from convlens.configuration import known, namespace

class ConfigDict(Dict):
    def __missing__(self, name):
        raise KeyError(name)

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

class Config:
    def __init__(self, cfg_dict=None, cfg_text=None, filename=None, **options):
        given = {} if cfg_dict is None else cfg_dict
        self.__dict__["_cfg_dict"] = given if isinstance(given, ConfigDict) else ConfigDict(given)
        self.__dict__["_filename"] = filename

    @staticmethod
    def fromfile(filename, *args, **options):
        loaded = _read(str(filename))
        return Config(loaded, filename=filename) if known(None, loaded) else loaded

    @property
    def filename(self):
        return self._filename

    def __getattr__(self, name):
        return getattr(self.__dict__["_cfg_dict"], name)

    def __setattr__(self, name, value):
        self._cfg_dict[name] = ConfigDict(value) if isinstance(value, dict) else value

    def __getitem__(self, name):
        return self._cfg_dict[name]

    def __setitem__(self, name, value):
        setattr(self, name, value)

    def __contains__(self, name):
        return name in self._cfg_dict

    def __iter__(self):
        return iter(self._cfg_dict)

    def __len__(self):
        return len(self._cfg_dict)

    def get(self, key, default=None):
        return self._cfg_dict.get(key, default)

    def to_dict(self):
        return self._cfg_dict.to_dict()

    def merge_from_dict(self, options, allow_list_keys=True):
        if not known(self._cfg_dict, options):
            return
        tree = {}
        for name, value in options.items():
            *path, last = name.split(".")
            at = tree
            for part in path:
                at = at.setdefault(part, {})
            at[last] = value
        self.__dict__["_cfg_dict"] = ConfigDict(_over(self._cfg_dict, tree))

    def dump(self, file=None):
        return ""

class DictAction:
    pass

class ConfigParsingError(RuntimeError):
    pass

@contextmanager
def read_base():
    yield

def add_args(parser, cfg, prefix=""):
    return parser

def _loaded(filename):
    if filename.endswith(".py"):
        return namespace(filename)
    return json.load(open(filename)) if filename.endswith(".json") else yaml.safe_load(open(filename))

def _read(filename):
    own = _loaded(filename)
    if not known(None, own):
        return own
    bases = own.pop("_base_", [])
    merged = {}
    for base in [bases] if isinstance(bases, str) else bases:
        inherited = _read(os.path.join(os.path.dirname(filename), base))
        if not known(None, inherited):
            return inherited
        merged.update(inherited)
    return _over(merged, own)

def _over(base, own):
    made = copy.copy(base)
    for key, value in own.items():
        if not isinstance(value, dict):
            if isinstance(made, list):
                made[int(key)] = value
            else:
                made[key] = value
            continue
        value = dict(value)
        is_new = value.pop("_delete_", False)
        if isinstance(made, list):
            made[int(key)] = _over(made[int(key)], value)
        elif key in made and not is_new:
            made[key] = _over(made[key], value)
        else:
            made[key] = value
    return made
`;
