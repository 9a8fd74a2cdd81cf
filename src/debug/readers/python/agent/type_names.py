"""How types are called in what the user reads."""


def words_of(t):
    """Module and name of a type, without asking its metaclass."""
    module = type.__dict__["__module__"].__get__(t)
    return module if type(module) is str else "?", type.__dict__["__qualname__"].__get__(t)


def name_of(o):
    module, name = words_of(type(o))
    return name if module == "builtins" else module + "." + name
