"""Modules of the program. What it has not loaded is imported only where nothing else will do; the answer names it."""

import sys

loaded = sys.modules
imported = []


def load(name):
    module = loaded.get(name)
    if module is None:
        imported.append(name)
        module = __import__(name)
    return module
