"""Which of Label Studio's forms a file is in, by the keys of the first object in it."""

import re

from labelqa.formats import parts

TASK_LISTS = frozenset(("annotations", "completions", "predictions"))
_WORTH = re.compile(rb'"(data|result|annotation_id|original_width)"\s*:')
_FLAT = {"annotator", "annotation_id"}
_COCO = {"images", "categories"}


def is_tasks(head: bytes) -> bool:
    """True for a list of tasks, one task, or one answer with its task inside.

    >>> is_tasks(b'[{"id": 1, "annotations": [], "data": {"image": "a.jpg"}}]')
    True
    >>> is_tasks(b'{"annotations": [], "images": []}')
    False
    """
    found = parts.outline(head) if _WORTH.search(head) else {}
    if _COCO.intersection(found):
        return False
    if "result" in found and "data" in found.get("task", ()):
        return True
    lists = TASK_LISTS.intersection(found)
    return bool(lists) and ("data" in found or any("result" in found[key] for key in lists))


def is_flat(head: bytes) -> bool:
    """True for JSON_MIN, and for the CSV and TSV of the same columns."""
    start = head.lstrip()
    if not start.startswith(b"["):
        columns = re.split(rb"[,\t]", start.partition(b"\n")[0].strip())
        return _FLAT | {"created_at"} <= {c.strip(b'" \r').decode("utf-8", "replace") for c in columns}
    found = parts.outline(head) if _WORTH.search(head) else {}
    if TASK_LISTS.intersection(found) or _COCO.intersection(found):
        return False
    return found.keys() >= _FLAT or any({"original_width", "original_height"} <= keys for keys in found.values())
