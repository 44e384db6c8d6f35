import contextlib, dataclasses, functools, typing, collections
from dataclasses import dataclass, field
# singledispatch
@functools.singledispatch
def width(x): return -1
@width.register
def _(x: int): return x
@width.register(list)
def _(x): return len(x)
print(width(5), width([1,2]), width("s"), width.dispatch(bool) is width.dispatch(int))
class Point(typing.NamedTuple):
    x: int
    y: int = 3
    def area(self): return self.x * self.y
    @property
    def double(self): return self.x * 2
    @classmethod
    def square(cls, n): return cls(n, n)
p = Point(2)
print(p, p.area(), p.double, Point.square(4), p._replace(y=9), p._asdict(), Point._fields, Point._field_defaults, isinstance(p, tuple))
@dataclass
class C:
    widths: list = field(default_factory=lambda: [1, 2])
    other: dict = field(default_factory=dict)
    n: int = field(default=3, init=False)
    def __post_init__(self): self.n = len(self.widths)
c, d = C(), C()
c.widths.append(4)
print(c, d, c == C([1,2,4]), dataclasses.asdict(c), [f.name for f in dataclasses.fields(C)])
class Base:
    registry = {}
    def __init_subclass__(cls, /, key=None, **kw):
        super().__init_subclass__(**kw)
        cls.registry[key or cls.__name__] = cls
class A(Base, key="a"): pass
class B(Base): pass
print(sorted(Base.registry), Base.registry["a"].__name__)
class G:
    def __class_getitem__(cls, item): return (cls.__name__, item)
print(G[int], G["x", 2])
class D:
    def __set_name__(self, owner, name): self.name = "_" + name; owner.names = getattr(owner, "names", []) + [name]
    def __get__(self, obj, owner): return self if obj is None else getattr(obj, self.name, 0)
    def __set__(self, obj, v): setattr(obj, self.name, v * 2)
class E:
    a = D(); b = D()
e = E(); e.a = 4
print(e.a, e.b, E.names, e.__dict__)
class Meta(type):
    table = {}
    def __new__(mcs, name, bases, ns, **kw):
        cls = super().__new__(mcs, name, bases, ns)
        mcs.table[name.lower()] = cls
        return cls
    def __call__(cls, *a, **k):
        o = super().__call__(*a, **k); o.made = True; return o
    def __getitem__(cls, k): return cls.table[k]
    def __iter__(cls): return iter(sorted(cls.table))
    def __len__(cls): return len(cls.table)
    def __contains__(cls, k): return k in cls.table
class M(metaclass=Meta):
    def __init__(self, n=1): self.n = n
class N(M): pass
print(sorted(Meta.table), N(3).n, N().made, M["n"] is N, list(M), len(M), "m" in M, type(N) is Meta)
log = []
class CM:
    def __init__(self, n): self.n = n
    def __enter__(self): log.append(("in", self.n)); return self
    def __exit__(self, *a): log.append(("out", self.n)); return False
with contextlib.ExitStack() as stack:
    xs = [stack.enter_context(CM(i)) for i in range(2)]
    stack.callback(log.append, "cb")
print(log, len(xs))
@dataclass
class Conv: out: int; k: int = 3
@dataclass
class Pool: size: int
def build(s):
    match s:
        case Conv(out, k=1): return f"pointwise {out}"
        case Conv(out=o, k=k) if k > 3: return f"big {o} {k}"
        case Conv(o, k): return f"conv {o} {k}"
        case Pool(size=(2 | 3) as n): return f"pool {n}"
        case Pool(): return "pool"
        case {"type": t, **rest}: return (t, rest)
        case [first, *others]: return (first, others)
        case str() | int(): return "plain"
        case _: return None
print([build(s) for s in (Conv(8, 1), Conv(8, 5), Conv(8), Pool(2), Pool(7), {"type": "x", "a": 1}, [1, 2, 3], "s", 2, 2.5)])
Q = collections.namedtuple("Q", "a b", defaults=(5,))
print(Q(1), Q._make([3, 4]), Q(1)._replace(a=2))
T = typing.TypeVar("T")
class Box(typing.Generic[T]):
    def __init__(self, v): self.v = v
print(Box[int](3).v, Box(2).v)
class P2(typing.Protocol):
    def f(self) -> int: ...
class Reg(dict):
    def register(self, name=None):
        def deco(f): self[name or f.__name__] = f; return f
        return deco
R = Reg()
@R.register()
def net(): return 1
@R.register("other")
class Other: pass
print(sorted(R), R["net"]())
