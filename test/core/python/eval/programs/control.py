def gen():
    try:
        x = yield 1
        print("got", x)
        y = yield x * 2
        print("y", y)
    except ValueError as e:
        print("caught", e); yield "recovered"
    finally:
        print("cleanup")
    return "result"
g = gen(); print(next(g), g.send(5), g.throw(ValueError("boom")))
try: next(g)
except StopIteration as e: print("stop", e.value)
def delegating():
    r = yield from gen()
    print("r", r)
    yield from [7, 8]
d = delegating(); print(next(d), d.send(3), d.send(4), list(d))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
import itertools
print(list(itertools.islice(fib(), 10)), sum(itertools.takewhile(lambda v: v < 50, fib())))
g = (i * i for i in range(4)); print(next(g), list(g), list(g))
for i in range(5):
    if i == 1: continue
    if i == 4: break
    print(i, end_marker := i)
else: print("no")
for i in []: pass
else: print("else ran")
n = 0
while n < 3: n += 1
else: print("while else", n)
def tr(k):
    try:
        if k == 0: raise KeyError("k")
        if k == 1: return "ret"
        if k == 2: raise TypeError("t")
        v = "body"
    except KeyError as e: v = f"key {e}"
    except (TypeError, ValueError): v = "tv"
    else: v += "+else"
    finally: print("finally", k)
    return v
print([tr(k) for k in range(4)])
class MyErr(Exception):
    def __init__(self, code, msg="m"): super().__init__(msg); self.code = code
try:
    try: raise MyErr(5)
    except MyErr as e:
        print(e, e.code, e.args, repr(e)); raise RuntimeError("outer") from e
except RuntimeError as e: print("outer", e)
try:
    try: 1 / 0
    finally: print("f1")
except ZeroDivisionError as e: print(e)
def m(v):
    match v:
        case 0: return "zero"
        case int(n) if n < 0: return f"neg {n}"
        case bool() | None: return "bn"
        case str() as s: return "str " + s
        case [1, *rest]: return f"list {rest}"
        case (a, b): return f"pair {a} {b}"
        case {"k": val, **kw}: return f"dict {val} {kw}"
        case Pt(x=0, y=yy): return f"pt {yy}"
        case Pt(x, y): return f"pos {x} {y}"
        case _: return "other"
class Pt:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
print([m(v) for v in (0, -3, None, "q", [1, 2, 3], (4, 5), {"k": 1, "z": 2}, Pt(0, 9), Pt(1, 2), 3.5)])
if (k := len("abc")) > 2: print("walrus", k)
print([y for v in range(5) if (y := v * 2) > 4], (lambda *a, **kw: (a, kw))(*[1], **{"z": 2}), 1 if 0 else 2, 0 or "x", 1 and 0, None or [], not 1)
x = 10
def sc():
    global x
    x += 1
    def inner():
        nonlocal_x = x
        return nonlocal_x
    return inner()
print(sc(), x)
def counter():
    c = 0
    def inc():
        nonlocal c
        c += 1
        return c
    return inc
cc = counter(); cc(); print(cc())
assert True, "no"
try: assert 1 == 2, "msg"
except AssertionError as e: print("assert", e)
import contextlib, functools
@contextlib.contextmanager
def cm(v):
    print("in", v)
    try: yield v * 2
    finally: print("out")
with cm(4) as q: print(q)
class HasCm:
    k = 3
    @contextlib.contextmanager
    def scope(self, n=1): yield self.k + n
    @functools.lru_cache
    def cached(self, n): print("once"); return n
@contextlib.contextmanager
def bare(): yield "bare"
with HasCm().scope() as q, bare() as r: print(q, r)
h = HasCm(); print(h.cached(2), h.cached(2))
@bare()
def decorated(a): return a
print(decorated(7), decorated(8))
with contextlib.suppress(KeyError): {}["x"]
with contextlib.nullcontext(5) as z: print(z)
@functools.wraps(cm)
def wrapped(*a): pass
print(wrapped.__name__)
@functools.lru_cache(maxsize=None)
def slow(n): return n if n < 2 else slow(n - 1) + slow(n - 2)
print(slow(50))
p = functools.partial(int, base=2); print(p("101"), p.func is int, p.keywords, functools.partial(functools.partial(max, 1), 5)(3))
class CP:
    @functools.cached_property
    def v(self): print("computed"); return 42
c = CP(); print(c.v, c.v)
@functools.singledispatch
def sd(a): return "base"
@sd.register(int)
def _(a): return "int"
print(sd(1), sd("s"))
print(*[1, 2], sep_ := 3); del sep_
a = b = c2 = []; a.append(1); print(b is c2, b)
i = 5; i //= 2; i **= 3; i %= 5; i <<= 2; i |= 1; i ^= 3; print(i)
print([1, 2, 3][True], {True: "t"}[1], "yes" if [] else "no", [] is None, () == [], 1 in {1: 2}, [1] in [[1]])
def star(first, *rest, sep="-"): return sep.join(map(str, (first, *rest)))
print(star(1, 2, 3, sep="+"), star(*"abc"))
