from abc import ABC, abstractmethod
import json
class Base(ABC):
    @abstractmethod
    def run(self): ...
    @property
    @abstractmethod
    def size(self): ...
    def shared(self): return 'concrete'
class Half(Base):
    def run(self): return 1
class Whole(Half):
    @property
    def size(self): return 2
for cls in (Base, Half):
    try: cls()
    except TypeError as e: print('abstract', cls.__name__)
print(Whole().run(), Whole().size, Whole().shared(), isinstance(Whole(), Base))
print(json.dumps({'a': [1, 2.0, None, True], 'b': {'c': 'é"\n'}}), json.dumps([1, [2]], indent=2), json.dumps({'b': 1, 'a': 2}, sort_keys=True))
print(json.dumps('é', ensure_ascii=False), json.dumps([]), json.dumps({}, indent=4), json.dumps((1, 2), separators=(',', ':')), json.loads(json.dumps({'x': [1.5, 'y']})))
print(complex('1j'), complex('2'), complex('-1.5-2j'), complex('(1+j)'), int.__repr__(5), (3).__add__(4), [1].__add__([2]), 'a'.__mul__(3))
from collections.abc import Mapping, MutableMapping, Sequence
class Table(MutableMapping):
    shared = {'a': 1}
    def __init__(self): self.own = {}
    def __getitem__(self, key): return self.own[key] if key in self.own else self.shared[key]
    def __setitem__(self, key, value): self.own[key] = value
    def __delitem__(self, key): del self.own[key]
    def __iter__(self): return iter({**self.shared, **self.own})
    def __len__(self): return len({**self.shared, **self.own})
t = Table(); t['b'] = 2; t.update({'c': 3}, d=4)
print(list(t.keys()), list(t.values()), list(t.items()), 'b' in t, 'x' in t, t.get('a'), t.get('x', 7), len(t))
print(t.pop('b'), t.pop('x', 0), t.setdefault('e', 5), t.setdefault('a', 9), sorted(t), isinstance(t, Mapping), dict(t))
try: t.pop('nothing')
except KeyError as e: print('KeyError', e)
class Row(Sequence):
    def __getitem__(self, index): return 'xyx'[index]
    def __len__(self): return 3
r = Row()
print(list(r), 'y' in r, r.index('y'), r.count('x'), r[1:], isinstance(r, Sequence))
