"""Which side of a war a noun phrase names, from the theatre's aliases, leaders and backers.

"Turkey-backed rebels" are the rebels, "pro-Turkish fighters" the side that the theatre calls
Turkey-backed, "Russian troops" the side that Russia backs, "rebel-held" says who holds, not who acts.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from geo.model import NEUTRAL_SIDES
from geo.reading.lexicon import table, words
from geo.theatre import Theatre

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[\w'’‘`ʿʾʼ]+")
_DROPPED = frozenset(("the", "al", "el", "as", "ar", "an", "ash", "at", "ad", "az", "a"))
_QUOTES = str.maketrans("", "", "'’‘`ʿʾʼ.")


class Kind(StrEnum):
    """What sort of name it is."""

    FORCE = "force"
    LEADER = "leader"
    BACKER = "backer"
    SOURCE = "source"


class Role(StrEnum):
    """How the name stands in its phrase."""

    PLAIN = "plain"
    BACKING = "backing"
    AGAINST = "against"
    HOLDING = "holding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A name of a side or a source at ``[start, end)`` of a text."""

    start: int
    end: int
    side: str
    kind: Kind
    role: Role
    name: str


@lru_cache(maxsize=65_536)
def word_key(word: str) -> str:
    """Fold a word for matching: case, accents, apostrophes and a plural or possessive s are of no account."""
    text = unicodedata.normalize("NFKD", word).translate(_QUOTES).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    if len(text) > 5 and text.endswith("ah") and text[-3] not in "aeiou":
        text = text[:-1]
    return text[:-1] if len(text) > 3 and text.endswith("s") and not text.endswith("ss") else text


