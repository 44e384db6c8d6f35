from typing import NamedTuple, Generic, TypeVar, Optional, List
class N(NamedTuple):
    a:int
    b:str='x'
    def s(self): return self.a*2
n=N(3); print(n, n.s(), n._fields, n._asdict(), n._replace(a=9), N._make([1,'z']), n==(3,'x'), N._field_defaults, tuple(n), len(n))
a,b=n; print(a,b, N.__annotations__ if False else '')
T=TypeVar('T')
class St(Generic[T]):
    def __init__(self): self.i=[]
    def push(self,x:T)->None: self.i.append(x)
s=St[int](); s.push(1); print(s.i, isinstance(s, St))
class St2(St[int]): pass
print(St2().i, St2.__mro__[1] is St)
from collections import namedtuple
Pt=namedtuple('Pt','x y', defaults=[0]); print(Pt(1), Pt(y=2,x=3), Pt._fields)
NT=NamedTuple('NT',[('a',int),('b',str)]); print(NT(1,'q'))
