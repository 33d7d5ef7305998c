"""What every export is made from: a day, an earlier day to compare it with, and the words behind them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from geo.model import Article, Claim, Place
from geo.pipeline import Situation
from geo.state.day import Frame
from geo.theatre import Theatre


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A day of a theatre with its places, claims and articles; ``since`` is the earlier day or none.

    ``claims`` holds what was published by ``frame.known_as_of``, by id; ``build_id`` names the data.
    """

    theatre: Theatre
    frame: Frame
    since: Frame | None
    places: Mapping[str, Place]
    claims: Mapping[str, Claim]
    articles: Mapping[str, Article]
    build_id: str

    @property
    def day(self) -> date:
        """The day that is shown."""
        return self.frame.day


def build_id_of(claims: Iterable[Claim]) -> str:
    """Return 12 hex digits that name a set of claims: same claims, same id, in any order."""
    return hashlib.sha256("\n".join(sorted(claim.id for claim in claims)).encode()).hexdigest()[:12]


def known_by(claims: Iterable[Claim], day: date) -> dict[str, Claim]:
    """Return the claims published on or before a day, by id, sorted by publication and id."""
    rows = sorted((c for c in claims if c.published <= day), key=lambda c: (c.published, c.id))
    return {claim.id: claim for claim in rows}


def dossier_of(situation: Situation, day: date, since: date | None = None) -> Dossier:
    """Gather a day (and an earlier one) from a fused ledger."""
    frame = situation.frame(day)
    return Dossier(
        theatre=situation.theatre,
        frame=frame,
        since=situation.frame(since) if since else None,
        places={place.id: place for place in situation.gazetteer_places()},
        claims=known_by(situation.claims.values(), frame.known_as_of),
        articles=situation.articles,
        build_id=build_id_of(situation.claims.values()),
    )
