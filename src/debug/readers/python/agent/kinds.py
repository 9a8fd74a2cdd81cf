"""What a value is and holds, by its type alone: no attribute, property or metaclass of the program is asked."""

GETSET = type(type.__dict__["__dict__"])


def bases_of(o):
    """The type of a value and all its bases, the type first."""
    return type.__dict__["__mro__"].__get__(type(o))


def is_a(o, *kinds):
    """As isinstance, which would ask the value for its __class__."""
    for base in bases_of(o):  # asked thousands of times for a list: a generator takes twice as long
        for kind in kinds:
            if base is kind:
                return True
    return False


def names_of(t):
    """What a type itself holds, by its names."""
    return type.__dict__["__dict__"].__get__(t)


def in_type(o, name):
    """What stands under a name in the type or a base of it; None where nothing does."""
    for base in bases_of(o):
        names = names_of(base)
        if name in names:
            return names[name]
    return None


def inside(o):
    """The dictionary in which a value keeps its attributes, as it is; empty where it has none of the usual kind."""
    place = in_type(o, "__dict__")
    held = place.__get__(o) if type(place) is GETSET else None
    return held if type(held) is dict else {}
