"""Writes docs/explanations/architecture.svg: the rooms on their floors, from the contract that `make check` holds."""

import re
import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

PATH = Path(__file__).parents[1] / "explanations" / "architecture.svg"
CONTRACT = Path(__file__).parents[2] / "pyproject.toml"
SIDES = {
    "cli": "the command line",
    "client": "Python that asks a server",
    "app": "the wiring",
    "web": "HTTP",
    "changes": "figures side by side",
    "reports": "what can be asked for",
    "ingest": "the one write path",
    "queue": "what to review first",
    "rules": "alerts, tools, simulation",
    "facts": "an image measured",
    "metrics": "numbers, files, SQL",
    "egress": "doors to the outside",
    "model": "words and arithmetic",
    "errors": "what everybody may know",
}
"""What a floor is about, by one of its rooms."""
WIDTH, MARGIN, SIDE, HEIGHT, GAP = 960, 16, 236, 34, 10
LETTER = 7.9
"""Width of a letter of the rooms' names."""
STYLE = """
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2937 }
.side { font: 13px system-ui, sans-serif; fill: #57606a }
.floor { fill: #f4f6f8; stroke: #d0d7de }
.room { fill: #ffffff; stroke: #6b7d93 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .side { fill: #a5b0bc }
  .floor { fill: #1b222b; stroke: #39424d }
  .room { fill: #27313d; stroke: #7d8fa5 }
}"""


def floors() -> list[list[str]]:
    """The rooms of each floor, the highest first."""
    told = tomllib.loads(CONTRACT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in told if contract["type"] == "layers")
    rooms = [re.split(r"[ |:]+", layer.replace("(", "").replace(")", "")) for layer in layers]
    return [floor for floor in rooms if floor != ["__main__"]]


def rows(rooms: list[str]) -> list[list[str]]:
    """The rooms of a floor in as many rows as they need."""
    found: list[list[str]] = [[]]
    left = room_for = WIDTH - 2 * MARGIN - SIDE - GAP
    for name in rooms:
        if wide(name) + GAP > left:
            found.append([])
            left = room_for
        found[-1].append(name)
        left -= wide(name) + GAP
    return found


def wide(name: str) -> float:
    """Width of a room's box."""
    return round(len(name) * LETTER + 24, 1)


def drawn(rooms: list[str], top: int) -> tuple[list[str], int]:
    """One floor as SVG, and where it ends."""
    shelves = rows(rooms)
    bottom = top + len(shelves) * (HEIGHT + GAP) + GAP
    out = [box("floor", MARGIN, top, WIDTH - 2 * MARGIN, bottom - top)]
    said = next((SIDES[name] for name in rooms if name in SIDES), "")
    out += [label("side", MARGIN + 14, (top + bottom) / 2, said, "start")] if said else []
    for number, shelf in enumerate(shelves):
        left, y = float(MARGIN + SIDE), top + GAP + number * (HEIGHT + GAP)
        for name in shelf:
            out += [box("room", left, y, wide(name), HEIGHT)]
            out += [label("name", left + wide(name) / 2, y + HEIGHT / 2, name, "middle")]
            left = round(left + wide(name) + GAP, 1)
    return out, bottom


def box(kind: str, x: float, y: float, width: float, height: float) -> str:
    """A rectangle."""
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5"/>'


def label(kind: str, x: float, y: float, text: str, anchor: str) -> str:
    """A line of text, centred at the height y."""
    place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}" dominant-baseline="central"'
    return f'<text class="{kind}" {place}>{escape(text)}</text>'


def render() -> str:
    """The picture."""
    out, top = [], MARGIN
    for rooms in floors():
        shapes, bottom = drawn(rooms, top)
        out += shapes
        top = bottom + 6
    height = top - 6 + MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t">'
    title = '<title id="t">The rooms of labelqa on their floors, from the command line down to words</title>'
    return "\n".join([head, title, f"<style>{STYLE}\n</style>", *out, "</svg>"]) + "\n"


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
