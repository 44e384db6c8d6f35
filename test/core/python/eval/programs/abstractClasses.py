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
