"""One row per statement: repeats, headlines and steps on the way to a capture are folded together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from geo.model import NARRATOR, ControlClaim, Event, Polarity, RoadClaim
from geo.reading.rows import REPORTED, Row
from geo.reading.sides import words_of
from geo.reading.speaker_words import is_person
from geo.reading.story import Story
from geo.theatre import Theatre

NEWS = 14
"""Days after which nobody denies what was told: older claims are background."""

_SITE_AT = re.compile(
    r"\b(?:post|posts|point|base|camp|outpost|garrison|position|checkpoint|airport|bridge)\s+(?:at|in|near|outside)\s",
    re.IGNORECASE,
)
"""Sites that carry the point of the town they stand in, and are a place of their own."""


def merge_claims(story: Story, rows: Sequence[tuple[Row, ControlClaim]]) -> list[ControlClaim]:
    """Return the claims without repeats: a headline yields to the body, an entry to a capture, a state to its act."""
    body = [(row, claim) for row, claim in rows if not row.headline]
    told = {key(claim.place, claim.place_id) for _, claim in body}
    alone = len(story.sentences) <= 1
    kept = [
        pair for pair in rows
        if not pair[0].headline or alone
        or (key(pair[1].place, pair[1].place_id) not in told and pair[1].event is Event.GAINED and not body)
    ]  # fmt: skip
    near = _by_place(kept)
    kept = [pair for pair in kept if not _superseded(pair, near[key(pair[1].place, pair[1].place_id)], story.theatre)]
    lead = next((sentence.index for sentence in story.sentences if not sentence.headline), 0)
    near = _by_place(kept)
    kept = [pair for pair in kept if not _attributed_later(pair, near[key(pair[1].place, pair[1].place_id)], lead)]
    near = _by_place(kept)
    kept = [pair for pair in kept if not _named_later(pair, near[key(pair[1].place, pair[1].place_id)], story.theatre)]
    near = _by_place(kept)
    kept = [pair for pair in kept if not _told_by_itself(pair, near[key(pair[1].place, pair[1].place_id)])]
    unique: list[tuple[Row, ControlClaim]] = []
    for pair in kept:
        alike = [index for index, other in enumerate(unique) if _repeats(pair, other, story.theatre)]
        alike.sort(key=lambda index: not _names_in(pair[1]) & _names_in(unique[index][1]))
        same = alike[0] if alike else None
        if same is None:
            unique.append(pair)
        elif pair[0].dated and not unique[same][0].dated:
            unique[same] = pair
    return [_dated_as_told(pair, unique) for pair in unique]


def _dated_as_told(pair: tuple[Row, ControlClaim], rows: Sequence[tuple[Row, ControlClaim]]) -> ControlClaim:
    """Return a denial without a day of its own with the day of the claim that it denies."""
    row, claim = pair
    if claim.polarity is not Polarity.DENIED or row.dated:
        return claim
    told = [
        other.when for other_row, other in rows
        if other.polarity is Polarity.ASSERTED and other_row.dated and _same_place(claim, other)
        and (other.event, other.holder) == (claim.event, claim.holder) and other_row.sentence <= row.sentence
    ]  # fmt: skip
    latest = max(told, key=lambda when: when.day, default=claim.when)
    return replace(claim, when=latest) if (claim.when.day - latest.day).days <= NEWS else claim


def _by_place(rows: Sequence[tuple[Row, ControlClaim]]) -> dict[str, list[tuple[Row, ControlClaim]]]:
    """Return the rows of each place: only these can repeat or supersede each other."""
    found: dict[str, list[tuple[Row, ControlClaim]]] = defaultdict(list)
    for pair in rows:
        found[key(pair[1].place, pair[1].place_id)].append(pair)
    return found


def key(place: str, place_id: str | None) -> str:
    """Return what makes two names the same place: the id, else the folded words."""
    if place_id is not None and not _SITE_AT.search(place):
        return place_id
    return " ".join(word for word, _, _ in words_of(place))


def place_key(claim: ControlClaim) -> str:
    """Return the key of the place of a claim."""
    return key(claim.place, claim.place_id)


def _same_place(a: ControlClaim, b: ControlClaim) -> bool:
    return key(a.place, a.place_id) == key(b.place, b.place_id)


def _same_voice(a: ControlClaim, b: ControlClaim, theatre: Theatre) -> bool:
    """Return True for one claimant: the same side, and names that share a word or one that is only a noun."""
    if a.attribution.side != b.attribution.side:
        return False
    if a.attribution.side == NARRATOR:
        return True
    first, second = _names_in(a), _names_in(b)
    if a.attribution.side == "monitor" and any(first <= known and second <= known for known in _monitors(theatre)):
        return True
    return bool(first & second) or not first or not second or _speaks_for(a, b) or _speaks_for(b, a)


def _speaks_for(a: ControlClaim, b: ControlClaim) -> bool:
    """Return True for a spokesman and the body of his side: one claimant."""
    return "spokes" in a.attribution.claimant.casefold() and not is_person(b.attribution.claimant)


def _monitors(theatre: Theatre) -> list[set[str]]:
    """Return for each monitor of the theatre the words of its names: itself and its head are one voice."""
    return [
        {word for name in (source.name, *source.aliases) for word, _, _ in words_of(name)}
        for source in theatre.sources
        if source.side == "monitor"
    ]


def _names_in(claim: ControlClaim) -> set[str]:
    """Return the capitalised words of a claimant, folded; empty for "the spokesman" and "residents"."""
    words = [word.strip(",.()'’\"") for word in claim.attribution.claimant.split()]
    named = [word for word in words if re.search(r"(?:^|-)[A-ZÀ-Þ]", word) and word not in _TITLES]
    return {key for word in named for key, _, _ in words_of(word)}


_TITLES = frozenset(
    ("Another", "Two", "Three", "Some", "Col", "Gen", "Maj", "Brig", "Lt", "Capt", "Colonel", "General", "Major",
     "Captain", "Brigadier", "Army", "President", "Minister", "Governor", "Commander", "Spokesman", "Residents",
     "Activists", "Local")
)  # fmt: skip
"""Capitalised words of a claimant that name nobody."""


def _is_office(claim: ControlClaim) -> bool:
    """Return True for "commander of the militia" and "spokesman for the front": somebody who has no name yet."""
    title = re.match(r"(?P<title>[\w\s-]{4,40}?)\s+(?:of|for)\s", claim.attribution.claimant)
    return title is not None and title.group("title").islower() and is_person(title.group("title"))


def _has_name(claim: ControlClaim) -> bool:
    return any(word[:1].isupper() for word in claim.attribution.claimant.split())


def _repeats(pair: tuple[Row, ControlClaim], earlier: tuple[Row, ControlClaim], theatre: Theatre) -> bool:
    claim, other = pair[1], earlier[1]
    near = abs(pair[0].sentence - earlier[0].sentence) <= 1 and claim.attribution.side == other.attribution.side
    named = near and (_is_office(other) and is_person(claim.attribution.claimant))
    if not _same_place(claim, other) or not (named or _same_voice(claim, other, theatre)):
        return False
    if claim.event is not other.event or claim.holder != other.holder or claim.polarity is not other.polarity:
        return False
    return not (pair[0].dated and earlier[0].dated) or abs((claim.when.day - other.when.day).days) <= 1


def _named_later(pair: tuple[Row, ControlClaim], rows: Sequence[tuple[Row, ControlClaim]], theatre: Theatre) -> bool:
    """Return True for "the rebels said" of a lead where the body names who said so."""
    claim = pair[1]
    if _has_name(claim) or claim.attribution.side in {NARRATOR, "monitor"}:
        return False
    return any(
        other[1] is not claim
        and other[0].sentence > pair[0].sentence
        and _has_name(other[1])
        and _repeats(pair, other, theatre)
        for other in rows
    )


def _told_by_itself(pair: tuple[Row, ControlClaim], rows: Sequence[tuple[Row, ControlClaim]]) -> bool:
    """Return True for a claim known from its denier, which the claimant makes in the text too."""
    claim = pair[1]
    if not claim.rule.endswith(REPORTED):
        return False
    return any(
        not other.rule.endswith(REPORTED)
        and other.attribution.side == claim.attribution.side
        and (other.event, other.holder, other.polarity) == (claim.event, claim.holder, claim.polarity)
        for _, other in rows
    )


def _attributed_later(pair: tuple[Row, ControlClaim], rows: Sequence[tuple[Row, ControlClaim]], lead: int) -> bool:
    """Return True for what the lead tells in the reporter's voice and the body gives to somebody."""
    row, claim = pair
    act = claim.event in {Event.GAINED, Event.LOST} and not row.hit.rule.startswith("noun")
    if row.sentence != lead or claim.attribution.side != NARRATOR or claim.polarity is Polarity.DENIED or not act:
        return False
    return any(
        other_row.sentence > lead
        and other.attribution.side != NARRATOR
        and (other.event, other.holder, other.polarity) == (claim.event, claim.holder, claim.polarity)
        and abs((other.when.day - claim.when.day).days) <= 1
        for other_row, other in rows
    )


