"""Files and prints that NumPy makes, some of them damaged, and what NumPy itself reads in them; a line of JSON for each.

    python3 numpy_files.py SEED COUNT
"""

import base64
import io
import json
import random
import re
import sys
import warnings

import numpy as np

KINDS = "<f8 >f8 <f4 >f4 <f2 >f2 <i8 >i8 <i4 <i2 >i2 i1 <u8 <u4 <u2 u1 ? <f16 <c16 <U3 S4 <M8[s]".split()
ODD = [0.0, -0.0, 1.0, -2.5, 0.1, 1e-8, 123456.789, 65504.0, 1e300, 5e-324, np.nan, np.inf, -np.inf]
COUNTS = ["0", "1", "2", "3", "7", "255", "65536", "4294967296", "18446744073709551616", "-1", "2.5", "", "(", ",", "True"]


def values_of(draw, shape, kind):
    """Numbers of every size, odd ones among them; whole ones beyond 2^53 for wide integers."""
    size = int(np.prod(shape))
    if kind.endswith(("i8", "u8")):
        return np.array([draw.choice([0, 1, 2**53 + 1, 2**62 + 3]) for _ in range(size)]).reshape(shape)
    return np.array([draw.choice(ODD) if draw.random() < 0.3 else draw.gauss(0, 40) for _ in range(size)]).reshape(shape)


def made_array(draw):
    kind = draw.choice(KINDS)
    shape = tuple(draw.choice([1, 2, 3, 5]) for _ in range(draw.choice([0, 1, 2, 2, 2, 3, 4, 5, 6])))
    array = values_of(draw, shape, kind)
    if not np.dtype(kind).kind == "f":
        array = np.nan_to_num(array, nan=1, posinf=2, neginf=3)
        array = np.clip(array, 0, 100) if not kind.endswith(("i8", "u8")) else array
    array = array.astype(kind)
    return np.asfortranarray(array) if draw.random() < 0.3 else array


def made_file(draw):
    target = io.BytesIO()
    if draw.random() < 0.3:
        save = np.savez if draw.random() < 0.5 else np.savez_compressed
        save(target, x=made_array(draw), step=made_array(draw))
    else:
        np.lib.format.write_array(target, made_array(draw), version=draw.choice([(1, 0), (2, 0), (3, 0)]))
    return target.getvalue()


def damaged(draw, data):
    """The file with up to three changes: other bytes, another number in a header, another order, an end that is cut off."""
    for _ in range(draw.choice([0, 0, 1, 1, 2, 3])):
        at = draw.randrange(len(data)) if data else 0
        kind = draw.randrange(6)
        numbers = [found.span() for found in re.finditer(rb"\d+", data[:400])]
        if kind < 2 and numbers:
            start, end = draw.choice(numbers)
            data = data[:start] + draw.choice(COUNTS).encode() + data[end:]
        elif kind == 2:
            data = data.replace(*draw.choice([(b"<f", b">f"), (b"False", b"True"), (b"True", b"False"), (b"f8", b"i8"), (b"'", b'"')]))
        elif kind == 3:
            data = data[:at]
        elif kind == 4:
            data = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
        else:
            data = data[:at] + data[at : at + 9] + data[at:]
    return data


def read_by_numpy(data):
    """Shape and numbers of the array, or of x in an archive; None where NumPy refuses it."""
    try:
        found = np.load(io.BytesIO(data), allow_pickle=False)
        if isinstance(found, np.lib.npyio.NpzFile):
            found = {name: found[name] for name in found.files}["x"]
        kind = found.dtype.str
        if found.dtype.kind not in "fiub":
            return {"shape": found.shape, "kind": kind, "bits": ""}
        return {"shape": found.shape, "kind": kind, "bits": found.astype("<f8").tobytes().hex()}
    except Exception:
        return None


def made_print(draw):
    """An array as NumPy prints it, and the numbers that stand there."""
    shape = tuple(draw.choice([1, 2, 3, 5]) for _ in range(draw.choice([2, 2, 2, 3, 4, 5])))
    kind = draw.choice(["<f8", "<f8", "<f4", "<f2", "<i8", "?"])
    array = values_of(draw, shape, "<f8")
    if kind in ("<i8", "?"):
        array = np.clip(np.nan_to_num(array, nan=1, posinf=2, neginf=3), -1000, 1000)
    array = array.astype(kind)
    options = {
        "precision": draw.choice([None, 3, 8, 17]),
        "suppress_small": draw.choice([None, True]),
        "max_line_width": draw.choice([None, 40, 200]),
        "threshold": sys.maxsize,
    }
    if draw.random() < 0.5:
        options.pop("threshold")
        with np.printoptions(threshold=sys.maxsize):
            text = np.array_repr(array, **{key: value for key, value in options.items()})
    else:
        options["separator"] = draw.choice([" ", ", ", ","])
        options["floatmode"] = draw.choice(["maxprec", "unique", "fixed", "maxprec_equal"])
        options["sign"] = draw.choice(["-", "+", " "])
        text = np.array2string(array, **options)
    body = re.sub(r"dtype=\w+|array", "", text)
    words = re.findall(r"[-+]?(?:nan|inf|True|False|\d+\.?\d*(?:e[-+]?\d+)?|\.\d+)", body)
    numbers = [1.0 if word == "True" else 0.0 if word == "False" else float(word) for word in words]
    return {"print": text, "shape": shape, "bits": np.array(numbers, "<f8").tobytes().hex()}


def main():
    warnings.simplefilter("ignore")
    draw = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        data = damaged(draw, made_file(draw))
        print(json.dumps({"file": base64.b64encode(data).decode(), "read": read_by_numpy(data)}))
        print(json.dumps(made_print(draw)))


main()
