import numpy as np
import torch


class Layer:
    def __init__(self, n):
        self.gamma = np.ones(8)
        self.cache = {"x": np.ones((4, 8)), "n": n}


MADE = [
    lambda n: np.ones((4, 8)),
    lambda n: torch.ones(4, 8),
    lambda n: [[1.0, 2.0], [3.0, 4.0]],
    lambda n: n,
    Layer,
]


def run():
    # A function cannot make its own variables by a loop; the module's are 500 of all kinds.
    for n in range(500):
        globals()["v%d" % n] = MADE[n % len(MADE)](n)


run()
step = 0  # stop here
