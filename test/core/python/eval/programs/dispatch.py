from functools import singledispatch, singledispatchmethod, cached_property
@singledispatch
def f(x): return 'def'
@f.register
def _(x:int): return 'int'
@f.register(str)
def _(x): return 'str'
@f.register(list)
@f.register(tuple)
def _(x): return 'seq'
print(f(1), f('a'), f(1.0), f([]), f(()), f(True), f.dispatch(int)(3))
class K:
    @singledispatchmethod
    def g(self,x): return 'd'
    @g.register
    def _(self,x:int): return 'i'
    @cached_property
    def c(self): print('calc'); return 5
k=K(); print(k.g(1), k.g('s'), k.c, k.c); print(k.__dict__)
del k.c
print(k.c)
