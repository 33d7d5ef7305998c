"""All days of a theatre as one small file that a browser scrubs without asking anybody.

Every place, highway stretch and outline is stored for the first day and then only where it changes;
each change carries the claims it rests on and one sentence that says why. ``geo.state.pack`` has the
layout of the file. The build id is a hash of the content: same ledger, same id, same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo.basemap import frame_box
from geo.model import Article, Claim, DisplacementClaim, Place
from geo.state.chapters import base_map_rows, baseline_id, note_rows, place_rows, report_counts
from geo.state.claimtable import claim_table, in_reading_order
from geo.state.day import Frame, Level, PlaceStatus, RoadStretch
from geo.state.headline import headline, why
from geo.state.pack import (
    Arrays,
    ChangeLog,
    Outline,
    OutlineLog,
    ends,
    pack_file,
    quantised_rings,
    shape_steps,
    smallest,
)
from geo.state.roadpages import conflict_rows, route_rows, series_rows
from geo.theatre import Theatre

AGE_DAYS = (7, 21)
"""Days since the last report at which a symbol begins to fade, and is drawn as old."""

BAND_THIN_DEG = 0.0015
"""Degrees within which the outline of the band of doubt may be thinned; it is kilometres wide."""

NOBODY = 255
"""Side index of "no side"."""

SILENT: Look = ("silent", NOBODY, NOBODY, "", 0)
"""The look of a place that nobody has spoken of yet."""

Look = tuple[str, int, int, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineFile:
    """A packed file of all days, its build id, and how many days it holds from which first day."""

    build: str
    payload: bytes = field(repr=False)
    start: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who and what the frames speak of: the theatre, its places, the claims and the articles they stand in."""

    theatre: Theatre
    places: Sequence[Place]
    claims: Sequence[Claim]
    articles: Sequence[Article] = ()
    known_as_of: date | None = None
    perspective: str | None = None
    leave_out: tuple[str, ...] = ()
    chokes: Mapping[str, Sequence[Sequence[object]]] = field(default_factory=dict)

    @property
    def displaced(self) -> tuple[DisplacementClaim, ...]:
        """The displacement figures that may be shown."""
        rows = (claim for claim in self.claims if isinstance(claim, DisplacementClaim))
        return tuple(row for row in rows if self.known_as_of is None or row.published <= self.known_as_of)


def age_step(status: PlaceStatus) -> int:
    """Return 0 for a fresh status, 1 for a fading one, 2 for an old one (see ``AGE_DAYS``)."""
    if status.last_reported is None:
        return 2 if status.is_baseline else 0
    age = (status.day - status.last_reported).days
    return sum(age > limit for limit in AGE_DAYS)


def look_of(status: PlaceStatus | None, sides: Mapping[str, int]) -> Look:
    """Return how a place is drawn: level, side, rival, why it is contested, age step."""
    if status is None:
        return SILENT
    if status.level is Level.UNKNOWN:
        return (status.level.value, NOBODY, NOBODY, "", 0)
    side = sides.get(status.side or "", NOBODY)
    rivals = [sides[key] for key in status.rivals if key in sides and sides[key] != side]
    rival = rivals[0] if rivals and status.level is Level.CONTESTED else NOBODY
    return (status.level.value, side, rival, status.contest.value if status.contest else "", age_step(status))


def encode(frames: Iterable[Frame], cast: Cast, tick: Callable[[date], None] | None = None) -> TimelineFile:
    """Pack the frames of consecutive days, in order; ``tick`` is called with each day.

    Raises ValueError where there is no frame, or where a day is missing between two frames.
    """
    recorder = _Recorder(cast)
    for frame in frames:
        if tick:
            tick(frame.day)
        recorder.add(frame)
    if recorder.start is None:
        raise ValueError("no frames: a timeline needs at least one day")
    return recorder.finish()


