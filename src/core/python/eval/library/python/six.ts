// six: what code that was to run on Python 2 too asks for. All answers are those of Python 3.
export const sixSource = `
import functools
import io
import itertools
import operator
import types
import six.moves as moves

PY2 = False
PY3 = True
PY34 = True

string_types = (str,)
integer_types = (int,)
class_types = (type,)
text_type = str
binary_type = bytes
MAXSIZE = 9223372036854775807

StringIO = io.StringIO
BytesIO = io.BytesIO
get_method_function = operator.attrgetter("__func__")
get_method_self = operator.attrgetter("__self__")
get_function_code = operator.attrgetter("__code__")
get_function_defaults = operator.attrgetter("__defaults__")
get_function_globals = operator.attrgetter("__globals__")
create_bound_method = types.MethodType
callable = callable
next = next
advance_iterator = next
Iterator = object
wraps = functools.wraps

def iterkeys(mapping, **options):
    return iter(mapping.keys(**options))

def itervalues(mapping, **options):
    return iter(mapping.values(**options))

def iteritems(mapping, **options):
    return iter(mapping.items(**options))

def iterlists(mapping, **options):
    return iter(mapping.lists(**options))

def viewkeys(mapping):
    return mapping.keys()

def viewvalues(mapping):
    return mapping.values()

def viewitems(mapping):
    return mapping.items()

def u(text):
    return text

def b(text):
    return text.encode("latin-1")

def int2byte(number):
    return bytes((number,))

def ensure_str(text, encoding="utf-8", errors="strict"):
    return text.decode(encoding, errors) if isinstance(text, bytes) else text

ensure_text = ensure_str

def ensure_binary(text, encoding="utf-8", errors="strict"):
    return text.encode(encoding, errors) if isinstance(text, str) else text

def reraise(tp, value, tb=None):
    raise value

def raise_from(value, from_value):
    raise value from from_value

def with_metaclass(meta, *bases):
    class Metaclass(type):
        def __new__(cls, name, temporary, members):
            return meta(name, bases, members)
    return type.__new__(Metaclass, "temporary_class", (), {})

def add_metaclass(metaclass):
    def wrapper(cls):
        members = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
        return metaclass(cls.__name__, cls.__bases__, members)
    return wrapper

def python_2_unicode_compatible(cls):
    return cls
`;

export const sixMovesSource = `
import collections
import functools
import io
import itertools

filter = filter
input = input
map = map
range = range
xrange = range
zip = zip
reduce = functools.reduce
filterfalse = itertools.filterfalse
zip_longest = itertools.zip_longest
StringIO = io.StringIO
cStringIO = io.StringIO
UserDict = collections.UserDict
UserList = collections.UserList
`;
