"""The tables: one schema for SQLite and PostgreSQL, whole numbers wherever something is added up.

Rows of users: project, image, annotator, label_class, annotation (with its objects in one BLOB), annotation_revision
(superseded ones), review, assignment, picture (which file of the picture folder is an image's). Facts, rewritten with
their image: image_fact (with the image's packed bag), pair_fact, image_class, image_flag, series (values over time that
drift is looked for in). Tallies, changed only by adding *new bag - stored bag*: one table per `labelqa.tally.TALLIES`.
Keys, imports, idempotency records and the queue's model stand beside them; alerts and their delivery are in
`labelqa.store.alert_tables`, labelling tools in `labelqa.store.source_tables`, sessions in
`labelqa.store.session_tables`, what people say of images in `labelqa.store.comment_tables`, the audit log in
`labelqa.store.audit_tables`.

Names compare by their bytes on both databases (collation C): the order of names decides ties.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    false,
)
from sqlalchemy.schema import SchemaItem

from labelqa.store.alert_tables import alert, alert_event, alert_target, delivery, marker
from labelqa.store.audit_tables import audit
from labelqa.store.columns import Name, integers, keys, meta, of, table, where
from labelqa.store.comment_tables import comment
from labelqa.store.session_tables import session, sign_in_link
from labelqa.store.source_tables import source, source_answer, source_hint, source_unit
from labelqa.tally import ONE, TALLIES, Tally

LOW = 5 * ONE // 8
"""Values of series below this are indexed: the images that agree least, of which pages are asked first."""

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
    of("project", "project"),
    Column("name", Name, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("uri", Text),
    Column("batch", Text),
    Column("video", Name),
    Column("frame", Integer),
    Index("image_by_name", "project", "name", unique=True),
    Index("image_by_frame", "project", "video", "frame", **where("video IS NOT NULL")),  # type: ignore[arg-type]
)
annotator = Table(
    "annotator",
    meta,
    Column("id", Integer, primary_key=True),
    of("project", "project"),
    Column("name", Name, nullable=False),
    Column("kind", Text, nullable=False),
    Column("display", Text),
    Index("annotator_by_name", "project", "name", unique=True),
)
label_class = Table(
    "label_class",
    meta,
    Column("id", Integer, primary_key=True),
    of("project", "project"),
    Column("name", Name, nullable=False),
    Column("declared", Boolean, nullable=False),
    Column("place", Integer),
    Index("label_class_by_name", "project", "name", unique=True),
)


def _content() -> list[SchemaItem]:
    """The columns that make up one revision of an annotation."""
    return [
        Column("revision", BigInteger, nullable=False),
        *integers("submitted_at", "ms"),
        Column("origin", Text),
        Column("cancelled", Boolean, nullable=False),
        Column("labels", LargeBinary),
        Column("objects", LargeBinary),
        Column("extra", Text),
    ]


annotation = table(
    "annotation",
    of("project", "project", primary=True),
    of("image", "image", primary=True),
    of("annotator", "annotator", primary=True),
    *_content(),
    *[Column(n, SmallInteger) for n in ("verdict", "first_verdict", "last_verdict")],
    *integers("verdict_at", "last_verdict_at"),
    Column("conflict", Boolean, nullable=False, server_default=false()),
)
_a = annotation.c
Index("annotation_by_time", _a.project, _a.annotator, _a.submitted_at)
Index("annotation_by_annotator", _a.project, _a.annotator, _a.image, _a.cancelled)
Index("annotation_labelled", _a.annotator, _a.cancelled, **where("labels IS NOT NULL"))  # type: ignore[arg-type]
Index(
    "annotation_by_verdict",
    annotation.c.project,
    annotation.c.annotator,
    annotation.c.last_verdict_at,
    annotation.c.image,
    **where("last_verdict IS NOT NULL"),  # type: ignore[arg-type]
)
annotation_revision = table(
    "annotation_revision",
    of("project", "project", primary=True),
    of("image", "image", primary=True),
    of("annotator", "annotator", primary=True),
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    *[item for item in _content() if item.name != "revision"],  # type: ignore[attr-defined]
)
review = Table(
    "review",
    meta,
    Column("id", Integer, primary_key=True),
    Column("review_id", Name, nullable=False, server_default=""),
    of("project", "project"),
    of("image", "image"),
    of("annotator", "annotator"),
    Column("revision", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("verdict", SmallInteger, nullable=False),
    Column("reviewer", Name),
    Column("reason", Text),
    Column("corrected_to", BigInteger),
    Column("undone_at", BigInteger),
    Column("undone_by", Name),
    Column("sampled", Boolean, nullable=False, server_default=false()),
    Index("review_by_annotation", "project", "image", "annotator"),
    Index("review_by_reviewer", "project", "reviewer", "at"),
    Index("review_by_id", "project", "review_id", unique=True),
    Index("review_in_order", "project", "id"),
)
assignment = table(
    "assignment",
    of("project", "project", primary=True),
    of("image", "image", primary=True),
    Column("assignee", Name, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("list", Name),
    Column("created_by", Name),
    *integers("created_at", "done_at"),
)
Index("assignment_by_assignee", assignment.c.project, assignment.c.role, assignment.c.assignee, assignment.c.image)

picture = table(
    "picture",
    of("project", "project", primary=True),
    of("image", "image", primary=True),
    Column("digest", Name, nullable=False),
    *integers("bytes", "stored_at"),
)
Index("picture_by_digest", picture.c.digest)

image_fact = table(
    "image_fact",
    of("project", "project", primary=True),
    of("image", "image", primary=True),
    Column("name", Name, nullable=False),
    *[Column(n, SmallInteger, nullable=False) for n in ("n", "n_boxes", "status", "flags", "empty")],
    *integers("objects", "suggested", "iou", "truth_iou", "suggestion_iou", "label_agreement", "qa", "place"),
    *integers("comparable_at", "answered_at", "updated_at", "day"),
    Column("dirty", SmallInteger, nullable=False, server_default="0"),
    Column("bag", LargeBinary, nullable=False),
    Column("chance", BigInteger),
    Column("scored", BigInteger, nullable=False, server_default="0"),
    Column("reasons", Text),
)
_f = image_fact.c
_shown = (_f.place, _f.qa, _f.updated_at, _f.status, _f.flags)
"""What lists are ordered by and narrowed to: each of their orders holds it all, so that a walk reads nothing else."""
for _name, _order in (
    ("image_fact_by_place", (_f.place, _f.name)),
    ("image_fact_by_status", (_f.status, _f.place, _f.name)),
    ("image_fact_by_qa", (_f.qa, _f.name)),
    ("image_fact_by_update", (_f.updated_at, _f.name)),
    ("image_fact_in_short", (_f.image, _f.name)),
):
    Index(_name, _f.project, *_order, *[column for column in _shown if column not in set(_order)])
Index("image_fact_by_name", _f.project, _f.name)
Index(
    "image_fact_by_iou",
    *(_f.project, _f.iou, _f.name, _f.n_boxes, _f.day, _f.empty),
    **where("iou IS NOT NULL"),  # type: ignore[arg-type]
)
Index("image_fact_by_day", _f.project, _f.day, _f.image, **where("iou IS NOT NULL"))  # type: ignore[arg-type]
Index(
    "image_fact_by_comparable",
    _f.project,
    _f.comparable_at,
    _f.name,
    **where("comparable_at IS NOT NULL"),  # type: ignore[arg-type]
)
Index(
    "image_fact_apart",
    *(_f.project, _f.n_boxes, _f.image),
    **where("iou IS NOT NULL AND comparable_at IS NULL"),  # type: ignore[arg-type]
)
Index("image_fact_dirty", _f.project, _f.image, **where("dirty = 1"))  # type: ignore[arg-type]
Index("image_fact_by_answer", _f.project, _f.answered_at, _f.name)
Index("image_fact_by_model", _f.project, _f.scored, _f.image)

pair_fact = table(
    "pair_fact",
    of("project", "project", primary=True),
    of("image", "image", primary=True),
    *keys("a", "b"),
    *integers("score", "score_any", "tp", "fp", "fn", "sq"),
)
image_class = table(
    "image_class",
    of("project", "project", primary=True),
    of("image", "image", primary=True),
    *keys("label_class"),
    *integers("objects", "iou"),
)
Index("image_class_by_class", image_class.c.project, image_class.c.label_class, image_class.c.image)
image_flag = table(
    "image_flag",
    of("project", "project", primary=True),
    *keys("flag"),
    of("image", "image", primary=True),
)


series = table(
    "series",
    of("project", "project", primary=True),
    *keys("line", "subject"),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Name, primary_key=True),
    of("image", "image"),
    *integers("value"),
)
_s = series.c
Index("series_by_image", _s.project, _s.image)
Index("series_lowest", _s.project, _s.line, _s.subject, _s.value, _s.name, **where(f"value < {LOW}"))  # type: ignore[arg-type]


def _tally_table(tally: Tally) -> Table:
    counters = [Column(name, BigInteger, nullable=False) for name in tally.counters]
    return table(f"{tally.name}_tally", of("project", "project", primary=True), *keys(*tally.keys), *counters)


tallies: tuple[Table, ...] = tuple(_tally_table(tally) for tally in TALLIES)
"""The tables of totals, by number of the tally."""

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
    *integers("created_at", "expires_at", "revoked_at", "last_used"),
    Column("void", Boolean, nullable=False, server_default=false()),
)
import_job = Table(
    "import_job",
    meta,
    Column("id", Integer, primary_key=True),
    Column("import_id", Name, nullable=False, unique=True),
    of("project", "project"),
    Column("state", Text, nullable=False),
    Column("source", Text, nullable=False),
    *integers("done", "total", "started_at", "updated_at"),
    Column("summary", Text),
    Column("problem", Text),
    Column("format", Text),
    Column("by", Name),
    *integers("created_at"),
    Index("import_job_in_order", "project", "id"),
)
idempotency = table(
    "idempotency",
    Column("scope", Name, primary_key=True),
    Column("key", Name, primary_key=True),
    Column("body", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
queue_model = table(
    "queue_model",
    of("project", "project", primary=True),
    Column("version", BigInteger, nullable=False),
    *integers("revision", "fitted_at", "images", "verdicts"),
    Column("parameters", Text, nullable=False),
)

__all__ = [
    "alert",
    "alert_event",
    "alert_target",
    "annotation",
    "annotation_revision",
    "annotator",
    "assignment",
    "audit",
    "comment",
    "delivery",
    "idempotency",
    "image",
    "image_class",
    "image_fact",
    "image_flag",
    "import_job",
    "key",
    "label_class",
    "marker",
    "meta",
    "pair_fact",
    "picture",
    "project",
    "queue_model",
    "review",
    "series",
    "session",
    "sign_in_link",
    "source",
    "source_answer",
    "source_hint",
    "source_unit",
    "tallies",
]
