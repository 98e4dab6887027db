"""What annotators were asked of an image as a whole, and their answers as rows that coefficients read.

One label an image: one question, with the classes for answers. Several labels, or one class picked out: a question per
class, with the answers yes and no. Coefficients never know which.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from labelqa.metrics import Figure, Rows
from labelqa.metrics.choice import YES, against_rest, question_pair, questions
from labelqa.metrics.coincidence import coincidences
from labelqa.metrics.kappa import table_of
from labelqa.metrics.ranks import ranked
from labelqa.reports.cut import Cut
from labelqa.reports.figures import figure, share
from labelqa.store import Connection, names, totals

Ranks = Mapping[int, int]
Tables = Mapping[tuple[int, int], Rows]
"""{(a, b): rows of the tally of pairs}, a before b by name."""
UNKNOWN = Figure(None, 0)
"""What a coefficient comes to where it does not apply."""


@dataclass(frozen=True, slots=True)
class Question:
    """Rows of every two answers to it of all images that enough answered; `tables`, see `tables_of`, by annotators.

    `ranks`: places of the answers, where they have an order.
    """

    rows: Rows
    tables: Tables
    ranks: Ranks | None = None

    @property
    def percent_agreement(self) -> Figure:
        """Mean share of agreeing pairs; its interval is not here."""
        return figure("percent_agreement", self.rows)

    @property
    def alpha(self) -> Figure:
        """Krippendorff's nominal alpha."""
        return figure("alpha", self.rows)

    @property
    def ac1(self) -> Figure:
        """Gwet's AC1."""
        return figure("ac1", self.rows)

    @property
    def fleiss(self) -> Figure:
        """Fleiss' kappa, when every image has the same number of answers, three or more."""
        return figure("fleiss", self.rows)

    @property
    def cohen(self) -> Figure:
        """Cohen's kappa, when exactly two annotators share images."""
        return figure("kappa", next(iter(self.tables.values()))) if len(self.tables) == 1 else UNKNOWN

    @property
    def weighted_kappa(self) -> Figure:
        """Cohen's kappa with quadratic weights, when exactly two annotators share images and all answers have ranks."""
        rows = ranked(next(iter(self.tables.values())), self.ranks or {}) if len(self.tables) == 1 else None
        return UNKNOWN if rows is None else figure("weighted_kappa", rows)

    @property
    def ordinal_alpha(self) -> Figure:
        """Krippendorff's ordinal alpha, when all answers have ranks."""
        rows = ranked(self.rows, self.ranks or {})
        return UNKNOWN if rows is None else figure("ordinal_alpha", rows)

    @property
    def share_of_yes(self) -> float | None:
        """Which part of the answers is yes; None without answers."""
        ratings = coincidences(self.rows).ratings
        return ratings.get(YES, 0) / sum(ratings.values()) if ratings else None

    @property
    def equal_share(self) -> float | None:
        """Of all comparisons of two annotators on an image, the share with equal answers; None without any."""
        tables = [table_of(rows) for rows in self.tables.values()]
        same = sum(images for table in tables for (x, y), images in table.items() if x == y)
        return share(same, sum(table.total() for table in tables))


def one_question(connection: Connection, cut: Cut, tables: Tables) -> Question:
    """Of a project with one label an image; of the cut's class against all others where it has one."""
    number, wanted = cut.project.number, cut.label_class
    by = ("n", "c1", "c2")
    rows = totals.rows(connection, number, "label", window=cut.window, by=by, at_least=cut.at_least)
    if wanted is None:
        ordered = cut.project.label_type == "ordinal"
        return Question(rows, tables, names.ranks(connection, number) if ordered else None)
    return Question(against_rest(rows, wanted), {pair: against_rest(of, wanted) for pair, of in tables.items()})


def question_per_class(connection: Connection, cut: Cut, tables: Tables) -> dict[int, Question]:
    """{class: question} of a project with several labels an image, by name; classes that nobody chose make none.

    Of the cut's class alone where it has one, chosen or not; of its annotator, of the classes in their `tables`.
    """
    number, wanted = cut.project.number, cut.label_class
    asked = [] if wanted is None else [wanted]
    if cut.annotator is None:
        where = {"label_class": (0, wanted)} if wanted is not None else None
        by, enough = ("n", "label_class", "yes"), cut.at_least
        counted = totals.rows(connection, number, "choice", window=cut.window, by=by, where=where, at_least=enough)
        rows = questions(counted, asked)
    else:
        chosen = {row["label_class"] for of in tables.values() for row in of} - {0}
        rows = {k: [] for k in chosen.union(asked)}
    # two who never chose the class always agreed on no
    of_class = {k: {pair: question_pair(of, k) for pair, of in tables.items()} for k in rows}
    return {k: Question(rows[k], of_class[k]) for k in names.classes(connection, number) if k in rows}


def tables_of(connection: Connection, cut: Cut, pairs: Collection[tuple[int, int]]) -> Tables:
    """Rows of the tally of pairs, of the cut's annotator with each other one, or of the only two that there are.

    Of more pairs none: they have no coefficient together that needs them.
    """
    if cut.annotator is not None:
        sides = [{"a": cut.annotator}, {"b": cut.annotator}]
    else:
        sides = [{"a": a, "b": b} for a, b in pairs] if len(pairs) == 1 else []
    multi = cut.project.label_type == "multi"
    tally, by = ("choice_pair", ("a", "b", "label_class")) if multi else ("label_pair", ("a", "b", "c1", "c2"))
    only: Mapping[str, int | Sequence[int]] = (
        {"label_class": (0, cut.label_class)} if multi and cut.label_class is not None else {}
    )
    found: dict[tuple[int, int], list[Mapping[str, int]]] = defaultdict(list)
    for side in sides:
        for row in totals.rows(connection, cut.project.number, tally, window=cut.window, by=by, where={**side, **only}):
            found[row["a"], row["b"]].append(row)
    return found
