"""Writes docs/reference/measures.md: every metric and every rule, from the code."""

from pathlib import Path

from labelqa.metrics import METRICS
from labelqa.rules import RULES

PATH = Path(__file__).parents[1] / "reference" / "measures.md"
HEAD = """# Measures and alerts

Every figure that the quality endpoints serve is one of these; each is a function of whole numbers that add up, so a
figure of a month is made of the days' sums. All carry `n`, and null stands for what cannot be measured. This page is
written from the code by `make docs`.
"""


def render() -> str:
    """The page."""
    parts = [HEAD, "## Metrics\n"]
    for name, metric in METRICS.items():
        reach = f"{metric.low:g} to {metric.high:g}"
        parts.append(f"### `{name}`\n\nReads `{metric.reads}`; {reach}.\n\n{prose(metric.doc)}\n")
    parts.append("## Alerts\n\nThresholds are settings of the project (`thresholds`), by alert type.\n")
    for name, rule in RULES.items():
        takes = ", ".join(f"`{k}` = {v:g}" for k, v in rule.thresholds.items())
        parts.append(f"### `{name}`\n\nFor each {rule.scope}. Thresholds: {takes}.\n\n{prose(rule.doc)}\n")
    return "\n".join(parts)


def prose(doc: str) -> str:
    """A docstring as Markdown, its examples fenced: each runs from `>>>` to the next empty line."""
    out, fenced = [], False
    for line in [*(text.removeprefix("    ") for text in doc.splitlines()), ""]:
        if line.startswith(">>>") and not fenced:
            out.append("```python")
            fenced = True
        if not line and fenced:
            out.append("```")
            fenced = False
        out.append(line)
    return "\n".join(out).strip()


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