def words_of(text: str) -> list[tuple[str, int, int]]:
    """Return (key, start, end) of each word of ``text``; articles such as "al-" are dropped."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group(0)
        possessive = None if word.isalnum() else _POSSESSIVE.search(word)
        key = word_key(word[: possessive.start()] if possessive else word)
        if key and key not in _DROPPED:
            found.append((key, match.start(), match.start() + possessive.start() if possessive else match.end()))
    return found


_POSSESSIVE = re.compile(r"['’‘`]s?$")
_Entry = tuple[tuple[str, ...], str, Kind, str]


class Sides:
    """The names of a theatre, ready to be found in a text."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.clients: dict[str, str] = {}
        self._by_first: dict[str, list[_Entry]] = defaultdict(list)
        self._cased = {"who", "us", "is", "ap", "it", "un", "taf", "sna", "saa", "special"}
        for name, side, kind in self._names():
            self._add(name, side, kind)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._learn_clients()

    def _names(self) -> Iterable[tuple[str, str, Kind]]:
        for side in self.theatre.sides:
            keys = self.theatre.side_keys
            for name in (*side.aliases, *(ally for ally in side.allies if ally not in keys)):
                yield name, side.key, Kind.FORCE
            if {"government forces", "government troops"} & set(side.aliases):
                yield "government", side.key, Kind.FORCE
            for name in side.leaders:
                yield name, side.key, Kind.LEADER
            if len(side.key) > 2:
                yield side.key, side.key, Kind.BACKER
        for source in self.theatre.sources:
            for name in (source.name, *source.aliases):
                yield name, source.side, Kind.SOURCE
        speakers = table("actors")["speakers"]
        for side_key, group in (("monitor", "monitor"), ("un", "un")):
            for name in speakers[group]:
                yield name, side_key, Kind.SOURCE
        countries = table("actors")["countries"]
        known: set[str] = set()
        for side in self.theatre.sides:
            for name in side.backers:
                listed = next((forms for country, forms in countries.items() if name == country or name in forms), ())
                for form in (name, *listed):
                    known.add(form.casefold())
                    yield form, side.key, Kind.BACKER
        for forms in countries.values():
            for form in forms:
                if form.casefold() not in known:
                    yield form, "third-party", Kind.BACKER

    def _add(self, name: str, side: str, kind: Kind) -> None:
        key = tuple(word for word, _, _ in words_of(name))
        if not key:
            return
        entries = self._by_first[key[0]]
        if not any(entry[0] == key for entry in entries):
            entries.append((key, side, kind, name))

    def _learn_clients(self) -> None:
        """Learn from aliases such as "Turkey-backed rebels" whom a backer backs."""
        suffixes = words("actors", "backing", "suffix")
        for side in self.theatre.sides:
            for alias in side.aliases:
                match = re.match(r"(pro-)?(\w+)(?:-(\w+))?\b", alias)
                if match and ((match.group(3) or "").casefold() in suffixes or match.group(1)):
                    self.clients.setdefault(word_key(match.group(2)), side.key)
        countries = table("actors")["countries"]
        for forms in countries.values():
            keys = [word_key(form) for form in forms]
            learned = next((self.clients[key] for key in keys if key in self.clients), None)
            if learned:
                for key in keys:
                    self.clients.setdefault(key, learned)

    def find(self, text: str) -> tuple[Actor, ...]:
        """Return the names found in ``text``, longest first at each spot, non overlapping, in order."""
        stream = words_of(text)
        keys = tuple(word for word, _, _ in stream)
        found: list[Actor] = []
        index = 0
        while index < len(stream):
            entry = self._match(stream, index, text, keys) if keys[index] in self._by_first else None
            if entry is None:
                index += 1
                continue
            key, side, kind, name = entry
            start, end = stream[index][1], stream[index + len(key) - 1][2]
            role = _role(text, start, end)
            found.append(Actor(start=start, end=end, side=side, kind=kind, role=role, name=name))
            index += len(key)
        return tuple(found)

    def _match(
        self, stream: Sequence[tuple[str, int, int]], index: int, text: str, keys: tuple[str, ...]
    ) -> _Entry | None:
        for entry in self._by_first[keys[index]]:
            key = entry[0]
            if keys[index : index + len(key)] != key:
                continue
            start, end = stream[index][1], stream[index + len(key) - 1][2]
            if "\n" in text[start:end] or not _gaps_fit(text, stream, index, len(key)):
                continue
            if entry[3] == "government" and self.army is None and not _RULES.match(text, end):
                continue
            if key == ("army",) and text[start].isupper() and _RANK.match(text, end):
                continue
            if entry[3].startswith("A ") and text[max(0, start - 2) : end] != entry[3]:
                continue
            if len(key) == 1 and entry[2] is Kind.SOURCE and entry[3][:1].isupper() and not text[start].isupper():
                continue
            if len(key) == 1 and _is_acronym(entry[3]) and not text[start:end].rstrip("s'’").isupper():
                continue
            return entry
        return None

    @property
    def army(self) -> str | None:
        """The side that "the army" alone stands for in this war, or none."""
        entries = self._by_first.get("army", ())
        return next((side for key, side, _, _ in entries if key == ("army",)), None)

    def called(self, noun: str) -> frozenset[str]:
        """Return the sides that some name of the theatre calls by this noun ("militants")."""
        key = word_key(noun)
        return frozenset(
            side.key
            for side in self.theatre.sides
            if any(key in {k for k, _, _ in words_of(name)} for name in side.aliases)
        )

    def mostly_called(self, noun: str) -> frozenset[str]:
        """Return the sides that most names with this noun mean: "militants" are the jihadists before the rebels."""
        key = word_key(noun)
        times = {
            side.key: sum(key in {k for k, _, _ in words_of(name)} for name in side.aliases)
            for side in self.theatre.sides
        }
        most = max(times.values(), default=0)
        return frozenset(side for side, count in times.items() if most and 2 * count > most)

    def taker(self, side: str) -> str:
        """Return who takes ground where a side announces it: a backer's army takes it with its clients, as theirs."""
        backers = self.theatre.side(side).backers if side in self.theatre.side_keys else ()
        return next((self.clients[key] for name in backers if (key := word_key(name)) in self.clients), side)

    def is_side(self, key: str) -> bool:
        """Return whether this is a side that can hold ground."""
        return key not in NEUTRAL_SIDES and key in self.theatre.side_keys

    def opponent(self, side: str | None) -> str | None:
        """Return the one other main side, where a theatre has exactly two that fight each other."""
        keys = self.theatre.side_keys
        if side is None or side not in keys:
            return None
        main = keys[:2]
        return main[1] if side == main[0] else main[0] if side == main[1] else None


def _is_acronym(name: str) -> bool:
    return name.isupper() and len(name) <= 6


def _gaps_fit(text: str, stream: Sequence[tuple[str, int, int]], index: int, length: int) -> bool:
    """Words of one name are joined by blanks, hyphens or an article, never by commas or stops."""
    for k in range(index, index + length - 1):
        gap = text[stream[k][2] : stream[k + 1][1]]
        if len(gap) > 6 or re.search(r"[,;:!?()\"“”]|\.\s", gap):
            return False
    return True


