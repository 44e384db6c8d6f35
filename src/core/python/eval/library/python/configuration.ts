// Dicts whose entries are attributes too.
export const yacsSource = `
import copy
from ast import literal_eval
import yaml
from convlens.configuration import known

_VALID = (tuple, list, str, int, float, bool, type(None))

class CfgNode(dict):
    def __init__(self, init_dict=None, key_list=None, new_allowed=False):
        super().__init__()
        self.__dict__["__new_allowed__"] = new_allowed
        for key, value in ({} if init_dict is None else init_dict).items():
            is_tree = isinstance(value, dict) and not isinstance(value, CfgNode)
            self[key] = type(self)(value) if is_tree else value

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(name)

    def __setattr__(self, name, value):
        self[name] = value

    def is_new_allowed(self):
        return self.__dict__["__new_allowed__"]

    def set_new_allowed(self, is_new_allowed):
        self.__dict__["__new_allowed__"] = is_new_allowed
        for value in self.values():
            if isinstance(value, CfgNode):
                value.set_new_allowed(is_new_allowed)

    def freeze(self):
        pass

    def defrost(self):
        pass

    def is_frozen(self):
        return False

    def clone(self):
        return copy.deepcopy(self)

    def register_deprecated_key(self, key):
        pass

    def register_renamed_key(self, old_name, new_name, message=None):
        pass

    @classmethod
    def load_cfg(cls, cfg_file_obj_or_str):
        return cls(yaml.safe_load(cfg_file_obj_or_str))

    @classmethod
    def load_yaml_with_base(cls, filename, allow_unsafe=False):
        return _with_base(filename)

    def merge_from_file(self, cfg_filename, allow_unsafe=False):
        loaded = _with_base(cfg_filename)
        if known(self, loaded):
            self.merge_from_other_cfg(type(self)(loaded))

    def merge_from_other_cfg(self, cfg_other):
        if known(self, cfg_other):
            _merge(cfg_other, self, [])

    def merge_from_list(self, cfg_list):
        if not known(self, cfg_list):
            return
        if len(cfg_list) % 2 != 0:
            raise AssertionError("Override list has odd length; it must be a list of pairs")
        for full_key, value in zip(cfg_list[0::2], cfg_list[1::2]):
            names = full_key.split(".")
            tree = self
            for name in names[:-1]:
                if name not in tree:
                    raise AssertionError(f"Non-existent key: {full_key}")
                tree = tree[name]
            if names[-1] not in tree:
                raise AssertionError(f"Non-existent key: {full_key}")
            tree[names[-1]] = _coerced(_decoded(value, type(self)), tree[names[-1]], full_key)

def _with_base(filename):
    loaded = yaml.safe_load(open(filename))
    if not isinstance(loaded, dict) or "_BASE_" not in loaded:
        return {} if loaded is None else loaded
    base = loaded.pop("_BASE_")
    if not base.startswith("/") and "/" in filename:
        base = filename[: filename.rindex("/") + 1] + base
    return _over(_with_base(base), loaded)

def _over(base, own):
    for key, value in own.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        base[key] = _over(base[key], value) if both else value
    return base

def _decoded(value, cls):
    if isinstance(value, dict) and not isinstance(value, CfgNode):
        return cls(value)
    if not isinstance(value, str):
        return value
    try:
        return literal_eval(value)
    except (ValueError, SyntaxError):
        return value

def _coerced(value, original, name):
    if type(value) == type(original) or value is None or original is None:
        return value
    if isinstance(original, tuple) and isinstance(value, list):
        return tuple(value)
    if isinstance(original, list) and isinstance(value, tuple):
        return list(value)
    if isinstance(original, CfgNode) and isinstance(value, CfgNode):
        return value
    raise ValueError(f"Type mismatch ({type(original)} vs. {type(value)}) for config key: {name}")

def _merge(source, target, path):
    for key, given in source.items():
        name = ".".join([*path, str(key)])
        value = _decoded(copy.deepcopy(given), type(target))
        if key in target:
            value = _coerced(value, target[key], name)
            if isinstance(value, CfgNode):
                _merge(value, target[key], [*path, str(key)])
            else:
                target[key] = value
        elif target.is_new_allowed():
            target[key] = value
        else:
            raise KeyError(f"Non-existent config key: {name}")

load_cfg = CfgNode.load_cfg
`;

export const fvcoreSource = `
from yacs.config import CfgNode as _CfgNode

class CfgNode(_CfgNode):
    pass
`;

export const easyDictSource = `
class EasyDict(dict):
    def __init__(self, d=None, **kwargs):
        for key, value in {**({} if d is None else dict(d)), **kwargs}.items():
            setattr(self, key, value)

    def __setattr__(self, name, value):
        if isinstance(value, (list, tuple)):
            value = type(value)(type(self)(x) if isinstance(x, dict) else x for x in value)
        elif isinstance(value, dict) and not isinstance(value, EasyDict):
            value = type(self)(value)
        super().__setattr__(name, value)
        super().__setitem__(name, value)

    __setitem__ = __setattr__

    def update(self, e=None, **f):
        for key, value in {**(e or {}), **f}.items():
            setattr(self, key, value)

    def pop(self, k, *args):
        if hasattr(self, k):
            delattr(self, k)
        return super().pop(k, *args)
`;

