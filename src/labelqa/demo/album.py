"""The pictures of the simulated project, painted one by one when somebody wants to see them."""

import io
from collections.abc import Callable
from functools import cached_property
from random import Random

from labelqa.demo.jobs import assign
from labelqa.demo.scene import Scene, lay_out
from labelqa.demo.simulation import image_id_of, seed_of

QUALITY = 88
"""Of the JPEG files, of 100."""


class Album:
    """The pictures of a simulated project of so many images, each painted when it is asked for, in about 0.15 s.

    >>> Album(seed=7, images=60).painting("lot_0060.jpg") is None
    True
    """

    def __init__(self, *, seed: int, images: int) -> None:
        self._seed, self._images = seed, images

    def painting(self, image_id: str) -> Callable[[], bytes] | None:
        """What paints the picture of an image, as JPEG; None for an image that is not of the project."""
        scene = self._scenes.get(image_id)
        return None if scene is None else lambda: _jpeg(scene)

    @cached_property
    def _scenes(self) -> dict[str, Scene]:
        jobs = assign(Random(f"{self._seed}:jobs"), self._images)
        return {image_id_of(job): lay_out(seed_of(self._seed, job), empty=job.empty) for job in jobs}


def _jpeg(scene: Scene) -> bytes:
    from labelqa.demo.picture import paint  # noqa: PLC0415  (Pillow: most starts paint nothing)

    out = io.BytesIO()
    paint(scene).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
