"""An answer that an assistant can read: no list of it is longer than asked, and what was cut is told."""

from typing import Any


def shortened(answer: dict[str, Any], most: int) -> dict[str, Any]:
    """The answer with every list cut at `most` items; `shortened` says where, and how many there were.

    >>> shortened({"n": 3, "classes": ["car", "van", "bus"]}, 2)
    {'n': 3, 'classes': ['car', 'van'], 'shortened': [{'at': '/classes', 'shown': 2, 'of': 3}]}
    """
    cuts: list[dict[str, Any]] = []
    cut: dict[str, Any] = _cut(answer, "", most, cuts)
    return {**cut, "shortened": cuts} if cuts else cut


def _cut(value: Any, at: str, most: int, cuts: list[dict[str, Any]]) -> Any:
    if isinstance(value, dict):
        return {k: _cut(v, f"{at}/{k}", most, cuts) for k, v in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) > most:
        cuts.append({"at": at, "shown": most, "of": len(value)})
    return [_cut(v, f"{at}/{k}", most, cuts) for k, v in enumerate(value[:most])]


def remarks(answer: dict[str, Any], table: str) -> str:
    """What to say of the rows of an answer: how many there are, and how to come by the rest."""
    said = [f"{len(answer.get(table) or [])} rows of {table}"]
    if answer.get("count") is not None:
        said[0] += f" of {answer['count']:,} in all"
    if answer.get("next"):
        said.append("more by calling again with cursor = next")
    said += [f"{cut['at']} shows {cut['shown']} of {cut['of']}" for cut in answer.get("shortened", [])[:3]]
    return "; ".join(said)
