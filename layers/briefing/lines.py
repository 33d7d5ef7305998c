"""The rows of a briefing: each says one thing and carries the numbers of the sources that say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from geo.model import Article, Claim, DisplacementClaim, Place
from geo.state.day import PlaceStatus, RouteStatus

Refs = tuple[int, ...]
"""Numbers of the source list, ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """An article that the briefing rests on, with its number."""

    number: int
    outlet: str
    title: str
    url: str | None
    published: date | None
    licence: str
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A place that looks different from the earlier day, before and after, in words and with sources."""

    place: Place
    before: PlaceStatus | None
    after: PlaceStatus
    words: str
    refs: Refs


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """A claim in words: who says or denies what, graded, with its sentence; equal claims are one line."""

    place_id: str | None
    speaker: str
    side: str
    stance: str
    what: str
    grade: str
    day: date
    sentence: str
    refs: Refs
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteLine:
    """A journey and whether a side can drive it."""

    status: RouteStatus
    words: str
    refs: Refs


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """A displacement figure of one source."""

    claim: DisplacementClaim
    speaker: str
    words: str
    refs: Refs


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTotal:
    """What a side is said to hold: places by level, and interpolated ground in km²."""

    side: str
    label: str
    held: int
    claimed: int
    area_km2: float
    area_change_km2: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A day told in rows; every row carries the numbers of its sources."""

    headline: str
    day: date
    known_as_of: date
    since: date | None
    reports: int
    totals: tuple[SideTotal, ...]
    changes: tuple[ChangeLine, ...]
    claims: tuple[ClaimLine, ...]
    contested: tuple[ChangeLine, ...]
    unknown: tuple[Place, ...]
    routes: tuple[RouteLine, ...]
    notes: tuple[NoteLine, ...]
    sources: tuple[SourceLine, ...]

    @property
    def is_empty(self) -> bool:
        """True where nobody has reported anything that still counts; routes may rest on the state before the war."""
        return not (self.changes or self.claims or self.contested or self.notes or self.totals)


@dataclass(slots=True)
class SourceBook:
    """Numbers articles in the order in which they are first cited."""

    articles: Mapping[str, Article]
    claims: Mapping[str, Claim]
    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, claim_ids: Iterable[str]) -> Refs:
        """Return the source numbers of claims; a claim whose article is not held is cited by its outlet."""
        found = set()
        for claim_id in claim_ids:
            claim = self.claims.get(claim_id)
            if claim is not None:
                found.add(self.numbers.setdefault(claim.article_id, len(self.numbers) + 1))
        return tuple(sorted(found))

    def lines(self) -> tuple[SourceLine, ...]:
        """Return the source list by number."""
        outlets = {claim.article_id: claim for claim in self.claims.values()}
        rows = []
        for article_id, number in self.numbers.items():
            article = self.articles.get(article_id)
            claim = outlets[article_id]
            rows.append(
                SourceLine(
                    number=number,
                    outlet=article.outlet if article else claim.attribution.outlet,
                    title=article.title if article else article_id,
                    url=article.url if article else None,
                    published=article.published if article else claim.published,
                    licence=article.licence if article else "",
                    is_sample=article.is_sample if article else False,
                )
            )
        return tuple(rows)


def refs_text(refs: Refs) -> str:
    """Return "[1, 4]", or nothing for none."""
    return f"[{', '.join(map(str, refs))}]" if refs else ""
