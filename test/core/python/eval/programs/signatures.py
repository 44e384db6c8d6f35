import inspect
def f(a, b=2, *args, c, d=4, **kw): pass
s=inspect.signature(f)
ba=s.bind(1, c=3, e=5)
print(ba.args, ba.kwargs, dict(ba.arguments))
ba.apply_defaults()
print(dict(ba.arguments))
print(list(s.parameters), s.parameters['b'].default, s.parameters['a'].default is inspect.Parameter.empty)
print(s.parameters['args'].kind == inspect.Parameter.VAR_POSITIONAL, s.parameters['kw'].kind.name, str(s))
try: s.bind()
except TypeError as e: print(e)
print(s.bind_partial(1).arguments)
print(inspect.getfullargspec(f).args)
import functools, types
def copied(f):
    g = types.FunctionType(f.__code__, f.__globals__, name=f.__name__, argdefs=f.__defaults__, closure=f.__closure__)
    g = functools.update_wrapper(g, f)
    g.__kwdefaults__ = f.__kwdefaults__
    return g
def scaled(x, by=3): return x * by
twin = copied(scaled); twin.note = 'twin'
print(twin(2), twin(2, by=5), twin is scaled, hasattr(scaled, 'note'), twin.__name__)
print(scaled.__code__.co_name, scaled.__code__.co_argcount, f.__code__.co_kwonlyargcount)
class Slotted:
    inner = property(lambda self: 1)
class Shown(Slotted):
    width: int = 3
print(Shown.__dict__.get('width'), Shown.__dict__.get('inner'), 'inner' in Slotted.__dict__)
class Named(type):
    def __init__(cls, *args):
        assert 'name' in inspect.getfullargspec(cls)[0], cls
        super().__init__(*args)
class Manager(metaclass=Named):
    def __init__(self, name='', *rest, level: int = 3, **options): pass
    def method(self, a, b=2): pass
print(inspect.getfullargspec(Manager))
print(inspect.getfullargspec(Manager.method), inspect.getfullargspec(Manager().method).args)
import sys
def whoCalls(): return sys._getframe(1).f_code.co_name, inspect.getmodule(sys._getframe(1)).__name__
def caller(): return whoCalls(), inspect.currentframe().f_back.f_globals is globals()
print(caller(), inspect.getmodule(caller) is sys.modules['__main__'], inspect.getmodule(inspect.signature).__name__)
