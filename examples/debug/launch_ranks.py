"""Starts two ranks as processes of their own, as torchrun does. With "subProcess" debugpy stops in each of them."""

import multiprocessing
import os
import runpy

RANKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ranks.py")


def run(rank):
    os.environ["RANK"] = str(rank)
    runpy.run_path(RANKS)


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    ranks = [context.Process(target=run, args=(rank,)) for rank in range(2)]
    for process in ranks:
        process.start()
    for process in ranks:
        process.join()