@lru_cache(maxsize=1)
def _role_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    backing = "|".join((*table("actors")["backing"]["suffix"], *table("actors")["backing"]["weak"]))
    holding = "|".join(table("control")["held_compound"]["suffix"])
    after_back = re.compile(rf"[-‐‑–\s](?:{backing})\b(?!\s+(?:\w+\s+)?(?:by|to|with)\b)", re.IGNORECASE)
    after_hold = re.compile(rf"[-‐‑–](?:{holding})\b", re.IGNORECASE)
    before_back = re.compile(
        r"(?:\b(?:pro)[-‐‑–\s]|\b(?:backed|supported|sponsored|aided|helped|funded|armed)\s+(?:\w+\s+)?by\s+(?:the\s+)?"
        r"|\b(?:help|support|backing|cover|assistance|aid)\s+(?:of|from|by)\s+(?:the\s+)?|\balongside\s+(?:the\s+)?)$",
        re.IGNORECASE,
    )
    return after_back, after_hold, before_back


_ANTI = re.compile(
    r"\b(?:anti[-‐‑–\s]|non[-‐‑–])$|\b(?:against|from|fighting|opposed to|hostile to)\s+(?:the\s+)?$", re.IGNORECASE
)


_RULES = re.compile(
    r"(?:['’]s?)?(?:[-‐‑–]\w|\s+(?:control|hands|rule|grip|authority|administration|lines?|positions?|units|soldiers|"
    r"troops|forces|army|fighters|side|armou?r|garrison|commanders?|officers?)\b)",
    re.IGNORECASE,
)
"""What follows "government" where it means a party of the war: "under government control", "government-held"."""
_RANK = re.compile(r"\s+(?:Staff\s+)?(?:Col|Gen|Maj|Lt|Brig|Capt|Sgt|Cpl|Spc)\b")
"""After "Army" in "Army Col. Ryan Dillon": whose army it is stays open."""
_UNHYPHENATED = re.compile(r"\s(?:held|occupied|controlled)\s(?=[A-Z])")
_ATTRIBUTE = re.compile(
    r"\b(?:in|of|into|on|from|near|to|through|across|towards?|outside)\s+(?:the\s+)?$", re.IGNORECASE
)
"""In "from rebel held Idlib" the side describes the place; in "rebels held Idlib" it acts."""


def _role(text: str, start: int, end: int) -> Role:
    after_back, after_hold, before_back = _role_patterns()
    before = text[max(0, start - 40) : start]
    if after_hold.match(text, end) or (_UNHYPHENATED.match(text, end) and _ATTRIBUTE.search(before)):
        return Role.HOLDING
    if after_back.match(text, end) or before_back.search(before):
        return Role.BACKING
    if re.search(r"\banti[-‐‑–\s]$", before, re.IGNORECASE):
        return Role.AGAINST
    return Role.PLAIN


@lru_cache(maxsize=16)
def sides_of(theatre_key: str, theatre: Theatre) -> Sides:  # noqa: ARG001
    """Return the matcher of a theatre, built once per process."""
    return Sides(theatre)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The names of sides and sources found in one article."""

    text: str
    sides: Sides
    actors: tuple[Actor, ...]

    def within(self, start: int, end: int) -> tuple[Actor, ...]:
        """Return the actors inside ``[start, end)``."""
        first = bisect_left(self.actors, start, key=lambda actor: actor.start)
        last = bisect_left(self.actors, end, lo=first, key=lambda actor: actor.start)
        return tuple(actor for actor in self.actors[first:last] if actor.end <= end)

    def holder(self, start: int, end: int) -> str | None:
        """Return the side that the noun phrase at ``[start, end)`` names as a force, or none."""
        everyone = self.within(start, end)
        actors = [actor for actor in everyone if self.sides.is_side(actor.side)]
        plain = [actor for actor in actors if actor.role is Role.PLAIN and actor.kind in {Kind.FORCE, Kind.LEADER}]
        if plain:
            return self._joint([actor.side for actor in plain])
        for actor in everyone:
            if actor.role is Role.BACKING and self.sides.is_side(self.client(actor)):
                return self.client(actor)
        for actor in actors:
            if actor.role is Role.PLAIN:
                return actor.side
            if actor.role is Role.AGAINST:
                return self.sides.opponent(actor.side)
        return None

    def client(self, actor: Actor) -> str:
        """Return the side that is backed by this actor, or the actor's own."""
        key = word_key(self.text[actor.start : actor.end].split()[-1])
        return self.sides.clients.get(key, actor.side)

    def _joint(self, found: list[str]) -> str:
        """Return the first side; in a joint attack of a backer's army and its client, the client."""
        first = found[0]
        for other in found[1:]:
            if other != first and first in self.sides.theatre.side_keys:
                backers = {word_key(name) for name in self.sides.theatre.side(first).backers}
                if any(self.sides.clients.get(key) == other for key in backers):
                    return other
        return first
