"""What only the store can refuse: unknown classes, annotators of another kind, rows given twice."""

from collections.abc import Sequence

from labelqa.errors import BadInput, Problem, quoted
from labelqa.model import Annotation, Project
from labelqa.store import Connection, names


def check(connection: Connection, project: Project, annotations: Sequence[Annotation], *, once: bool) -> None:
    """Raises BadInput naming every bad row; `once`: an annotator may answer an image once in this batch."""
    problems = [
        *_kinds(connection, project, annotations),
        *_classes(connection, project, annotations),
        *_combinations(annotations),
        *(_duplicates(annotations) if once else ()),
    ]
    if problems:
        raise BadInput(f"the batch cannot be stored, nothing was: {problems[0].detail}", problems)


def _pointer(annotation: Annotation, index: int, field: str) -> str:
    return f"{annotation.place}, /{field}" if annotation.place else f"/annotations/{index}/{field}"


def _kinds(connection: Connection, project: Project, annotations: Sequence[Annotation]) -> list[Problem]:
    known = dict(names.kinds(connection, project.number, [a.annotator_id for a in annotations]))
    problems = []
    for i, a in enumerate(annotations):
        kind = known.setdefault(a.annotator_id, a.kind)
        if kind != a.kind:
            text = f"annotator {quoted(a.annotator_id)} is a {kind} in this project, not a {a.kind}; use another id"
            problems.append(Problem(_pointer(a, i, "kind"), text))
    return problems


def _classes(connection: Connection, project: Project, annotations: Sequence[Annotation]) -> list[Problem]:
    if project.class_policy == "open":
        return []
    declared = set(names.declared(connection, project.number))
    problems = []
    for i, a in enumerate(annotations):
        used = [(f"objects/{k}/class", o.class_name) for k, o in enumerate(a.objects or ())]
        used += [(f"labels/{k}", name) for k, name in enumerate(a.labels or ())]
        for field, name in used:
            if name not in declared:
                text = f"class {quoted(name)} is not declared, and this project takes declared classes only"
                problems.append(Problem(_pointer(a, i, field), text))
    return problems


def _combinations(annotations: Sequence[Annotation]) -> list[Problem]:
    problems = []
    for i, a in enumerate(annotations):
        if a.origin is not None and a.kind != "person":
            problems.append(Problem(_pointer(a, i, "origin"), f"origin is for persons; this is a {a.kind}"))
        for k, o in enumerate(a.objects or ()):
            if o.score is not None and a.kind != "model":
                text = f"score is for models; this is a {a.kind}"
                problems.append(Problem(_pointer(a, i, f"objects/{k}/score"), text))
    return problems


def _duplicates(annotations: Sequence[Annotation]) -> list[Problem]:
    first: dict[tuple[str, str, int | None], int] = {}
    problems = []
    for i, a in enumerate(annotations):
        at = first.setdefault((a.image_id, a.annotator_id, a.revision), i)
        if at != i:
            who = f"annotator {quoted(a.annotator_id)} answers image {quoted(a.image_id)}"
            problems.append(Problem(_pointer(a, i, "image_id"), f"{who} twice in this batch; row {at} is the first"))
    return problems
