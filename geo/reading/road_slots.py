"""Roads named in a text: by number, by their ends, by a name before "road".

A road of the theatre file is found by its names and by any spelling of its number; a road that the
file does not know is read as the text words it ("Khartoum-Jebel Aulia road", "R200").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from geo.reading.lexicon import table
from geo.reading.slots import Slot, SlotKind
from geo.theatre import Road, Theatre

_DASH = r"[-‐‑–—−]"
_PARTICLE = r"(?:[Aa]l|[Ee]l|[Aa]s|[Aa]r|[Aa]n|[Aa]sh|[Aa]t|[Aa]d|[Aa]z|[Ee]z|[Ee]d|[Ee]s|[Bb]in|[Bb]ani|de|du)"
_CAP = r"[A-ZÀ-ÞЀ-Я][\w’'ʿʼ`]*"
_PART = rf"(?:{_PARTICLE}[- ])?{_CAP}"
_PLACE = rf"{_PART}(?:(?:-| ){_PART}){{0,3}}"
_CHAIN = rf"{_PART}(?:(?:\s?{_DASH}\s?| ){_PART}){{0,6}}"
_NOUN = r"(?:[Hh]ighway|[Rr]oad|[Mm]otorway|[Ff]reeway|[Ee]xpressway|[Rr]oute)"
_KIND = (
    r"(?:(?:international|main|strategic|old|new|coastal|coast|supply|desert|ring|airport|mountain|federal|national|regional"
    r"|key|vital|trunk|border|access|asphalt|dirt|gravel|logistics|trade)\s+){0,2}"
)
_AFTER_ROAD = r"(?!\s*(?:maps?|crews?|side|blocks?|bombs?|works?|safety|traffic police|users?)\b)(?!\w|-)"

_NUMBERED = re.compile(
    rf"(?<![\w-])(?:(?P<before>[Hh]ighway|[Rr]oad|[Rr]oute|[Mm]otorway)\s+(?:[Nn]o\.?\s*)?)?"
    rf"(?P<letter>[A-ZМНРТЕКОА]{{1,2}})(?:{_DASH}|\s)?(?P<digits>[\dOО]{{1,4}}(?:{_DASH}[\dOО]{{1,3}}){{0,2}})(?!\w|-[a-z])"
    rf"(?P<after>\s+(?:(?:international|federal|national|strategic|main|regional|supply)\s+)?{_NOUN}s?\b)?"
)
_LATIN = str.maketrans("МНРТЕКОА", "MHRTEKOA")
_ROAD_LETTERS = frozenset(["M", "E", "H", "N", "T", "R", "P", "A", "O", "C", "K", "D", "AH", "NH", "RN"])
_WEAPON = re.compile(
    r"\s*(?:-?[a-zA-Z]*\s+)?(?:howitzers?|tanks?|missiles?|guns?|aircraft|jets?|planes?|helicopters?|drones?|radars?|launchers?|mortars?"
    r"|rifles?|carbines?|vehicles?|systems?|rockets?|batter(?:y|ies)|bombs?|grenades?|carriers?|assault|armou?red|light|machine|self)\b",
    re.IGNORECASE,
)
_NUMBER_TIES = re.compile(
    rf"\s*(?:,\s+(?:the|a)\s+{_NOUN}|\s(?:from|to|towards?|between|near|at|into|out of|north|south|east|west|is|was|has been|had been|remains?|stays?)\b)"  # noqa: E501
)
_CHAINED = re.compile(rf"(?<![\w-])(?P<name>{_CHAIN})\s+(?P<kind>{_KIND}(?P<noun>{_NOUN})){_AFTER_ROAD}")
_A_TO_B = re.compile(
    rf"(?<![\w-])(?P<a>{_PART}(?: {_PART})?)[ -]to[ -](?P<b>{_PART}(?: {_PART})?)\s+{_KIND}(?P<noun>{_NOUN}){_AFTER_ROAD}"  # noqa: E501
)
_ENDS = re.compile(
    rf"\b(?P<noun>{_NOUN}),?\s+(?:(?:that|which)\s+)?(?:(?:runs?|running|leads?|leading|links?|linking|connects?|connecting|joins?|joining|stretch(?:es|ing)|goes|going)\s+)?"
    rf"(?:(?P<link>between|from)\s+)?(?:the\s+(?:(?:town|city|village|capital)\s+(?:of\s+)?)?)?(?P<a>{_PLACE})\s+(?:and|to|with)\s+(?:the\s+(?:(?:town|city|village|capital)\s+(?:of\s+)?)?)?(?P<b>{_PLACE})(?!\w)"
)
_ANY = re.compile(r"\b(?:a|any|another|no|every)\s(?:\w+\s)?$")
_LOWER = re.compile(
    rf"(?<![\w-])(?:(?P<name>{_PART}(?: {_PART})?)\s+)?(?P<kind>(?:(?:northern|southern|eastern|western|inner|outer|old|new)\s+)?(?:coastal|coast|ring|airport|desert|supply|circular|orbital|beltway|river)\s+(?:road|highway|motorway|expressway)){_AFTER_ROAD}"  # noqa: E501
)
_ROAD_WORD = re.compile(
    r"(?:[A-ZМНРТЕА]{1,2}[-‐‑ ]?[\dO]{1,3}|\b(?:highway|motorway|road|freeway|route|expressway|corridor|axis))",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _no_name() -> frozenset[str]:
    return frozenset(word.casefold() for word in table("roads")["no_name"])


def spelling(label: str) -> str:
    """Return a road's number in its usual spelling: "H-20" and "Н20" are H20, "T-05-04" is T0504."""
    text = re.sub(rf"{_DASH}|\s", "", label)
    head = re.match(r"[^\W\d_]{1,2}", text)
    if head is None:
        return label
    return head.group(0).translate(_LATIN) + re.sub(r"[OО]", "0", text[head.end() :])


