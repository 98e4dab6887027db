"""Pictures end up as files under the names of their images."""

from pathlib import Path

from PIL import Image

from labelqa.demo import Demo, simulate
from labelqa.demo.album import Album, write_pictures
from labelqa.demo.scene import HEIGHT, WIDTH


def test_only_the_wanted_pictures_are_written(demo: Demo, tmp_path: Path) -> None:
    written = write_pictures(demo, tmp_path, ["lot_0003.jpg", "lot_0001.jpg", "unknown.jpg"])
    assert written == [tmp_path / "lot_0001.jpg", tmp_path / "lot_0003.jpg"]
    assert sorted(tmp_path.iterdir()) == written
    for path in written:
        with Image.open(path) as picture:
            assert (picture.format, picture.size) == ("JPEG", (WIDTH, HEIGHT))


def test_an_album_paints_one_by_one_what_the_folder_would_hold(tmp_path: Path) -> None:
    demo = simulate(end=1_764_000_000_000, images=60)
    (path,) = write_pictures(demo, tmp_path, ["lot_0007.jpg"])
    painting = Album(seed=7, images=60).painting("lot_0007.jpg")
    assert painting is not None
    assert painting() == path.read_bytes()
