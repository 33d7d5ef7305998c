"""A stretch of days as tables: claims, statuses as intervals, areas, line, roads, displacement.

Runs of equal rows on neighbouring days are one row with ``valid_from`` and ``valid_to``. Geometry is
EPSG:4326; a claim whose place stays open has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo.ledger_rows import row_of
from geo.model import Article, Claim, Place
from geo.state.day import Frame, StatusInterval
from layers.data.columns import COLUMNS, TABLES
from layers.dossier import Dossier

Value = str | int | float | bool | date | None
"""A cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row of a table and its geometry (EPSG:4326), if it has one."""

    values: Mapping[str, Value]
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What a data file holds: a dossier, the frames of its days in order, and statuses as intervals."""

    dossier: Dossier
    frames: tuple[Frame, ...]
    intervals: tuple[StatusInterval, ...]

    @property
    def metadata(self) -> dict[str, str]:
        """Return title, dates, build, note and licences, the same in every format."""
        dossier = self.dossier
        first = self.frames[0].day if self.frames else dossier.day
        return {
            "title": f"{dossier.theatre.title}, {first.isoformat()} to {dossier.day.isoformat()}",
            "theatre": dossier.theatre.key,
            "date": dossier.day.isoformat(),
            "since": first.isoformat(),
            "known_as_of": dossier.frame.known_as_of.isoformat(),
            "build": dossier.build_id,
            "note": "Attributed claims, not verified control. Areas between places are interpolated.",
            "licences": "; ".join([*dossier.theatre.credit, "quotations belong to their publishers"]),
            "generator": "Claimline",
        }


def tables_of(extract: Extract) -> dict[str, tuple[Record, ...]]:
    """Return all tables, their rows sorted, every column present in every row."""
    dossier = extract.dossier
    made = {
        "claims": [claim_record(c, dossier.articles, dossier.places) for c in dossier.claims.values()],
        "statuses": _statuses(extract),
        "areas": _areas(extract.frames),
        "line": _line(extract.frames),
        "roads": _roads(extract.frames),
        "displacement": _displacement(extract.frames),
    }
    return {name: tuple(_complete(name, record) for record in made[name]) for name in TABLES}


def _complete(table: str, record: Record) -> Record:
    names = [column.name for column in COLUMNS[table]]
    extra = set(record.values) - set(names)
    assert not extra, f"{table}: columns without documentation: {sorted(extra)}"
    return Record(values={name: record.values.get(name) for name in names}, geometry=record.geometry)


def claim_record(claim: Claim, articles: Mapping[str, Article], places: Mapping[str, Place]) -> Record:
    """Return a claim with its article's particulars and the point of its place."""
    raw = row_of(claim)
    article = articles.get(claim.article_id)
    place = places.get(str(raw["place_id"] or ""))
    names = {column.name for column in COLUMNS["claims"]}
    values: dict[str, Value] = {key: _cell(value) for key, value in raw.items() if key in names}
    values |= {
        "place_name": place.name if place else None,
        "article_title": article.title if article else None,
        "article_url": article.url if article else None,
        "article_language": article.language if article else None,
        "article_licence": article.licence if article else None,
        "article_is_sample": article.is_sample if article else None,
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
    }
    return Record(values=values, geometry=_point(place))


def _cell(value: object) -> Value:
    assert value is None or isinstance(value, str | int | float | bool | date)
    return value


def _point(place: Place | None) -> Point | None:
    if place is None or place.lon is None or place.lat is None:
        return None
    return Point(place.lon, place.lat)


def intervals_of_frames(frames: Sequence[Frame]) -> tuple[StatusInterval, ...]:
    """Return the statuses of consecutive frames as intervals, by place and time."""
    runs: dict[str, list[StatusInterval]] = {}
    for frame in frames:
        for key, status in frame.statuses.items():
            row = StatusInterval(
                place_id=key,
                first=frame.day,
                last=frame.day,
                level=status.level,
                side=status.side,
                contest=status.contest,
                probability_step=int(status.probability * 10),
                claim_ids=status.supporting,
            )
            rows = runs.setdefault(key, [])
            if rows and rows[-1].key == row.key and rows[-1].last == frame.day - timedelta(days=1):
                rows[-1] = _until(rows[-1], frame.day)
            else:
                rows.append(row)
    return tuple(row for key in sorted(runs) for row in runs[key])


def _until(row: StatusInterval, last: date) -> StatusInterval:
    return StatusInterval(
        place_id=row.place_id,
        first=row.first,
        last=last,
        level=row.level,
        side=row.side,
        contest=row.contest,
        probability_step=row.probability_step,
        claim_ids=row.claim_ids,
    )


