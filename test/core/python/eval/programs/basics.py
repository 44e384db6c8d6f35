x = 3
print(x + 4, x / 2, x // 2, -7 // 2, -7 % 3, 2 ** 100, 1e16, 1.5e-7, 0.1 + 0.2)
class A:
    y = 5
    def __init__(self, a, *args, b=2, **kw):
        self.a = a; self.args = args; self.b = b; self.kw = kw
    def f(self):
        return [self.a, self.args, self.b, self.kw]
    @property
    def p(self): return self.a * 2
    @staticmethod
    def s(x): return x + 1
    @classmethod
    def c(cls, x): return (cls.__name__, x)
class B(A):
    def __init__(self, *a, **k):
        super().__init__(*a, **k)
    def f(self):
        return ["B"] + super().f()
b = B(1, 2, 3, b=7, z=9)
print(b.f(), b.p, B.s(3), b.c(4), A.y, isinstance(b, A))
def gen(n):
    for i in range(n):
        got = yield i * i
        if got: print("got", got)
    return "done"
print(list(gen(5)), sum(x for x in range(10) if x % 2))
g = gen(3); next(g); print(g.send("hi"))
print({k: v for k, v in zip("abc", range(3))}, [a + b for a in "xy" for b in "12"])
try:
    [][1]
except IndexError as e:
    print("caught", e)
finally:
    print("fin")
def mk():
    n = 0
    def inc(d=1):
        nonlocal n
        n += d
        return n
    return inc
i = mk(); i(); print(i(5))
print(f"{3.14159:.2f} {42:>5} {'x':*^7} {1234567:,} {b!r:.3}" )
match (1, 2, [3, 4]):
    case (1, y, [a, *r]): print(y, a, r)
print([*range(3), *"ab"], (lambda *a, **k: (a, k))(1, z=2))
a, *bb, c = range(6); print(a, bb, c)
print("%d %5.2f %s %r" % (3, 2.5, "a", "b"), "{0} {x[1]} {1:>4}".format(1, 2, x=[5, 6]))
print(sorted([3,1,2], reverse=True), max(3, 5), min([4, 2]), any([0, 1]), all([]))
