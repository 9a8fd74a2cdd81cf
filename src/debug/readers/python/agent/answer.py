"""One question, one answer: what runs for each request."""

from .beginnings import beginnings
from .clock import start_clock
from .frame_tensors import survey
from .head import described, head_of
from .payload import pack
from .private_file import to_file
from .sizes import spans
from .tensor_plan import plan


def answer(get, ask):
    """The answer to `ask` about what `get` gives: the value of the user's expression, or the names of the frame."""
    o = get()
    if ask["op"] == "beginnings":
        start_clock()
        heads, body = beginnings(o, ask["most"])
        return pack({"beginnings": heads}, body)
    if ask["op"] == "list" or ask["op"] == "describe":
        start_clock()
        return pack({"tensors": survey(*o, ask["numbers"].split())} if ask["op"] == "list" else described(o), b"")
    p = plan(o, True)
    head = head_of(o, p)
    if "obstacle" in p or "rows" not in p:
        return pack(head, b"")
    if ask["op"] == "chunk":
        return pack(head, b"".join(spans(p, ask["start"], ask["stop"])))
    if head["total"] > ask["unasked"] and not head["device"].lower().startswith("cpu"):
        return pack(head, b"")
    if head["total"] <= ask["inline"]:
        return pack(head, b"".join(spans(p, 0, head["total"])))
    if ask["folder"] is not None and head["total"] <= ask["most"]:
        head.update(to_file(p, head["total"], ask["folder"], ask["nonce"]))
    return pack(head, b"")


def run(get, ask):
    """
    Whatever the user's expression raises (SystemExit too) stays in here: debugpy gives exceptions as results in the
    context that this needs, and does not survive every one of them. All names go before the answer goes out.
    """
    try:
        return answer(get, ask)
    except BaseException as error:
        text = str(error)
        return pack({"error": type(error).__name__, "text": text[:2000]}, b"")
    finally:
        globals().clear()
