"""The values that may be written, each by the rule that files follow too, with its schema for readers of the API."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from pydantic import PlainValidator, WithJsonSchema

from labelqa.alert import TYPES
from labelqa.connectors import TOOLS
from labelqa.delivery.sending import KINDS as KINDS_OF_TARGETS
from labelqa.errors import BadInput
from labelqa.facts import STATUSES
from labelqa.formats import shapes, values
from labelqa.formats.values import under, wrong
from labelqa.ingest.assigning import MOST_EACH, MOST_IMAGES, ROLES, Role
from labelqa.model import KINDS, LABEL_TYPES, ORIGINS, VERDICTS, Kind, LabelType, Object, Origin, Verdict
from labelqa.plan.picking import BYS, By
from labelqa.queue import IMAGE_FLAGS
from labelqa.rules import RULES
from labelqa.store.alert_life import SEVERITIES
from labelqa.store.alert_markers import KINDS as KINDS_OF_MARKERS
from labelqa.sync import WHATS
from labelqa.sync.connecting import LONGEST_TOKEN, checked_token
from labelqa.web.object_schema import BOX, NAME, OBJECT
from labelqa.web.query import refused
from labelqa.web.told import IN_ADDRESS, LINES, PRINTABLE, PROSE, Lately

T = TypeVar("T")
REVISION = 1_000_000_000
"""Largest revision that a client may claim."""
URI = 2048
"""Most characters of an image's address."""
CLASSES = 10_000
"""Most classes that a project declares."""
NOTE = 2000
"""Most characters of a marker's text, and of a comment."""
_PLAIN = frozenset(("class", "box"))
_MORE: Mapping[str, Callable[[object, str], Any]] = {
    "score": values.score,
    "object_id": values.text,
    "attributes": values.attributes,
    "track_id": values.text,
}
_KNOWN = shapes.KNOWN | _MORE.keys() | {"class"}


def ruled(check: Callable[[object, str], T]) -> Callable[[object], T]:
    """A rule `(value, pointer) -> value` as pydantic calls it; what it refuses keeps its words."""

    def validate(value: object) -> T:
        try:
            return check(value, "")
        except BadInput as error:
            found = error.problems[0]
            raise refused(found.detail, found.pointer) from None

    return validate


def _objects(value: object, pointer: str) -> tuple[Object, ...]:
    if type(value) is not list:
        raise wrong(pointer, f"{values.shown(value)} is not a list")
    return tuple([_object(item, f"{pointer}/{i}") for i, item in enumerate(value)])


def _object(value: object, pointer: str) -> Object:
    if type(value) is not dict:
        raise wrong(pointer, f"{values.shown(value)} is not an object")
    if not _KNOWN.issuperset(value):
        unknown = min(value.keys() - _KNOWN)
        raise wrong(f"{pointer}/{values.escaped(unknown)}", f"{values.shown(unknown)} is not known here")
    if "class" not in value:
        raise wrong(f"{pointer}/class", "is missing")
    try:
        found = shapes.drawn(Object(values.text(value["class"], "/class"), 0.0, 0.0, 0.0, 0.0), value)
    except BadInput as error:
        raise under(pointer, error) from None
    return found if value.keys() == _PLAIN else _with_more(found, value, pointer)


def _with_more(found: Object, value: dict[str, Any], pointer: str) -> Object:
    """The object with what a model or a tool says of it beside the box; null is nothing."""
    more: dict[str, Any] = {
        key: rule(value[key], f"{pointer}/{key}") for key, rule in _MORE.items() if value.get(key) is not None
    }
    return replace(found, **more)


def _place(value: object, pointer: str) -> tuple[float, float, float, float]:
    x, y, width, height = values.box(value, pointer)
    if Object("", x, y, width, height).degenerate:
        text = f"a box of {width:.10g} x {height:.10g} px has no area; width and height must be above 0"
        raise wrong(pointer, text)
    return x, y, width, height


