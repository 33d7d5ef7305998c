"""Which numbers of a sentence count people who fled or came back.

The number must be tied to the movement: as its subject ("40,000 people have fled"), as its object ("has
displaced 40,000"), as the figure of a count ("the number of displaced stands at 40,000"), or as a figure that
goes on from one just given ("40,000 of them in four days"). A number of the dead, of those in need or of a
forecast is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from geo.model import Movement
from geo.reading.lexicon import table
from geo.reading.numbers import NumberMention, find_numbers

SMALLEST = 20
"""Fewer people than this are no note of displacement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A number of people and how they moved; ``at`` is the offset in the sentence of the word that says so."""

    number: NumberMention
    movement: Movement
    at: int


@lru_cache(maxsize=16)
def _any(name: str) -> str:
    return "|".join(sorted(table("displacement")[name], key=len, reverse=True))


@lru_cache(maxsize=1)
def _people() -> re.Pattern[str]:
    nouns = "|".join(
        re.escape(word).replace(r"\ ", r"\s+")
        for word in sorted(table("displacement")["people"], key=len, reverse=True)
    )
    return re.compile(
        rf"\s*(?:of\s+)?(?:the\s+)?(?:(?!and\b|of\b|in\b|who\b|have\b|has\b|from\b)[\w’'-]+\s+){{0,4}}?(?:{nouns})\b",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"\b(?:(?P<back>{_any('back')})|(?P<gone>{_any('moved')}))(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _objects() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:(?P<back>{_any('object_back')})|(?P<gone>{_any('object')})|(?P<push>{_any('pushing')}))\s+(?:the\s+|out\s+|away\s+|another\s+|a\s+further\s+|a\s+total\s+of\s+|almost\s+)*$",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _blocked() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any('blockers')})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _unreal() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any('unreal')})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _other() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any('other_before')})\s+(?:the\s+|some\s+|more\s+|to\s+)*$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _counted() -> re.Pattern[str]:
    nouns = _any("count_nouns")
    return re.compile(
        rf"\b(?:{nouns})\b(?P<what>[^.;]{{0,150}}?)(?:\b(?:at|to|is|was|of|are|reached|exceeds?|exceeded|now|stands?|passed|topped|surpassed|hit)\s+|:\s*)$"
        rf"|\b(?:spoke|speaks|speaking|talked|talks)\s+of\s+$|\b(?:put|puts|putting)\s+it\s+at\s+$|\b(?:counts?|counted|recorded|registered|estimates?|estimated)\s+(?:at\s+)?$",
        re.IGNORECASE,
    )


_NOT_PEOPLE = re.compile(
    r"\s*(?:%|(?:per|a|each|every)\s+(?:day|week|month)\b|per\s?cent|percent|percentage|square|sq\b|km|kilomet|miles?\b|metres?\b|meters?\b|dollars?|euros?|US\s+dollars|years?\b|days?\b|hours?\b|weeks?\b|months?\b|soldiers?|fighters?|troops|militants?|rebels"
    r"|homes?\b|houses?\b|buildings?|apartments?|tents?\b|shells?\b|trucks?\b|vehicles?|cars?\b|buses\b|tons?\b|tonnes?|families|households|villages|towns|settlements|schools|hospitals|livestock|animals|strikes?|raids?|rockets?"
    r"|air\s?strikes|attacks?|meals|litres|barrels|prisoners|detainees|deaths?|casualties|victims|workers|staff|hryvnias?|rubles?|pounds?|lira|a\.?m\b|p\.?m\b|times\b|sites|camps)",
    re.IGNORECASE,
)
_CUT = re.compile(
    r";|\s(?:while|whereas|but|although|though)\s|\.\s|\band\s+(?:another|a further|an additional|some|around|about|more than|over|nearly|at least|\d)"  # noqa: E501
)
_FRACTION = re.compile(
    r"\b(?:most|many|much|half|third|thirds|quarter|quarters|part|some|few|percent|%|majority)\s+of\s+(?:the\s+|its\s+|their\s+|an?\s+)?(?:[\w’'-]+\s+){0,3}$|\b(?:of|among|out of)\s+(?:the|its|their|a|some|these|those)\s+(?:[\w’'-]+[’']s?\s+)?$",  # noqa: E501
    re.IGNORECASE,
)
_KIND_OF_THEM = re.compile(
    r"\s*(?:of\s+(?:them|whom|those|these))\s+(?:(?:are|were|is)\s+)?(?:women|children|minors|under|aged|elderly|girls|boys|men|killed|dead|civilians|soldiers|in\b(?! (?:the|four|five|two|three|one|past|last|just|recent|\d)))",  # noqa: E501
    re.IGNORECASE,
)
_AID = re.compile(
    r"\b(?:aid|food|tents?|assistance|relief|help|shelter|blankets|support)\s+(?:for|to)\s*$", re.IGNORECASE
)
_REFUGE = re.compile(r"\b(?:refuge|haven|sanctuary|shelter)\s+(?:for|to|of)\s+(?:some\s+)?$", re.IGNORECASE)


def speaks_of_movement(text: str) -> bool:
    """Return True where a sentence has any word of fleeing, counting the displaced, or coming home."""
    return bool(_verbs().search(text) or _REFUGE_WORD.search(text))


_REFUGE_WORD = re.compile(
    r"refugees|\bidps\b|\bhomes?\b|displac|uproot|exodus|\brefuge\b|evacuat|\bdrove\b|\bdriven\b|\bforc(?:ed|ing)\b|(?:people|residents|civilians|inhabitants)\s+out\s+of\b",
    re.IGNORECASE,
)


def people_moved(text: str, follows: Movement | None) -> Iterator[Moved]:
    """Yield the numbers of a sentence that count people who moved; ``follows`` is the movement told just before."""
    numbers = [number for number in find_numbers(text) if _large(number) and not _NOT_PEOPLE.match(text, number.end)]
    told = follows
    for index, number in enumerate(numbers):
        if re.search(r"[$€£₴₽]\s?$", text[: number.start]) or _is_year(text, number) or _is_day(text, number):
            continue
        before = text[max(0, number.start - 170) : number.start]
        stop = next((n.start for n in numbers[index + 1 :] if not _is_year(text, n)), len(text))
        found = _moved(text, number, before, min(stop, number.end + 190), told)
        if found is not None:
            told = found.movement
            yield found


def _large(number: NumberMention) -> bool:
    return max(number.low or 0, number.high or 0) >= SMALLEST


def _is_year(text: str, number: NumberMention) -> bool:
    written = text[number.start : number.end]
    if not re.fullmatch(r"(?:19|20)\d\d", written):
        return False
    after = text[number.end : number.end + 20]
    return _people().match(after) is None


def _is_day(text: str, number: NumberMention) -> bool:
    """Return True for "between 27 and 30 January", and for a bare "thousands" with no noun."""
    if _MONTH.match(text, number.end) or _MONTH_BEFORE.search(text, max(0, number.start - 14), number.start):
        return max(number.low or 0, number.high or 0) <= 31
    bare = re.fullmatch(
        r"(?:many\s+)?(?:thousands|hundreds|dozens|scores)", text[number.start : number.end], re.IGNORECASE
    )
    return bare is not None and _people().match(text[number.end : number.end + 90]) is None


_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_MONTH = re.compile(rf"\s+{_MONTHS}\b")
_MONTH_BEFORE = re.compile(rf"{_MONTHS}\s+$")


def _moved(text: str, number: NumberMention, before: str, stop: int, told: Movement | None) -> Moved | None:
    """Return how the people of one number moved, or none."""
    after = text[number.end : stop]
    after = after[: cut.start()] if (cut := _CUT.search(after)) else after
    people = _people().match(text[number.end : number.end + 90])
    whom = _WHOM.match(after)
    if whom is not None and not _not_real(whom.group(0)):
        return Moved(number=number, movement=Movement.FLED, at=number.end)
    if (
        _KIND_OF_THEM.match(after)
        or _AID.search(before)
        or (_FRACTION.search(before) and not _OBJECT_OF.search(before) and not _one_of(before, after, people))
    ):
        return None
    held = _as_object(number, before, after, people)
    if held is not None:
        return held
    if _other().search(before):
        return None
    return (
        _by_the(text, number, before)
        or _as_subject(number, before, after, people)
        or _as_count(text, number, before, told)
        or _going_on(number, before, after, told)
    )


def _one_of(before: str, after: str, people: re.Match[str] | None) -> bool:
    """Return True for "she is among the 900,000 people who were displaced": the number counts them all."""
    return (
        people is not None
        and re.search(r"\b(?:among|one\s+of)\s+the\s+$", before) is not None
        and re.match(r",?\s*who\b", after[people.end() :]) is not None
    )


def _by_the(text: str, number: NumberMention, before: str) -> Moved | None:
    """Read "residents have been leaving by the thousand", "fled in their thousands"."""
    if not re.match(r"(?:by\s+the|in\s+their)\s", text[number.start : number.end], re.IGNORECASE):
        return None
    verb = next(reversed(list(_verbs().finditer(before))), None)
    if verb is None or len(before) - verb.end() > 40 or _not_real(before[max(0, verb.start() - 45) :]):
        return None
    return Moved(number=number, movement=Movement.RETURNED if verb.group("back") else Movement.FLED, at=number.start)


_WHOM = re.compile(
    r"\s*(?:(?:people|civilians|residents|persons)\s+)?(?:whom|that)\s+(?:[\w’'-]+\s+){1,6}?(?:(?:has|had|have)\s+)?"
    r"(?:displaced|uprooted|made\s+homeless|evicted|expelled|driven\s+(?:out|away|from)|drove\s+(?:out|away|from)|forced\s+(?:out|to\s+(?:flee|leave)|from)|put\s+to\s+flight|rendered\s+homeless|left\s+homeless|chased\s+(?:out|away|from))\b",
    re.IGNORECASE,
)
"""The people "whom the offensive made homeless"."""
_OBJECT_OF = re.compile(
    r"\b(?:displacement|exodus|flight|return|evacuation|uprooting)\s+of\s+(?:\w+\s+)?$", re.IGNORECASE
)


def _as_object(number: NumberMention, before: str, after: str, people: re.Match[str] | None) -> Moved | None:
    """Read "has displaced 900,000 people", "drove 875,000 from their homes", "refuge for half a million people"."""
    match = _objects().search(before)
    if match is None:
        if _REFUGE.search(before) and people is not None and not _not_real(before[-60:]):
            return Moved(number=number, movement=Movement.FLED, at=number.start)
        return None
    if match.group("push"):
        rest = after[people.end() :] if people else after
        if not re.match(rf"[^,.]{{0,30}}?\b(?:{_any('pushed_to')})", rest, re.IGNORECASE):
            return None
    elif (
        people is None
        and re.match(r"\s*[a-z]+s\b", after)
        and not re.match(r"\s*(?:others|as|across|this|was|has|is)\b", after)
    ):
        return None
    lead = before[max(0, match.start() - 45) : match.start()]
    if _not_real(lead) or _not_real(match.group(0).split()[0]):
        return None
    movement = Movement.RETURNED if match.group("back") else Movement.FLED
    return Moved(number=number, movement=movement, at=number.start)


def _as_subject(number: NumberMention, before: str, after: str, people: re.Match[str] | None) -> Moved | None:
    """Read "40,000 people have fled", "40,000 have been displaced", "40,000 displaced people have returned"."""
    base = people.end() if people is not None else 0
    adjective = (
        re.match(
            r"[^,.]*\b(?:displaced|idps|evacuees|uprooted|homeless|returnees|arrivals)\b", after[:base], re.IGNORECASE
        )
        if base
        else None
    )
    for match in _verbs().finditer(after, base):
        gap = after[base : match.start()]
        if len(gap) > 120 or _blocked().search(gap):
            break
        if people is None and not re.fullmatch(
            r"\s*(?:more\s+|others\s+)?(?:who\s+)?(?:(?:have|has|had|were|are|was|is|been|being|be)\s+)*(?:(?:now|already|also|since|so far|then|internally|newly|forcibly|recently|again|reportedly|believed to|thought to|said to|estimated to|in number,|from \w+)\s*)*(?:(?:have|has|had|were|are|was|been)\s+)*(?:(?:forced|made|obliged|compelled)\s+)?(?:to\s+)?",  # noqa: E501
            gap, re.IGNORECASE,
        ):  # fmt: skip
            break
        if _not_real(gap) or _not_real(before[-45:], near=True):
            return None
        if (
            re.search(r"\b(?:and|or|to)\s+$", gap)
            and not re.search(r"\b(?:have|has|had|were|are|was|been)\b", gap)
            and _verb_before(before)
        ):
            break
        movement = Movement.RETURNED if match.group("back") else Movement.FLED
        return Moved(number=number, movement=movement, at=number.end + match.start())
    if adjective is not None and not _not_real(before[-60:]) and not _blocked().search(after[base : base + 25]):
        movement = Movement.RETURNED if "return" in adjective.group(0).lower() else Movement.FLED
        return Moved(number=number, movement=movement, at=number.end)
    if re.match(r"\s*(?:in number,?\s)", after):
        earlier = list(_verbs().finditer(before))
        later = _verbs().search(after)
        chosen = later or (earlier[-1] if earlier else None)
        if chosen is not None:
            return Moved(
                number=number, movement=Movement.RETURNED if chosen.group("back") else Movement.FLED, at=number.start
            )
    return None


def _verb_before(before: str) -> bool:
    """Return True where the number is the object of a verb ("killed 300 people and displaced ...")."""
    return bool(re.search(r"\b\w+(?:ed|ing)\s+(?:\w+\s+)?$", before))


def _as_count(text: str, number: NumberMention, before: str, told: Movement | None) -> Moved | None:
    """Read "the number of displaced stands at 900,000", "spoke of 250,000" after a figure of the displaced."""
    if re.search(
        r"\b(?:displaced|evacuated|refugees|idps|returned|returnees)\b[^.;:,]{0,40}:\s*$", before, re.IGNORECASE
    ):
        back = re.search(r"\breturn\w*\b[^.;:,]{0,40}:\s*$", before, re.IGNORECASE)
        return Moved(number=number, movement=Movement.RETURNED if back else Movement.FLED, at=number.start)
    match = _counted().search(before)
    if match is None or _not_real(before[max(0, match.start() - 12) :]):
        return None
    what = match.group("what") or ""
    verb = _verbs().search(what) or re.search(r"\b(?:displac\w+|refugees|fled|evacu\w+|idps)\b", what, re.IGNORECASE)
    if re.search(r"\b(?:exodus|outflow|displacement)\b", match.group(0), re.IGNORECASE) or verb is not None:
        gone = verb is None or not (verb.re is _verbs() and verb.groupdict().get("back"))
        if _blocked().search(what) or re.search(r"\b(?:dead|deaths|casualties|victims)\b", what):
            return None
        return Moved(number=number, movement=Movement.FLED if gone else Movement.RETURNED, at=number.start)
    other = re.match(r"\s+of\s+", what)
    if told is None or _blocked().search(before[-60:]) or (other and _people().match(what[other.end() :]) is None):
        return None
    after = text[number.end : number.end + 40]
    noun = re.match(r"\s+([a-z]+)", after)
    if (
        noun
        and noun.group(1).endswith("s")
        and not _people().match(after)
        and noun.group(1) not in {"as", "across", "this", "was", "is", "has"}
    ):
        return None
    return Moved(number=number, movement=told, at=number.start)


def _going_on(number: NumberMention, before: str, after: str, told: Movement | None) -> Moved | None:
    """Read "142,000 of them in the four days to Wednesday", "300,000 of the total are in camps" after a figure."""
    among = re.search(r"\b[Aa]mong\s+(?:them|these|those)\s+(?:are|were|is)\s+$", before)
    if among and told is not None and _people().match(after) and not _blocked().search(after):
        return Moved(number=number, movement=told, at=number.start)
    if (
        told is None
        or _verb_before(before)
        or not re.match(r"\s*(?:of\s+(?:them|those|these|whom|the\s+total))\b", after, re.IGNORECASE)
    ):
        return None
    if _blocked().search(after) or _not_real(after[:60]):
        return None
    return Moved(number=number, movement=told, at=number.start)


def _not_real(text: str, near: bool = False) -> bool:
    """Return True for fears, forecasts, orders and denials among these words; ``near`` asks for the last clause only."""  # noqa: E501
    clause = re.split(r"[,;:]\s|\b(?:said|says|that|reported|and)\b", text)[-1] if near else text
    return bool(_unreal().search(clause))
