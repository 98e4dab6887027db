"""What the kernel's sources ask of `cython`, for where that is missing: types and decorators that do nothing.

The sources are Cython's pure-Python mode: compiled as they are, names so annotated become machine numbers.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")
compiled = False
"""Compiled code sees True."""

if TYPE_CHECKING:
    double = float
    longlong = int
else:

    class _Numbers:
        """Stands for a type, and for arrays of it: `double[::1]`."""

        def __class_getitem__(cls, shape):
            return cls

    class double(_Numbers):  # noqa: N801
        """An IEEE double: compile without fused operations (`-ffp-contract=off`), or last bits may differ."""

    class longlong(_Numbers):  # noqa: N801
        """A 64-bit integer; uncompiled it is Python's own, which has no bounds."""

    class int(_Numbers):  # noqa: N801
        """One of 32 bits."""

    class bint(_Numbers):  # noqa: N801
        """Yes or no."""

    class void(_Numbers):  # noqa: N801
        """Nothing."""


def _as_it_is(thing: T) -> T:
    return thing


def _option(*_: object, **__: object) -> Callable[[T], T]:
    return _as_it_is


class _Lock(nullcontext[None]):
    """Python's own lock, let go or taken: as a decorator, or around lines."""

    def __call__(self, thing: T) -> T:
        return thing


final = cclass = cfunc = _as_it_is
exceptval = locals = _option
nogil, gil = _Lock(), _Lock()


def declare(_: object, value: T) -> T:
    """A constant of the module."""
    return value


def cast(_: object, value: Any) -> Any:
    """Towards zero, as machines do; only whole numbers are cast to."""
    return value.__trunc__()
