"""How fast the dashboard is in a real Chromium at many images: the overview, a filter of the list, the code of a page.

Of `--images` the first `--written` go through the store as every answer does, the others are copies (`many.py`).
`--database PATH` keeps the project, and takes it as it is where it is there.
"""

import argparse
import gzip
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

from ingest import CLASSES
from labelqa.web.keys import BOOTSTRAP_EXAMPLE as KEY
from many import build
from served import served
from table import Row, show

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def options() -> argparse.Namespace:
    """How much, and what is printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--quick", action="store_true", help="20,000 images")
    parser.add_argument("--images", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--written", type=int, default=2_000, metavar="N", help="images written one by one")
    parser.add_argument("--repeats", type=int, default=10, metavar="N")
    parser.add_argument("--database", type=Path, metavar="PATH")
    return parser.parse_args()


@contextmanager
def opened(address: str) -> Iterator[Page]:
    """A page of Chromium, signed in."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, base_url=address)
        page.request.post("/v1/session", data={"key": KEY}, headers={"X-Labelqa": "1", "Origin": address})
        yield page
        browser.close()


def overview(page: Page, repeats: int) -> list[float]:
    """Milliseconds from the call of the page to its key figures, after one that fills the browser's cache."""
    taken = []
    for _ in range(repeats + 1):
        begin = time.perf_counter()
        page.goto("/p/bench", wait_until="commit")
        page.wait_for_selector(".key-figure .value")
        taken.append(1000 * (time.perf_counter() - begin))
    return taken[1:]


def filtered(page: Page, repeats: int) -> tuple[list[float], list[float]]:
    """Milliseconds from choosing a class to the first row of the new list, and what the server took of that."""
    page.goto("/p/bench/images?view=table")
    page.wait_for_selector(".image-table tbody tr[data-index]")
    totals, server = [], []
    for name in CLASSES[:repeats]:
        page.get_by_role("combobox", name="Class").click()
        choice = page.get_by_role("option", name=name)
        choice.wait_for()
        begin = time.perf_counter()
        with page.expect_response(lambda r: "/quality/images?" in r.url and "limit=100" in r.url) as asked:
            choice.click()
        page.wait_for_selector(".image-list[data-stale='false'] tbody tr[data-index='0']")
        totals.append(1000 * (time.perf_counter() - begin))
        asked.value.finished()
        timing = asked.value.request.timing
        server.append(timing["responseStart"] - timing["requestStart"])
    return totals, server


def answered(page: Page, query: str, repeats: int) -> list[float]:
    """Milliseconds of one call of the list, without the page."""
    taken = []
    for _ in range(repeats):
        begin = time.perf_counter()
        if not page.request.get(f"/v1/projects/bench/quality/images?limit=100&{query}").ok:
            raise SystemExit(f"refused: {query}")
        taken.append(1000 * (time.perf_counter() - begin))
    return taken


def code(page: Page) -> int:
    """Bytes of the JavaScript that the overview loads, each file compressed by gzip at level 9."""
    bodies: dict[str, bytes] = {}
    page.on("response", lambda r: bodies.update({r.url: r.body()}) if r.url.endswith(".js") else None)
    page.goto("/p/bench")
    page.wait_for_selector(".key-figure .value")
    page.wait_for_load_state("load")
    return sum(len(gzip.compress(body, 9)) for body in bodies.values())


def row(what: str, taken: Sequence[float], target: str) -> Row:
    """One line: how many runs, the middle one, the ninth of ten."""
    ninth = quantiles(taken, n=10)[-1] if len(taken) > 1 else taken[0]
    return {
        "what": what,
        "n": len(taken),
        "median_ms": round(median(taken)),
        "p90_ms": round(ninth),
        "target": target,
    }


def main() -> None:
    """Builds or takes the project, serves it, and looks at it."""
    given = options()
    images = 20_000 if given.quick else given.images
    with tempfile.TemporaryDirectory() as folder:
        path = given.database or Path(folder) / "bench.db"
        begin = time.perf_counter()
        if not path.exists():
            build(path.resolve(), images, given.written)
        built = time.perf_counter() - begin
        with served(path.resolve()) as (address, _), opened(address) as page:
            size = code(page)
            figures = overview(page, given.repeats)
            totals, server = filtered(page, given.repeats)
            rows = [
                row("overview, call to key figures", figures, "1500"),
                row("a class chosen, to the first row", totals, "300"),
                row("  of that the server", server, ""),
                row("  call alone: status=unreviewed", answered(page, "status=unreviewed", given.repeats), ""),
                row("  call alone: sort=qa_score", answered(page, "sort=qa_score", given.repeats), ""),
                row("  call alone: flag=low_agreement", answered(page, "flag=low_agreement", given.repeats), ""),
                row("  call alone: q=img_00019", answered(page, "q=img_00019", given.repeats), ""),
            ]
        title = (
            f"dashboard, SQLite, {images:,} images ({min(given.written, images):,} written, the others copies), "
            f"built in {built:.0f} s; JavaScript of the first page {size / 1000:.0f} kB gzip (target 250)"
        )
        show(title, rows, given)


if __name__ == "__main__":
    main()
