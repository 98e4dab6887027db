"""Pictures of the simulated project are painted when somebody asks for them."""

import io

from PIL import Image

from labelqa.demo import simulate
from labelqa.demo.album import QUALITY, Album
from labelqa.demo.picture import paint
from labelqa.demo.scene import HEIGHT, WIDTH


def test_an_album_paints_the_scene_of_an_image_as_jpeg() -> None:
    demo = simulate(end=1_764_000_000_000, images=60)
    painting = Album(seed=7, images=60).painting("lot_0007.jpg")
    assert painting is not None
    with Image.open(io.BytesIO(painting())) as picture:
        assert (picture.format, picture.size) == ("JPEG", (WIDTH, HEIGHT))
    expected = io.BytesIO()
    paint(demo.scenes[7]).save(expected, "JPEG", quality=QUALITY)
    assert demo.images[7].image_id == "lot_0007.jpg"
    assert painting() == expected.getvalue()
