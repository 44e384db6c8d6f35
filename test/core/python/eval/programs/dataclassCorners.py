from dataclasses import dataclass, field, replace, asdict, astuple, fields, is_dataclass, KW_ONLY, InitVar, make_dataclass
@dataclass(order=True, frozen=True)
class A:
    x:int
    y:float=1.0
    z:list=field(default_factory=list, compare=False, repr=False)
a=A(1); print(a, replace(a,x=2), asdict(a), astuple(a), [f.name for f in fields(a)], a<A(2), a==A(1), is_dataclass(a), is_dataclass(A))
try: a.x=3
except Exception as e: print(type(e).__name__, e)
@dataclass
class B:
    p:A
    q:list[A]
    d:dict=field(default_factory=dict)
print(asdict(B(a,[a],{'k':a})))
@dataclass
class P:
    a:int
    b:InitVar[int]=3
    c:int=field(init=False)
    _:KW_ONLY
    k:int=9
    def __post_init__(self,b): self.c=self.a+b
print(P(1), P(1,5,k=2))
@dataclass
class Q(P):
    n:str='n'
print(Q(1,2,'w'), [f.name for f in fields(Q)], [f.default for f in fields(Q) if f.name=='n'], fields(Q)[0].type)
M=make_dataclass('M',[('x',int),('y',int,field(default=4))]); print(M(1))
@dataclass(slots=True, kw_only=True, eq=False)
class SL:
    w:int=1
    def __repr__(self): return f'SL{self.w}'
print(SL(w=4), SL()==SL())
try: A()
except TypeError as e: print(e)
@dataclass
class DD:
    m: dict = field(default_factory=lambda:{'a':1}, metadata={'h':1})
print(DD(), fields(DD)[0].metadata['h'], DD.__dataclass_fields__.keys())
try:
    @dataclass
    class Bad:
        x:list=[]
except ValueError as e: print(e)
import dataclasses
@dataclasses.dataclass
class Said:
    a: int = dataclasses.field(default=dataclasses.MISSING, default_factory=dataclasses.MISSING)
    b: int = dataclasses.field(default=2, kw_only=dataclasses.MISSING)
try: Said()
except TypeError: print('a is needed')
print(Said(1))
