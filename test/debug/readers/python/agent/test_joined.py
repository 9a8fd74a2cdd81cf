"""The agent as it goes out: one text, evaluated in a dictionary of its own. The text comes from the standard input."""

import json
import sys
import unittest

AGENT = sys.stdin.read()
READ = {"op": "read", "inline": 1 << 20, "folder": None, "nonce": "", "most": 0, "unasked": 0}


def ask(value, request, keep=None):
    names = {} if keep is None else keep
    exec(AGENT, names)
    text = names["run"](lambda: value() if callable(value) else value, request)
    length = int(text.split(" ", 3)[2])
    return json.loads(text.split(" ", 3)[3][:length])


class Without:
    """Takes modules away, as if the program had never loaded them."""

    def __init__(self, *names):
        self.names = names

    def __enter__(self):
        self.taken = {name: sys.modules.pop(name) for name in self.names if name in sys.modules}

    def __exit__(self, *_):
        sys.modules.update(self.taken)


class Joined(unittest.TestCase):
    def test_all_names_are_gone_when_the_answer_goes_out(self):
        names = {}
        self.assertEqual(ask([[1, 2]], READ, names)["shape"], [1, 2])
        self.assertEqual(names, {})

    def test_whatever_is_raised_is_an_answer(self):
        def leave():
            raise SystemExit(3)

        self.assertEqual(ask(leave, READ), {"error": "SystemExit", "text": "3"})

    def test_names_every_module_that_it_had_to_import(self):
        with Without("binascii", "json", "struct", "array"):
            self.assertEqual(ask([[1, 2]], READ)["imported"], ["struct", "binascii", "json"])
        with Without("binascii"):
            self.assertEqual(ask([[1, 2]], READ)["imported"], ["binascii"])
        self.assertNotIn("imported", ask([[1, 2]], READ))

    def test_a_walk_that_takes_too_long_ends_itself_and_says_so(self):
        slow = "\nSECONDS = -1"
        names = {}
        exec(AGENT + slow, names)
        text = names["run"](lambda: ({"x": [1.0]}, {}), {"op": "list", "numbers": ""})
        self.assertIn('"error": "TookTooLong", "text": "The list of the frame\'s tensors took longer than', text)

    def test_lists_what_a_frame_has_and_no_number_or_module(self):
        class Layer:
            def __init__(self):
                self.weight = [1.0, 2.0]
                self.kernel_size = (3, 3)

        here = {"x": [[1, 2], [3, 4]], "self": Layer(), "eps": 1e-5, "word": "x", "sys": sys}
        names = {}
        exec(AGENT, names)
        shared = {"shared": [1.0], "__name__": "m"}

        def listed(*numbers):
            return [(name, *mark) for name, _, *mark in names["survey"](here, shared, numbers)]

        self.assertEqual(listed(), [("x",), ("self.weight",), ("shared", "module")])
        self.assertEqual(listed("eps"), [("x",), ("eps",), ("self.weight",), ("shared", "module")])

    def test_lists_plain_numbers_by_the_names_that_are_wanted_and_runs_no_property(self):
        class Layer:
            @property
            def eps(self):
                raise RuntimeError

        layer, other = Layer(), Layer()
        other.__dict__["epsilon"] = 1e-3
        names = {}
        exec(AGENT, names)
        here = {"layer": layer, "other": other, "cache": {"eps": 2e-5, "steps": 3}, "steps": 4}
        found = names["survey"](here, {"eps": 1e-6}, ["eps", "epsilon"])
        told = [(name, head["number"], *mark) for name, head, *mark in found]
        self.assertEqual(told, [("other.epsilon", 1e-3), ("cache['eps']", 2e-5), ("eps", 1e-6, "module")])


if __name__ == "__main__":
    unittest.main()
