# Metaclasses with an initialiser only, with both, and classes made by a call.
class Registry(type):
    known = []

    def __init__(cls, name, bases, members, **options):
        super().__init__(name, bases, members)
        Registry.known.append((name, sorted(options.items())))
        cls.tag = name.lower()


class Base(metaclass=Registry):
    def __init_subclass__(cls, **options):
        super().__init_subclass__()


class Wide(Base, width=4):
    def __init__(self, size):
        self.size = size


class Wider(Wide, width=8):
    pass


Made = Registry("Made", (Wide,), {"size": 2})
print(Registry.known)
print(Wider.tag, Made.tag, Made.size, Wider(3).size, Base.tag)


class Loud(Registry):
    def __new__(meta, name, bases, members):
        return super().__new__(meta, name + "!", bases, members)

    def __init__(cls, name, bases, members):
        super().__init__(name, bases, members)
        cls.length = len(name)


class Shout(metaclass=Loud):
    pass


print(Shout.__name__, Shout.tag, Shout.length, type(Shout).__name__)


class Plain(type):
    def __new__(meta, name, bases, members):
        return type(name, bases, members)

    def __init__(cls, name, bases, members):
        cls.never = True


class Bare(metaclass=Plain):
    pass


print(hasattr(Bare, "never"), type(Bare).__name__)


def temporary(meta, *bases):
    class Between(type):
        def __new__(cls, name, ignored, members):
            return meta(name, bases, members)

    return type.__new__(Between, "Between", (), {})


class Ported(temporary(Registry, Wide)):
    pass


print(Ported.__mro__[1].__name__, type(Ported).__name__, Registry.known[-1])


class Mixin:
    def __init__(self):
        super().__init__()
        self.mixed = True


def mixing(cls):
    cls.__bases__ = (Mixin,) + tuple(base for base in cls.__bases__ if base is not Mixin)
    return cls


class Root:
    pass


@mixing
class Mixed(Root):
    def __init__(self):
        super().__init__()
        self.own = True


class Below(Mixed):
    pass


print([base.__name__ for base in Below.__mro__], Below().mixed, [base.__name__ for base in Mixed.__bases__])


class Refusing(type):
    def __init__(cls, name, bases, members):
        raise TypeError("no " + name)


try:
    class Refused(metaclass=Refusing):
        pass
except TypeError as error:
    print(error)
