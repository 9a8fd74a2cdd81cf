"""Sizes of shapes, and the bytes of a plan in pieces."""

MIB = 1 << 20


def size_of(shape):
    size = 1
    for extent in shape:
        size *= extent
    return size


def total_of(p):
    return size_of(p["shape"]) * p["item"]


def spans(p, start, stop):
    """Bytes start to stop of the tensor in C order, in pieces that copy at most about 4 MiB of it."""
    shape = p["shape"] or [1]
    row = size_of(shape[1:]) * p["item"]
    if start >= stop or row == 0:
        return
    step = max(1, 4 * MIB // row)
    for i in range(start // row, -(-stop // row), step):
        j = min(i + step, -(-stop // row))
        yield p["rows"](i, j)[max(0, start - i * row) : min(stop, j * row) - i * row]
