"""CPU time of a peer, as every script here takes it."""

import time


def timed(work, repeats):
    """CPU seconds of each repeat, and the figures that were found; a first one is not counted."""
    found, seconds = work(), []
    for _ in range(repeats):
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
    return {"seconds": seconds, "found": [float(one) for one in found]}