def _labels(value: object, pointer: str) -> tuple[str, ...]:
    if type(value) is not list:
        raise wrong(pointer, f"{values.shown(value)} is not a list")
    return tuple([values.text(name, f"{pointer}/{i}") for i, name in enumerate(value)])


def _iou(value: object, pointer: str) -> float:
    found = values.number(value, pointer, 0, 1)
    if not found:
        raise wrong(pointer, "0 is met by any box; it must lie above 0, up to 1")
    return found


def _classes(value: object, pointer: str) -> list[str]:
    if type(value) is not list or len(value) > CLASSES:
        raise wrong(pointer, f"{values.shown(value)} is not a list of up to {CLASSES} classes")
    found: dict[str, int] = {}
    for i, name in enumerate(value):
        if found.setdefault(values.text(name, f"{pointer}/{i}"), i) != i:
            raise wrong(f"{pointer}/{i}", f"{values.shown(name)} is there twice")
    return list(found)


def _sigmas(value: object, pointer: str) -> dict[str, float]:
    """{keypoint: spread as a share of the object's size}."""
    if type(value) is not dict or len(value) > values.KEYS:
        raise wrong(pointer, f"{values.shown(value)} is not an object of up to {values.KEYS} keypoints")
    found = {}
    for name, sigma in value.items():
        below = f"{pointer}/{values.escaped(name)}"
        found[values.text(name, below)] = values.number(sigma, below, 1e-4, 1)
    return found


def _thresholds(value: object, pointer: str) -> dict[str, dict[str, float]]:
    """{rule: {threshold: number}}; which there are is for the rules to say."""
    if type(value) is not dict:
        raise wrong(pointer, f"{values.shown(value)} is not an object")
    found: dict[str, dict[str, float]] = {}
    for rule, own in value.items():
        below = f"{pointer}/{values.escaped(rule)}"
        if type(own) is not dict:
            raise wrong(below, f"{values.shown(own)} is not an object")
        found[values.text(rule, below)] = {
            values.text(name, below): values.number(number, f"{below}/{values.escaped(name)}")
            for name, number in own.items()
        }
    return found


def _types() -> list[str]:
    return sorted({*TYPES, *RULES})


def _alert_types(value: object, pointer: str) -> tuple[str, ...]:
    """Types of alerts, each once and in order."""
    known = _types()
    if type(value) is not list or not value:
        raise wrong(pointer, f"{values.shown(value)} is not a list of types; leave it out, or say null, for all")
    if len(value) > len(known):
        raise wrong(pointer, f"names {len(value):,} types, and there are {len(known)}; name each once")
    return tuple(sorted({values.choice(name, f"{pointer}/{i}", known) for i, name in enumerate(value)}))


def _truth(value: object, pointer: str) -> bool:
    if type(value) is not bool:
        raise wrong(pointer, f"{values.shown(value)} is neither true nor false")
    return value


def _whole(low: int, high: int) -> Callable[[object], int]:
    return ruled(lambda value, pointer: values.whole(value, pointer, low, high))


def _among(words: tuple[Any, ...]) -> Callable[[object], Any]:
    return ruled(lambda value, pointer: values.choice(value, pointer, words))


def _tool(value: object, pointer: str) -> str:
    return values.choice(value, pointer, list(TOOLS))


def _options(value: object, pointer: str) -> dict[str, Any]:
    """Options of a tool; which there are is for the tool to say."""
    if type(value) is not dict:
        raise wrong(pointer, f"{values.shown(value)} is not an object")
    return value


def _whats(value: object, pointer: str) -> tuple[str, ...]:
    if type(value) is not list or not value:
        raise wrong(pointer, f"{values.shown(value)} is not a list of {', '.join(WHATS)}")
    return tuple(sorted({values.choice(name, f"{pointer}/{i}", WHATS) for i, name in enumerate(value)}))


def _string(longest: int, description: str = "", shortest: int = 1, pattern: str = PRINTABLE) -> WithJsonSchema:
    schema = {"type": "string", "minLength": shortest, "maxLength": longest, "pattern": pattern}
    return WithJsonSchema(schema | ({"description": description} if description else {}))


