import numpy as np

rng = np.random.default_rng(1)


def run():
    small = rng.standard_normal((64, 64)).astype("f4")
    large = rng.standard_normal((4096, 1024)).astype("f4")
    step = 0
    while True:
        step = step + 1  # stop here
        step = step + 1
        step = step + 1


run()
