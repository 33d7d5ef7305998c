"""Days named in a text, resolved against the day of publication.

Own resolver: general date parsers read "Monday" in an article of that Monday as a week earlier and
turn "in January" into an exact day. Here every expression keeps its precision.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from geo.model import Precision, When
from geo.reading.numbers import small_number

WEEKDAYS = {name.casefold(): index for index, name in enumerate(calendar.day_name)}
MONTHS = {name.casefold(): index for index, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): index for index, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}

_MONTH = r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|"
_MONTH += r"sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NUM = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|couple of|a couple of|several|few|a few|some)"  # noqa: E501
_UNIT = r"(?:hour|day|night|week|fortnight|month|year)"
_PAST = r"(?:past|last|previous|recent)"
_PART = r"(?:(?:early|late|earlier|later|mid)[ -])?"


class Anchor(StrEnum):
    """What an expression counts from."""

    PUBLISHED = "published"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A time expression at ``[start, end)``; ``offset`` days from the previous event where it counts from there."""

    start: int
    end: int
    when: When
    anchor: Anchor = Anchor.PUBLISHED
    offset: int = 0
    since: bool = False


_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    ("slash", r"\b(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})\b"),
    ("daymonth", r"\b(?:on|since|from)\s+(?P<d>\d{1,2})/(?P<m>\d{1,2})\b(?![/.]?\d)"),
    (
        "mdy",
        rf"\b(?P<mon>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:and|&|to)\s+\d{{1,2}}\b)?(?:,?\s+(?P<y>\d{{4}}))?(?!\d|,\d{{3}})",
    ),
    ("dmy", rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mon>{_MONTH})(?:,?\s+(?P<y>\d{{4}}))?\b"),
    (
        "recent",
        rf"\b(?:in|over|during|within|for)?\s*(?:the\s+)?{_PAST}\s+(?:(?P<n>{_NUM}|24|48|72)\s+)?(?P<u>{_UNIT})s?\b(?=(?P<tail>))",
    ),
    ("ago", rf"\b(?:(?P<n>{_NUM})\s+)?(?P<u>{_UNIT})s?\s+ago\b"),
    (
        "nightbefore",
        r"\b(?:the\s+)?(?P<w>day|night|evening|morning|week)\s+before\b(?!\s+(?:yesterday|last))|\b(?:the\s+)?previous\s+(?P<w2>day|night|evening|morning|afternoon|week)\b",
    ),
    ("beforeyesterday", r"\bthe\s+day\s+before\s+yesterday\b"),
    ("yearend", r"\bNew\s+Year[’']s\s+(?P<w>Eve|Day)\b|\bChristmas\s+(?P<w2>Eve|Day)\b"),
    (
        "partmonth",
        r"\b(?:at|in|since|from)\s+the\s+(?P<part>start|beginning|first\s+days|first\s+half|middle|end|second\s+half)\s+of\s+(?:the|this)\s+(?P<u>month|year|week)\b",
    ),
    ("weekend", r"\b(?:at|over|on|during|since)\s+the\s+(?:past\s+)?weekend\b"),
    (
        "ordinal",
        r"\bon\s+the\s+(?P<d>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:day|floor|anniversary|hour|time|of|and\s+\d|brigade|division|regiment|battalion|army|corps|mechani|assault|separate|infantry|armou?red|motor|tank|[A-Z]))",
    ),
    ("half", r"\b(?:a|one)\s+year\s+and\s+a\s+half\s+ago\b"),
    (
        "season",
        r"\b(?:in|since|during|by|from)\s+the\s+(?:early\s+|late\s+)?(?P<u>spring|summer|autumn|winter)(?:\s+of\s+(?P<y>(?:19|20)\d{2}))?\b",
    ),
    ("hours", r"\bin (?P<n>24|48|72) hours\b"),
    ("later", rf"\b(?:(?P<n>{_NUM})\s+)?(?P<u>{_UNIT})s?\s+(?P<dir>later|earlier|before|afterwards)\b"),
    ("next", r"\b(?:the\s+)?(?:next|following)\s+(?:day|morning|night|evening)\b"),
    ("same", r"\b(?:(?:on\s+)?(?:that|the\s+same)\s+(?:day|morning|night|evening|afternoon))\b"),
    ("lastnight", r"\b(?:last\s+night|yesterday(?:\s+(?:morning|evening|afternoon|night))?)\b"),
    (
        "today",
        r"\b(?:today|tonight|overnight|this\s+(?:morning|afternoon|evening)|earlier\s+in\s+the\s+day|hours\s+earlier|now)\b",
    ),
    (
        "month",
        rf"\b(?P<part>(?:the\s+)?(?:early|late|mid|end\s+of|beginning\s+of|start\s+of|middle\s+of)[ -])?(?:last\s+|this\s+)?(?P<mon>{_MONTH})(?:\s+of)?(?:\s+(?P<rel>last\s+year|this\s+year)|,?\s+(?P<y>(?:19|20)\d{{2}}))?\b(?!\s+\d)",  # noqa: E501
    ),
    (
        "lastunit",
        r"\b(?:earlier\s+|late(?:r)?\s+)?(?:in\s+)?(?P<which>last|this)\s+(?P<u>week|weekend|month|year|spring|summer|autumn|fall|winter)\b",
    ),
    ("weekday", rf"\b(?P<last>last\s+|previous\s+|this\s+)?(?P<wd>{_DAY})\b(?P<after>\s+last\s+week)?"),
    (
        "year",
        r"\b(?:in|since|by|until|from|early|late|mid|of|during|spring|summer|autumn|winter|fall)[ -](?P<y>(?:19|20)\d{2})\b",  # noqa: E501
    ),
)
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PATTERNS)
_NEEDS = {"ago": ("ago",), "later": ("later", "earlier", "before", "afterwards"), "nightbefore": ("before", "previous")}
"""Words without one of which a costly pattern cannot match."""
_MAYBE = re.compile(r"\b(may|march|mar|sun)\b")
_SINCE = re.compile(
    r"\bsince(?:\s+(?:the|early|late|mid|start|beginning|end|of|at|least|about|around|last))*[\s-]*$", re.IGNORECASE
)
_FUTURE = re.compile(r"\b(?:next|coming|by|until|till|before)(?:\s+(?:the|end|of|early|late|mid))*\s*$", re.IGNORECASE)
_FIRST_TIME = re.compile(
    r"\b(?:first|last|only|second)\s+(?:\w+\s+){0,2}?(?:time|\w+)\b[^.;]{0,30}\bsince\b[^.;]{0,24}$", re.IGNORECASE
)
"""What happens "for the first time since 2012" did not happen in 2012."""
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def find_dates(text: str, published: date) -> tuple[DateMention, ...]:
    """Return the time expressions of ``text`` in order, non overlapping; longer and earlier rules win."""
    taken: list[DateMention] = []
    covered = bytearray(len(text))
    low = text.casefold()
    for name, pattern in _COMPILED:
        if not any(word in low for word in _NEEDS.get(name, ("",))):
            continue
        for match in pattern.finditer(text):
            if 1 in covered[match.start() : match.end()]:
                continue
            if name == "month" and _MAYBE.fullmatch(match.group(0).strip()):
                continue
            mention = _resolve(name, match, text, published)
            if mention is not None:
                taken.append(mention)
                covered[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return tuple(sorted(taken, key=lambda mention: mention.start))


def _resolve(name: str, match: re.Match[str], text: str, published: date) -> DateMention | None:
    since = bool(_SINCE.search(text[max(0, match.start() - 40) : match.start()])) or match.group(
        0
    ).casefold().startswith("since")
    if since and _FIRST_TIME.search(text[max(0, match.start() - 70) : match.start()]):
        return None
    if not re.match(r",?\s+when\b", text[match.end() : match.end() + 7]) and _FUTURE.search(
        text[max(0, match.start() - 25) : match.start()]
    ):
        return None
    try:
        found = _HANDLERS[name](match, published)
    except (ValueError, OverflowError):
        return None
    if found is None:
        return None
    when, anchor, offset = found
    return DateMention(start=match.start(), end=match.end(), when=when, anchor=anchor, offset=offset, since=since)


_Found = tuple[When, Anchor, int]


def _fixed(day: date, precision: Precision = Precision.DAY) -> _Found:
    return When(day=day, precision=precision), Anchor.PUBLISHED, 0


def _nearest_past(published: date, month: int, day: int) -> date:
    """Return the latest such day that is not more than a week after publication."""
    for year in (published.year, published.year - 1, published.year - 2, published.year - 3, published.year - 4):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= published + timedelta(days=7):
            return found
    raise ValueError("no such day")


def _absolute(match: re.Match[str], published: date) -> _Found | None:
    groups = match.groupdict()
    month = MONTHS[groups["mon"].casefold().rstrip(".")] if groups.get("mon") else int(groups["m"])
    day = int(groups["d"])
    if groups.get("y"):
        return _fixed(date(int(groups["y"]), month, day))
    return _fixed(_nearest_past(published, month, day))


def _count(match: re.Match[str], default: float) -> float:
    written = match.groupdict().get("n")
    return small_number(written) if written else default


def _back(published: date, count: float, unit: str) -> _Found:
    """Return ``count`` units before publication with the precision that the unit allows."""
    if unit == "hour":
        return _fixed(published - timedelta(days=int(count // 24)))
    if unit in {"day", "night"}:
        return _fixed(published - timedelta(days=round(count)))
    if unit in {"week", "fortnight"}:
        return _fixed(published - timedelta(days=round(count * (14 if unit == "fortnight" else 7))), Precision.WEEK)
    if unit == "month":
        months = published.year * 12 + published.month - 1 - round(count)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return _fixed(date(year, month + 1, min(published.day, last)), Precision.MONTH)
    return _fixed(date(published.year - round(count), published.month, min(published.day, 28)), Precision.YEAR)


def _ago(match: re.Match[str], published: date) -> _Found | None:
    unit = match.group("u").casefold()
    vague = match.group("n") is None or match.group("n").casefold() in {"several", "few", "a few", "some"}
    found = _back(published, _count(match, {"hour": 3, "year": 3}.get(unit, 3)), unit)
    if vague and unit in {"day", "night"}:
        return _fixed(found[0].day, Precision.WEEK)
    return found


def _recent(match: re.Match[str], published: date) -> _Found | None:
    unit, written = match.group("u").casefold(), match.group("n")
    phrase = match.group(0).casefold().strip()
    plural = match.group(0).casefold().rstrip().endswith("s")
    if (
        "recent" not in phrase
        and not plural
        and not written
        and not phrase.startswith(("in", "over", "during", "within", "the past", "past"))
    ):
        return None
    if unit == "hour" or (unit in {"day", "night"} and not plural and not written):
        return _fixed(published)
    if unit in {"day", "night", "week", "fortnight"}:
        return _fixed(published, Precision.WEEK)
    return _fixed(published, Precision.MONTH if unit == "month" else Precision.YEAR)


def _later(match: re.Match[str], published: date) -> _Found | None:
    unit, count = match.group("u").casefold(), _count(match, 3)
    days = round(count * {"hour": 0, "week": 7, "fortnight": 14, "month": 30, "year": 365}.get(unit, 1))
    precision = {"week": Precision.WEEK, "fortnight": Precision.WEEK, "month": Precision.MONTH, "year": Precision.YEAR}
    back = match.group("dir").casefold() in {"earlier", "before"}
    vague = match.group("n") is None and unit in {"day", "night"}
    chosen = Precision.WEEK if vague else precision.get(unit, Precision.DAY)
    if back:
        return When(day=published, precision=chosen), Anchor.PREVIOUS, -days
    return When(day=published, precision=chosen), Anchor.PREVIOUS, days


def _next(_match: re.Match[str], published: date) -> _Found | None:
    return When(day=published), Anchor.PREVIOUS, 1


def _same(match: re.Match[str], published: date) -> _Found | None:
    offset = -1 if re.search(r"before|previous", match.group(0), re.IGNORECASE) else 0
    return When(day=published), Anchor.PREVIOUS, offset


def _night_before(match: re.Match[str], published: date) -> _Found | None:
    """Read "the night before", "the previous evening": a day before the day last named."""
    week = (match.group("w") or match.group("w2")).casefold() == "week"
    when = When(day=published, precision=Precision.WEEK if week else Precision.DAY)
    return when, Anchor.PREVIOUS, -7 if week else -1


def _before_yesterday(_match: re.Match[str], published: date) -> _Found | None:
    return _fixed(published - timedelta(days=2))


def _year_end(match: re.Match[str], published: date) -> _Found | None:
    eve = (match.group("w") or match.group("w2")) == "Eve"
    month, day = ((12, 31) if eve else (1, 1)) if match.group("w") else ((12, 24) if eve else (12, 25))
    return _fixed(_nearest_past(published, month, day))


def _part_of(match: re.Match[str], published: date) -> _Found | None:
    """Read "at the start of the month": its first days, its middle or the days just gone."""
    part, unit = match.group("part").casefold(), match.group("u").casefold()
    early = part.startswith(("start", "beginning", "first"))
    if unit == "week":
        return _fixed(published - timedelta(days=published.weekday() if early else 0), Precision.WEEK)
    if unit == "year":
        return _fixed(date(published.year, 1, 1) if early else published, Precision.MONTH)
    return _fixed(published.replace(day=1) if early else published, Precision.WEEK)


def _weekend(_match: re.Match[str], published: date) -> _Found | None:
    return _fixed(published - timedelta(days=(published.weekday() - 5) % 7), Precision.WEEK)


def _ordinal(match: re.Match[str], published: date) -> _Found | None:
    day = int(match.group("d"))
    month = published.replace(day=1) if day <= published.day else (published.replace(day=1) - timedelta(days=1))
    return _fixed(month.replace(day=day))


def _half(_match: re.Match[str], published: date) -> _Found | None:
    return _fixed(published - timedelta(days=548), Precision.MONTH)


def _season(match: re.Match[str], published: date) -> _Found | None:
    month = SEASONS[match.group("u").casefold()] % 12 + 1
    if match.group("y"):
        return _fixed(date(int(match.group("y")), month, 15), Precision.MONTH)
    return _fixed(_nearest_past(published, month, 15), Precision.MONTH)


def _lastnight(_match: re.Match[str], published: date) -> _Found | None:
    return _fixed(published - timedelta(days=1))


def _today(_match: re.Match[str], published: date) -> _Found | None:
    return _fixed(published)


def _last_unit(match: re.Match[str], published: date) -> _Found | None:
    unit, last = match.group("u").casefold(), match.group("which").casefold() == "last"
    if unit == "week":
        return _fixed(published - timedelta(days=7 if last else 0), Precision.WEEK)
    if unit == "weekend":
        return _fixed(published - timedelta(days=(published.weekday() - 5) % 7), Precision.WEEK)
    if unit == "month":
        first = published.replace(day=1)
        return _fixed((first - timedelta(days=1)).replace(day=1) if last else first, Precision.MONTH)
    if unit == "year":
        return _fixed(date(published.year - last, 1, 1), Precision.YEAR)
    start = _nearest_past(published, SEASONS[unit] % 12 + 1, 15)
    return _fixed(start if not last or start.year < published.year else start, Precision.MONTH)  # noqa: RUF034


def _weekday(match: re.Match[str], published: date) -> _Found | None:
    back = (published.weekday() - WEEKDAYS[match.group("wd").casefold()]) % 7
    last = (match.group("last") or "").casefold().strip()
    if match.group("after") or (last in {"last", "previous"} and back == 0):
        back += 7
    return _fixed(published - timedelta(days=back))


def _month(match: re.Match[str], published: date) -> _Found | None:
    groups = match.groupdict()
    word = groups["mon"].casefold().rstrip(".")
    if word in {"may", "march", "mar"} and groups["mon"][0].islower():
        return None
    month = MONTHS[word]
    part = (groups.get("part") or "").casefold()
    day = 15 if "mid" in part else 25 if part.strip().startswith(("late", "end", "the end")) else 1
    if groups.get("y"):
        return _fixed(date(int(groups["y"]), month, day), Precision.MONTH)
    if re.match(r"\s+(?:of\s+)?(?:that|the\s+same)\s+year\b", match.string[match.end() : match.end() + 24]):
        years = re.findall(r"\b((?:19|20)\d{2})\b", match.string[max(0, match.start() - 200) : match.start()])
        if years:
            return _fixed(date(int(years[-1]), month, day), Precision.MONTH)
    if groups.get("rel"):
        year = published.year - (1 if groups["rel"].casefold().startswith("last") else 0)
        return _fixed(date(year, month, day), Precision.MONTH)
    found = _nearest_past(published, month, 1)
    return _fixed(
        found.replace(
            day=min(day, published.day) if (found.year, found.month) == (published.year, published.month) else day
        ),
        Precision.MONTH,
    )


def _year(match: re.Match[str], _published: date) -> _Found | None:
    return _fixed(date(int(match.group("y")), 1, 1), Precision.YEAR)


def _hours(match: re.Match[str], published: date) -> _Found | None:  # noqa: ARG001
    return _fixed(published)


_HANDLERS = {
    "iso": _absolute,
    "slash": _absolute,
    "daymonth": _absolute,
    "mdy": _absolute,
    "dmy": _absolute,
    "recent": _recent,
    "hours": _hours,
    "nightbefore": _night_before,
    "beforeyesterday": _before_yesterday,
    "yearend": _year_end,
    "partmonth": _part_of,
    "weekend": _weekend,
    "ordinal": _ordinal,
    "half": _half,
    "season": _season,
    "ago": _ago,
    "later": _later,
    "next": _next,
    "same": _same,
    "lastnight": _lastnight,
    "today": _today,
    "lastunit": _last_unit,
    "weekday": _weekday,
    "month": _month,
    "year": _year,
}
