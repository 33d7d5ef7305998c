"""Names that no gazetteer knows, proposed where a place must stand; they stay unresolved."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from geo.model import Mention, Resolution, Span
from geo.reading.lexicon import DAY_NAMES, MONTH_NAMES, table
from geo.reading.sides import Cast

_UNIT = (
    r"(?:(?:Light|Infantry|Armou?red|Mechani[sz]ed|Artillery|Military|Operations|Air|Defen[cs]e|Special|Forces|Tank|Army|Border|Guard|Regional|Air)\s+){0,3}"
    r"(?:Battalion|Division|Brigade|Regiment|Base|Camp|Gate|Checkpoint|Point|Post|Hill|Height|Command|LIB|IB)"
    r"(?:\s+\([A-Z]{2,5}\))?"
)
NUMBERED = re.compile(rf"{_UNIT}\s+(?:No\.?\s*)?\d{{1,4}}(?![\d.,]*\d)(?!\s*(?:st|nd|rd|th|km|%)\b)")
"""Bases that go by the number of the unit: "Infantry Battalion 275", "Division 17", "Gate 27"."""

_ORDINAL = re.compile(
    r"\b(?P<name>\d{1,4}(?:st|nd|rd|th)\s+(?:(?:Light|Infantry|Armou?red|Mechani[sz]ed|Artillery|Military|Operations|Air|Defen[cs]e|Special|Border|Guard)\s+){0,3}"
    r"(?:Battalion|Division|Brigade|Regiment|Command)(?:\s+\([A-Z]{2,5}\s?\d*\))?)"
    r"(?=(?:\s+(?:base|headquarters|camp|garrison))|(?:,[^,.;]{3,60},)?\s+(?:was|were|has\s+been|had\s+been|have\s+been|fell|has\s+fallen|had\s+fallen)\s*"
    r"(?:(?:\w+ly\s+)?(?:captured|seized|taken|overrun|occupied|recaptured)\b|[.,;]|on\b|to\b))"
)
"""Bases that go by the ordinal of the unit, where they are taken: "the 274th Light Infantry Battalion was seized"."""
_QUOTED = re.compile(
    r"\b(?:stronghold|position|base|quarter|district|hill|fort|post|outpost|strongpoint|neighbou?rhood|fortification|sector)s?,?\s+[\"“](?P<names>[A-Z][\w’'-]+(?:\s[A-Z]?\w+)?)[\"”]"
    r"|[\"“](?P<first>[A-Z][\w’'-]+(?:\s[A-Z]\w+)?)[\"”]\s+(?:stronghold|position|base|quarter|district|hill|fort|post|outpost|strongpoint|neighbou?rhood|fortification|bridge|plant|camp)\b"
)
_POSITION = re.compile(
    r"\bthe\s+(?P<names>[A-Z][a-z][\w’'-]+)\s+"
    r"(?:position|stronghold|strongpoint|fortification|fortified area|heights)\b"
)

KINDS = (
    r"towns?|cit(?:y|ies)|villages?|districts?|suburbs?|settlements?|hamlets?|neighbou?rhoods?|areas?|localit(?:y|ies)|townships?|"
    r"municipalit(?:y|ies)|communit(?:y|ies)|quarters?|ports?|hills?|bases?"
)
_NAME = (
    r"(?:(?:al|el|as|ar|an|ash|at|ad|az|Al|El|As|Ar|An|Ash|At|Ad|Az|Tal|Tel|Kafr|Umm|Deir|Abu|Khan|Jabal|Novo|Nova|Velyka|Mala)[- ])?"  # noqa: E501
    r"[A-Z][\w’'ʿ]+(?:-[\w’']+)*(?:\s+(?:(?:al|el|as|ar|an|ash|at|ad|az|Al|El|As|Ar|An)[- ])?[A-Z][\w’'ʿ]+(?:-[\w’']+)*){0,3}"  # noqa: E501
)
_AFTER_KIND = re.compile(
    rf"\b(?:{KINDS})\s+(?:of|called|named|known as)\s+(?:the\s+)?(?P<names>{_NAME}(?:(?:,\s+(?:and\s+)?|\s+and\s+){_NAME})*)"  # noqa: E501
)
_BEFORE_KIND = re.compile(
    rf"(?<![\w-])(?P<names>{_NAME})\s+(?:town|city|village|district|suburb|neighbou?rhood|settlement|township)\b"
)
_ACT = (
    r"(?:[Cc]aptur(?:ed|es|e of|ing)|[Rr]ecaptur(?:ed|es|e of|ing)|[Ss]eiz(?:ed|es|ure of|ing)|[Rr]etook|[Rr]etak(?:en|es|ing)|[Ll]iberat(?:ed|es|ion of|ing)"  # noqa: E501
    r"|[Cc]ontrol (?:of|over)|[Ff]all of|[Ll]oss of|[Ee]nter(?:ed|s|ing)|[Oo]verran|[Ww]ithdr(?:ew|awn|awal|awing|aws) from|[Pp]ull(?:ed|s|ing) out of"  # noqa: E501
    r"|[Rr]etreat(?:ed|s|ing)? from|[Bb]esieg(?:ed|es|ing)|[Ee]ncircl(?:ed|es|ing)|[Tt]ook over|[Aa]bandon(?:ed|s|ing)|[Ll]ost control of|[Rr]eoccup(?:ied|ies)|[Ss]torm(?:ed|s|ing)"  # noqa: E501
    r"|(?:attack|assault|offensive|advance)s? (?:on|against)|[Cc]lashes in|[Ff]ighting in|[Tt]ook|losing|lost|fled from|inside)"  # noqa: E501
)
_AFTER_ACT = re.compile(
    rf"\b{_ACT}\s+(?P<names>{_NAME})(?!\s+(?:[a-z]+\s+)?(?:soldiers?|troops|forces|fighters|tanks?|officials?|commanders?))"
)
_STATED = re.compile(
    rf"(?<![\w-])(?P<names>{_NAME})\s+(?:(?:had|has|have)\s+(?:also\s+|not\s+|now\s+|already\s+){{0,2}}fallen\b"
    r"|(?:was|were|been)\s+(?:\w+\s+)?(?:overrun|retaken|recaptured|de-occupied)\b"
    r"|(?:remains?|remained|is|was|were|are|stays?|stayed)\s+(?:\w+\s+){0,2}(?:under\s+(?:the\s+)?(?:\w+[’']?s?\s+){0,2}control"
    r"|in\s+(?:the\s+)?(?:\w+[’']?s?\s+)?hands)\b|fell\s+to\s+the\b|changed\s+hands\b)"
)
_LIST_INTRO = re.compile(
    rf"(?::|,?\s(?:including|among them|such as|namely|notably))\s+(?P<names>{_NAME}(?:,\s+(?:and\s+)?{_NAME})*,?\s+and\s+{_NAME})"  # noqa: E501
)
_LIST_AND = re.compile(rf"^,?\s+(?:and|&)\s+(?:in\s+)?(?:the\s+)?(?P<names>{_NAME})")
_LIST_COMMA = re.compile(rf"^(?:,\s+(?P<names>{_NAME}))(?=,|\s+and\b)")
_ACTED = re.compile(rf"\b{_ACT}\s+(?:back\s+|over\s+)?(?:the\s+)?$")
_SEPARATOR = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_STOP_NAMES = frozenset(
    [
        "the",
        "a",
        "an",
        "it",
        "they",
        "he",
        "she",
        "we",
        "in",
        "on",
        "at",
        "his",
        "her",
        "its",
        "this",
        "that",
        "these",
        "those",
        "but",
        "after",
        "before",
        "since",
        "as",
        "while",
        "when",
        "however",
        "meanwhile",
        "there",
        "no",
        "not",
        "all",
        "most",
        "some",
        "god",
        "allah",
        "president",
        "general",
        "colonel",
        "minister",
        "mr",
        "mrs",
        "dr",
        "key",
        "both",
        "islam",
        "muslims",
        "christians",
        "muslim",
        "christian",
        "western",
        "eastern",
        "northern",
        "southern",
        "north",
        "south",
        "east",
        "west",
        "new",
        "old",
    ]
) | (MONTH_NAMES | DAY_NAMES)


@lru_cache(maxsize=1)
def _peoples() -> frozenset[str]:
    """Return the words that mean a people or a state, folded."""
    return frozenset(word.casefold() for group in table("actors")["countries"].values() for word in group)


def new_mention(text: str, start: int, end: int) -> Mention:
    """Return a mention of a place that no gazetteer knows."""
    open_name = Resolution(
        place=None, candidates=(), method="discovered", reasons=("stands where a place must stand; in no gazetteer",)
    )
    return Mention(span=Span(start=start, end=end), text=text[start:end], resolution=open_name)


def discover(text: str, mentions: Sequence[Mention], cast: Cast) -> tuple[Mention, ...]:
    """Return the mentions with names added that stand after "the village of" or in a list of places."""
    known = sorted(mentions, key=lambda mention: mention.span.start)
    starts = [mention.span.start for mention in known]
    ends = {mention.span.end for mention in known}
    taken = bytearray(len(text))
    for start, end in (*((m.span.start, m.span.end) for m in known), *((a.start, a.end) for a in cast.actors)):
        taken[start:end] = b"\1" * (end - start)
    fresh: list[Mention] = []

    def propose(start: int, end: int) -> bool:
        name = text[start:end]
        first = name.split()[0].casefold()
        if first in _STOP_NAMES or len(name) < 3 or 1 in taken[start:end]:
            return False
        taken[start:end] = b"\1" * (end - start)
        fresh.append(new_mention(text, start, end))
        return True

    for match in NUMBERED.finditer(text):
        propose(match.start(), match.end())
    for match in _ORDINAL.finditer(text):
        propose(match.start("name"), match.end("name"))
    for match in _QUOTED.finditer(text):
        if match.group("first"):
            propose(match.start("first") - 1, match.end())
        else:
            propose(match.start("names"), match.end("names"))
    for match in _POSITION.finditer(text):
        if match.group("names").casefold() not in _peoples():
            propose(match.start("names"), match.end("names"))
    for pattern in (_AFTER_KIND, _BEFORE_KIND, _LIST_INTRO, _AFTER_ACT, _STATED):
        for match in pattern.finditer(text):
            if pattern is _LIST_INTRO and bisect_left(starts, match.start()) == bisect_left(starts, match.end()):
                continue
            for start, end in _split_names(text, match.start("names"), match.end("names")):
                propose(start, end)
    queue = [*known, *fresh]
    for mention in queue:
        for pattern in (_LIST_COMMA, _LIST_AND):
            following = pattern.match(text[mention.span.end : mention.span.end + 80])
            if following and _in_list(text, mention, ends):
                start = mention.span.end + following.start("names")
                if propose(start, mention.span.end + following.end("names")):
                    queue.append(fresh[-1])
    return tuple(sorted((*known, *fresh), key=lambda mention: mention.span.start))


def _in_list(text: str, mention: Mention, ends: set[int]) -> bool:
    """Return True where a known name stands just before, joined by a comma, or a kind noun in the plural.

    ``ends`` are the offsets at which the known names end.
    """
    before = text[max(0, mention.span.start - 30) : mention.span.start]
    if re.search(
        r"\b(?:towns|villages|cities|districts|settlements|areas|suburbs|neighbou?rhoods)\s+(?:of\s+)?$", before
    ) or _ACTED.search(before):
        return True
    start = mention.span.start
    return any(end in ends and re.fullmatch(r",\s+", text[end:start]) for end in range(start - 3, start))


def _split_names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans, last = [], start
    for match in _SEPARATOR.finditer(text, start, end):
        spans.append((last, match.start()))
        last = match.end()
    return [*spans, (last, end)]
