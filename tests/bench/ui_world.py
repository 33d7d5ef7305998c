"""Made-up days of any size for measuring the browser: the same war for every way of drawing it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from geo.basemap import frame_box
from geo.state.chapters import base_map_rows
from geo.state.claimtable import COLUMNS
from geo.state.frames import NOBODY, TimelineFile, degrees
from geo.state.pack import Outline, OutlineLog, change_arrays, ends, pack_file, shape_steps
from geo.theatre import load_theatre

COLOURS = ("#d55e00", "#009e73", "#e69f00", "#333333", "#8e44ad", "#7d7a74")
LOOKS: tuple[tuple[str, int, int, str, int], ...] = (
    ("held", 0, NOBODY, "", 0),
    ("held", 1, NOBODY, "", 0),
    ("claimed", 0, NOBODY, "", 0),
    ("claimed", 1, NOBODY, "", 1),
    ("contested", 0, 1, "fighting", 0),
    ("unknown", NOBODY, NOBODY, "", 0),
)
PER_YEAR = 6


@lru_cache(maxsize=4)
def world_of(n: int, days: int) -> World:
    """The made-up days of a size, made once per process."""
    return World(n, days)


@dataclass(frozen=True)
class World:
    """``n`` places, ``days`` days, about six changes a place and year, three outlines of 150 points a day."""

    n: int
    days: int
    seed: int = 7
    start: date = date(2015, 1, 1)

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Longitude and latitude of each place, (n, 2) degrees."""
        west, south, east, north = load_theatre("nw-syria").bbox
        dice = np.random.default_rng(self.seed)
        return np.column_stack([dice.uniform(west, east, self.n), dice.uniform(south, north, self.n)]).round(5)

    @cached_property
    def changes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First codes (n) and changes as rows of day, place, old, new, sorted by day and place."""
        dice = np.random.default_rng(self.seed + 1)
        base = dice.integers(0, len(LOOKS), self.n)
        counts = dice.poisson(PER_YEAR * self.days / 365, self.n)
        place = np.repeat(np.arange(self.n), counts)
        day = dice.integers(1, self.days, place.size)
        rows = np.unique(np.column_stack([place, day]), axis=0)
        new = dice.integers(0, len(LOOKS), len(rows))
        first = np.r_[True, rows[1:, 0] != rows[:-1, 0]]
        old = np.where(first, base[rows[:, 0]], np.r_[0, new[:-1]])
        real = old != new
        table = np.column_stack([rows[:, 1], rows[:, 0], old, new])[real]
        return base, table[np.lexsort((table[:, 1], table[:, 0]))]

    def codes_on(self, day: int) -> NDArray[np.int64]:
        """Code of each place on a day."""
        base, table = self.changes
        now = base.copy()
        for _, place, _, new in table[: np.searchsorted(table[:, 0], day, side="right")]:
            now[place] = new
        return now

    def rings(self, day: int) -> list[list[tuple[float, float]]]:
        """Three closed outlines of 150 points."""
        turn = np.linspace(0, 2 * np.pi, 151)
        found = []
        for p, (lon, lat) in enumerate(((36.2, 35.5), (36.9, 35.2), (36.8, 36.2))):
            radius = 0.3 + 0.03 * sum(np.sin((j + 2) * turn + p + day * 0.01 * (j + 1)) for j in range(4))
            x, y = lon + radius * np.cos(turn), lat + radius * np.sin(turn)
            found.append(list(zip(x.round(4).tolist(), y.round(4).tolist(), strict=True)))
        return found

    @cached_property
    def file(self) -> TimelineFile:
        """The packed timeline of this world."""
        theatre = load_theatre("nw-syria")
        base, table = self.changes
        offsets = np.r_[0, np.searchsorted(table[:, 0], np.arange(self.days), side="right")]
        bounds = frame_box(theatre).bounds
        areas = OutlineLog(bounds)
        for day in range(self.days):
            areas.add_day(Outline(Polygon(ring), p % 2, size=2500.0) for p, ring in enumerate(self.rings(day)))
        none = OutlineLog(bounds)
        for _ in range(self.days):
            none.add_day([])
        zero = np.zeros(0, dtype=np.int64)
        arrays: dict[str, NDArray[Any]] = {
            **change_arrays("p", base, offsets, table[:, 1], table[:, 3], len(LOOKS)),
            **change_arrays("r", zero, np.zeros(self.days + 1, dtype=np.int64), zero, zero, 0),
            **areas.arrays("a"),
            **none.arrays("l"),
            **none.arrays("b"),
            "r.part": ends([]),
            "r.ring": ends([]),
            "r.x": np.zeros(0, dtype=np.uint16),
            "r.y": np.zeros(0, dtype=np.uint16),
            "p.lon": degrees(self.points[:, 0].tolist()),
            "p.lat": degrees(self.points[:, 1].tolist()),
            **{f"c.{n}": np.zeros(0, dtype=np.uint8) for n in range(len(COLUMNS))},
            "reports": self._reports(table, len(theatre.sides)),
        }
        build, payload = pack_file(self._header(), arrays)
        return TimelineFile(build=build, payload=payload, start=self.start, days=self.days)

    def _reports(self, table: NDArray[np.int64], sides: int) -> NDArray[np.uint16]:
        counts = np.zeros((self.days, sides + 1), dtype=np.uint16)
        np.add.at(counts, (table[:, 0], table[:, 3] % sides), 1)
        return counts.ravel()

    def _header(self) -> dict[str, object]:
        theatre = load_theatre("nw-syria")
        empty = [""] * self.n
        return {
            "theatre": {"key": theatre.key, "title": theatre.title, "bbox": theatre.bbox, "credit": []},
            "start": self.start.isoformat(),
            "days": self.days,
            "knownAsOf": None,
            "perspective": None,
            "leaveOut": [],
            "sides": [{"key": s.key, "label": s.label, "short": s.short, "colour": s.colour} for s in theatre.sides],
            "codes": [list(look) for look in LOOKS],
            "places": {
                "id": [str(i) for i in range(self.n)],
                "name": [f"Place {i}" for i in range(self.n)],
                "local": empty,
                "alt": empty,
                "kind": ["village"] * self.n,
                "rank": list(range(self.n, 0, -1)),
                "quality": ["geonames"] * self.n,
                "near": [0] * self.n,
            },
            "claims": [[] for _ in COLUMNS],
            "notes": [],
            "routes": [],
            "base": base_map_rows(theatre),
            "grid": frame_box(theatre).bounds,
            "steps": shape_steps(frame_box(theatre).bounds),
            "whys": [],
            "headlines": [],
            "roadCodes": [],
            "roads": [],
        }

    def day(self, index: int) -> date:
        """Calendar day of an index."""
        return self.start + timedelta(days=index)

    def geojson_outlines(self, day: int) -> dict[str, Any]:
        """The three outlines as GeoJSON with a colour each."""
        features = [
            {"type": "Feature", "properties": {"c": COLOURS[p]}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            for p, ring in enumerate(self.rings(day))
        ]
        return {"type": "FeatureCollection", "features": features}

    def compact_day(self, day: int) -> str:
        """One day as the smallest JSON: latitudes, longitudes, codes."""
        lon, lat = self.points[:, 0].tolist(), self.points[:, 1].tolist()
        words = {"la": lat, "lo": lon, "s": self.codes_on(day).tolist(), "polys": self.geojson_outlines(day)}
        return json.dumps(words, separators=(",", ":"))
