"""A program without NumPy: lists only."""


def stop():
    nested = [[1.5, 2.5], [3.5, -4.5], [0.1, 0.2]]
    return nested  # stop here


stop()
