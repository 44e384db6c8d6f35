// torch.library: operators that a program defines run as the functions that they are made of.
export const librarySource = `
import functools

class CustomOpDef:
    def __init__(self, name, function):
        self._name, self._function = name, function
        functools.update_wrapper(self, function)

    def __call__(self, *args, **kwargs):
        return self._function(*args, **kwargs)

    def register_fake(self, function=None, /):
        return _registration(function)

    register_vmap = register_torch_dispatch = register_fake

    def register_kernel(self, device_types, function=None, /):
        return _registration(function)

    def register_autograd(self, backward, /, *, setup_context=None):
        pass

    def set_kernel_enabled(self, device_type, enabled=True):
        pass

def _registration(function):
    return (lambda given: given) if function is None else function

def custom_op(name, function=None, /, *, mutates_args=(), device_types=None, schema=None, tags=None):
    make = functools.partial(CustomOpDef, name)
    return make if function is None else make(function)

triton_op = custom_op

def wrap_triton(kernel, /):
    return kernel

def register_fake(op, func=None, /, *, lib=None, _stacklevel=1, allow_override=False):
    return _registration(func)

impl_abstract = register_vmap = register_fake

def register_kernel(op, device_types, func=None, /, *, lib=None):
    return _registration(func)

def register_autograd(op, backward, /, *, setup_context=None, lib=None):
    pass

def define(qualname, schema, *, lib=None, tags=()):
    return _registration(None)

def impl(qualname, types, func=None, *, lib=None):
    return (lambda given: given) if func is None or isinstance(func, str) else func

class Library:
    def __init__(self, ns, kind, dispatch_key=""):
        self.ns, self.kind = ns, kind

    def define(self, schema, alias_analysis="", *, tags=()):
        return schema.split("(")[0]

    def impl(self, op_name, fn, dispatch_key="", *, with_keyset=False, allow_override=False):
        pass

    def fallback(self, fn, dispatch_key="", *, with_keyset=False):
        pass

def opcheck(op, args, kwargs=None, **options):
    return {}
`;
