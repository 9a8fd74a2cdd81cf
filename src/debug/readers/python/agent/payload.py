"""What goes out: a head in JSON and a body in base64, with a checksum."""

from .loaded_modules import imported, load


def pack(head, body):
    # Both come before the note of what was imported, which names them too.
    binascii = load("binascii")
    json = load("json")
    if imported:
        head["imported"] = imported
    text = json.dumps(head)
    crc = binascii.crc32(body) & 0xFFFFFFFF
    base64 = binascii.b2a_base64(body, newline=False).decode("ascii")
    return "gradient-lens/1 %08x %d %s%s" % (crc, len(text), text, base64)
