"""Learns from image-level labels how often each source is wrong: after Dawid and Skene, with a belief beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelqa.queue.columns import Numbers, Values
from labelqa.queue.label_model import ERROR, LabelModel, Mistakes, saying
from labelqa.queue.seeing import SOURCES, Sight, Source

ROUNDS = 20
FEW = 10.0
"""Pseudo answers of the usual kind, of every source, every class and every kind."""
FEW_INSTEAD = 5.0
"""Pseudo mistakes that go to all other classes alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Labels as columns: what `source` said to a case (one question of one image), and how much it counts.

    `question` is that of each case; `kind` that of each source; `several`: cases that more than one voice answered.
    """

    case: Numbers
    source: Numbers
    option: Numbers
    voice: Values
    question: Numbers
    kind: Numbers
    names: tuple[str, ...]
    several: Values


def rated(source: Source, multi: bool) -> bool:
    """Whether a source's labels are an answer: any list where several may hold, exactly one label where one does."""
    return source.labels is not None and (multi or len(source.labels) == 1)


def learn_labels(sights: Sequence[Sight], multi: bool) -> LabelModel:
    """The label model of a project; without any labels it has no classes.

    One chance of error per source, spread over true classes and over what is said instead as all of its kind do it:
    a matrix of its own for everyone would need hundreds of labels each.
    """
    classes = tuple(
        sorted({k for s in sights for source in s.sources if rated(source, multi) for k in source.labels or ()})
    )
    if not classes or (not multi and len(classes) < 2):
        return LabelModel(multi)
    said = _said(sights, multi, classes)
    return _Labels(said, multi, classes).learnt()


def _said(sights: Sequence[Sight], multi: bool, classes: Sequence[str]) -> Said:
    place = {name: k for k, name in enumerate(classes)}
    sources = sorted({(s.kind, s.name) for seen in sights for s in seen.sources if rated(s, multi)})
    spot = {key: k for k, key in enumerate(sources)}
    rows: list[tuple[int, int, int, float]] = []
    question: list[int] = []
    several: list[float] = []
    for seen in sights:
        given = [s for s in seen.sources if rated(s, multi)]
        if not given:
            continue
        people, models = (sum(s.kind == kind for s in given) for kind in SOURCES)
        start = len(question)
        question += range(len(classes)) if multi else [0]
        several += [float(people + min(models, 1) > 1)] * (len(question) - start)
        for s in given:
            voice = 1.0 if s.kind == "person" else 1 / models
            if multi:
                yes = {place[name] for name in s.labels or ()}
                rows += [(start + k, spot[s.kind, s.name], int(k in yes), voice) for k in range(len(classes))]
            else:
                rows.append((start, spot[s.kind, s.name], place[(s.labels or ("",))[0]], voice))
    case, source, option, voice_of = np.array(rows, np.float64).T
    return Said(
        case.astype(np.int64),
        source.astype(np.int64),
        option.astype(np.int64),
        voice_of,
        np.array(question, np.int64),
        np.array([SOURCES.index(kind) for kind, _ in sources]),
        tuple(name for _, name in sources),
        np.array(several),
    )


class _Labels:
    """The label model on its way."""

    def __init__(self, said: Said, multi: bool, classes: tuple[str, ...]) -> None:
        self.said, self.multi, self.classes = said, multi, classes
        self.options = 2 if multi else len(classes)
        self.questions = len(classes) if multi else 1
        shape = (2, self.questions, self.options)
        self.usual = np.full(2, ERROR)
        self.error = np.full(shape, ERROR)
        self.instead = np.broadcast_to(_even(self.options), (*shape, self.options)).copy()
        self.own = np.full(len(said.names), ERROR)
        self.rows = np.split(
            np.argsort(said.source, kind="stable"), np.cumsum(np.bincount(said.source, minlength=len(said.names)))[:-1]
        )
        self.shares = self._first_shares()

    def _first_shares(self) -> Values:
        """Shares of what was said."""
        said = self.said
        votes = np.zeros((self.questions, self.options)) + 0.5
        np.add.at(votes, (said.question[said.case], said.option), said.voice)
        found: Values = votes / votes.sum(axis=1, keepdims=True)
        return found

    def learnt(self) -> LabelModel:
        """After all rounds, in plain numbers."""
        for _ in range(ROUNDS):
            self._habits(self._chances())
        kinds: dict[str, Mistakes] = {
            kind: Mistakes(
                float(self.usual[k]),
                tuple(tuple(row) for row in self.error[k].tolist()),
                tuple(tuple(tuple(row) for row in part) for part in self.instead[k].tolist()),
            )
            for k, kind in enumerate(SOURCES)
        }
        errors = dict(zip(self.said.names, self.own.tolist(), strict=True))
        return LabelModel(self.multi, self.classes, tuple(tuple(r) for r in self.shares.tolist()), kinds, errors)

    def _chances(self) -> Values:
        """[case, option]: what is true, given the habits."""
        said = self.said
        log = np.log(self.shares)[said.question]
        for k in range(len(said.names)):
            mine = self.rows[k]
            kind = said.kind[k]
            question = said.question[said.case[mine]]
            tables = np.stack(
                [
                    saying(self.usual[[kind]], self.own[[k]], self.error[kind, q], self.instead[kind, q])[0]
                    for q in range(self.questions)
                ]
            )
            like = np.log(np.maximum(tables, 1e-9))[question, :, said.option[mine]]
            np.add.at(log, said.case[mine], said.voice[mine, None] * like)
        weight = np.exp(log - log.max(axis=1, keepdims=True))
        found: Values = weight / weight.sum(axis=1, keepdims=True)
        return found

    def _habits(self, true: Values) -> None:
        """Errors from cases that several answered; the rest say nothing about who is wrong."""
        said = self.said
        held = np.zeros((self.questions, self.options)) + 0.5
        np.add.at(held, said.question, true)
        self.shares = held / held.sum(axis=1, keepdims=True)
        weight = said.several[said.case][:, None] * true[said.case]  # [row, true option]
        wrong = weight * (np.arange(self.options) != said.option[:, None])
        kind = said.kind[said.source]
        for k in range(2):
            mine = kind == k
            question = said.question[said.case[mine]]
            off, all_ = np.zeros((self.questions, self.options)), np.zeros((self.questions, self.options))
            np.add.at(off, question, wrong[mine])
            np.add.at(all_, question, weight[mine])
            self.usual[k] = (off.sum() + FEW * ERROR) / (all_.sum() + FEW)
            self.error[k] = (off + FEW * self.usual[k]) / (all_ + FEW)
            moved = np.zeros((self.questions, self.options, self.options)) + FEW_INSTEAD * _even(self.options)
            for option in range(self.options):
                said_so = said.option[mine] == option
                np.add.at(moved[:, :, option], question[said_so], wrong[mine][said_so])
            self.instead[k] = moved / moved.sum(axis=2, keepdims=True)
        expected = (weight * self.error[kind, said.question[said.case]]).sum(axis=1)
        n = len(said.names)
        total = np.bincount(said.source, wrong.sum(axis=1), minlength=n)
        usual = np.bincount(said.source, expected, minlength=n)
        few = FEW * self.usual[said.kind]
        self.own = np.clip(self.usual[said.kind] * (total + few) / (usual + few), 1e-3, 0.9)


def _even(options: int) -> Values:
    """All other options alike."""
    return (1 - np.eye(options)) / max(options - 1, 1)