export const addictSource = `
import copy

class Dict(dict):
    def __init__(self, *args, **kwargs):
        super().__init__()
        for given in args:
            if not given:
                continue
            for key, value in given.items() if isinstance(given, dict) else given:
                self[key] = self._hook(value)
        for key, value in kwargs.items():
            self[key] = self._hook(value)

    @classmethod
    def _hook(cls, item):
        if isinstance(item, dict):
            return item if isinstance(item, Dict) else cls(item)
        if isinstance(item, (list, tuple)):
            return type(item)(cls._hook(each) for each in item)
        return item

    def __missing__(self, name):
        made = type(self)()
        made.__dict__["_of"] = (self, name)
        return made

    def __setitem__(self, name, value):
        super().__setitem__(name, value)
        of = self.__dict__.pop("_of", None)
        if of is not None:
            of[0][of[1]] = self

    def __getattr__(self, item):
        if item.startswith("__"):
            raise AttributeError(item)
        return self[item]

    def __setattr__(self, name, value):
        self[name] = value

    def __delattr__(self, name):
        del self[name]

    def to_dict(self):
        made = {}
        for key, value in self.items():
            if isinstance(value, Dict):
                made[key] = value.to_dict()
            elif isinstance(value, (list, tuple)):
                made[key] = type(value)(each.to_dict() if isinstance(each, Dict) else each for each in value)
            else:
                made[key] = value
        return made

    def copy(self):
        return copy.copy(self)

    def deepcopy(self):
        return copy.deepcopy(self)

    def update(self, *args, **kwargs):
        for given in [*args, kwargs]:
            for key, value in given.items() if isinstance(given, dict) else given:
                both = key in self and isinstance(self[key], dict) and isinstance(value, dict)
                if both:
                    self[key].update(value)
                else:
                    self[key] = self._hook(value)
`;

export const munchSource = `
class Munch(dict):
    def __init__(self, *args, **kwargs):
        super().__init__()
        self.update(*args, **kwargs)

    def update(self, *args, **kwargs):
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(name)

    def __setattr__(self, name, value):
        self[name] = munchify(value) if isinstance(value, dict) else value

    def __delattr__(self, name):
        del self[name]

    def toDict(self):
        return unmunchify(self)

    def copy(self):
        return type(self).fromDict(self)

    @classmethod
    def fromDict(cls, d):
        return munchify(d, cls)

class DefaultMunch(Munch):
    def __init__(self, default=None, *args, **kwargs):
        self.__dict__["__default__"] = default
        super().__init__(*args, **kwargs)

    def __getattr__(self, name):
        return self[name] if name in self else self.__dict__["__default__"]

def munchify(x, factory=Munch):
    if isinstance(x, dict):
        return factory({key: munchify(value, factory) for key, value in x.items()})
    if isinstance(x, (list, tuple)):
        return type(x)(munchify(each, factory) for each in x)
    return x

def unmunchify(x):
    if isinstance(x, dict):
        return {key: unmunchify(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return type(x)(unmunchify(each) for each in x)
    return x
`;

export const mlCollectionsSource = `
import copy

class ConfigDict:
    def __init__(self, initial_dictionary=None, type_safe=True, convert_dict=True, **options):
        object.__setattr__(self, "_fields", {})
        given = {} if initial_dictionary is None else initial_dictionary
        for key, value in given.items():
            self[key] = value

    def __getattr__(self, name):
        if name.startswith("__") or name not in self._fields:
            raise AttributeError(name)
        return self._value(name)

    def _value(self, name):
        value = self._fields[name]
        return value.get() if isinstance(value, FieldReference) else value

    def __setattr__(self, name, value):
        self[name] = value

    def __delattr__(self, name):
        del self._fields[name]

    def __getitem__(self, key):
        if key not in self._fields:
            raise KeyError(key)
        return self._value(key)

    def __setitem__(self, key, value):
        is_tree = isinstance(value, dict)
        self._fields[key] = ConfigDict(value) if is_tree else value

    def __delitem__(self, key):
        del self._fields[key]

    def __contains__(self, key):
        return key in self._fields

    def __iter__(self):
        return iter(self._fields)

    def __len__(self):
        return len(self._fields)

    def keys(self):
        return list(self._fields)

    def values(self):
        return [self._value(key) for key in self._fields]

    def items(self):
        return [(key, self._value(key)) for key in self._fields]

    def get(self, key, default=None):
        return self._value(key) if key in self._fields else default

    def get_ref(self, key):
        value = self._fields[key]
        if not isinstance(value, FieldReference):
            value = self._fields[key] = FieldReference(value)
        return value

    def update(self, *other, **kwargs):
        for given in [*other, kwargs]:
            for key, value in given.items():
                if key in self._fields and isinstance(self[key], ConfigDict) and isinstance(value, (dict, ConfigDict)):
                    self[key].update(value)
                else:
                    self[key] = value

    def update_from_flattened_dict(self, flattened_dict, strip_prefix=""):
        for name, value in flattened_dict.items():
            tree = self
            *path, last = name[len(strip_prefix) :].split(".")
            for part in path:
                tree = tree[part]
            tree[last] = value

    def copy_and_resolve_references(self):
        return ConfigDict(self.to_dict())

    def to_dict(self, visit_map=None, preserve_field_references=False):
        return {k: v.to_dict() if isinstance(v, ConfigDict) else v for k, v in self.items()}

    def lock(self):
        return self

    def unlock(self):
        return self

    def unlocked(self):
        return _Open()

    ignore_type = unlocked

class _Open:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False

class FrozenConfigDict(ConfigDict):
    def __setitem__(self, key, value):
        is_tree = isinstance(value, (dict, ConfigDict))
        self._fields[key] = FrozenConfigDict(value) if is_tree else tuple(value) if isinstance(value, list) else value

class FieldReference:
    def __init__(self, default, field_type=None, op=None, required=False):
        self._held = default

    def get(self):
        return self._held

    def set(self, value, type_safe=True):
        self._held = value

def placeholder(field_type, required=False):
    return None

def required_placeholder(field_type):
    return None
`;
