"""How fast the review screen is in a real Chromium that draws by software: the next image, and panning.

The next image is one of the simulated project, fetched ahead with its picture, from the key to the first frame that
shows it. Panning drags an image of 200 and of 2,000 boxes, half by each of two annotators, and takes the time between
frames.
"""

import argparse
import random
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from threading import Thread

import uvicorn
from playwright.sync_api import Page

from dashboard import opened
from labelqa.app import create_app
from labelqa.cli.simulated import PROJECT, fill, paint
from labelqa.clock import wall_clock
from labelqa.settings import Settings
from labelqa.store import open_store
from labelqa.web.keys import BOOTSTRAP_EXAMPLE as KEY
from table import Row, show

SHAPES = (200, 2_000)
NEXT = """() => new Promise((done) => {
  const was = document.querySelector('h1').textContent
  const begin = performance.now()
  const look = () => {
    const picture = document.querySelector('.viewer img')
    const there = document.querySelector('h1').textContent !== was && picture !== null && picture.complete
    requestAnimationFrame(() => (there ? done(performance.now() - begin) : look()))
  }
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }))
  look()
})"""
FRAMES = """() => {
  const seen = (window.frames_seen = [])
  const note = (at) => { if (window.frames_seen === seen) { seen.push(at); requestAnimationFrame(note) } }
  requestAnimationFrame(note)
}"""


def options() -> argparse.Namespace:
    """How much, and what is printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--quick", action="store_true", help="five images, one drag")
    parser.add_argument("--repeats", type=int, default=20, metavar="N", help="images that are gone through")
    return parser.parse_args()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The simulated project and its pictures; the address."""
    settings = Settings(
        database=f"sqlite:///{folder / 'labelqa.db'}",
        bootstrap_key=KEY,
        secret="only for this benchmark, and long enough",
        requests_per_minute=0,
        picture_folder=str(folder / "pictures"),
        export_folder=str(folder / "exports"),
    )
    store = open_store(settings.database)
    fill(store, now=wall_clock())
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(settings, store=store, paint=paint)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    app.state.services.watcher.stop()
    server.should_exit = True
    thread.join(30)
    store.close()


def drawn(shapes: int) -> list[dict[str, object]]:
    """Annotations of one image by two annotators, of so many boxes in all."""
    r = random.Random(shapes)
    boxes = [[r.uniform(0, 1500), r.uniform(0, 900), r.uniform(10, 90), r.uniform(10, 90)] for _ in range(shapes // 2)]
    return [
        {
            "image_id": f"pan_{shapes}",
            "annotator_id": name,
            "kind": "person",
            "submitted_at": "2026-11-02T09:14:03Z",
            "objects": [{"class": "car", "box": [x + by, y + by, w, h]} for x, y, w, h in boxes],
        }
        for name, by in (("ana", 0.0), ("bo", 2.0))
    ]


def following(page: Page, repeats: int) -> list[float]:
    """Milliseconds from the key to the frame with the next image, which was fetched ahead."""
    page.goto(f"/p/{PROJECT}/review")
    page.wait_for_selector(".viewer img")
    taken = []
    for _ in range(repeats):
        page.wait_for_timeout(2000)  # what is fetched ahead is there
        taken.append(float(page.evaluate(NEXT)))
    return taken


def panning(page: Page, shapes: int, drags: int) -> list[float]:
    """Milliseconds between frames while the image is dragged."""
    page.goto(f"/p/pan/review/pan_{shapes}?status=unreviewed")
    stage = page.locator(".viewer-stage")
    stage.wait_for()
    page.wait_for_timeout(1500)
    box = stage.bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    gaps: list[float] = []
    for _ in range(drags):
        page.mouse.move(x, y)
        page.mouse.down()
        page.evaluate(FRAMES)
        for step in range(120):
            page.mouse.move(x + 2 * (step % 60), y + step % 40)
        times: list[float] = page.evaluate("window.frames_seen")
        page.mouse.up()
        gaps += [b - a for a, b in pairwise(times)]
    return gaps


def row(what: str, taken: list[float], target: str) -> Row:
    """One line: how many, the middle one, the ninth of ten."""
    return {
        "what": what,
        "n": len(taken),
        "median_ms": round(median(taken), 1),
        "p90_ms": round(quantiles(taken, n=10)[-1], 1),
        "target": target,
    }


def main() -> None:
    """Serves both projects and looks at them."""
    given = options()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address, opened(address) as page:
        headers = {"Authorization": f"Bearer {KEY}"}
        page.request.post("/v1/projects", data={"project_id": "pan"}, headers=headers)
        for shapes in SHAPES:
            sent = {"annotations": drawn(shapes)}
            assert page.request.post("/v1/projects/pan/annotations", data=sent, headers=headers).ok
        rows = [
            row("the next image, fetched ahead", following(page, 5 if given.quick else given.repeats), "100"),
            *(
                row(f"a frame of panning, {n:,} shapes", panning(page, n, 1 if given.quick else 5), target)
                for n, target in zip(SHAPES, ("16.7", "50"), strict=True)
            ),
        ]
    show("review screen, Chromium by software", rows, given)


if __name__ == "__main__":
    main()
