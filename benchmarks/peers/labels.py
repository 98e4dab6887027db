"""The labels of `benchmarks/labels.py` by scikit-learn and krippendorff; seconds of CPU and the figures as JSON."""

import json
import sys

import numpy as np
from clock import timed


def kappas(data):
    """One call for each pair of annotators."""
    from sklearn.metrics import cohen_kappa_score

    ends = data["ends"].tolist()
    first, second = (np.split(data[name], ends[:-1]) for name in ("first", "second"))
    return lambda: [cohen_kappa_score(x, y) for x, y in zip(first, second, strict=True)]


def alpha(data):
    """One call, from the counts of values by image."""
    import krippendorff

    counts = data["counts"]
    return lambda: [krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")]


def main():
    """The peer named first, on the file named second."""
    data = np.load(sys.argv[2])
    work = {"kappas": kappas, "alpha": alpha}[sys.argv[1]](data)
    print(json.dumps(timed(work, int(data["repeats"]))))


if __name__ == "__main__":
    main()
