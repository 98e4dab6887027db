"""Which of Label Studio's forms a file is in, by the keys of the first object in it."""

import re

TASK_LISTS = frozenset(("annotations", "completions", "predictions"))
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]', re.DOTALL)
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
    found = _outline(head)
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
    found = _outline(head)
    if TASK_LISTS.intersection(found) or _COCO.intersection(found):
        return False
    return found.keys() >= _FLAT or any({"original_width", "original_height"} <= keys for keys in found.values())


def _outline(head: bytes) -> dict[str, set[str]]:
    """The keys of the first object, each with the keys of the objects that it holds, as far as they are at hand."""
    found: dict[str, set[str]] = {}
    if not head.lstrip().startswith((b"{", b"[")) or not _WORTH.search(head):
        return found
    opened: list[str] = []  # brackets from the first object on
    key = last = ""
    for token in _TOKEN.finditer(head.decode("utf-8", "replace")):
        sign = token[0]
        if sign in "{[" and (opened or sign == "{"):
            opened.append(sign)
        elif sign in "}]" and opened:
            opened.pop()
            if not opened:
                break
        elif sign == ":" and opened == ["{"]:
            key = last
            found[key] = set()
        elif sign == ":" and opened in (["{", "{"], ["{", "[", "{"]):
            found.setdefault(key, set()).add(last)
        elif sign.startswith('"'):
            last = sign[1:-1]
    return found
