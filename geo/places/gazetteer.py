"""The places of a theatre and the names they go by, in memory and searchable by spelling.

A theatre with a ``places.csv`` uses it alone; any other takes the places of its countries from the
world index (``geo.places.world``). The ``areas`` of ``theatre.toml`` are places of their own.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

from geo.errors import TheatreError
from geo.model import Place
from geo.places.countries import country_place
from geo.places.distance import distance_km
from geo.places.names import Normaliser, distinct, fold, normaliser
from geo.places.overrides import Override, Overrides, read_overrides, write_overrides
from geo.places.world import data_folder, world
from geo.theatre import Area, Theatre

PARENTHESIS = re.compile(r"\s*\([^)]*\)")
COLUMNS = (
    *("id", "name", "local_name", "alt_names", "kind", "feature_code", "lat", "lon", "country", "admin1", "admin2"),
    *("population", "quality", "radius_km", "source", "note"),
)
"""Columns of ``places.csv``; ``alt_names`` are separated by semicolons, degrees are WGS 84."""


DOUBLE_KM = 1.0
"""Two settlements with one name nearer than this are one place written twice."""


class Match(IntEnum):
    """How a spelling met a name, from the strictest to the loosest."""

    EXACT = 3
    KEY = 2
    FUZZY = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place that a spelling may mean, how the two met, and which of its names it was."""

    place: Place
    match: Match
    name: str
    similarity: float = 1.0

    @property
    def is_main_name(self) -> bool:
        """Tell whether the spelling is the place's own name and no by-name."""
        return fold(self.name) == fold(self.place.name)


class Gazetteer:
    """Places with an index of every spelling; look-ups return all bearers of a name, never a first hit."""

    def __init__(
        self,
        places: Iterable[Place],
        *,
        language: str = "en",
        overrides: Overrides | None = None,
        parties: frozenset[str] = frozenset(),
    ) -> None:
        """Index the names of ``places``; ``language`` chooses the transliteration rules.

        ``parties`` are folded names that are no unknown villages: parties, leaders, sources, roads.
        """
        self.overrides = overrides or Overrides()
        self.parties = parties
        self._places = tuple(places)
        self._by_id = {place.id: place for place in self._places}
        self.rules: Normaliser = normaliser(language)
        self._exact: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        self._keyed: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        self._bones: dict[str, list[tuple[Place, str]]] = {}
        self._starts: dict[str, int] = {}
        self.named = lru_cache(maxsize=20_000)(self._named)
        """``named(name)`` returns every place a spelling may mean, as ``_named`` finds it; kept per spelling."""
        for place in self._places:
            self._add(place)

    def _add(self, place: Place) -> None:
        for name in distinct((place.name, *place.alt_names, place.local_name)):
            words = fold(name).split()
            self._exact[" ".join(words)].append((place, name))
            self._starts[words[0]] = max(len(words), self._starts.get(words[0], 0))
            key = self.rules.key(name)
            if len(key) > 1:
                self._keyed[key].append((place, name))

    def __len__(self) -> int:
        return len(self._places)

    def places(self) -> tuple[Place, ...]:
        """Return all places in the order of the file."""
        return self._places

    def get(self, place_id: str) -> Place | None:
        """Return the place with this id, or none."""
        return self._by_id.get(place_id)

    def longest(self, word: str) -> int:
        """Return the most words of a name that begins with this word; 0 where none does."""
        return self._starts.get(fold(word), 0)

    def exact(self, name: str) -> tuple[Hit, ...]:
        """Return the places that bear this name in this spelling (case and accents apart)."""
        return tuple(Hit(place=p, match=Match.EXACT, name=n) for p, n in self._exact.get(fold(name), ()))

    def _named(self, name: str) -> tuple[Hit, ...]:
        """Return every place this spelling may mean by name or transliteration, each once, best match first."""
        found = {hit.place.id: hit for hit in self.exact(name)}
        key = self.rules.key(name)
        for place, own in self._keyed.get(key, ()) if len(key) > 1 else ():
            found.setdefault(place.id, Hit(place=place, match=Match.KEY, name=own))
        return tuple(sorted(found.values(), key=lambda hit: (-hit.match, not hit.is_main_name, hit.place.id)))

    def has_word(self, key: str) -> bool:
        """Tell whether some name has this transliteration key."""
        return key in self._keyed

    def alike(self, name: str) -> tuple[tuple[Place, str], ...]:
        """Return places whose name has the same consonants: candidates for fuzzy comparison."""
        if not self._bones:
            for entries in self._keyed.values():
                for place, own in entries:
                    self._bones.setdefault(self.rules.skeleton(own), []).append((place, own))
        return tuple(self._bones.get(self.rules.skeleton(name), ()))


