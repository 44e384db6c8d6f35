// omegaconf: trees of dicts and lists whose texts may name other places of the tree.
export const omegaconfSource = `
import copy
import inspect
import re
import yaml
from convlens.configuration import known, unknown

MISSING = "???"
_place = re.compile(r"\\$\\{([^{}]*)\\}")

class ConfigAttributeError(AttributeError):
    pass

class ConfigKeyError(KeyError):
    pass

class MissingMandatoryValue(Exception):
    pass

_resolvers = {}

def _environment(key, *default):
    return default[0] if default else unknown("omegaconf.oc.env")

def _arguments(text):
    """What lies between commas outside of brackets and quotes."""
    parts, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'"":
            quote = letter
        elif letter in "[{(":
            depth += 1
        elif letter in ")}]":
            depth -= 1
        if letter == "," and depth == 0 and not quote:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]

class Container:
    def _root(self):
        node = self
        while node.__dict__["_parent"] is not None:
            node = node.__dict__["_parent"]
        return node

    def _resolved(self, value):
        if not isinstance(value, str):
            return value
        if value == MISSING:
            raise MissingMandatoryValue("Missing mandatory value")
        while "\${" in value:
            whole = _place.fullmatch(value)
            if whole is not None:
                return self._look_up(whole.group(1))
            found = _place.search(value)
            if found is None:
                break
            inner = self._look_up(found.group(1))
            if not known(None, inner):
                return inner
            value = value[: found.start()] + str(inner) + value[found.end():]
        return value

    def _look_up(self, path):
        if ":" in path:
            return self._computed(*path.split(":", 1))
        node = self._root()
        if path.startswith("."):
            node = self
            while path.startswith(".."):
                node = node.__dict__["_parent"]
                path = path[1:]
            path = path[1:]
        for name in re.sub(r"\\[(\\w+)\\]", r".\\1", path).strip(".").split("."):
            node = node[int(name) if isinstance(node, ListConfig) else name]
        return node

    def _computed(self, name, text):
        # Another file of the program may register it.
        if name not in _resolvers:
            return unknown("omegaconf." + name)
        arguments = [_parsed(argument) for argument in _arguments(text)] if text else []
        places = {"_root_": self._root(), "_parent_": self, "_node_": None}
        resolver = _resolvers[name]
        wanted = {}
        if name not in _own:
            wanted = {place: node for place, node in places.items() if place in inspect.signature(resolver).parameters}
        found = resolver(*arguments, **wanted)
        return _node(found, self) if isinstance(found, (dict, list)) else found

    def _get_parent(self):
        return self.__dict__["_parent"]

    def _is_struct(self):
        node = self
        while node is not None:
            flag = node.__dict__.get("_struct")
            if flag is not None:
                return flag
            node = node.__dict__["_parent"]
        return False

class DictConfig(Container):
    def __init__(self, content=None, key=None, parent=None, flags=None, **options):
        self.__dict__["_parent"] = parent
        self.__dict__["_content"] = {}
        items = content.__dict__["_content"] if isinstance(content, DictConfig) else content
        for name, value in ({} if items is None else items).items():
            self[name] = value

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        content = self.__dict__["_content"]
        if name not in content:
            raise ConfigAttributeError(f"Missing key {name}")
        return self._resolved(content[name])

    def __setattr__(self, name, value):
        self[name] = value

    def __delattr__(self, name):
        del self[name]

    def __getitem__(self, key):
        if key not in self._content:
            raise ConfigKeyError(f"Missing key {key}")
        return self._resolved(self._content[key])

    def __setitem__(self, key, value):
        if key not in self._content and self._is_struct():
            raise ConfigAttributeError(f"Key '{key}' is not in struct")
        self._content[key] = _node(value, self)

    def __delitem__(self, key):
        del self._content[key]

    def __contains__(self, key):
        return key in self._content and self._content[key] != MISSING

    def __iter__(self):
        return iter(self._content)

    def __len__(self):
        return len(self._content)

    def __eq__(self, other):
        return OmegaConf.to_container(self) == (OmegaConf.to_container(other) if isinstance(other, Container) else other)

    def keys(self):
        return self._content.keys()

    def items(self):
        return [(key, self[key]) for key in self._content]

    def values(self):
        return [self[key] for key in self._content]

    def get(self, key, default_value=None):
        if key not in self._content or self._content[key] == MISSING:
            return default_value
        value = self[key]
        return default_value if value is None and default_value is not None else value

    def pop(self, key, *default):
        if key not in self._content:
            if default:
                return default[0]
            raise ConfigKeyError(f"Missing key {key}")
        value = self[key]
        del self._content[key]
        return value

    def update(self, *args, **kwargs):
        for given in [*args, kwargs]:
            for key, value in given.items():
                self[key] = value

    def setdefault(self, key, default=None):
        if key not in self._content:
            self[key] = default
        return self[key]

    def copy(self):
        return DictConfig(copy.deepcopy(OmegaConf.to_container(self)))

    def merge_with(self, *others):
        for other in others:
            _merge(self, OmegaConf.create(other))

class ListConfig(Container):
    def __init__(self, content=None, key=None, parent=None, **options):
        self.__dict__["_parent"] = parent
        items = content.__dict__["_content"] if isinstance(content, ListConfig) else content
        self.__dict__["_content"] = []
        for value in [] if items is None else items:
            self.append(value)

    def __getitem__(self, index):
        found = self._content[index]
        return ListConfig(found, parent=self) if isinstance(index, slice) else self._resolved(found)

    def __setitem__(self, index, value):
        self._content[index] = _node(value, self)

    def __len__(self):
        return len(self._content)

    def __iter__(self):
        return iter([self._resolved(value) for value in self._content])

    def __contains__(self, item):
        return item in list(self)

    def __add__(self, other):
        return ListConfig([*self, *other])

    def __eq__(self, other):
        return list(self) == list(other)

    def append(self, item):
        self._content.append(_node(item, self))

    def extend(self, items):
        for item in items:
            self.append(item)

    def insert(self, index, item):
        self._content.insert(index, _node(item, self))

    def index(self, x):
        return list(self).index(x)

    def pop(self, index=-1):
        return self._content.pop(index)

def _node(value, parent):
    if not known(None, value):
        return value
    if isinstance(value, (dict, DictConfig)):
        return DictConfig(value, parent=parent)
    if isinstance(value, (list, tuple, ListConfig)):
        return ListConfig(value, parent=parent)
    if hasattr(type(value), "__dataclass_fields__"):
        return DictConfig({name: getattr(value, name) for name in value.__dataclass_fields__}, parent=parent)
    return value

def _merge(target, other):
    if not known(target._content, other):
        return
    for key, value in other._content.items():
        mine = target._content.get(key)
        if isinstance(mine, DictConfig) and isinstance(value, DictConfig):
            _merge(mine, value)
        elif isinstance(value, Container) or value != MISSING:
            target[key] = value

def _parsed(text):
    try:
        return yaml.safe_load(text)
    except Exception:
        return text

class OmegaConf:
    @staticmethod
    def create(obj=None, parent=None, flags=None):
        if isinstance(obj, str):
            obj = yaml.safe_load(obj)
        if not known(None, obj):
            return obj
        if obj is None:
            return DictConfig({})
        if isinstance(obj, type) and hasattr(obj, "__dataclass_fields__"):
            obj = obj()
        return _node(obj, None)

    structured = create

    @staticmethod
    def load(file_):
        return OmegaConf.create(yaml.safe_load(open(file_) if isinstance(file_, str) or not hasattr(file_, "read") else file_))

    @staticmethod
    def merge(*configs):
        made = OmegaConf.create(configs[0])
        if isinstance(made, ListConfig):
            return OmegaConf.create(configs[-1])
        made = DictConfig(OmegaConf.to_container(made))
        for other in configs[1:]:
            _merge(made, OmegaConf.create(other))
        return made

    unsafe_merge = merge

    @staticmethod
    def from_dotlist(dotlist):
        made = DictConfig({})
        for item in dotlist:
            name, _, text = item.partition("=")
            OmegaConf.update(made, name, _parsed(text))
        return made

    @staticmethod
    def from_cli(args_list=None):
        return OmegaConf.from_dotlist([]) if args_list is None else OmegaConf.from_dotlist(args_list)

    @staticmethod
    def update(cfg, key, value=None, merge=True, force_add=False):
        *path, last = key.split(".")
        for name in path:
            if name not in cfg:
                cfg[name] = {}
            cfg = cfg[name]
        cfg[int(last) if isinstance(cfg, ListConfig) else last] = value

    @staticmethod
    def select(cfg, key, default=None, throw_on_missing=False, throw_on_resolution_failure=True):
        for name in key.split("."):
            if isinstance(cfg, DictConfig) and name in cfg:
                cfg = cfg[name]
            elif isinstance(cfg, ListConfig) and name.isdigit() and int(name) < len(cfg):
                cfg = cfg[int(name)]
            else:
                return default
        return default if cfg is None else cfg

    @staticmethod
    def to_container(cfg, resolve=False, throw_on_missing=False, enum_to_str=False, structured_config_mode=None):
        if isinstance(cfg, DictConfig):
            return {key: OmegaConf.to_container(cfg[key] if resolve else value, resolve) for key, value in cfg._content.items()}
        if isinstance(cfg, ListConfig):
            return [OmegaConf.to_container(value, resolve) for value in (cfg if resolve else cfg._content)]
        return cfg

    @staticmethod
    def to_object(cfg):
        return OmegaConf.to_container(cfg, resolve=True)

    @staticmethod
    def is_config(obj):
        return isinstance(obj, Container)

    @staticmethod
    def is_dict(obj):
        return isinstance(obj, DictConfig)

    @staticmethod
    def is_list(obj):
        return isinstance(obj, ListConfig)

    @staticmethod
    def is_missing(cfg, key):
        return key in cfg._content and cfg._content[key] == MISSING

    @staticmethod
    def resolve(cfg):
        content = cfg._content
        for key in range(len(content)) if isinstance(cfg, ListConfig) else list(content):
            if isinstance(content[key], Container):
                OmegaConf.resolve(content[key])
            elif content[key] != MISSING:
                content[key] = _node(cfg._resolved(content[key]), cfg)

    @staticmethod
    def set_struct(conf, value):
        conf.__dict__["_struct"] = value

    @staticmethod
    def is_struct(conf):
        return conf._is_struct()

    @staticmethod
    def set_readonly(conf, value):
        pass

    @staticmethod
    def register_new_resolver(name, resolver, *, replace=False, use_cache=False):
        _resolvers[name] = resolver

    @staticmethod
    def legacy_register_resolver(name, resolver):
        _resolvers[name] = resolver

    register_resolver = legacy_register_resolver

    @staticmethod
    def has_resolver(name):
        return name in _resolvers

    @staticmethod
    def clear_resolver(name):
        return _resolvers.pop(name, None) is not None

_resolvers.update({
    "oc.env": _environment,
    "oc.decode": lambda text: text,
})
_own = ("oc.env", "oc.decode")

def II(interpolation):
    return "\${" + interpolation + "}"

SI = str

class _Open:
    def __init__(self, config=None, *args):
        self._config = config

    def __enter__(self):
        return self._config

    def __exit__(self, *args):
        return False

read_write = _Open

class open_dict(_Open):
    def __enter__(self):
        self._before = self._config.__dict__.get("_struct")
        self._config.__dict__["_struct"] = False
        return self._config

    def __exit__(self, *args):
        self._config.__dict__["_struct"] = self._before
        return False

def flag_override(config, names, values):
    return _Open()
`;
