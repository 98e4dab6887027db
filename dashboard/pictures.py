"""Takes the pictures of the README anew: the overview of the simulated project, in light and dark.

`python pictures.py`, with Chromium on the path. They change with the day: the project ends today.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "images"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
WIDTH, HEIGHT, COLOURS = 1440, 900, 200


@contextmanager
def served() -> Iterator[str]:
    """The link that signs in to a new simulated project, while it is served."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "labelqa", "demo", "--no-browser", "--database", f"sqlite:///{folder}/demo.db"]
        server = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
        assert server.stdout
        try:
            yield next(found[0] for line in server.stdout if (found := re.search(r"http\S+/sign-in#\S+", line)))
        finally:
            server.terminate()
            server.wait()


def take(browser: Browser, link: str) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each picture; one visit signs in, as its link holds once."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    page = context.new_page()
    page.goto(link)
    page.get_by_role("heading", name="Projects").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{link.split('/sign-in')[0]}/p/demo")
        page.wait_for_selector("h1")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1000)  # what moves in has arrived
        yield f"overview-{scheme}.png", page.screenshot()


def main() -> None:
    """Writes both, with few colours: flat areas lose nothing, and a checkout stays small."""
    with served() as link, sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, NAMES)))
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, taken in take(browser, link):
            picture = Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            picture.save(FOLDER / name, optimize=True)
            print(name, (FOLDER / name).stat().st_size, "bytes")
        browser.close()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    main()