@lru_cache(maxsize=16)
def _road_patterns(theatre: Theatre) -> tuple[tuple[str, re.Pattern[str], tuple[frozenset[str], ...]], ...]:
    """Return a highway's key, the pattern of its names with or without "highway" after them, and the names' words."""
    tail = r"(?:\s+(?:international\s+)?(?:highway|motorway|road|freeway|route|expressway)s?)?(?:\s*\((?:M-?\d+)\))?"
    found = []
    for road in theatre.roads:
        names = sorted({road.label, *road.aliases, road.key}, key=len, reverse=True)
        bodies = [re.escape(name).replace(r"\ ", r"[\s]+").replace(r"\-", r"\s?[-‐‑–—]\s?") for name in names]
        parts = tuple(frozenset(re.findall(r"\w+", name.casefold())) for name in names)
        found.append((road.key, re.compile(rf"(?<![\w-])(?:{'|'.join(bodies)})(?!\w){tail}", re.IGNORECASE), parts))
    return tuple(found)


@lru_cache(maxsize=16)
def _known(theatre: Theatre) -> tuple[dict[str, str], dict[frozenset[str], str]]:
    """Return the theatre's roads by folded number and by their two ends."""
    numbers: dict[str, str] = {}
    ends: dict[frozenset[str], str] = {}
    for road in theatre.roads:
        for name in (road.key, *road.aliases):
            if re.fullmatch(rf"[^\W\d_]{{1,2}}(?:{_DASH}|\s)?\d[\d-]*", name):
                numbers.setdefault(_folded(spelling(name)), road.key)
        for pair in _pairs(road):
            ends.setdefault(pair, road.key)
    return numbers, ends


def _folded(number: str) -> str:
    """Return a number for comparing: leading zeros and the letters that look or sound alike are one."""
    letter = number.rstrip("0123456789")
    same = {"N": "H", "P": "R"}.get(letter, letter)
    return same + (number[len(letter) :].lstrip("0") or "0")


def _pairs(road: Road) -> Iterator[frozenset[str]]:
    if len(road.between) == 2:
        yield frozenset(_fold_name(str(end)) for end in road.between)
    for alias in road.aliases:
        match = _CHAINED.fullmatch(alias)
        parts = ends_of(match.group("name")) if match else []
        if len(parts) == 2:
            yield frozenset(_fold_name(part) for part in parts)


