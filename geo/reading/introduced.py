"""People that the article introduces by name, with the side they speak for.

"Naji Mustafa, a spokesman for the front", "army spokesman Yahya Saree", "Ukraine's deputy defence
minister Hanna Maliar": the words around the name tell the side, whether or not the name speaks there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from geo.reading.lexicon import table
from geo.reading.sides import Actor, Cast, Role, word_key

_NAME = r"(?:[A-ZÀ-Þ][\w’'-]+\s+(?:(?:al|el|bin|ben|ibn|abu|de|van|von)[ -])?){1,3}[A-ZÀ-Þ][\w’'-]+"


@lru_cache(maxsize=1)
def _titles() -> str:
    titles = sorted(table("actors")["speakers"]["persons"], key=len, reverse=True)
    return "|".join(re.escape(title) for title in titles)


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    """Return the pattern of what stands between a name and its party: ", a spokesman for the"."""
    return re.compile(
        rf"(?P<name>{_NAME}),\s+(?:(?:an?|the|its|who is)\s+)?(?:[\w-]+\s+){{0,4}}?(?:{_titles()})\s+"
        r"(?:of|for|in|with|from|at)\s+(?:the\s+|an?\s+)?(?:[\w-]+\s+){0,3}$"
        rf"|(?P<other>{_NAME}),\s+(?:an?|the|who\s+(?:speaks|spoke)\s+for)\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}$"
        rf"|(?P<of>{_NAME})\s+(?:of|from|with)\s+(?:the\s+)?$"
    )


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    """Return the pattern of what stands between a party and a name: "'s deputy spokesman Col."."""
    return re.compile(
        rf"(?:['’]s?)?\s+(?:[\w-]+\s+){{0,4}}?(?:{_titles()}),?\s+(?:[A-Z][a-z]{{1,6}}\.\s+|[A-Z][a-z]+\s+[Gg]eneral\s+)*(?P<name>{_NAME})"
    )


def introduced(cast: Cast) -> Iterator[tuple[str, str]]:
    """Yield (folded surname, side) of the people introduced beside a party's name."""
    for actor in cast.actors:
        side = _side(cast, actor)
        if side is None:
            continue
        floor = max(0, actor.start - 110, cast.text.rfind("\n", 0, actor.start) + 1)
        match = _after().search(cast.text[floor : actor.start])
        if match is not None:
            name = next(group for group in match.groups() if group)
            yield from _keys(name, side)
        ahead = _before().match(cast.text, actor.end, min(len(cast.text), actor.end + 110))
        if ahead is not None and "\n" not in ahead.group(0):
            yield from _keys(ahead.group("name"), side)
        if " " in actor.name and side == "monitor" and actor.name.startswith("Rami"):
            yield from _keys(actor.name, side)


def _side(cast: Cast, actor: Actor) -> str | None:
    if actor.role not in {Role.PLAIN, Role.BACKING}:
        return None
    side = actor.side if actor.role is Role.PLAIN else cast.client(actor)
    return side if cast.sides.is_side(side) or side in {"monitor", "un"} else None


def _keys(name: str, side: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a name that can stand for it later on: the last two."""
    for word in name.split()[-2:]:
        key = word_key(word)
        if len(key) > 2:
            yield key, side
