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