def _fold_name(name: str) -> str:
    text = re.sub(rf"\b{_PARTICLE}[- ]|[’'ʿʼ`]", "", name).casefold()
    return re.sub(r"[aeiou]+", "a", re.sub(r"(.)\1", r"\1", text))


def ends_of(name: str) -> list[str]:
    """Return the towns of "A-B", "Deir ez-Zor–Palmyra": a dash after a particle joins, any other parts."""
    joined = re.sub(rf"\b({_PARTICLE})-", "\\1\u0001", name)
    return [part.replace("\u0001", "-").strip() for part in re.split(rf"\s?{_DASH}\s?", joined) if part.strip()]


def road_slots(text: str, theatre: Theatre) -> list[Slot]:
    """Return the highways named in the text, by designation, by their ends or by name; known names win."""
    if not _ROAD_WORD.search(text):
        return []
    present = frozenset(re.findall(r"\w+", text.casefold()))
    found = [
        Slot(start=match.start(), end=match.end(), kind=SlotKind.ROAD, road=key, written=_words(match.group(0)))
        for key, pattern, names in _road_patterns(theatre)
        if any(words <= present for words in names)
        for match in pattern.finditer(text)
        if not _WEAPON.match(text, match.end()) and not re.match(r"-\w", text[match.end() : match.end() + 2])
    ]
    numbered = sorted((*found, *_numbered(text, theatre)), key=lambda slot: slot.start)
    numbered = [slot for slot in numbered if _is_number(slot.road)]
    for slot in (*numbered, *_by_ends(text, theatre, numbered), *_by_name(text, theatre)):
        if not any(slot.start < other.end and other.start < slot.end for other in found):
            found.append(slot)
    return _joined(text, sorted(found, key=lambda slot: (slot.start, -slot.end)))


def _joined(text: str, found: list[Slot]) -> list[Slot]:
    """Join two names of one road side by side ("the T0504 Bakhmut-Pokrovsk highway")."""
    joined: list[Slot] = []
    for slot in found:
        last = joined[-1] if joined else None
        if last is not None and slot.start < last.end:
            continue
        twin = last is not None and re.fullmatch(r"\s?[(,]?\s?", text[last.end : slot.start])
        if (
            last is not None
            and twin
            and (last.road == slot.road or (_is_number(last.road) and not _is_number(slot.road)))
        ):
            joined[-1] = Slot(start=last.start, end=slot.end, kind=SlotKind.ROAD, road=last.road, written=last.written)
        else:
            joined.append(slot)
    return joined