def _superseded(pair: tuple[Row, ControlClaim], rows: Sequence[tuple[Row, ControlClaim]], theatre: Theatre) -> bool:
    """Return True for an entry that ends in a capture, a loss whose taker the same voice names, a restated gain."""
    row, claim = pair
    if claim.polarity is Polarity.DENIED:
        return False
    for other_row, other in rows:
        if other is claim or other.polarity is Polarity.DENIED:
            continue
        aside = claim.event is Event.LOST and claim.attribution.side == NARRATOR and other_row.sentence == row.sentence
        if not _same_voice(claim, other, theatre) and not aside:
            continue
        near = abs(other_row.sentence - row.sentence) <= 1
        ceded = claim.event is Event.HELD and other.event is Event.GAINED and other.holder != claim.holder
        if ceded and other_row.sentence == row.sentence and claim.when.day == other.when.day:
            return True
        if claim.event is Event.CONTESTED and other.event is Event.GAINED and claim.holder == other.holder and near:
            return True
        kept = claim.event is Event.CONTESTED and other.event is Event.HELD and claim.holder == other.holder
        if kept and other_row.sentence == row.sentence and not other_row.hit.rule.startswith("repel"):
            return True
        if claim.event is Event.LOST and other.event is Event.GAINED and other.holder != claim.holder and near:
            return True
        if claim.event is Event.LOST and other.event is Event.HELD and other.holder != claim.holder and near:
            return True
        restated = claim.event is Event.HELD and other.event is Event.GAINED and claim.holder == other.holder
        defended = row.hit.rule.startswith("repel") or _defended(row)
        if restated and abs((claim.when.day - other.when.day).days) <= 1 and not defended:
            return True
    return False


