"""How well the review queue finds wrong annotations: see `review_queue.py`, which this runs.

This file bears the name of a module of Python. Scripts of this folder that ask for that module would find this file
first, so it hands them the real one.
"""

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from sysconfig import get_path


def give_way() -> None:
    """Puts Python's own `queue` in the place of this file."""
    spec = PathFinder.find_spec("queue", [get_path("stdlib")])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["queue"] = module
    spec.loader.exec_module(module)


if __name__ == "queue":
    give_way()
elif __name__ == "__main__":
    from review_queue import main

    main()
