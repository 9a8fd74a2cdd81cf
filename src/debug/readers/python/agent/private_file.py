"""The reader's private folder, as the program sees it."""

from .loaded_modules import load
from .sizes import spans


def to_file(p, total, folder, nonce):
    """Writes into the reader's private folder when this program sees the same one: the nonce in it says so."""
    try:
        with open(folder + "/probe", "rb") as f:
            if f.read(100) != nonce.encode("ascii"):
                return {"file": "another disk"}
    except OSError:
        return {"file": "another disk"}
    binascii = load("binascii")
    crc = 0
    try:
        with open(folder + "/data", "xb") as f:
            for piece in spans(p, 0, total):
                f.write(piece)
                crc = binascii.crc32(piece, crc)
    except OSError as error:
        return {"file": "not written", "why": str(error)}
    return {"file": "written", "crc": crc & 0xFFFFFFFF}
