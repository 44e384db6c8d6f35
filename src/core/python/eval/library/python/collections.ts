// Containers around containers.
export const collectionsSource = `
class UserDict:
    def __init__(self, dict=None, /, **kwargs):
        self.data = {}
        if dict is not None:
            self.update(dict)
        if kwargs:
            self.update(kwargs)
    def __len__(self): return len(self.data)
    def __getitem__(self, key):
        if key in self.data:
            return self.data[key]
        if hasattr(type(self), "__missing__"):
            return type(self).__missing__(self, key)
        raise KeyError(key)
    def __setitem__(self, key, item): self.data[key] = item
    def __delitem__(self, key): del self.data[key]
    def __iter__(self): return iter(self.data)
    def __contains__(self, key): return key in self.data
    def __repr__(self): return repr(self.data)
    def __eq__(self, other): return dict(self.items()) == dict(other.items())
    def __or__(self, other):
        made = self.copy()
        made.update(other)
        return made
    def keys(self): return self.data.keys()
    def values(self): return self.data.values()
    def items(self): return self.data.items()
    def get(self, key, default=None): return self[key] if key in self else default
    def pop(self, key, *default): return self.data.pop(key, *default)
    def popitem(self): return self.data.popitem()
    def clear(self): self.data.clear()
    def copy(self):
        made = self.__class__.__new__(self.__class__)
        made.__dict__.update(self.__dict__)
        made.data = self.data.copy()
        return made
    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]
    def update(self, other=(), /, **kwargs):
        for key, value in dict(other, **kwargs).items():
            self[key] = value

class UserList:
    def __init__(self, initlist=None):
        self.data = [] if initlist is None else list(initlist)
    def __len__(self): return len(self.data)
    def __iter__(self): return iter(self.data)
    def __contains__(self, item): return item in self.data
    def __getitem__(self, index):
        return self.__class__(self.data[index]) if isinstance(index, slice) else self.data[index]
    def __setitem__(self, index, item): self.data[index] = item
    def __delitem__(self, index): del self.data[index]
    def __repr__(self): return repr(self.data)
    def __eq__(self, other): return self.data == list(other)
    def __add__(self, other): return self.__class__(self.data + list(other))
    def __mul__(self, times): return self.__class__(self.data * times)
    def append(self, item): self.data.append(item)
    def insert(self, index, item): self.data.insert(index, item)
    def pop(self, index=-1): return self.data.pop(index)
    def remove(self, item): self.data.remove(item)
    def clear(self): self.data.clear()
    def copy(self): return self.__class__(self.data)
    def count(self, item): return self.data.count(item)
    def index(self, item, *rest): return self.data.index(item, *rest)
    def reverse(self): self.data.reverse()
    def sort(self, **options): self.data.sort(**options)
    def extend(self, other): self.data.extend(other)

class ChainMap:
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]
    def __getitem__(self, key):
        for mapping in self.maps:
            if key in mapping:
                return mapping[key]
        raise KeyError(key)
    def _joined(self):
        joined = {}
        for mapping in reversed(self.maps):
            joined.update(mapping)
        return joined
    def get(self, key, default=None): return self[key] if key in self else default
    def __len__(self): return len(self._joined())
    def __iter__(self): return iter(self._joined())
    def __contains__(self, key): return any(key in mapping for mapping in self.maps)
    def __bool__(self): return any(self.maps)
    def __setitem__(self, key, value): self.maps[0][key] = value
    def __delitem__(self, key): del self.maps[0][key]
    def __repr__(self): return f"ChainMap({', '.join(map(repr, self.maps))})"
    def keys(self): return self._joined().keys()
    def values(self): return self._joined().values()
    def items(self): return self._joined().items()
    def pop(self, key, *default): return self.maps[0].pop(key, *default)
    def update(self, *args, **kwargs): self.maps[0].update(*args, **kwargs)
    def new_child(self, m=None, **kwargs): return self.__class__({**(m or {}), **kwargs}, *self.maps)
    @property
    def parents(self): return self.__class__(*self.maps[1:])
`;
