"""Numbers of 8 bits, which NumPy does not know, by their bits: the formats of OCP and Graphcore."""

from .loaded_modules import loaded

# Bits of the fraction, and the exponent that stands for 0.
FLOAT8 = {"float8_e4m3fn": (3, 7), "float8_e5m2": (2, 15), "float8_e8m0fnu": (0, 127)}
FLOAT8.update({"float8_e4m3fnuz": (3, 8), "float8_e5m2fnuz": (2, 16)})


def float8_value(name, bits):
    fraction_bits, bias = FLOAT8[name]
    size = bits & 127
    if name == "float8_e8m0fnu":  # powers of two, without sign, fraction and 0
        return float("nan") if bits == 255 else 2.0 ** (bits - bias)
    if name == "float8_e5m2" and size == 124:
        return float("-inf" if bits > 127 else "inf")
    if bits == 128 if name.endswith("fnuz") else size > (126 if name == "float8_e4m3fn" else 124):
        return float("nan")
    exponent, fraction = size >> fraction_bits, size & ((1 << fraction_bits) - 1)
    if exponent:
        fraction += 1 << fraction_bits
    return (-1.0 if bits > 127 else 1.0) * fraction * 2.0 ** (max(exponent, 1) - bias - fraction_bits)


def float8_values(name, bits):
    """An array of bits as float32."""
    numpy = loaded["numpy"]
    return numpy.array([float8_value(name, n) for n in range(256)], "f4")[bits]
