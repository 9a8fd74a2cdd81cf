"""Plain numbers of the program, also those of types that are derived from Python's own."""

from .kinds import is_a


def number_of(o):
    """Its value as a float; None for what is no plain number, and for what no float can hold."""
    if is_a(o, float):
        return float.__float__(o)
    try:
        return int.__float__(o) if is_a(o, int) else None
    except OverflowError:
        return None
