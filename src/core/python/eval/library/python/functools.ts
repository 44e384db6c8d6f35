// Functions that choose by the class of an argument.
export const functoolsSource = `
def _unions(cls):
    return getattr(cls, "__args__", None) or (cls,)

def singledispatch(func):
    registry = {object: func}

    def dispatch(cls):
        for base in cls.__mro__:
            if base in registry:
                return registry[base]
        for known in registry:
            if isinstance(known, type) and issubclass(cls, known):
                return registry[known]
        return func

    def register(cls, func=None):
        if func is None:
            if isinstance(cls, type):
                return lambda implementation: register(cls, implementation)
            annotations = [value for name, value in cls.__annotations__.items() if name != "return"]
            func, cls = cls, annotations[0] if annotations else object
        for each in _unions(cls):
            registry[each] = func
        return func

    def wrapper(*args, **kwargs):
        if not args:
            raise TypeError(f"{func.__name__} requires at least 1 positional argument")
        return dispatch(args[0].__class__)(*args, **kwargs)

    for name in ("__name__", "__qualname__", "__module__", "__doc__"):
        setattr(wrapper, name, getattr(func, name, None))
    wrapper.__wrapped__ = func
    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    return wrapper

class singledispatchmethod:
    def __init__(self, func):
        self.func = func
        self.dispatcher = singledispatch(func)
    def register(self, cls, method=None):
        return self.dispatcher.register(cls, method)
    def __get__(self, obj, cls=None):
        def method(*args, **kwargs):
            chosen = self.dispatcher.dispatch(args[0].__class__)
            return chosen.__get__(obj, cls)(*args, **kwargs)
        return method

class partialmethod:
    def __init__(self, func, /, *args, **kwargs):
        self.func, self.args, self.keywords = func, args, kwargs
    def __get__(self, obj, cls=None):
        def method(*args, **kwargs):
            bound = self.func.__get__(obj, cls) if hasattr(self.func, "__get__") else self.func
            return bound(*self.args, *args, **{**self.keywords, **kwargs})
        return method
`;
