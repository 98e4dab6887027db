"""The tables: one schema for SQLite and PostgreSQL, whole numbers wherever something is added up.

Rows of users: project, image, annotator, label_class, annotation (with its objects in one BLOB), annotation_revision
(superseded ones), review. Facts, rewritten with their image: image_fact (with the image's packed bag), pair_fact,
image_class, image_flag. Tallies, changed only by adding *new bag - stored bag*: one table per `labelqa.tally.TALLIES`.
Alerts, keys, imports and idempotency records stand beside them.

Names compare by their bytes on both databases (collation C): the order of names decides ties.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.schema import SchemaItem

from labelqa.tally import TALLIES, Tally

meta = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)
Name = String().with_variant(String(collation="C"), "postgresql")
"""Text that compares by its bytes."""


def _of(table: str, column: str, *, primary: bool = False, null: bool = False) -> Column[int]:
    link = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(column, Integer, link, primary_key=primary, nullable=null, autoincrement=False)


def _keys(*names: str) -> list[SchemaItem]:
    return [Column(name, Integer, primary_key=True, autoincrement=False) for name in names]


def _integers(*names: str) -> list[SchemaItem]:
    return [Column(name, BigInteger) for name in names]


def _table(name: str, *items: SchemaItem) -> Table:
    """A table whose rows lie in the order of its primary key."""
    return Table(name, meta, *items, sqlite_with_rowid=False)


def _where(condition: str) -> dict[str, object]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


project = Table(
    "project",
    meta,
    Column("id", Integer, primary_key=True),
    Column("project_id", Name, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("class_policy", Text, nullable=False),
    Column("iou_threshold", Float, nullable=False),
    Column("min_annotators", SmallInteger, nullable=False),
    Column("label_type", Text, nullable=False),
    Column("sigmas", Text, nullable=False),
    Column("thresholds", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
image = Table(
    "image",
    meta,
    Column("id", Integer, primary_key=True),
    _of("project", "project"),
    Column("name", Name, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("uri", Text),
    Column("batch", Text),
    Column("video", Name),
    Column("frame", Integer),
    Index("image_by_name", "project", "name", unique=True),
    Index("image_by_frame", "project", "video", "frame", **_where("video IS NOT NULL")),  # type: ignore[arg-type]
)
annotator = Table(
    "annotator",
    meta,
    Column("id", Integer, primary_key=True),
    _of("project", "project"),
    Column("name", Name, nullable=False),
    Column("kind", Text, nullable=False),
    Column("display", Text),
    Index("annotator_by_name", "project", "name", unique=True),
)
label_class = Table(
    "label_class",
    meta,
    Column("id", Integer, primary_key=True),
    _of("project", "project"),
    Column("name", Name, nullable=False),
    Column("declared", Boolean, nullable=False),
    Column("place", Integer),
    Index("label_class_by_name", "project", "name", unique=True),
)


def _content() -> list[SchemaItem]:
    """The columns that make up one revision of an annotation."""
    return [
        Column("revision", BigInteger, nullable=False),
        *_integers("submitted_at", "ms"),
        Column("origin", Text),
        Column("cancelled", Boolean, nullable=False),
        Column("labels", LargeBinary),
        Column("objects", LargeBinary),
        Column("extra", Text),
    ]


annotation = _table(
    "annotation",
    _of("project", "project", primary=True),
    _of("image", "image", primary=True),
    _of("annotator", "annotator", primary=True),
    *_content(),
    *[Column(n, SmallInteger) for n in ("verdict", "first_verdict", "last_verdict")],
    *_integers("verdict_at", "last_verdict_at"),
)
Index("annotation_by_time", annotation.c.project, annotation.c.annotator, annotation.c.submitted_at)
Index(
    "annotation_by_verdict",
    annotation.c.project,
    annotation.c.annotator,
    annotation.c.last_verdict_at,
    annotation.c.image,
    **_where("last_verdict IS NOT NULL"),  # type: ignore[arg-type]
)
annotation_revision = _table(
    "annotation_revision",
    _of("project", "project", primary=True),
    _of("image", "image", primary=True),
    _of("annotator", "annotator", primary=True),
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    *[item for item in _content() if item.name != "revision"],  # type: ignore[attr-defined]
)
review = Table(
    "review",
    meta,
    Column("id", Integer, primary_key=True),
    _of("project", "project"),
    _of("image", "image"),
    _of("annotator", "annotator"),
    Column("revision", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("verdict", SmallInteger, nullable=False),
    Column("reviewer", Name),
    Column("reason", Text),
    Index("review_by_annotation", "project", "image", "annotator"),
)

image_fact = _table(
    "image_fact",
    _of("project", "project", primary=True),
    _of("image", "image", primary=True),
    Column("name", Name, nullable=False),
    *[Column(n, SmallInteger, nullable=False) for n in ("n", "n_boxes", "status", "flags", "empty")],
    *_integers("objects", "suggested", "iou", "truth_iou", "suggestion_iou", "label_agreement", "qa", "place"),
    *_integers("comparable_at", "answered_at", "updated_at", "day"),
    Column("dirty", SmallInteger, nullable=False, server_default="0"),
    Column("bag", LargeBinary, nullable=False),
)
_f = image_fact.c
Index("image_fact_by_place", _f.project, _f.place, _f.name)
Index("image_fact_by_status", _f.project, _f.status, _f.place, _f.name)
Index("image_fact_by_qa", _f.project, _f.qa, _f.name)
Index("image_fact_by_update", _f.project, _f.updated_at, _f.name)
Index("image_fact_by_name", _f.project, _f.name)
Index("image_fact_by_iou", _f.project, _f.iou, _f.name, **_where("iou IS NOT NULL"))  # type: ignore[arg-type]
Index(
    "image_fact_by_comparable",
    _f.project,
    _f.comparable_at,
    _f.name,
    **_where("comparable_at IS NOT NULL"),  # type: ignore[arg-type]
)
Index("image_fact_dirty", _f.project, _f.image, **_where("dirty = 1"))  # type: ignore[arg-type]

pair_fact = _table(
    "pair_fact",
    _of("project", "project", primary=True),
    _of("image", "image", primary=True),
    *_keys("a", "b"),
    *_integers("score", "score_any", "tp", "fp", "fn", "sq"),
)
image_class = _table(
    "image_class",
    _of("project", "project", primary=True),
    _of("image", "image", primary=True),
    *_keys("label_class"),
    *_integers("objects", "iou"),
)
Index("image_class_by_class", image_class.c.project, image_class.c.label_class, image_class.c.image)
image_flag = _table(
    "image_flag",
    _of("project", "project", primary=True),
    *_keys("flag"),
    _of("image", "image", primary=True),
)


def _tally_table(tally: Tally) -> Table:
    counters = [Column(name, BigInteger, nullable=False) for name in tally.counters]
    return _table(f"{tally.name}_tally", _of("project", "project", primary=True), *_keys(*tally.keys), *counters)


tallies: tuple[Table, ...] = tuple(_tally_table(tally) for tally in TALLIES)
"""The tables of totals, by number of the tally."""

alert = _table(
    "alert",
    _of("project", "project", primary=True),
    Column("alert_id", Name, primary_key=True),
    Column("type", Text, nullable=False),
    Column("scope", Name, nullable=False),
    Column("severity", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Name, nullable=False),
    Column("value", Float),
    Column("threshold", Float),
    Column("n", BigInteger, nullable=False),
    Column("since", BigInteger),
    Column("message", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("images", Text),
    Index("alert_by_scope", "project", "type", "scope"),
)
key = Table(
    "key",
    meta,
    Column("id", Integer, primary_key=True),
    Column("key_id", Name, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("digest", Name, nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("projects", Text),
    Column("annotator", Text),
    *_integers("created_at", "expires_at", "revoked_at", "last_used"),
)
import_job = Table(
    "import_job",
    meta,
    Column("id", Integer, primary_key=True),
    Column("import_id", Name, nullable=False, unique=True),
    _of("project", "project"),
    Column("state", Text, nullable=False),
    Column("source", Text, nullable=False),
    *_integers("done", "total", "started_at", "updated_at"),
    Column("summary", Text),
    Column("problem", Text),
)
idempotency = _table(
    "idempotency",
    Column("scope", Name, primary_key=True),
    Column("key", Name, primary_key=True),
    Column("body", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