def _statuses(extract: Extract) -> list[Record]:
    rows = []
    day = extract.dossier.day
    for run in extract.intervals:
        place = extract.dossier.places.get(run.place_id)
        if run.first > day or place is None:
            continue
        rows.append(
            Record(
                values={
                    "place_id": run.place_id,
                    "place_name": place.name,
                    "local_name": place.local_name,
                    "level": run.level.value,
                    "side": run.side,
                    "contest": run.contest.value if run.contest else None,
                    "probability": run.probability_step / 10,
                    "valid_from": run.first,
                    "valid_to": min(run.last, day),
                    "population": place.population,
                    "claim_ids": " ".join(run.claim_ids),
                    "lon": place.lon,
                    "lat": place.lat,
                },
                geometry=_point(place),
            )
        )
    return rows


Rows = Iterable[tuple[str, dict[str, Value], BaseGeometry]]


def _runs(frames: Sequence[Frame], rows_of: Callable[[Frame], Rows]) -> list[Record]:
    """Join rows of neighbouring days that are equal in key, values and geometry."""
    done: list[Record] = []
    live: dict[str, tuple[Record, bytes]] = {}
    for frame in frames:
        now: dict[str, tuple[Record, bytes]] = {}
        for key, values, geometry in rows_of(frame):
            shape = geometry.wkb
            before = live.pop(key, None)
            if before and before[1] == shape and _same(before[0].values, values):
                start = before[0].values["valid_from"]
            else:
                start = frame.day
                if before:
                    done.append(before[0])
            full = {**values, "valid_from": start, "valid_to": frame.day}
            now[key] = (Record(values=full, geometry=geometry), shape)
        done.extend(record for record, _ in live.values())
        live = now
    done.extend(record for record, _ in live.values())
    return sorted(done, key=lambda r: (str(r.values["valid_from"]), [str(v) for v in r.values.values()]))


def _same(before: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    return all(before[key] == value for key, value in values.items())


def _areas(frames: Sequence[Frame]) -> list[Record]:
    def rows(frame: Frame) -> Rows:
        for i, area in enumerate(frame.areas):
            yield f"{area.side}:{i}", {"side": area.side, "area_km2": round(area.area_km2, 3)}, area.geometry

    return _runs(frames, rows)


def _line(frames: Sequence[Frame]) -> list[Record]:
    def rows(frame: Frame) -> Rows:
        for i, stretch in enumerate(frame.line):
            values: dict[str, Value] = {
                "side_a": stretch.sides[0],
                "side_b": stretch.sides[1],
                "length_km": round(stretch.length_km, 3),
                "place_ids": " ".join(stretch.place_ids),
                "claim_ids": " ".join(stretch.claim_ids),
            }
            yield f"{stretch.sides}:{i}", values, stretch.geometry

    return _runs(frames, rows)


def _roads(frames: Sequence[Frame]) -> list[Record]:
    def rows(frame: Frame) -> Rows:
        for stretch in frame.roads:
            values: dict[str, Value] = {
                "id": stretch.id,
                "road": stretch.road,
                "from_node": stretch.from_node,
                "to_node": stretch.to_node,
                "stated": stretch.stated,
                "stated_side": stretch.stated_side,
                "inferred": stretch.inferred,
                "side": stretch.side,
                "length_km": round(stretch.length_km, 3),
                "claim_ids": " ".join(stretch.claim_ids),
            }
            yield stretch.id, values, stretch.geometry

    return _runs(frames, rows)


def _displacement(frames: Sequence[Frame]) -> list[Record]:
    def rows(frame: Frame) -> Rows:
        for note in frame.displacement:
            claim = note.claim
            values: dict[str, Value] = {
                "claim_id": claim.id,
                "claimant": claim.attribution.claimant,
                "movement": claim.movement.value,
                "count_min": claim.count_min,
                "count_max": claim.count_max,
                "as_written": claim.as_written,
                "area": claim.area,
                "destination": claim.destination,
                "since": claim.since,
                "until": claim.until,
                "published": claim.published,
                "outlet": claim.attribution.outlet,
                "to_lon": note.to_lon,
                "to_lat": note.to_lat,
            }
            spot = LineString() if note.lon is None or note.lat is None else Point(note.lon, note.lat)
            yield claim.id, values, spot

    return [
        Record(
            values=record.values,
            geometry=None if record.geometry is None or record.geometry.is_empty else record.geometry,
        )
        for record in _runs(frames, rows)
    ]