class _Recorder:
    """Takes one frame after the other and keeps what changed."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast = replace(cast, claims=in_reading_order(cast.claims))
        self.sides = {key: i for i, key in enumerate(cast.theatre.side_keys)}
        self.places = [p for p in cast.places if p.has_point and not p.is_area]
        self.by_id = {place.id: place for place in cast.places}
        self.place_index = {place.id: i for i, place in enumerate(self.places)}
        cited = [*(claim.id for claim in cast.claims), *(baseline_id(row) for row in cast.theatre.baseline)]
        self.claim_index = {key: i for i, key in enumerate(cited)}
        self.bounds = frame_box(cast.theatre).bounds
        self.start: date | None = None
        self.days: list[date] = []
        self.log = ChangeLog(len(self.places))
        self.log.code(SILENT)
        self.road_log: ChangeLog | None = None
        self.stretches: tuple[RoadStretch, ...] = ()
        self.areas, self.line, self.band = (OutlineLog(self.bounds, thin) for thin in (0.0006, 0.0006, BAND_THIN_DEG))
        self.sentences: list[str] = []
        self.frames: list[Frame] = []
        self.grades: dict[str, str] = {}

    def add(self, frame: Frame) -> None:
        if self.days and (frame.day - self.days[-1]).days != 1:
            raise ValueError(f"frames must be consecutive days: {frame.day} follows {self.days[-1]}")
        self.start = self.start or frame.day
        self.days.append(frame.day)
        self.log.add_day([self._place(frame, place) for place in self.places])
        self._roads(frame)
        self.areas.add_day(Outline(a.geometry, self.side(a.side), size=a.area_km2) for a in frame.areas)
        self.line.add_day(
            Outline(s.geometry, self.side(s.sides[0]), self.side(s.sides[1]), s.length_km, self.refs(s.place_ids))
            for s in frame.line
        )
        self.band.add_day([Outline(frame.band)] if frame.band is not None and not frame.band.is_empty else [])
        self.sentences.append(headline(frame, self.cast.claims, self.by_id, self.cast.theatre))
        self.frames.append(
            Frame(
                theatre=frame.theatre,
                day=frame.day,
                known_as_of=frame.known_as_of,
                routes=frame.routes,
                displacement=frame.displacement,
                reports=frame.reports,
            )
        )

    def refs(self, place_ids: Sequence[str]) -> tuple[int, ...]:
        return tuple(self.place_index[key] for key in place_ids if key in self.place_index)

    def side(self, key: str | None) -> int:
        return self.sides.get(key or "", NOBODY)

    def _place(self, frame: Frame, place: Place) -> tuple[Hashable, Hashable]:
        status = frame.statuses.get(place.id)
        look = look_of(status, self.sides)
        if status is None:
            return look, ((), "")
        for part in status.trace:
            if part.grade:
                self.grades.setdefault(part.claim_id, part.grade)
        sides = {part.claim_id: self.side(part.side) for part in status.trace}
        weights = {key: (round(value, 3), sides[key]) for key, value in status.weights.items()}
        cited = [*((key, 1) for key in status.supporting), *((key, 0) for key in status.dissenting)]
        rows = tuple(
            (self.claim_index[key], stance, *weights.get(key, (0.0, NOBODY)))
            for key, stance in cited
            if key in self.claim_index
        )
        return look, _Proof(rows, why(status, place, self.cast.theatre))

    def _roads(self, frame: Frame) -> None:
        if self.road_log is None:
            self.stretches = frame.roads
            self.road_log = ChangeLog(len(frame.roads))
        found = {stretch.id: stretch for stretch in frame.roads}
        looks: list[tuple[Hashable, Hashable]] = []
        for known in self.stretches:
            s = found.get(known.id, known)
            look = (s.inferred, self.side(s.side), s.stated, self.side(s.stated_side))
            cited = dict.fromkeys((*s.statement_ids, *s.claim_ids))
            looks.append((look, tuple(self.claim_index[key] for key in cited if key in self.claim_index)))
        self.road_log.add_day(looks)

    def finish(self) -> TimelineFile:
        cast, theatre = self.cast, self.cast.theatre
        header: dict[str, object] = {
            "theatre": {"key": theatre.key, "title": theatre.title, "bbox": theatre.bbox, "credit": theatre.credit},
            "start": self.days[0].isoformat(),
            "days": len(self.days),
            "knownAsOf": cast.known_as_of.isoformat() if cast.known_as_of else None,
            "perspective": cast.perspective,
            "leaveOut": cast.leave_out,
            "sides": [
                {"key": s.key, "label": s.label, "short": s.short or s.label, "colour": s.colour} for s in theatre.sides
            ],
            "codes": [list(look) for look in self.log.codes if isinstance(look, tuple)],
            "places": place_rows(self.places),
            "notes": note_rows(self.frames, self.claim_index, theatre),
            "routes": route_rows((frame.routes for frame in self.frames), theatre.side_keys, self.claim_index),
            "chokes": cast.chokes,
            "series": series_rows(cast.displaced, theatre, self.claim_index),
            "conflicts": conflict_rows(cast.displaced, self.days, theatre, self.claim_index),
            "base": base_map_rows(theatre),
            "grid": self.bounds,
            "steps": shape_steps(self.bounds),
        }
        texts, whys = _numbered([p.words if isinstance(p, _Proof) else "" for p in self.log.proofs])
        day_texts, headlines = _numbered(self.sentences)
        header |= {"whys": texts, "headlines": day_texts}
        arrays = {
            **self.log.arrays("p"),
            **self.areas.arrays("a"),
            **self.line.arrays("l"),
            **self.band.arrays("b"),
            **self._proofs(),
            "p.lon": degrees([p.lon for p in self.places]),
            "p.lat": degrees([p.lat for p in self.places]),
            "why": smallest(np.array(whys, dtype=np.int64), len(texts)),
            "headline": smallest(np.array(headlines, dtype=np.int64), len(day_texts)),
            "reports": report_counts(cast, self.days),
            "articles": np.array([frame.reports for frame in self.frames], dtype=np.uint16),
        }
        columns, indices = claim_table(cast, self.grades)
        header |= {"claims": columns} | self._road_header()
        arrays |= indices
        arrays |= self._road_arrays()
        build, payload = pack_file(header, arrays)
        return TimelineFile(build=build, payload=payload, start=self.days[0], days=len(self.days))

    def _proofs(self) -> Arrays:
        """Per first look and per change: the claims, whether they support it (1), weight and for which side."""
        rows = [p.rows if isinstance(p, _Proof) else () for p in self.log.proofs]
        flat = [row for group in rows for row in group]
        return {
            "e.end": ends([len(group) for group in rows]),
            "e.claim": smallest(np.array([row[0] for row in flat], dtype=np.int64), len(self.claim_index)),
            "e.for": np.array([row[1] for row in flat], dtype=np.uint8),
            "e.value": (np.rint(np.array([row[2] for row in flat]) * 512) / 512).astype(np.float32),
            "e.side": np.array([row[3] for row in flat], dtype=np.uint8),
        }

    def _road_header(self) -> dict[str, object]:
        codes = list(self.road_log.codes) if self.road_log else []
        words = [[s.id, s.road, s.from_node, s.to_node, round(s.length_km, 1), s.quality] for s in self.stretches]
        return {"roadCodes": codes, "roads": words}

    def _road_arrays(self) -> Arrays:
        log = self.road_log or ChangeLog(0)
        lines = quantised_rings([s.geometry for s in self.stretches], self.bounds)
        flat = [line for group in lines for line in group]
        xy = np.concatenate(flat) if flat else np.zeros((0, 2), dtype=np.int64)
        proofs = [p if isinstance(p, tuple) else () for p in log.proofs]
        cited = np.array([key for proof in proofs for key in proof], dtype=np.int64)
        return {
            **log.arrays("r"),
            "r.part": ends([len(group) for group in lines]),
            "r.ring": ends([len(line) for line in flat]),
            "r.x": xy[:, 0].astype(np.uint16),
            "r.y": xy[:, 1].astype(np.uint16),
            "re.end": ends([len(proof) for proof in proofs]),
            "re.claim": smallest(cited, len(self.claim_index)),
        }


@dataclass(frozen=True, slots=True)
class _Proof:
    """What a look rests on; two proofs are the same if claims and words are, whatever they weigh today."""

    rows: tuple[tuple[int, int, float, int], ...] = field(compare=False)
    words: str
    cited: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "cited", tuple((row[0], row[1]) for row in self.rows))


def degrees(values: Sequence[float | None]) -> NDArray[np.float32]:
    """Return degrees rounded to 1/16384, under 7 m, which compress better than all digits of a float."""
    return (np.rint(np.array(values, dtype=np.float64) * 16384) / 16384).astype(np.float32)


def _numbered(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the distinct texts in order of appearance, and the number of each given text."""
    numbers: dict[str, int] = {}
    order = [numbers.setdefault(text, len(numbers)) for text in texts]
    return list(numbers), order