def read_places(path: Path) -> tuple[Place, ...]:
    """Read a ``places.csv``; TheatreError names the line and the column that cannot be used."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = set(COLUMNS) - set(reader.fieldnames or ())
        if missing:
            raise TheatreError(f"{path}: columns missing: {', '.join(sorted(missing))}")
        places = []
        for row in reader:
            try:
                places.append(_place(row))
            except ValueError as error:
                raise TheatreError(f"{path}: line {reader.line_num}: {error}; mend or remove the row") from error
    return tuple(places)


def _place(row: dict[str, str]) -> Place:
    if bool(row["lat"]) != bool(row["lon"]):
        raise ValueError("lat and lon must both be given or both be empty")
    return Place(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        feature_code=row["feature_code"],
        lon=float(row["lon"]) if row["lon"] else None,
        lat=float(row["lat"]) if row["lat"] else None,
        country=row["country"],
        admin1=row["admin1"],
        admin2=row["admin2"],
        population=int(row["population"] or 0),
        alt_names=distinct(row["alt_names"].split(";")),
        local_name=row["local_name"],
        quality=row["quality"],
        source=row["source"] + (f"; {row['note']}" if row["note"] else ""),
        radius_km=float(row["radius_km"] or 0),
    )


AREA_CODES = {"province": "ADM1", "governorate": "ADM1", "oblast": "ADM1", "state": "ADM1", "district": "ADM2"}


def area_place(area: Area, theatre: Theatre) -> Place:
    """Return a named area of the theatre as a place; its point is the middle of its polygon's corners."""
    ring = area.polygon
    lon = sum(x for x, _ in ring) / len(ring) if ring else None
    lat = sum(y for _, y in ring) / len(ring) if ring else None
    return Place(
        id=f"{theatre.key}:{fold(area.name).replace(' ', '-')}",
        name=area.name,
        kind=area.kind,
        feature_code=AREA_CODES.get(area.kind, "RGN"),
        lon=lon,
        lat=lat,
        country=theatre.countries[0],
        admin1=area.admin1,
        alt_names=distinct(area.aliases),
        local_name=area.local_name,
        quality="derived" if ring else "none",
        source=area.source,
    )


DIVISION = re.compile(r" (?:governorate|province|oblast|region|state|division|district|republic|krai)$", re.IGNORECASE)


def bare(name: str) -> str:
    """Return the name of a division without its kind word, folded."""
    return DIVISION.sub("", fold(name))


def with_areas(places: Sequence[Place], theatre: Theatre) -> tuple[Place, ...]:
    """Join the theatre's areas to its places; an area that is already a place lends it its names."""
    joined = {place.id: place for place in places}
    known: dict[str, str] = {}
    for place in places:
        if place.is_area and not place.feature_code.startswith("PCL"):
            for name in (place.name, *place.alt_names):
                known.setdefault(bare(name) if place.feature_code == "ADM1" else fold(name), place.id)
    for area in theatre.areas:
        own = area_place(area, theatre)
        key = bare(area.name) if own.feature_code == "ADM1" else fold(area.name)
        same = [known[k] for k in (key, *map(fold, own.alt_names)) if k in known and own.feature_code != "ADM1"]
        met = joined.get(known.get(key, same[0] if same else own.id))
        if met is None:
            joined[own.id] = own
            continue
        names = distinct((met.name, *own.alt_names, *met.alt_names))
        names = tuple(name for name in names if fold(name) != fold(own.name))
        local = own.local_name or met.local_name
        joined[met.id] = replace(met, name=own.name, alt_names=names, local_name=local)
    return tuple(joined.values())


def plain_name(name: str) -> str:
    """Return a name without accents and half rings, as the English press prints it ("Douma", not "Dūmā")."""
    decomposed = unicodedata.normalize("NFKD", name)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "‘’ʿʾ`")
    return letters if letters.isascii() else name


def world_places(theatre: Theatre) -> tuple[Place, ...]:
    """Return the places of the theatre's countries from the world index, inside its box with half a degree to spare."""
    west, south, east, north = theatre.bbox
    box = (west - 0.5, south - 0.5, east + 0.5, north + 0.5)
    found = tuple(
        replace(
            place,
            name=plain_name(place.name),
            alt_names=(place.name, *place.alt_names),
            radius_km=40.0 if place.is_area else 1.0,
        )
        for place in world().within(theatre.countries, box)
        if place.feature_code not in ("PCLI", "BLDG", "SQR")
    )
    return without_doubles(found, normaliser(theatre.local_language))


