"""Names first: places, roads, forces and sources become single stand-in words before tagging.

The parser never sees "Maaret al-Numan" or "Hay'at Tahrir al-Sham" but one familiar word, so the
parse of a sentence does not depend on how a name is spelled, or on the war. A list of places
("A, B and C") becomes one word too. Names that the gazetteer does not know are proposed where a
place must stand ("the village of X") and stay unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.model import Mention
from geo.reading.discovery import KINDS
from geo.reading.lexicon import table
from geo.reading.road_slots import road_slots
from geo.reading.sides import Actor, Cast, Kind, Role
from geo.reading.slots import STAND_IN, Slot, SlotKind
from geo.theatre import Theatre

__all__ = ["STAND_IN", "Slot", "SlotKind", "actor_slots", "all_slots", "place_slots"]


_JOIN = re.compile(
    rf"^(?P<sep>\s*,\s*(?:and\s+then|then|and|or|as well as|along with|plus)?\s*|\s+(?:and|or|&|as well as|along with|plus)\s+(?:also\s+|then\s+|later\s+)?|,?\s+and,?\s+(?:(?:an?|two|three|four|some|several)\s+)?(?:hour|day|week|month)s?\s+(?:later|earlier),?\s+|\s*/\s*)"  # noqa: E501
    rf"(?:in\s+|(?<=and\s)(?:of|from|over)\s+)?(?:the\s+)?(?:(?:nearby|neighbou?ring|strategic|key|adjacent|small|of|whole|entire)\s+)*(?:(?:{KINDS})\s+(?:of\s+)?)?(?:the\s+)?$"
)
_TAIL_KIND = re.compile(r"^(?P<sep>\s+(?:and|or|as well as)\s+|\s*,\s*)$")


def place_slots(text: str, mentions: Sequence[Mention]) -> list[Slot]:
    """Return one slot per place name, list of names ("A, B and C") or name with its region ("A, Idlib")."""
    ordered = sorted(mentions, key=lambda mention: mention.span.start)
    slots: list[Slot] = []
    index = 0
    while index < len(ordered):
        run = [ordered[index]]
        seps: list[str] = []
        while index + len(run) < len(ordered):
            follower = ordered[index + len(run)]
            gap = text[run[-1].span.end : follower.span.start]
            match = _JOIN.match(gap) if len(gap) <= 60 and "\n" not in gap else None
            if follower.text == run[-1].text:  # "to X, and X was taken": two clauses
                break
            if not match or (match.group("sep").strip().startswith(",") and _locating(text, run[0]) and len(run) == 1):
                break
            seps.append(match.group("sep").strip())
            run.append(follower)
        size = _list_size(run, seps)
        if len(run) >= 3 and seps[0] == "," and _stands_apart(text, run[0], run[size - 1]):
            size = 1
        members = run[:size]
        slots.append(_slot_of(text, members, seps[: size - 1]))
        index += size
    return slots


def _locating(text: str, mention: Mention) -> bool:
    """Return True for the region in "in the countryside of Hama, and X": it is no member of the list."""
    before = text[max(0, mention.span.start - 40) : mention.span.start]
    if re.search(r"(?:^|[.\n!?]\s*)(?:In|Across|Throughout|Elsewhere in)\s+(?:the\s+)?$", before):
        return _area(mention) or mention.text[:1].islower()
    return bool(
        re.search(
            r"\b(?:over|across|along|astride|banks? of|straddling)\s+(?:the\s+)?$"
            r"|\b(?:countryside|south|north|east|west|province|region|district|governorate|outskirts|edge|km|miles|kilomet(?:er|re)s)\s+(?:of|from)\s+$",
            before,
        )
    )


_VERB_NEXT = re.compile(
    r"\s+(?:[a-z]+\s+){0,2}?(?:also\s+|both\s+)?(?:was|were|is|are|has|have|had|fell|remain(?:s|ed)?|changed|went|came|passed|stayed|held|surrendered)\b"
)


def _stands_apart(text: str, first: Mention, last: Mention) -> bool:
    """Return True for X in "In X, A and B were captured": where A and B lie, no member of their list."""
    before = text[max(0, first.span.start - 30) : first.span.start]
    leads = re.search(
        r"(?:^|[.;!?\n]\s*|[,;]\s+(?:and|while|but)\s+)"
        r"(?:[Ii]n|[Nn]ear|[Aa]round|[Ww]est of|[Ee]ast of|[Nn]orth of|[Ss]outh of)\s+$",
        before,
    )
    return leads is not None and _VERB_NEXT.match(text, last.span.end) is not None


def _list_size(run: Sequence[Mention], seps: Sequence[str]) -> int:
    """Return how many of the run belong to one list: up to its last "and", or all of three with commas."""
    joined = [k for k, sep in enumerate(seps) if re.search(r"[a-z&/]", sep)]
    if joined:
        return joined[0] + 2
    if len(run) >= 3 and not _area(run[1]):
        return len(run)
    if len(run) >= 2 and _area(run[1]):
        return 2 if not (len(run) > 2 and _area(run[2])) else 3
    return 1


def _area(mention: Mention) -> bool:
    place = mention.place
    if place is not None and (
        place.is_area or place.kind in {"province", "region", "governorate", "state", "oblast", "country"}
    ):
        return True
    return bool(
        re.search(r"\b(?:province|governorate|oblast|region|state|county|countryside)\b", mention.text, re.IGNORECASE)
    )


def _slot_of(text: str, members: Sequence[Mention], seps: Sequence[str]) -> Slot:  # noqa: ARG001
    kept = tuple(members)
    if len(members) >= 2 and not any(re.search(r"[a-z&/]", sep) for sep in seps) and _area(members[1]):
        kept = (members[0],)
    return Slot(start=members[0].span.start, end=members[-1].span.end, kind=SlotKind.PLACE, mentions=kept)


_LOYAL = re.compile(
    r"\b(?:[Ff]orces|[Ff]ighters|[Tt]roops|[Mm]ilitias?|militiamen|groups?|factions|units|brigades|gunmen|soldiers)\s+(?:allied|loyal|aligned|affiliated|answering)\s+(?:to|with)\s+"
    r"(?:the\s+|then\s+|former\s+|then-|so-called\s+|[A-Z][\w]*[’']s\s+|eastern\s+|western\s+|Libyan\s+|rival\s+|commander\s+|warlord\s+|general\s+|General\s+|strongman\s+)*"
)


def actor_slots(cast: Cast) -> list[Slot]:
    """Return slots for proper names of forces and sources, and for "X-held" and "X-backed"."""
    text = cast.text
    slots = []
    weak = "|".join((*table("actors")["backing"]["suffix"], *table("actors")["backing"]["weak"]))
    holding = "|".join(table("control")["held_compound"]["suffix"])
    for match in re.finditer(rf"(?<![\w.’'])[\w.’']{{1,40}}[-‐‑](?:(?P<hold>{holding})|{weak})\b", text, re.IGNORECASE):
        kind = SlotKind.HOLDING if match.group("hold") and _holds(match, cast) else SlotKind.BACKING
        slots.append(Slot(start=match.start(), end=match.end(), kind=kind))
    for match in re.finditer(r"\b(?:pro|anti)[-‐‑][\w’']{1,40}", text, re.IGNORECASE):
        slots.append(Slot(start=match.start(), end=match.end(), kind=SlotKind.BACKING))  # noqa: PERF401
    for actor in cast.actors:
        loyal = _LOYAL.search(text, max(0, actor.start - 70), actor.start)
        if loyal and loyal.end() == actor.start and cast.sides.is_side(actor.side):
            slots.append(Slot(start=loyal.start(), end=actor.end, kind=SlotKind.FORCE))
            continue
        if actor.role is Role.PLAIN and (
            _proper(text, actor)
            or _initials(text, actor)
            or _ambiguous(text, actor)
            or text[actor.start : actor.end].split()[0] in _WORDLIKE
        ):
            kind = SlotKind.SOURCE if actor.kind is Kind.SOURCE else SlotKind.FORCE
            end = actor.end
            short = re.match(r"\s*\((?:[A-Z]{2,6}|[A-Z][\w’'-]+)\)", text[end : end + 20])
            slots.append(Slot(start=actor.start, end=end + (short.end() if short else 0), kind=kind))
    return slots


_WORDLIKE = frozenset(("IS", "US", "AN", "AM", "ALL"))
"""Short names that the tagger takes for the word they spell."""


def _holds(match: re.Match[str], cast: Cast) -> bool:
    owned = match.group(0).casefold().startswith(("state-held", "loyalist")) and cast.sides.army is not None
    return owned or any(actor.role is Role.HOLDING for actor in cast.within(match.start(), match.end()))


def _proper(text: str, actor: Actor) -> bool:
    """Return True for names of two or more words of which the last is capitalised ("Syrian National Army")."""
    parts = re.split(r"[\s-]+", text[actor.start : actor.end])
    return len(parts) >= 2 and parts[-1][:1].isupper() and parts[0][:1].isupper()


def _initials(text: str, actor: Actor) -> bool:
    """Return True for the initials of a monitor: the tagger takes "ISW" for a common noun."""
    name = text[actor.start : actor.end]
    return actor.kind is Kind.SOURCE and actor.side == "monitor" and name.isupper() and 2 < len(name) < 7


def _ambiguous(text: str, actor: Actor) -> bool:
    """Return True for "the Turkish military" as a noun: the tagger takes "military" for an adjective."""
    if actor.kind is not Kind.FORCE or not text[actor.start : actor.end].casefold().endswith(" military"):
        return False
    after = re.match(r"\s+(\w+)", text[actor.end : actor.end + 30])
    return after is None or after.group(1).casefold() not in table("actors")["military_nouns"]


_SITE_BEFORE = re.compile(
    r"\b(?:headquarters|hq|base|seat|capture|fall|seizure|control|loss)\s+of\s+(?:the\s+)?$"
    r"|\b(?:captur|recaptur|seiz|overr|took|taken|taking|storm|enter|besieg)\w*\s+(?:over\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_SITE_AFTER = re.compile(
    r"\s+(?:(?:of|in|at)\s[^.,;]{1,60}?\s)?(?:(?:is|was|remains?|remained)\s+(?:still\s+|now\s+)?(?:in|under)\s+[^.,;]{0,20}(?:hands|control)"
    r"|(?:has\s+|had\s+|have\s+)?(?:fell|fallen|(?:was|been|were)\s+(?:captured|seized|taken|overrun|stormed)))\b"
)


def _is_site(text: str, slot: Slot) -> bool:
    """Return True for "the headquarters of the X Command": a name of a force that stands for its base."""
    return bool(_SITE_BEFORE.search(text[max(0, slot.start - 40) : slot.start]) or _SITE_AFTER.match(text, slot.end))


def all_slots(text: str, mentions: Sequence[Mention], cast: Cast, theatre: Theatre) -> tuple[Slot, ...]:
    """Return every slot of the article in order, non overlapping; roads and longer names win."""
    ranked = [(0, slot) for slot in road_slots(text, theatre)]
    ranked += [(1, slot) for slot in actor_slots(cast)]
    ranked += [(0 if _is_site(text, slot) else 1, slot) for slot in place_slots(text, mentions)]
    ranked.sort(key=lambda pair: (pair[0], -(pair[1].end - pair[1].start), pair[1].start))
    chosen: list[Slot] = []
    used = bytearray(len(text))
    for _, slot in ranked:
        if 1 in used[slot.start : slot.end]:
            continue
        used[slot.start : slot.end] = b"\1" * (slot.end - slot.start)
        chosen.append(slot)
    return tuple(sorted(chosen, key=lambda slot: slot.start))
