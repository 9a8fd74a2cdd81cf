"""One rank of a data-parallel run: the launcher starts two, each with its own share of the batch."""

import os

import numpy as np

rank = int(os.environ.get("RANK", "0"))


def step():
    x = np.random.default_rng(rank).standard_normal((8 + 4 * rank, 6)) * (1 + rank) + rank
    mean = x.mean(axis=0)
    return mean  # stop here


step()
