"""How much agreement different class names cost."""

from labelqa.metrics import Figure, Rows, metric, total
from labelqa.metrics.ratio import of_mean
from labelqa.tally import ONE


@metric(reads="agreement", twins=0.0)
def class_gap(rows: Rows) -> Figure:
    """How much agreement different class names cost: `mean_iou_class_agnostic` minus `mean_iou`.

    The mean over images of the rise of their value when classes are ignored; 0 when everybody calls the same thing the
    same. n: images. The interval is that of `labelqa.metrics.ratio.of_mean` over images, where the rows hold `gap` and
    `gap2` of `labelqa.tally.SPREAD` too; on most images the gap is 0, for which mean +- 1.96 errors is too narrow.

    >>> ONE = 1 << 30
    >>> class_gap([{"images": 2, "s1": ONE, "s1_any": ONE * 3 // 2}])
    Figure(value=0.25, n=2, ci95=None)
    """
    n = total(rows, "images")
    return Figure((total(rows, "s1_any") - total(rows, "s1")) / (n * ONE), n, _interval(rows)) if n else Figure(None, 0)


def _interval(rows: Rows) -> tuple[float, float] | None:
    if any("gap2" not in row for row in rows):
        return None
    return of_mean(total(rows, "images"), total(rows, "gap"), total(rows, "gap2"))
