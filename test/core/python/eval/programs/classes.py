class Base:
    count = 0
    def __init__(self, x): self.x = x; Base.count += 1
    def __repr__(self): return f"{type(self).__name__}({self.x})"
    def __eq__(self, o): return isinstance(o, Base) and self.x == o.x
    def __hash__(self): return hash(self.x)
    def __lt__(self, o): return self.x < o.x
    def __add__(self, o): return Base(self.x + (o.x if isinstance(o, Base) else o))
    def __radd__(self, o): return Base(o + self.x)
    def __len__(self): return self.x
    def __getitem__(self, i): return self.x * i
    def __call__(self, *a, **k): return (self.x, a, k)
    def __contains__(self, v): return v == self.x
    def __bool__(self): return self.x > 0
    def __iter__(self): return iter([self.x, self.x + 1])
    def __getattr__(self, name):
        if name.startswith("dyn_"): return name[4:]
        raise AttributeError(name)
b = Base(3)
print(b, b == Base(3), b + 4, 4 + b, len(b), b[2], b(1, k=2), 3 in b, bool(Base(0)), list(b), b.dyn_hello, hasattr(b, "zzz"), getattr(b, "zz", "dflt"), sorted([Base(2), Base(1)]), {Base(1): "v"}[Base(1)], Base.count > 3)
class A:
    def f(self): return "A"
class B(A):
    def f(self): return "B" + super().f()
class C(A):
    def f(self): return "C" + super().f()
class D(B, C):
    def f(self): return "D" + super(D, self).f()
print(D().f(), [k.__name__ for k in D.__mro__], issubclass(D, A), isinstance(D(), (int, C)), D.__name__, D.__bases__ == (B, C), type(D()) is D)
class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        ns["tag"] = name.lower(); return super().__new__(m, name, bases, ns)
    def __call__(cls, *a, **k):
        o = super().__call__(*a, **k); o.made = True; return o
class M(metaclass=Meta):
    def __init__(self, v=1): self.v = v
print(M.tag, M(5).v, M().made, type(M).__name__)
class Desc:
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, o, t=None): return self if o is None else getattr(o, self.name, "unset")
    def __set__(self, o, v): setattr(o, self.name, v * 2)
class U:
    d = Desc()
    @property
    def p(self): return self._p
    @p.setter
    def p(self, v): self._p = v + 1
    @p.deleter
    def p(self): del self._p
    @classmethod
    def make(cls, *a): return cls()
    @staticmethod
    def st(a, b=2): return a + b
    slots = ()
u = U(); print(u.d); u.d = 4; print(u.d, U.st(1), U.make().st(1, 1)); u.p = 1; print(u.p); del u.p; print(hasattr(u, "p"))
class Sub:
    registry = []
    def __init_subclass__(cls, tag=None, **kw): super().__init_subclass__(**kw); Sub.registry.append((cls.__name__, tag))
class S1(Sub, tag="x"): pass
class S2(Sub): pass
print(Sub.registry)
class L(list):
    def total(self): return sum(self)
class DD(dict):
    def __missing__(self, k): return k * 2
    def __getattr__(self, k): return self[k]
class St(str):
    def shout(self): return self.upper() + "!"
class I(int):
    def double(self): return I(self * 2)
print(L([1, 2]).total(), L([1])[0], DD(a=1)["b"], DD(a=1).a, St("hi").shout(), St("a") + "b", I(4).double() + 1, isinstance(I(1), int), len(L("abc")), L([3, 4]) == [3, 4])
class Ctx:
    def __enter__(self): print("enter"); return self
    def __exit__(self, t, v, tb): print("exit", t.__name__ if t else None); return t is ValueError
with Ctx() as c, Ctx(): print("in")
with Ctx(): raise ValueError("x")
def deco(tag):
    def inner(fn):
        def wrap(*a, **k): return (tag, fn(*a, **k))
        return wrap
    return inner
@deco("t")
def f(x, /, y, *, z=3): return x + y + z
print(f(1, y=2), f(1, 2, z=0))
class P:
    __private = 5
    def get(self): return self.__private
print(P().get(), P._P__private, P().__class__.__name__, P.__dict__["_P__private"], vars(Base(1)), Base.__init__ is Base.__init__)
def outer():
    fs = []
    for i in range(3):
        fs.append(lambda j=i: (i, j))
    return [g() for g in fs], [h() for h in [lambda: k for k in range(3)]]
print(outer())
class Node:
    def __init__(self, n): self.n = n
    def __getattribute__(self, k): return object.__getattribute__(self, k)
    def __setattr__(self, k, v): object.__setattr__(self, k, v)
    def __delattr__(self, k): print("del", k); object.__delattr__(self, k)
n = Node(1); n.m = 2; print(n.m); del n.m; print(hasattr(n, "m"), isinstance(3, (str, int)), callable(n), callable(len))
T = type("T", (A,), {"g": lambda self: "g"}); print(T().g(), T().f(), T.__name__)
setattr(n, "k", 9); print(n.k, getattr(n, "k"), n.__dict__)
def kw(a, b=2, *args, c, d=4, **kws): return (a, b, args, c, d, kws)
print(kw(1, c=3), kw(1, 2, 3, 4, c=5, e=6), kw(*[1, 2], **{"c": 3}), kw.__name__, kw.__defaults__)
for bad in (lambda: kw(), lambda: kw(1), lambda: kw(1, c=1, a=2), lambda: len(5), lambda: None + 1, lambda: {}["k"], lambda: [].pop(), lambda: int("x"), lambda: (1).foo, lambda: 1 / 0, lambda: "a" + 1, lambda: undefined_thing_in_try if False else [][3]):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