def without_doubles(places: Sequence[Place], rules: Normaliser) -> tuple[Place, ...]:
    """Join settlements under ``DOUBLE_KM`` apart that share a name: the more populous keeps both sets of names."""
    kept: dict[str, Place] = {place.id: place for place in places}
    bearers: dict[str, list[str]] = defaultdict(list)
    for place in sorted(places, key=lambda p: (-p.population, not p.id.startswith("geonames:"), p.id)):
        if not place.feature_code.startswith("PPL"):
            continue
        keys = {rules.key(name) for name in (place.name, *place.alt_names) if fold(name).isascii()}
        rivals = [kept[other] for key in keys for other in bearers[key]]
        twin = next((other for other in rivals if distance_km(other, place) < DOUBLE_KM), None)
        if twin is None:
            for key in keys:
                bearers[key].append(place.id)
            continue
        kept[twin.id] = replace(twin, alt_names=distinct((*twin.alt_names, place.name, *place.alt_names)))
        del kept[place.id]
    return tuple(kept.values())


def with_more(places: Sequence[Place], theatre: Theatre) -> tuple[Place, ...]:
    """Add the rows of ``more_places.csv``: a known id gains other names, a new one is a new place.

    The file has the columns of ``places.csv`` and serves theatres that draw on the world index.
    """
    path = theatre.folder / "more_places.csv"
    joined = {place.id: place for place in places}
    for row in read_places(path) if path.is_file() else ():
        met = joined.get(row.id)
        joined[row.id] = row if met is None else replace(met, alt_names=distinct((*met.alt_names, *row.alt_names)))
    return tuple(joined.values())


_LOADED: dict[tuple[str, str], tuple[Theatre, Gazetteer]] = {}
"""Gazetteers of this process by theatre key and folder, with the very theatre they were made for."""


def load_gazetteer(theatre: Theatre) -> Gazetteer:
    """Return the gazetteer of a theatre, cached per process.

    Raises TheatreError for a broken ``places.csv`` and DataMissingError where the theatre needs the
    world index and it has not been built.
    """
    key = (theatre.key, str(theatre.folder))
    known = _LOADED.get(key)
    if known is None or (known[0] is not theatre and known[0] != theatre):
        known = (theatre, _load(theatre))
        _LOADED[key] = known
    return known[1]


def _load(theatre: Theatre) -> Gazetteer:
    path = theatre.folder / "places.csv"
    places = read_places(path) if path.is_file() else world_places(theatre)
    places = (*with_more(places, theatre), *(country_place(code) for code in theatre.countries))
    decisions = Overrides((*user_overrides(theatre), *read_overrides(theatre.folder / "overrides.csv")))
    language, parties = theatre.local_language, party_names(theatre)
    return Gazetteer(with_areas(places, theatre), language=language, overrides=decisions, parties=parties)


def party_names(theatre: Theatre) -> frozenset[str]:
    """Return folded names of the theatre's parties, leaders, sources and roads."""
    sides = [n for s in theatre.sides for n in (s.key, s.label, s.short, *s.aliases, *s.leaders, *s.backers)]
    sources = [n for s in theatre.sources for n in (s.name, *s.aliases)]
    roads = [n for r in theatre.roads for n in (r.key, r.label, *r.aliases)]
    return frozenset(fold(name) for name in (*sides, *sources, *roads) if name)


def user_overrides(theatre: Theatre) -> tuple[Override, ...]:
    """Return the user's own decisions for a theatre, from the data folder; they come before the theatre's."""
    return read_overrides(user_overrides_path(theatre))


def user_overrides_path(theatre: Theatre) -> Path:
    """Return where the user's decisions for a theatre are kept (outside the product, so a rebuild keeps them)."""
    return data_folder() / "overrides" / f"{theatre.key}.csv"


def add_override(theatre: Theatre, row: Override) -> None:
    """Keep a user's decision about a name and apply it from now on; an earlier one for the same context goes."""
    path = user_overrides_path(theatre)
    same = (row.name, row.context and row.context.pattern, row.unless and row.unless.pattern)
    kept = [
        old
        for old in read_overrides(path)
        if (old.name, old.context and old.context.pattern, old.unless and old.unless.pattern) != same
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_overrides(path, [row, *kept])
    _LOADED.pop((theatre.key, str(theatre.folder)), None)
