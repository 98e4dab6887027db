"""Pictures end up as files under the names of their images."""

from pathlib import Path

from PIL import Image

from labelqa.demo import Demo
from labelqa.demo.album import write_pictures
from labelqa.demo.scene import HEIGHT, WIDTH


def test_only_the_wanted_pictures_are_written(demo: Demo, tmp_path: Path) -> None:
    written = write_pictures(demo, tmp_path, ["lot_0003.jpg", "lot_0001.jpg", "unknown.jpg"])
    assert written == [tmp_path / "lot_0001.jpg", tmp_path / "lot_0003.jpg"]
    assert sorted(tmp_path.iterdir()) == written
    for path in written:
        with Image.open(path) as picture:
            assert (picture.format, picture.size) == ("JPEG", (WIDTH, HEIGHT))