def _is_number(road: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{1,2}\d+", road))


def _numbered(text: str, theatre: Theatre) -> Iterator[Slot]:
    numbers, _ = _known(theatre)
    for match in _NUMBERED.finditer(text):
        number = spelling(match.group("letter") + match.group("digits"))
        letter = number.rstrip("0123456789")
        key = numbers.get(_folded(number))
        told = bool(match.group("before") or match.group("after"))
        if key is None and not told and not _plain_number(text, match, number):
            continue
        if (letter not in _ROAD_LETTERS and not told) or (not told and _WEAPON.match(text, match.end())):
            continue
        if key is not None and not told and " " in match.group("letter") + text[match.start("digits") - 1]:
            continue
        yield Slot(start=match.start(), end=match.end(), kind=SlotKind.ROAD, road=key or number, written=number)


def _plain_number(text: str, match: re.Match[str], number: str) -> bool:
    """Return True for "the R200 from Sudzha": a number with an article, tied like a road and no weapon's."""
    digits = len(number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    before = text[max(0, match.start() - 8) : match.start()]
    long_enough = digits >= 4 if number[0] == "T" else 2 <= digits <= 3
    if number[0] == "M" and digits > 2:
        return False
    return long_enough and bool(re.search(r"\b[Tt]he\s$", before)) and bool(_NUMBER_TIES.match(text, match.end()))


def _by_ends(text: str, theatre: Theatre, numbered: list[Slot]) -> Iterator[Slot]:
    """Yield "the road from A to B", "the A to B highway"; "the highway between A and B" of a numbered road is that."""
    for match in _A_TO_B.finditer(text):
        if not _strip(match.group("a")) or re.search(r"\b(?:from|come|came|go|went|it)\s$", text[: match.start()][-8:]):
            continue
        yield _slot(match.start(), match.end(), theatre, [match.group("a"), match.group("b")], match.group("noun"))
    for match in _ENDS.finditer(text):
        between = match.group("link") == "between"
        word = match.group(0)[: match.start("a") - match.start()]
        joiner = text[match.end("a") : match.start("b")]
        linked = bool(re.search(r"link|connect|join", word))
        fits = (
            " and " in joiner if between
            else " to " in joiner if match.group("link") == "from"
            else linked
        )  # fmt: skip
        before = text[max(0, match.start() - 30) : match.start()]
        named = re.search(r"(?:^|\s)([A-Z\d]\S*)\s$", before)
        if not fits or (named and named.group(1).casefold() not in _no_name()) or _ANY.search(before):
            continue
        if match.group("noun").lower() in {"highway", "motorway"} and numbered and numbered[0].start < match.start():
            continue
        yield _slot(match.start(), match.end(), theatre, [match.group("a"), match.group("b")], match.group("noun"))


def _slot(start: int, end: int, theatre: Theatre, ends: list[str], noun: str) -> Slot:
    _, known = _known(theatre)
    words = _words(f"{ends[0]}-{ends[-1]} {noun.lower()}")
    key = known.get(frozenset(_fold_name(end) for end in ends)) if len(ends) == 2 else None
    return Slot(start=start, end=end, kind=SlotKind.ROAD, road=key or words, written=words)


def _by_name(text: str, theatre: Theatre) -> Iterator[Slot]:
    """Yield "the Sudzha-Kursk road", "Castello Road", "the Tripoli airport road", "the ring road"."""
    for match in _CHAINED.finditer(text):
        name = _strip(match.group("name"))
        if not name:
            continue
        start = match.start() + match.group("name").rindex(name)
        parts = ends_of(name)
        number = re.match(rf"[A-Z]{{1,2}}{_DASH}?\d[\d-]*(?= )", name)
        if number is not None:
            label = spelling(number.group(0))
            yield Slot(start=start, end=match.end(), kind=SlotKind.ROAD, road=label, written=label)
            continue
        if len(parts) >= 2:
            yield _slot(
                start,
                match.end(),
                theatre,
                parts if len(parts) == 2 else ["-".join(parts[:-1]), parts[-1]],
                match.group("noun"),
            )
            continue
        words = _words(f"{name} {match.group('kind')}")
        yield Slot(start=start, end=match.end(), kind=SlotKind.ROAD, road=words, written=words)
    for match in _LOWER.finditer(text):
        name = _strip(match.group("name") or "")
        start = match.start() + match.group(0).rindex(name) if name else match.start("kind")
        if not name and not re.search(
            r"\b(?:[Tt]he|[Ii]ts|[Tt]his|[Tt]hat)\s(?:\w+\s)?$", text[max(0, start - 24) : start]
        ):
            continue
        words = _words(text[start : match.end()])
        yield Slot(start=start, end=match.end(), kind=SlotKind.ROAD, road=words, written=words)


def _strip(name: str) -> str:
    """Return the name without leading words that are none ("On", "The", "Syrian"); empty where nothing is left."""
    words = name
    while True:
        first = re.match(r"([\w’']+)(?: |$)", words)
        if first is None or first.group(1).casefold() not in _no_name():
            return words
        words = words[first.end() :]


def _words(written: str) -> str:
    """Return a road's name as a reader would note it: one kind of dash, single blanks, no article."""
    ends = _ENDS.match(written)
    if ends is not None:
        return _words(f"{ends.group('a')}-{ends.group('b')} {ends.group('noun').lower()}")
    text = re.sub(r"\s+", " ", re.sub(rf"\s?{_DASH}\s?", "-", written)).strip()
    return re.sub(r"^(?:the|The)\s", "", text)
