"""The words of the house: who says that which side holds which place, since when, in which sentence.

Everything here is a frozen value with keyword-only fields: no I/O, no pandas, no geometry.
Coordinates are WGS 84 degrees (EPSG:4326), always lon before lat. Character offsets point into
``Article.text`` so that ``article.text[span.start:span.end]`` is always the quote.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class Event(StrEnum):
    """What is said to have happened to a place."""

    GAINED = "gained"
    HELD = "held"
    LOST = "lost"
    CONTESTED = "contested"


class RoadEvent(StrEnum):
    """What is said of a highway or a stretch of it."""

    OPEN = "open"
    CUT = "cut"
    HELD = "held"
    CONTESTED = "contested"


class Polarity(StrEnum):
    """Whether the claimant asserts the statement or calls it false."""

    ASSERTED = "asserted"
    DENIED = "denied"


class Precision(StrEnum):
    """How exactly a date is known; a month never becomes its first day."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class SourceKind(StrEnum):
    """What sort of body a source is."""

    OFFICIAL = "official"
    WIRE = "wire"
    LOCAL = "local"
    MONITOR = "monitor"
    NGO = "ngo"
    UN = "un"
    SOCIAL = "social"


class Movement(StrEnum):
    """Whether people are said to have left or to have come back."""

    FLED = "fled"
    RETURNED = "returned"


NARRATOR = "narrator"
"""Claimant and claimant side of a statement that the reporter makes as fact."""

NEUTRAL_SIDES = ("monitor", "un", "third-party", NARRATOR)
"""Claimant sides that are no party to the war."""


def content_id(prefix: str, *parts: str) -> str:
    """Return ``prefix-`` and 16 hex digits of the SHA-256 of the raw parts (same parts, same id)."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()
    return f"{prefix}-{digest[:16]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of an article's text, as character offsets ``[start, end)``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words this span covers in ``text``."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text that an outlet published on a day; ``text`` includes the headline as its first line."""

    id: str
    theatre: str
    outlet: str
    title: str
    url: str | None
    published: date
    language: str
    text: str
    licence: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A spot or an area that has a name; areas and unlocated places have no coordinates.

    ``kind`` is the everyday word (town, village, hill, base, province, area ...); ``feature_code``
    the GeoNames code (PPL, PPLA2, ADM1, MT, AIRB, RGN ...). ``quality`` says where the point comes
    from: geonames, published, derived, approx or none; ``radius_km`` is the uncertainty of the
    point (for a settlement) or the size of the area.
    """

    id: str
    name: str
    kind: str
    feature_code: str
    lon: float | None
    lat: float | None
    country: str
    admin1: str = ""
    admin2: str = ""
    population: int = 0
    alt_names: tuple[str, ...] = ()
    local_name: str = ""
    quality: str = "geonames"
    source: str = ""
    radius_km: float = 0.0

    @property
    def is_area(self) -> bool:
        """True for provinces, districts, regions and mountain areas: drawn as areas, never pins."""
        return self.feature_code.startswith(("ADM", "RGN", "PCL", "AREA", "MTS"))

    @property
    def has_point(self) -> bool:
        """True where both coordinates are known."""
        return self.lon is not None and self.lat is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a name may mean, how likely it is in this story, and why (in words)."""

    place: Place
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The place a name was taken to mean, or none, with every candidate and the reasons."""

    place: Place | None
    candidates: tuple[Candidate, ...]
    method: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place name as written in an article, and what it was taken to mean."""

    span: Span
    text: str
    resolution: Resolution

    @property
    def place(self) -> Place | None:
        """The chosen place, or none where the name stays open."""
        return self.resolution.place


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A day said in a text, and how exactly: the event lies within ``first`` .. ``last``."""

    day: date
    precision: Precision = Precision.DAY

    @property
    def first(self) -> date:
        """Earliest day that the words allow."""
        match self.precision:
            case Precision.DAY:
                return self.day
            case Precision.WEEK:
                return self.day - timedelta(days=7)
            case Precision.MONTH:
                return self.day.replace(day=1)
            case Precision.YEAR:
                return self.day.replace(month=1, day=1)

    @property
    def last(self) -> date:
        """Latest day that the words allow."""
        match self.precision:
            case Precision.DAY | Precision.WEEK:
                return self.day
            case Precision.MONTH:
                following = (self.day.replace(day=28) + timedelta(days=4)).replace(day=1)
                return following - timedelta(days=1)
            case Precision.YEAR:
                return self.day.replace(month=12, day=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who said it: the outlet that printed the words is not the claimant who spoke them.

    ``side`` is a side key of the theatre or one of ``monitor``, ``un``, ``third-party``, ``narrator``.
    """

    outlet: str
    claimant: str = NARRATOR
    side: str = NARRATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence of an article that says something checkable, and who stands behind it."""

    article_id: str
    theatre: str
    span: Span
    quote: str
    sentence: str
    attribution: Attribution
    polarity: Polarity
    published: date
    rule: str
    id: str = field(default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlClaim(Statement):
    """Somebody says that a side took, holds, lost or fights for a place."""

    place: str
    place_id: str | None
    event: Event
    holder: str | None
    when: When
    inside: str | None = None

    def __post_init__(self) -> None:
        """Give the claim its content id where none was passed."""
        if not self.id:
            object.__setattr__(self, "id", claim_id(self, self.place, self.event, self.holder or ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadClaim(Statement):
    """Somebody says that a road is open, cut, held or fought over, perhaps at a place.

    ``road`` is the key of the theatre file where it knows the road; ``as_written`` how the text names it.
    """

    road: str
    event: RoadEvent
    holder: str | None
    at: str | None
    at_place_id: str | None
    when: When | None
    as_written: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Give the claim its content id where none was passed."""
        if not self.id:
            object.__setattr__(self, "id", claim_id(self, self.road, self.event, self.at or ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplacementClaim(Statement):
    """Somebody says that between ``count_min`` and ``count_max`` people fled or came back."""

    count_min: int | None
    count_max: int | None
    as_written: str
    movement: Movement
    area: str | None
    area_place_id: str | None
    destination: str | None = None
    destination_place_id: str | None = None
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        """Give the claim its content id where none was passed."""
        if not self.id:
            object.__setattr__(self, "id", claim_id(self, self.as_written, self.movement, self.area or ""))


Claim = ControlClaim | RoadClaim | DisplacementClaim
"""Any row of the ledger."""


def claim_id(statement: Statement, subject: str, value: str, extra: str) -> str:
    """Hash the raw fields that identify a claim; resolution and cleaning never change the id."""
    return content_id(
        "c",
        statement.article_id,
        statement.attribution.claimant,
        statement.polarity,
        subject,
        value,
        extra,
        str(statement.span.start),
        str(statement.span.end),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one article was found to say: names with their places, and claims in text order."""

    article: Article
    mentions: tuple[Mention, ...]
    claims: tuple[ControlClaim, ...]
    highways: tuple[RoadClaim, ...]
    displacement: tuple[DisplacementClaim, ...]

    @property
    def statements(self) -> tuple[Claim, ...]:
        """Control, road and displacement rows together."""
        return (*self.claims, *self.highways, *self.displacement)