def _number(low: float, high: float, kind: str = "number") -> WithJsonSchema:
    return WithJsonSchema({"type": kind, "minimum": low, "maximum": high})


def _enum(words: tuple[str, ...]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(words)})


Text = Annotated[str, PlainValidator(ruled(values.text)), _string(values.TEXT)]
Prose = Annotated[str, PlainValidator(ruled(values.prose)), _string(values.PROSE, shortest=0, pattern=PROSE)]
Uri = Annotated[str, PlainValidator(ruled(lambda value, pointer: values.text(value, pointer, URI))), _string(URI)]
Address = Annotated[
    str,
    PlainValidator(ruled(lambda value, pointer: values.text(value, pointer, URI))),
    WithJsonSchema(
        {
            "type": "string",
            "format": "uri",
            "minLength": 1,
            "maxLength": URI,
            "description": "http:// or https://, on the public internet unless the operator allows what is inside.",
        }
    ),
]
ProjectId = Annotated[
    str, PlainValidator(ruled(values.project_id)), _string(values.PROJECT_ID, "Without `/`.", pattern=IN_ADDRESS)
]
Letterbox = Annotated[
    str,
    PlainValidator(ruled(values.text)),
    WithJsonSchema({"type": "string", "format": "email", "minLength": 1, "maxLength": values.TEXT}),
]
Time = Annotated[
    int,
    PlainValidator(ruled(values.moment)),
    WithJsonSchema({"type": "string", "format": "date-time", "description": "RFC 3339 with its offset."}),
]
Objects = Annotated[
    tuple[Object, ...], PlainValidator(ruled(_objects)), WithJsonSchema({"type": "array", "items": OBJECT})
]
Labels = Annotated[tuple[str, ...], PlainValidator(ruled(_labels)), WithJsonSchema({"type": "array", "items": NAME})]
Seconds = Annotated[
    float,
    PlainValidator(ruled(values.seconds)),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": values.SECONDS}),
]
Side = Annotated[int, PlainValidator(_whole(1, values.SIZE)), _number(1, values.SIZE, "integer")]
Revision = Annotated[int, PlainValidator(_whole(1, REVISION)), _number(1, REVISION, "integer")]
KindOf = Annotated[Kind, PlainValidator(_among(KINDS)), _enum(KINDS)]
OriginOf = Annotated[Origin, PlainValidator(_among(ORIGINS)), _enum(ORIGINS)]
VerdictOf = Annotated[Verdict, PlainValidator(_among(VERDICTS)), _enum(VERDICTS)]
BulkVerdictOf = Annotated[Verdict, PlainValidator(_among(VERDICTS[:2])), _enum(VERDICTS[:2])]
STANDING = ("none", *VERDICTS, "any")
StandingOf = Annotated[str, PlainValidator(_among(STANDING)), _enum(STANDING)]
StatusOf = Annotated[str, PlainValidator(_among(STATUSES)), _enum(STATUSES)]
FlagOf = Annotated[str, PlainValidator(_among(tuple(IMAGE_FLAGS))), _enum(tuple(IMAGE_FLAGS))]
Truth = Annotated[bool, PlainValidator(ruled(_truth)), WithJsonSchema({"type": "boolean"})]
RoleOf = Annotated[Role, PlainValidator(_among(ROLES)), _enum(ROLES)]
PickOf = Annotated[By, PlainValidator(_among(BYS)), _enum(BYS)]
Picked = Annotated[int, PlainValidator(_whole(1, MOST_IMAGES)), _number(1, MOST_IMAGES, "integer")]
PerImage = Annotated[int, PlainValidator(_whole(1, MOST_EACH)), _number(1, MOST_EACH, "integer")]
Seed = Annotated[int, PlainValidator(_whole(0, REVISION)), _number(0, REVISION, "integer")]
TaskOf = Annotated[str, PlainValidator(_among(("detection", "classification"))), _enum(("detection", "classification"))]
PolicyOf = Annotated[str, PlainValidator(_among(("open", "closed"))), _enum(("open", "closed"))]
IouThreshold = Annotated[
    float, PlainValidator(ruled(_iou)), WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1})
]
LabelTypeOf = Annotated[LabelType, PlainValidator(_among(LABEL_TYPES)), _enum(LABEL_TYPES)]
Frame = Annotated[int, PlainValidator(_whole(0, values.FRAME)), _number(0, values.FRAME, "integer")]
Sigmas = Annotated[
    dict[str, float],
    PlainValidator(ruled(_sigmas)),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "number", "minimum": 1e-4, "maximum": 1},
            "description": "By name of keypoint, its spread as a share of the object's size, where that is not 0.09.",
        }
    ),
]
Persons = Annotated[int, PlainValidator(_whole(2, 1000)), _number(2, 1000, "integer")]
Classes = Annotated[
    list[str],
    PlainValidator(ruled(_classes)),
    WithJsonSchema({"type": "array", "items": NAME, "maxItems": CLASSES, "uniqueItems": True}),
]
Thresholds = Annotated[
    dict[str, dict[str, float]],
    PlainValidator(ruled(_thresholds)),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "number"}},
            "description": "By type of alert, the settings that differ from the rule's defaults.",
        }
    ),
]
TargetKind = Annotated[str, PlainValidator(_among(KINDS_OF_TARGETS)), _enum(KINDS_OF_TARGETS)]
MarkerKind = Annotated[str, PlainValidator(_among(KINDS_OF_MARKERS)), _enum(KINDS_OF_MARKERS)]
SeverityOf = Annotated[str, PlainValidator(_among(SEVERITIES)), _enum(SEVERITIES)]
Note = Annotated[str, PlainValidator(ruled(lambda value, pointer: values.text(value, pointer, NOTE))), _string(NOTE)]
Remark = Annotated[
    str, PlainValidator(ruled(lambda value, pointer: values.lines(value, pointer, NOTE))), _string(NOTE, pattern=LINES)
]
Place = Annotated[
    tuple[float, float, float, float],
    PlainValidator(ruled(_place)),
    WithJsonSchema(BOX),
]
AlertTypes = Annotated[
    tuple[str, ...],
    PlainValidator(ruled(_alert_types)),
    Lately(
        lambda: {
            "type": "array",
            "items": {"type": "string", "enum": _types()},
            "minItems": 1,
            "maxItems": len(_types()),
        }
    ),
]
Days = Annotated[int, PlainValidator(_whole(1, 3650)), _number(1, 3650, "integer")]
Overlap = Annotated[int, PlainValidator(_whole(0, 30 * 86_400)), _number(0, 30 * 86_400, "integer")]
Tool = Annotated[
    str,
    PlainValidator(ruled(_tool)),
    Lately(lambda: {"type": "string", "enum": sorted(TOOLS), "description": "The tool."}),
]
Options = Annotated[
    dict[str, Any],
    PlainValidator(ruled(_options)),
    WithJsonSchema({"type": "object", "description": "What of the tool is taken; each tool has its own options."}),
]
Token = Annotated[str, PlainValidator(ruled(checked_token)), _string(LONGEST_TOKEN, pattern="^[!-~]+$")]
Minutes = Annotated[int, PlainValidator(_whole(1, 43_200)), _number(1, 43_200, "integer")]
Whats = Annotated[
    tuple[str, ...],
    PlainValidator(ruled(_whats)),
    WithJsonSchema({"type": "array", "items": {"type": "string", "enum": list(WHATS)}, "minItems": 1}),
]
UnitName = Annotated[
    str,
    PlainValidator(ruled(lambda value, pointer: value if value == "" else values.text(value, pointer))),
    _string(values.TEXT, shortest=0),
]
PageSize = Annotated[int, PlainValidator(_whole(1, 200)), _number(1, 200, "integer")]
