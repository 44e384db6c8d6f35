class Base:
    reg={}
    def __init_subclass__(cls, name=None, **kw):
        super().__init_subclass__(**kw)
        Base.reg[name or cls.__name__]=cls
class A(Base, name='aa'): pass
class B(Base): pass
class C(B): pass
print(sorted(Base.reg), Base.reg['aa'] is A)
class G:
    def __class_getitem__(cls, k): return (cls.__name__, k)
print(G[int][1] is int, G['x'])
class D:
    def __set_name__(self, owner, name): self.n=name; self.o=owner.__name__
    def __get__(self, i, o=None): return (self.n, self.o, i is None)
class E: f=D()
print(E.f, E().f)
class V:
    def __set_name__(self, o, n): self.n='_'+n
    def __get__(self,i,o): return self if i is None else getattr(i,self.n,0)
    def __set__(self,i,v):
        if v<0: raise ValueError('neg')
        setattr(i,self.n,v)
    def __delete__(self,i): delattr(i,self.n)
class W:
    x=V()
    def __init__(self,x): self.x=x
w=W(3); print(w.x, w.__dict__)
try: w.x=-1
except ValueError as e: print('ve',e)
del w.x
print(w.x)
class Renamed:
    attribute_map = {}
    def __setattr__(self, key, value):
        super().__setattr__(super().__getattribute__('attribute_map').get(key, key), value)
    def __getattribute__(self, key):
        names = super().__getattribute__('attribute_map')
        return super().__getattribute__(names.get(key, key) if key != 'attribute_map' else key)
class Config(Renamed):
    attribute_map = {'width': 'n', 'area': 'square'}
    def __init__(self, n): self.n = n
    def square(self): return self.n ** 2
c = Config(3)
print(c.width, c.n, c.area(), c.square(), hasattr(c, 'height'), getattr(c, 'height', 0))
c.width = 4
print(c.n, c.__dict__, Config(5).width)
class Guarded:
    def __getattribute__(self, key):
        if key == 'no': raise AttributeError(key)
        return object.__getattribute__(self, key)
    def __getattr__(self, key): return 'fallback ' + key
g = Guarded(); g.yes = 1; g.no = 2
print(g.yes, g.no, g.other)
