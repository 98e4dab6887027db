"""Writes docs/reference/licences.md: every package that is shipped, from the lock and from what each says of itself."""

import runpy
from pathlib import Path

PATH = Path(__file__).parents[1] / "reference" / "licences.md"
SHIPPED = Path(__file__).parents[2] / "supply" / "shipped.py"
HEAD = """# Licences

labelqa is under the Apache-2.0 licence. `pip install labelqa` brings these packages with it, each under the licence
that it says itself; those of an extra come only with it, and those of the dashboard are built into it. Versions are
those that are tested and that the container holds, which is without Spark. This page is written from the locks by
`make docs`; `make sbom` writes the same as a bill of materials (CycloneDX).

| package | version | licence | comes with |
|---|---|---|---|
"""
FOOT = """
psycopg (LGPL-3.0) is an extra, used unchanged and never shipped inside labelqa. The wheels of shapely hold GEOS
(LGPL-2.1), used unchanged as well. Nothing is under the GPL.
"""


def render() -> str:
    """The page."""
    supply = runpy.run_path(str(SHIPPED))
    rows = [
        f"| {p.name} | {p.version} | {p.licence} | {'labelqa' if '' in p.needed_by else ', '.join(p.needed_by)} |\n"
        for p in supply["shipped"]()
    ]
    rows += [f"| {p.name} | {p.version} | {p.licence} | the dashboard |\n" for p in supply["bundled"]()]
    return HEAD + "".join(rows) + FOOT


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
