"""Claims and places for the tests of this folder, in as few words as possible."""

from __future__ import annotations

from datetime import date
from itertools import count

from geo.model import Attribution, ControlClaim, Event, Place, Polarity, Precision, Span, When

_numbers = count(1)


def place(key: str, lon: float, lat: float, name: str = "") -> Place:
    return Place(
        id=key, name=name or key, kind="town", feature_code="PPL", lon=lon, lat=lat, country="SY", admin1="Idlib"
    )


def area(key: str, name: str, code: str = "AREA") -> Place:
    return Place(id=key, name=name, kind="area", feature_code=code, lon=None, lat=None, country="SY")


def claim(
    where: str,
    event: str,
    holder: str | None,
    side: str,
    day: str,
    *,
    by: str = "narrator",
    outlet: str = "some outlet",
    published: str = "",
    polarity: str = "asserted",
    article: str = "",
    sentence: str = "",
    precision: str = "day",
) -> ControlClaim:
    return ControlClaim(
        article_id=article or f"article-{next(_numbers)}",
        theatre="nw-syria",
        span=Span(start=0, end=1),
        quote=sentence,
        sentence=sentence,
        attribution=Attribution(outlet=outlet, claimant=by, side=side),
        polarity=Polarity(polarity),
        published=date.fromisoformat(published or day),
        rule="test",
        place=where,
        place_id=where,
        event=Event(event),
        holder=holder,
        when=When(day=date.fromisoformat(day), precision=Precision(precision)),
    )
