// Signatures that bind arguments.
export const inspectSource = `
import enum
import sys
from collections import namedtuple
from types import FunctionType, MethodType, ModuleType
from _signatures import described

class _empty: pass

class _ParameterKind(enum.IntEnum):
    POSITIONAL_ONLY = 0
    POSITIONAL_OR_KEYWORD = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4
    def __str__(self): return self.name

class Parameter:
    empty = _empty
    POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = _ParameterKind
    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        self.name, self.kind, self.default, self.annotation = name, kind, default, annotation
    def replace(self, **changes):
        return Parameter(**{"name": self.name, "kind": self.kind, "default": self.default, "annotation": self.annotation, **changes})
    def __str__(self):
        text = {2: "*", 4: "**"}.get(self.kind, "") + self.name
        if self.annotation is not _empty:
            text += ": " + getattr(self.annotation, "__name__", str(self.annotation))
        if self.default is not _empty:
            text += (" = " if self.annotation is not _empty else "=") + repr(self.default)
        return text
    def __repr__(self): return f'<Parameter "{self}">'

class BoundArguments:
    def __init__(self, signature, arguments):
        self.signature, self.arguments = signature, arguments
    @property
    def args(self):
        args = []
        for name, parameter in self.signature.parameters.items():
            if parameter.kind > 2 or name not in self.arguments:
                break
            if parameter.kind == 2:
                args.extend(self.arguments[name])
            else:
                args.append(self.arguments[name])
        return tuple(args)
    @property
    def kwargs(self):
        kwargs, started = {}, False
        for name, parameter in self.signature.parameters.items():
            started = started or parameter.kind > 2 or name not in self.arguments
            if not started or name not in self.arguments:
                continue
            if parameter.kind == 4:
                kwargs.update(self.arguments[name])
            else:
                kwargs[name] = self.arguments[name]
        return kwargs
    def apply_defaults(self):
        filled = {}
        for name, parameter in self.signature.parameters.items():
            if name in self.arguments:
                filled[name] = self.arguments[name]
            elif parameter.kind == 2:
                filled[name] = ()
            elif parameter.kind == 4:
                filled[name] = {}
            elif parameter.default is not _empty:
                filled[name] = parameter.default
        self.arguments = filled

class Signature:
    empty = _empty
    def __init__(self, parameters=None, *, return_annotation=_empty):
        self.parameters = {parameter.name: parameter for parameter in parameters or ()}
        self.return_annotation = return_annotation
    def replace(self, *, parameters=None, return_annotation=_empty):
        return Signature(self.parameters.values() if parameters is None else parameters, return_annotation=return_annotation)
    def _bind(self, args, kwargs, partial):
        rest, named, arguments = list(args), dict(kwargs), {}
        for name, parameter in self.parameters.items():
            if parameter.kind == 2:
                if rest:
                    arguments[name] = tuple(rest)
                rest = []
            elif parameter.kind == 4:
                if named:
                    arguments[name] = named
                named = {}
            elif parameter.kind < 2 and rest:
                if parameter.kind == 1 and name in named:
                    raise TypeError(f"multiple values for argument {name!r}")
                arguments[name] = rest.pop(0)
            elif parameter.kind > 0 and name in named:
                arguments[name] = named.pop(name)
            elif parameter.default is _empty and not partial:
                kind = " keyword-only" if parameter.kind == 3 else ""
                raise TypeError(f"missing a required{kind} argument: {name!r}")
        if rest:
            raise TypeError("too many positional arguments")
        if named:
            raise TypeError(f"got an unexpected keyword argument {next(iter(named))!r}")
        return BoundArguments(self, arguments)
    def bind(self, /, *args, **kwargs): return self._bind(args, kwargs, False)
    def bind_partial(self, /, *args, **kwargs): return self._bind(args, kwargs, True)
    def __str__(self):
        parts, star = [], False
        for parameter in self.parameters.values():
            if parameter.kind == 3 and not star:
                parts.append("*")
            star = star or parameter.kind in (2, 3)
            parts.append(str(parameter))
        return f"({', '.join(parts)})"
    def __repr__(self): return f"<Signature {self}>"

FullArgSpec = namedtuple("FullArgSpec", "args varargs varkw defaults kwonlyargs kwonlydefaults annotations")

def getfullargspec(func):
    # Unlike a signature, it tells of the first argument of what is bound, and of classes.
    bound = getattr(func, "__init__", None) if isinstance(func, type) else func
    found, annotations = described(getattr(bound, "__func__", bound) if isinstance(bound, (FunctionType, MethodType)) else func)
    names = {kind: [name for name, own, options in found if own == kind] for kind in range(5)}
    # Nothing is looked for in a dict that may lack it: modules under way would run others that have the word in them.
    given = [(name, kind, options[key]) for name, kind, options in found for key in options if key == "default"]
    keyword_only = {name: value for name, kind, value in given if kind == 3}
    return FullArgSpec(
        names[0] + names[1],
        names[2][0] if names[2] else None,
        names[4][0] if names[4] else None,
        tuple(value for name, kind, value in given if kind < 2) or None,
        names[3],
        keyword_only or None,
        annotations,
    )

def getmodule(object, _filename=None):
    if isinstance(object, ModuleType):
        return object
    found = getattr(object, "f_globals", None)
    return sys.modules.get(getattr(object, "__module__", None) if found is None else found["__name__"])

def signature(obj, *, follow_wrapped=True, **options):
    found, returns = described(obj)
    return Signature(
        [Parameter(name, _ParameterKind(kind), **options) for name, kind, options in found],
        return_annotation=returns.get("return", _empty),
    )
`;
