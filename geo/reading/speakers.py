"""Which side a speaker is on, and whom "the source", "its spokesman", "he" or "one of them" mean.

A speaker is looked for in what was said before: a person for "he", a body for "it", the last one
called by the same noun for "the source". Parties and sources of the theatre are told by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.model import NARRATOR
from geo.reading.introduced import introduced
from geo.reading.lexicon import phrase_pattern, table, words
from geo.reading.sides import Actor, Cast, Kind, Role, word_key
from geo.reading.speaker_words import (
    BACK,
    BASED,
    FULL_NAME,
    INSTALLED,
    LEAD,
    NAMED,
    OF_THEM,
    OWNED,
    SELF,
    backed,
    evidence,
    head_noun,
    is_person,
    is_plural,
    named,
    stem,
    titled,
    word_list,
)

THIRD_PARTY = "third-party"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A claimant as written and the side it speaks for; ``cue`` is the token of the saying word."""

    name: str
    side: str
    offset: int = 0
    cue: int = -1


NOBODY = Speaker(name=NARRATOR, side=NARRATOR)
"""The reporter's own voice."""


class Speakers:
    """Tells the side of a speaker, and remembers people and bodies introduced earlier in the story."""

    def __init__(self, cast: Cast, house: str = "", starts: Sequence[int] = ()) -> None:
        self.cast = cast
        self.starts = starts  # of the sentences of the article
        self.heard: list[Speaker] = []
        self.house = house
        """The side of the outlet, where it is a party's own; else empty."""
        self._people: dict[str, str] = dict(introduced(cast))

    def hear(self, speaker: Speaker) -> None:
        """Remember who spoke last, and every capitalised name with its side."""
        if speaker.side == NARRATOR:
            return
        self.heard.append(speaker)
        for name in NAMED.findall(speaker.name):
            self._people.setdefault(word_key(name), speaker.side)

    def last(self, before: int) -> Speaker | None:
        """Return the last speaker before an offset."""
        for speaker in reversed(self.heard):
            if speaker.offset < before:
                return speaker
        return None

    def describe(self, start: int, end: int) -> Speaker:
        """Return the speaker named by the words at ``[start, end)`` of the article."""
        text = self.cast.text[start:end].strip()
        text = re.sub(r",?\s+(?:who|that|which)\b.*$", "", text, flags=re.DOTALL).strip(" ,;:\"'“”")
        text = SELF.sub("", text)
        bare = LEAD.sub("", text).strip(" ,;:\"'“”")
        low = text.casefold()
        earlier = self._earlier(low, start, end)
        if earlier is not None:
            return earlier
        side = self.side(start, end)
        if side == THIRD_PARTY:
            side = self._owner_side(low, start) or self._just_met(bare, start) or side
        return Speaker(name=bare or text, side=side, offset=start)

    def _just_met(self, name: str, start: int) -> str | None:
        """Return the side of "a rebel spokesman" who is named in the sentence after he was introduced."""
        here = self._sentence_start(start)
        floor = self._sentence_start(here - 1) if here else 0
        if not FULL_NAME.fullmatch(name) or not is_person(name):
            return None
        last = next((one for one in self._before(start) if floor <= one.offset < here), None)
        if last is None or not self.cast.sides.is_side(last.side):
            return None
        unnamed = head_noun(last.name.split(",")[0].casefold()) in words("actors", "speakers", "persons")
        return last.side if unnamed else None

    def _earlier(self, low: str, start: int, end: int) -> Speaker | None:
        """Return the earlier speaker that a pronoun or "the source" stands for, or none."""
        if evidence(low) and self.side(start, end) == THIRD_PARTY:
            return replace(NOBODY, offset=start)
        if low in words("actors", "speakers", "pronouns"):
            return self._pronoun(low, start)
        if re.fullmatch(r"the\s+(?:activists|sources?|bloggers|correspondents?)", low):
            recent = self.last(start)
            if recent is not None and recent.name.casefold().endswith(low.removeprefix("the")):
                return self._moved(recent, start)
        if low.endswith("theirs"):
            return self._moved(next((one for one in self._before(start) if one.side != THIRD_PARTY), None), start)
        if OF_THEM.search(low) and not named(self.cast.text[start:end]):
            return self._moved(self._several(start) or self.last(start), start)
        if (
            BACK.match(low)
            and not named(BASED.sub("", self.cast.text[start:end])) and self.side(start, end) == THIRD_PARTY
        ):  # fmt: skip
            return self._same_noun(low, start)
        return None

    def _pronoun(self, low: str, start: int) -> Speaker | None:
        if low in {"he", "she", "him", "her"}:
            return self._moved(self._person(start) or self.last(start), start)
        if low == "it":
            near = self._body_before(start)
            return near or self._moved(self._body(start) or self.last(start), start)
        if low == "they":
            return self._moved(self._several(start) or self.last(start), start) or self._body_before(start)
        return self._moved(self.last(start), start)

    def _moved(self, speaker: Speaker | None, start: int) -> Speaker | None:
        return replace(speaker, offset=start) if speaker is not None else None

    def _before(self, start: int) -> list[Speaker]:
        return [speaker for speaker in reversed(self.heard) if speaker.offset < start]

    def _person(self, start: int) -> Speaker | None:
        for one in self._before(start):
            if is_person(one.name) or one.name.casefold().endswith("source") or self._is_known(one.name):
                return one
        return None

    def _is_known(self, name: str) -> bool:
        """Return True for the surname of somebody whom the article introduced or the theatre lists as a leader."""
        low = name.casefold()
        if " " in name or name.isupper() or name == low or low in words("actors", "speakers", "nouns"):
            return False
        if any(name in forms for forms in table("actors")["countries"].values()):
            return False
        return word_key(name) in self._people or any(
            actor.kind is Kind.LEADER and word_key(name) == word_key(actor.name.split()[-1])
            for actor in self.cast.actors
        )

    def _body(self, start: int) -> Speaker | None:
        return next(
            (one for one in self._before(start) if not is_person(one.name) and not self._is_known(one.name)), None
        )

    def _several(self, start: int) -> Speaker | None:
        return next((one for one in self._before(start) if is_plural(one.name)), None)

    def _body_before(self, start: int) -> Speaker | None:
        """Return the body named first in the sentence, for "..., the group said", if nobody spoke since."""
        actor = self._actor_in_sentence(start)
        last = self.last(start)
        if actor is None or (last is not None and last.offset >= self._sentence_start(start)):
            return None
        if last is not None:
            return None
        return Speaker(name=self.cast.text[actor.start : actor.end], side=actor.side, offset=start)

    def _same_noun(self, low: str, start: int) -> Speaker | None:
        """Return the last speaker called by the same noun, else the last of its sort."""
        noun = head_noun(low)
        before = self._before(start)
        if noun in {"army", "military", "troops", "rebels"}:
            return None
        if noun == "enemy":
            own = self.house or next((one.side for one in before if self.cast.sides.is_side(one.side)), None)
            other = self.cast.sides.opponent(own)
            return Speaker(name=noun, side=other, offset=start) if other else None
        if noun in words("actors", "speakers", "watchers"):
            found = next((one for one in before if one.side == "monitor"), None)
            latest = before[0] if before else None
            if found is not None and ("based" in low or noun not in {"group", "network"} or latest is found):
                return self._moved(found, start)
        root = stem(noun)
        called = next((one for one in before if root in {stem(word) for word in word_list(one.name)}), None)
        if called is not None:
            inner = root != stem(head_noun(called.name.split(",")[0].casefold())) and is_person(called.name)
            if inner and not is_person(noun):
                return Speaker(name=low, side=called.side, offset=start)
            return self._moved(called, start)
        if "same" in low or noun == "source":
            return self._moved(self.last(start), start)
        if noun not in words("actors", "speakers", "nouns"):
            return None
        if noun in words("actors", "speakers", "collective"):
            near = self._actor_in_sentence(start)
            if near is not None:
                return Speaker(name=self.cast.text[near.start : near.end], side=near.side, offset=start)
        sort = self._person(start) if is_person(noun) else self._body(start)
        if noun.removesuffix("s") in words("actors", "speakers", "reporters"):
            return self._moved(
                self._body(start) or (Speaker(name=noun, side=self.house) if self.house else None), start
            )
        if sort is None and is_person(noun):
            return None
        return self._moved(sort or self.last(start), start)

    def _owner_side(self, low: str, start: int) -> str | None:
        """Return the side of "its spokesman", "an army chief", "a spokesman for the government"."""
        if OWNED.match(low) and phrase_pattern(*table("actors")["speakers"]["neutral_heads"]).search(low):
            return None  # "its residents" speak for nobody
        if OWNED.match(low) or re.search(r"\b(?:of|for)\s+(?:them|theirs|it)$", low):
            return self._owner(start)
        first = low.split(",", maxsplit=1)[0]
        inner = re.search(r"\b(?:of|for|from|with|in)\s+(?:the|this|that)\s+((?:\w+\s+)?[\w-]+)$", first)
        if inner:
            side = self._called(head_noun(inner.group(1)), start)
            if side is not None:
                return side
        owner = re.match(r"(?:the\s+)?([\w-]+)['’]s?\s+", low)
        if owner:
            side = self._called(owner.group(1), start)
            if side is not None:
                return side
        stop = start + len(low) + 16
        strange = any(actor.side == THIRD_PARTY for actor in self.cast.within(start, start + len(low)))
        if strange or re.search(r"\b(?:both|either|all)\s+(?:sides|parties|camps)", self.cast.text[start:stop]):
            return None
        if titled().search(low):
            return self._state_side(start)
        if re.fullmatch(r"(?:an?|one|the)?\s*(?:\w+\s+)?spokes(?:man|woman|person)", low):
            near = self._actor_in_sentence(start)
            if near is not None and self.cast.sides.is_side(near.side):
                return near.side
        return None

    def _called(self, noun: str, start: int) -> str | None:
        """Return the side of the last force or speaker called by this noun ("the force", "the government")."""
        root = stem(noun)
        for actor in reversed(self.cast.actors):
            if actor.end > start or actor.role is Role.HOLDING or not self.cast.sides.is_side(actor.side):
                continue
            phrase = self.cast.text[actor.start : actor.end + 24].casefold()
            if re.match(rf"[^.,;]*?\b{re.escape(root)}\w{{0,2}}\b", phrase):
                return actor.side if actor.role is Role.PLAIN else self.cast.client(actor)
        found = next((one for one in self._before(start) if root in map(stem, word_list(one.name))), None)
        return found.side if found is not None and found.side != THIRD_PARTY else None

    def _owner(self, start: int) -> str | None:
        """Return the side that "its" or "their" means: the body named first in the sentence, else in the last one."""
        actor = self._actor_in_sentence(start)
        if actor is not None:
            return actor.side if actor.role is Role.PLAIN else self.cast.client(actor)
        here = self._sentence_start(start)
        floor = self._sentence_start(here - 1) if here else 0
        spoke = next((one for one in self._before(start) if one.offset >= floor and one.side != THIRD_PARTY), None)
        if spoke is not None:
            return spoke.side
        first = next((actor for actor in self.cast.within(floor, here) if actor.role is not Role.HOLDING), None)
        if first is not None:
            return first.side if first.role is Role.PLAIN else self.cast.client(first)
        return None

    def _state_side(self, start: int) -> str | None:
        """Return the state that "the army chief" or "the governor" serves: the one named last, else the only one."""
        if self.cast.sides.army is not None:
            return self.cast.sides.army
        floor = max(0, start - 400)
        for actor in reversed(self.cast.within(floor, start)):
            if self.cast.sides.is_side(actor.side) and actor.role is Role.PLAIN:
                first = self._actor_in_sentence(start)
                return first.side if first is not None and self.cast.sides.is_side(first.side) else actor.side
        return None

    def _actor_in_sentence(self, start: int) -> Actor | None:
        """Return the party named first in the sentence before an offset, for "..., the group said"."""
        for actor in self.cast.within(self._sentence_start(start), start):
            backing = actor.role is Role.BACKING and self.cast.sides.is_side(self.cast.client(actor))
            if (actor.role is Role.PLAIN and actor.side != THIRD_PARTY) or backing:
                return actor
        return None

    def _sentence_start(self, start: int) -> int:
        """Return where the sentence around an offset starts."""
        if self.starts:
            return max((at for at in self.starts if at <= start), default=0)
        return max(0, *(self.cast.text.rfind(mark, 0, start) for mark in (". ", "\n", "! ", "? ")))

    def side(self, start: int, end: int) -> str:
        """Return the side that the words speak for: sources, then parties, then people met before."""
        text = self.cast.text[start:end]
        actors = self.cast.within(start, end)
        if re.search(r"\bdefect(?:ed|or|ors) from\b", text, re.IGNORECASE):
            for actor in actors:
                other = self.cast.sides.opponent(actor.side)
                if other:
                    return other
        pro = backed(self.cast, start, end)
        if pro:
            return pro
        put_in = next((actor for actor in actors if INSTALLED.match(self.cast.text, actor.end)), None)
        if put_in is not None and self.cast.sides.is_side(self.cast.client(put_in)):
            return self.cast.client(put_in)
        plain = [actor for actor in actors if actor.role in {Role.PLAIN, Role.HOLDING}]
        sources = [actor for actor in plain if actor.kind is Kind.SOURCE]
        parties = [actor for actor in plain if self.cast.sides.is_side(actor.side)]
        if sources and sources[0].side != THIRD_PARTY:
            forces = [actor for actor in parties if actor.kind is not Kind.SOURCE and actor.end <= sources[0].start]
            inside = [actor for actor in parties if actor.kind is Kind.FORCE and actor.start >= sources[0].end]
            if (
                inside
                and sources[0].name.islower()
                and re.match(
                    r"\s+(?:in|of|with|from|for|within|inside|at)\s", self.cast.text[sources[0].end : inside[0].start]
                )
            ):
                return inside[0].side
            served = self._served(plain, sources[0]) or self._belongs(text, start, sources[0])
            if served is not None:
                return served
            if (
                not forces
                or sources[0].side in {"monitor", "un"}
                or len(sources[0].name.split()) > 1
                or sources[0].name[:1].isupper()
            ):
                return sources[0].side
        neutral = phrase_pattern(*table("actors")["speakers"]["neutral_heads"]).search(text)
        if neutral and not parties:
            return THIRD_PARTY
        if parties and not (
            neutral and all(actor.kind is Kind.BACKER for actor in parties) and not self._official(text)
        ):
            return parties[0].side
        for actor in actors:
            if actor.role is Role.AGAINST:
                return self.cast.sides.opponent(actor.side) or THIRD_PARTY
            if actor.role is Role.BACKING and self.cast.sides.is_side(self.cast.client(actor)):
                return self.cast.client(actor)
        return self._unnamed(text, start)

    def _served(self, plain: Sequence[Actor], source: Actor) -> str | None:
        """Return the side of "Russia's General Staff", where the bare name is a source of the other side."""
        if not titled().search(source.name):
            return None
        for actor in plain:
            owns = re.fullmatch(r"(?:['’]s?)?\s+", self.cast.text[actor.end : source.start])
            if owns and (self.cast.sides.is_side(actor.side) or actor.side == THIRD_PARTY):
                return actor.side
        return None

    def _belongs(self, text: str, start: int, source: Actor) -> str | None:
        """Return the side of "a field commander of the Front": whose he is, whatever his rank means elsewhere."""
        inner = re.search(r"\b(?:of|for|from|with|in)\s+the\s+([A-Z][\w-]+)$", text)
        return self._called(inner.group(1).casefold(), start) if inner and source.name.islower() else None

    def _unnamed(self, text: str, start: int) -> str:
        """Return the side of a speaker whose words name no party: a soldier, "the military", a person met before."""
        known = [self._people.get(word_key(name)) for name in NAMED.findall(text)]
        found = next((side for side in known if side), None)
        if found is not None:
            return found
        retired = re.search(r"\b(?:former|retired|ex)\b", text, re.IGNORECASE)
        if not retired and phrase_pattern(*table("actors")["speakers"]["soldierly"]).search(text):
            irregular = re.match(r"(?:an?|one|another|the)\s+(?:\w+\s+)?fighter\b", text, re.IGNORECASE) is not None
            side = self.house or self._nearest_force(start, irregular=irregular)
            regular = re.search(r"\b(?:officer|soldier)$", text, re.IGNORECASE) is not None
            if side is not None:
                return (self.cast.sides.army if regular else None) or side
        bare = re.search(r"\b(military|army)$", text, re.IGNORECASE)
        if bare and self.cast.sides.army is not None:
            return self.cast.sides.army
        return THIRD_PARTY

    def _nearest_force(self, start: int, *, irregular: bool = False) -> str | None:
        """Return the side of the force named last before an unnamed "field commander", "officer" or "fighter"."""
        for actor in reversed(self.cast.actors):
            foe = re.match(r"(?:the )?(?:enemy|occup|invader)", actor.name, re.IGNORECASE)
            force = actor.role is Role.PLAIN and actor.kind is Kind.FORCE and foe is None
            force = force and not (irregular and actor.side == self.cast.sides.army)
            if actor.end <= start and force and start - actor.end < 400:
                return actor.side
        return None

    def _official(self, text: str) -> bool:
        return bool(phrase_pattern(*table("actors")["speakers"]["official_heads"]).search(text))
