"""Look a written name up in the world index: variants of spelling, demonyms, names inside longer names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.model import Place
from geo.places.lexicon import lexicon
from geo.places.names import fold
from geo.places.world import WorldGazetteer

DATA = Path(__file__).parent / "data"

SHORT = {
    "st": "saint",
    "ste": "sainte",
    "mt": "mount",
    "ft": "fort",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
"""Written-out forms of short words inside names."""

LEADING = re.compile(
    r"^(?:the|city of|town of|"
    r"village of|port of|state of|province of|county of|kingdom of|republic of|islands? of|isle of|"
    r"downtown|uptown|central|greater|metropolitan|mainland|rural|inner|outer|old|upper|lower|"
    r"(?:north|south)[ -]?(?:east|west)(?:ern)?|north(?:ern)?|south(?:ern)?|east(?:ern)?|west(?:ern)?|mid|"
    r"gulf of|bay of|mount|lake|river|cape) ",
)
TRAILING = re.compile(
    r" (?:city|town|village|township|"
    r"borough|county|parish|state|province|prefecture|governorate|oblast|region|district|"
    r"republic|metropolitan area|area|islands?|island|peninsula|valley|river|lake|bay|beach|hills?|mountains?|desert|"
    r"international airport|airport|air base|airbase|air force base|naval base|harbou?r|port|station|university|"
    r"national park|park|forest|coast|basin|delta|canal|strait|suburbs|metro|territory|territories|capital region|"
    r"proper|heights|square|street|avenue|road|bridge|hospital|college|stadium|cathedral|prison|cbd)$",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The bearers of a written name; ``how`` says what was done to the spelling to find them."""

    places: tuple[Place, ...]
    how: str
    wants: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def demonyms() -> dict[str, tuple[str, str]]:
    """Return the folded demonyms with the name and, for countries, the code of what they stand for."""
    words: dict[str, tuple[str, str]] = {}
    with (DATA / "demonyms.csv").open(encoding="utf-8", newline="") as handle:
        words |= {fold(row["word"]): (row["place"], "") for row in csv.DictReader(handle)}
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            for word in row["demonyms"].split(";"):
                if word.strip():
                    words.setdefault(fold(word), ("", row["code"]))
    return words


def demonym_places(gazetteer: WorldGazetteer, word: str) -> tuple[Place, ...]:
    """Return the country or region whose people or things a word names ("Russian"), or nothing."""
    name, code = demonyms().get(fold(word), ("", ""))
    if code:
        place = gazetteer.country(code)
        return (place,) if place else ()
    return tuple(place for place in gazetteer.named(name) if place.feature_code != "PPL")[:1] if name else ()


def variants(name: str) -> Iterator[tuple[str, str]]:
    """Yield other spellings of a folded name, the most faithful first, with what was done."""
    words = name.split()
    if any(word in SHORT for word in words):
        yield " ".join(SHORT.get(word, word) for word in words), "short word written out"
    if name.startswith("the "):
        yield name[4:], "without article"
    if "saint" in words:
        yield " ".join("st" if word == "saint" else word for word in words), "short word"
    if len(words) > 1:
        yield "".join(words), "written together"
    yield f"{name} county", "county"


def pieces(name: str) -> Iterator[tuple[str, str]]:
    """Yield the name inside a longer one ("Gaza City", "northern Syria", "Lake Geneva"), with the word taken off."""
    queue, seen = [name], {name}
    while queue:
        current = queue.pop(0)
        for pattern in (TRAILING, LEADING):
            met = pattern.search(current)
            rest = pattern.sub("", current).strip()
            if met and rest and rest not in seen:
                seen.add(rest)
                yield rest, met.group().strip()
                queue.append(rest)


def look_up(gazetteer: WorldGazetteer, written: str) -> Found:
    """Return the bearers of a written name: as spelled, then as a demonym, in variants, then by its inner name."""
    name = fold(written)
    places = gazetteer.named(name)
    people = demonym_places(gazetteer, written)
    if people:
        return Found(places=(*people, *places), how="demonym")
    if places:
        kind = name.split()[-1]
        return Found(places=places, how="", wants=lexicon().kinds.get(kind, ()) if " " in name else ())
    for other, how in variants(name):
        places = gazetteer.named(other)
        if places:
            return Found(places=places, how=how)
    for inner, taken in pieces(name):
        places = gazetteer.named(inner) or demonym_places(gazetteer, inner)
        if places:
            return Found(places=places, how=f"{taken!r} taken off", wants=lexicon().kinds.get(taken, ()))
    return Found(places=(), how="")
