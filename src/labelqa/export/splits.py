"""Parts of a data set, each image in one of them: by a hash of its id, so that nothing else decides where it goes."""

import re
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from itertools import accumulate

from labelqa.errors import BadInput, Problem, quoted
from labelqa.model import Image

MOST = 10
"""Splits of one data set."""
_SHARE = re.compile(r"([A-Za-z0-9_-]{1,32}):([0-9]{1,3}(?:\.[0-9]{1,12})?)", re.ASCII)
_EXAMPLE = "as in train:0.8,val:0.1,test:0.1"


@dataclass(frozen=True, slots=True)
class Splits:
    """The shares by name, which add up to 1, and the seed of the hash."""

    shares: tuple[tuple[str, Fraction], ...]
    seed: int

    @property
    def names(self) -> tuple[str, ...]:
        """The splits in the order they were given."""
        return tuple(name for name, _ in self.shares)

    @property
    def named(self) -> str:
        """The same for a message."""
        return ", ".join(self.names)

    def of(self, image: Image) -> str:
        """The split of an image. All frames of a video are in one: neighbours are all but the same picture.

        It hangs on nothing but the id (or the video) and the seed, so it is the same for every filter, revision and
        server, and images that come later move no other.

        >>> splits = parsed("train:0.8,test:0.2", 0)
        >>> {splits.of(Image(f"clip/{k}", video="clip", frame=k)) for k in range(100)}
        {'train'}
        """
        what = f"image\0{image.image_id}" if image.video is None else f"video\0{image.video}"
        key = f"labelqa split {self.seed}".encode()
        digest = blake2b(what.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest()
        at = Fraction(int.from_bytes(digest, "big"), 1 << 64)
        ends = accumulate(share for _, share in self.shares)
        return next(name for name, end in zip(self.names, ends, strict=True) if at < end)


def parsed(written: str, seed: int) -> Splits:
    """The splits that a text like `train:0.8,val:0.1,test:0.1` says; BadInput when it says none.

    >>> parsed("train:0.8,val:0.3", 0)
    Traceback (most recent call last):
    labelqa.errors.BadInput: splits: the shares of 'train:0.8,val:0.3' add up to 1.1, not to 1
    """
    found = [_SHARE.fullmatch(part.strip()) for part in written.split(",")]
    shares = [(m[1], Fraction(m[2])) for m in found if m is not None]
    if len(shares) < len(found) or not 2 <= len(shares) <= MOST:
        raise _wrong(f"{quoted(written)} names no 2 to {MOST} splits with their shares, {_EXAMPLE}")
    if len({name.casefold() for name, _ in shares}) < len(shares):
        raise _wrong(f"{quoted(written)} names a split twice")
    if any(not share for _, share in shares):
        raise _wrong(f"{quoted(written)} gives a split no share; leave it away, or give it one")
    whole = sum(share for _, share in shares)
    if whole != 1:
        raise _wrong(f"the shares of {quoted(written)} add up to {float(whole):.15g}, not to 1")
    return Splits(tuple(shares), seed)


def _wrong(detail: str) -> BadInput:
    return BadInput(f"splits: {detail}", [Problem("/splits", detail)])
