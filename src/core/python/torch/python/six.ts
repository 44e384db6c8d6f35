// torch._six, which torch 1.x had for Python 2: releases of libraries from that time take their names from it.
export const sixSource = `
import builtins
import collections.abc as container_abcs
from math import inf, nan

PY3 = PY37 = True
PY2 = False
string_classes = (str, bytes)
int_classes = int
istuple = lambda value: isinstance(value, tuple)
get_function_from_type = lambda cls, name: getattr(cls, name, None)

def with_metaclass(meta, *bases):
    return meta("temporary_class", bases, {})
`;