def _defended(row: Row) -> bool:
    """Return True for "is holding X against attacks", "they failed to retake X"."""
    tried = row.event is Event.HELD and row.hit.event is not Event.HELD
    return tried or (row.hit.rule == "hold" and any(kid.lower_ == "against" for kid in row.hit.anchor.children))


def merge_roads(story: Story, rows: Sequence[RoadClaim]) -> tuple[RoadClaim, ...]:
    """Return the highway rows without repeats; a headline yields to the body."""
    first_line = story.sentences[0] if story.sentences else None
    kept: list[RoadClaim] = []
    ordered = sorted(rows, key=lambda row: (row.span.start, row.road, row.event))
    body = [row for row in ordered if not (first_line and first_line.headline and row.span.start < first_line.end)]
    head = [row for row in ordered if row not in body and not body]
    for row in (*head, *body):
        same = next((index for index, other in enumerate(kept) if _same_road(row, other)), None)
        if same is None:
            kept.append(row)
        elif row.at and not kept[same].at:
            kept[same] = replace(row, id="")
    return tuple(kept)


def _same_road(row: RoadClaim, other: RoadClaim) -> bool:
    """Return True for one statement told twice: the same road, state and side, at no other place or day."""
    return (
        (other.road, other.event, other.polarity) == (row.road, row.event, row.polarity)
        and (other.holder == row.holder or not other.holder or not row.holder)
        and other.attribution.side == row.attribution.side
        and (other.at == row.at or not other.at or not row.at)
    )
