// attrs, by dataclasses: which of a class's names are fields, what is done with their values, and what is called then.
export const attrsSource = `
import dataclasses

NOTHING = dataclasses.MISSING

class Factory:
    def __init__(self, factory, takes_self=False):
        self.factory = factory
        self.takes_self = takes_self

class _Given:
    def __init__(self, field, converter):
        self.field = field
        self.converter = converter

    def validator(self, method):
        return method

    def default(self, method):
        self.field = dataclasses.field(default_factory=lambda: method(None))
        return method

def attrib(default=NOTHING, validator=None, repr=True, cmp=None, hash=None, init=True, metadata=None, type=None,
           converter=None, factory=None, kw_only=False, eq=None, order=None, on_setattr=None, alias=None):
    if isinstance(default, Factory):
        default, factory = NOTHING, default.factory
    given = {"default_factory": factory} if factory is not None else {"default": default}
    return _Given(dataclasses.field(init=init, repr=repr, kw_only=kw_only, **given), converter)

def _fields(cls, auto_attribs):
    own = dict(cls.__dict__)
    annotations = own.get("__annotations__", {})
    stated = [name for name, value in own.items() if isinstance(value, _Given)]
    if auto_attribs is None:
        auto_attribs = all(name in annotations for name in stated)
    if not auto_attribs:
        return {name: annotations.get(name, object) for name in stated}
    return dict(annotations)

def _made(cls, auto_attribs, these, kw_only, init, repr, eq, frozen):
    if these is not None:
        for name, value in these.items():
            setattr(cls, name, value)
    fields = _fields(cls, auto_attribs)
    converters = dict(getattr(cls, "__attrs_converters__", {}))
    for name in fields:
        value = cls.__dict__.get(name, None)
        if isinstance(value, _Given):
            if value.converter is not None:
                converters[name] = value.converter
            setattr(cls, name, value.field)
    cls.__attrs_converters__ = converters
    hook = getattr(cls, "__attrs_post_init__", None)
    if hook is not None or converters:
        def __post_init__(self):
            for name, convert in converters.items():
                setattr(self, name, convert(getattr(self, name)))
            if hook is not None:
                hook(self)
        cls.__post_init__ = __post_init__
    annotations = cls.__dict__.get("__annotations__", {})
    cls.__annotations__ = fields
    made = dataclasses.dataclass(cls, init=init, repr=repr, eq=eq, kw_only=kw_only)
    made.__annotations__ = {**annotations, **fields}
    return made

def attrs(maybe_cls=None, these=None, repr_ns=None, repr=True, cmp=None, hash=None, init=True, slots=False, frozen=False,
          weakref_slot=True, str=False, auto_attribs=False, kw_only=False, cache_hash=False, auto_exc=False, eq=None,
          order=None, auto_detect=False, **others):
    made = lambda cls: _made(cls, auto_attribs, these, kw_only, init, repr, eq is not False, frozen)
    return made if maybe_cls is None else made(maybe_cls)

def define(maybe_cls=None, *, these=None, repr=True, init=True, frozen=False, auto_attribs=None, kw_only=False, eq=None,
           **others):
    made = lambda cls: _made(cls, auto_attribs, these, kw_only, init, repr is not False, eq is not False, frozen)
    return made if maybe_cls is None else made(maybe_cls)

def dataclass(maybe_cls=None, **options):
    return attrs(maybe_cls, auto_attribs=True, **options)

def field(*, default=NOTHING, validator=None, factory=None, converter=None, init=True, repr=True, kw_only=False, **others):
    return attrib(default=default, factory=factory, converter=converter, init=init, repr=repr, kw_only=kw_only)

def asdict(inst, recurse=True, **options):
    return dataclasses.asdict(inst)

def astuple(inst, recurse=True, **options):
    return dataclasses.astuple(inst)

def evolve(inst, **changes):
    return dataclasses.replace(inst, **changes)

def has(cls):
    return dataclasses.is_dataclass(cls)

s = attributes = attrs
ib = attr = attrib
mutable = define
frozen = define
`;
