from dataclasses import dataclass, field, replace, asdict, fields, is_dataclass
from enum import Enum, IntEnum, auto, Flag
from typing import NamedTuple, Optional, List, ClassVar, Generic, TypeVar, Any, Callable, Union
import copy, re, inspect, warnings, types
@dataclass
class Cfg:
    a: int
    b: str = "x"
    c: List[int] = field(default_factory=list)
    K: ClassVar[int] = 9
    d: Optional[float] = None
    def __post_init__(self): self.e = self.a * 2
@dataclass(frozen=True, order=True)
class Pt:
    x: int = 0
    y: int = field(default=1, repr=False)
@dataclass
class Sub(Cfg):
    z: int = 5
c = Cfg(1, c=[3]); print(c, c.e, c == Cfg(1, c=[3]), replace(c, a=5), asdict(c), [f.name for f in fields(c)], Sub(1), is_dataclass(c), Cfg.K)
print(Pt(1), Pt(1) < Pt(2), hash(Pt(1)) == hash(Pt(1)), {Pt(1): 2}[Pt(1)])
try: Pt(1).x = 3
except Exception as e: print(type(e).__name__, e)
try: Cfg()
except TypeError as e: print(e)
class Color(Enum):
    RED = 1
    GREEN = auto()
    BLUE = "b"
    ALIAS = 1
    def hi(self): return self.name.lower()
    @classmethod
    def default(cls): return cls.RED
print(Color.RED, repr(Color.GREEN), Color.BLUE.value, Color(1) is Color.RED, Color["GREEN"].name, list(Color), len(Color), Color.RED.hi(), Color.ALIAS is Color.RED, isinstance(Color.RED, Color), Color.default(), Color.RED == Color.RED, Color.RED in Color, {Color.RED: 1}[Color(1)], list(Color.__members__))
class N(IntEnum):
    A = 1
    B = 2
print(N.A + 1, N.B > N.A, N(2), [10, 20, 30][N.B], N.A == 1, f"{N.A}", sorted([N.B, N.A]))
class S(str, Enum):
    X = "x"
    Y = "y"
print(S.X == "x", S("y"), S.X.value, S.X.upper(), S.X in ("x",), isinstance(S.X, str))
class W(Enum):
    A = (1, "one")
    def __init__(self, n, label): self.n = n; self.label = label
print(W.A.n, W.A.label, W.A.value)
try: Color(77)
except ValueError as e: print(e)
class T(NamedTuple):
    a: int
    b: str = "q"
    def m(self): return self.a * 2
print(T(3), T(3).m(), T(3).b, T(3)._replace(a=4), T(1, "z")[1], T._fields)
X = TypeVar("X")
class G(Generic[X]):
    def __init__(self, v: X): self.v = v
print(G[int](3).v, G(4).v, Callable[..., Any] is not None)
d = {"l": [1, {"k": 2}], "o": c}
e = copy.deepcopy(d); e["l"][1]["k"] = 99; f = copy.copy(d); f["l"].append(5); print(d["l"], e["l"], e["o"] is c, e["o"] == c)
m = re.match(r"(\w+)_r(\d+)(?:_k(?P<k>\d+))?", "ir_r2_k3"); print(m.group(1), m.group(2), m.group("k"), m.groups(), m.span())
print(re.sub(r"\d+", lambda q: str(int(q.group()) + 1), "a1b22"), re.split(r"(\d)", "a1b2c"), re.findall(r"[a-z]\d", "a1 b2"), re.search("z", "abc"), re.compile("^a.c$").match("abc") is not None, re.split(r"[,;]\s*", "a, b;c"), re.sub(r"(\w)(\d)", r"\2\1", "a1"), re.fullmatch(r"\d+", "12a"), re.escape("a.b"))
def sig(a, b=2, *args, c=3, **kw): pass
print(list(inspect.signature(sig).parameters), inspect.signature(sig).parameters["b"].default, inspect.isclass(Cfg), inspect.isfunction(sig), "c" in inspect.signature(sig).parameters)
print(types.SimpleNamespace(a=1).a, isinstance(sig, types.FunctionType))
warnings.warn("x")
from collections.abc import Iterable, Sequence, Mapping
print(isinstance([1], Iterable), isinstance((1,), Sequence), isinstance({}, Mapping), isinstance(3, Iterable), isinstance("s", Sequence), isinstance({}, Sequence))
from abc import ABC, abstractmethod
class Ab(ABC):
    @abstractmethod
    def f(self): ...
    def g(self): return self.f()
class Im(Ab):
    def f(self): return "impl"
print(Im().g())
import os.path, string, json, operator
print(os.path.join("a", "b"), os.path.basename("/x/y.py"), os.path.splitext("m.tar.gz"), string.ascii_lowercase[:3], json.loads('{"a": [1, 2.5, null]}'), json.dumps({"a": [1, "x", None, True]}), operator.add(1, 2))
print(len(string.printable), string.printable[60:66])
import typing
ordered = typing.OrderedDict([("a", 1)], b=2)
ordered["c"] = 3
counts = typing.DefaultDict(int)
counts["x"] += 2
print(list(ordered.items()), dict(counts), typing.Counter("aab")["a"], list(typing.Deque([1, 2], maxlen=1)))
