"""Numbers as people write them: 1,200, half a million, tens of thousands, between 3 and 4 million."""

from __future__ import annotations

import re
from dataclasses import dataclass

SMALL = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "a couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "several": 3, "few": 3, "a few": 3, "some": 3,
}  # fmt: skip
SCALE = {"hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "mn": 1_000_000}
VAGUE = {
    "tens of thousands": (20_000, 100_000),
    "hundreds of thousands": (200_000, 1_000_000),
    "dozens of thousands": (24_000, 100_000),
    "scores of thousands": (40_000, 100_000),
    "a few hundred thousand": (200_000, 1_000_000),
    "several hundred thousand": (200_000, 1_000_000),
    "thousands": (2_000, 10_000),
    "several thousand": (2_000, 10_000),
    "millions": (2_000_000, 10_000_000),
    "hundreds": (200, 1_000),
    "several hundred": (200, 1_000),
    "a few hundred": (200, 1_000),
    "few hundred": (200, 1_000),
    "a few thousand": (2_000, 10_000),
    "few thousand": (2_000, 10_000),
    "some thousands": (2_000, 10_000),
    "several million": (2_000_000, 10_000_000),
    "by the tens of thousands": (20_000, 100_000),
    "in their tens of thousands": (20_000, 100_000),
    "by the thousand": (2_000, 10_000),
    "by the thousands": (2_000, 10_000),
    "in their thousands": (2_000, 10_000),
    "by the hundred": (200, 1_000),
    "by the hundreds": (200, 1_000),
    "in their hundreds": (200, 1_000),
    "dozens": (24, 100),
    "scores": (40, 100),
}

_WORD = "|".join(
    sorted(
        (re.escape(word) for word in SMALL if " " not in word and word not in {"a", "an", "some", "few", "several"}),
        key=len,
        reverse=True,
    )
)
_DIGITS = r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)|\d{1,3}(?:\.\d{3})+(?![\d.])|\d+(?:\.\d+)?"
_SCALE = r"(?:hundred thousand|hundred|thousand|million|mn|m(?=\s)|k(?=\s))"
_CARDINAL = rf"(?:(?:{_DIGITS})\s*{_SCALE}|(?:{_DIGITS})|(?:(?:{_WORD})(?:[- ](?:{_WORD}))?|a|one)(?:\s+and\s+a\s+half)?\s+{_SCALE}|(?:a\s+)?half\s+(?:a\s+)?million|three\s+quarters\s+of\s+a\s+million|(?:a\s+)?quarter\s+(?:of\s+a\s+)?million|a\s+million\s+and\s+a\s+half|(?:{_WORD})(?:-(?:{_WORD}))?)"  # noqa: E501
_LOW = r"(?:far |well |significantly |many |slightly |a little |a lot )?more than|greater than|(?:well |just |a little |slightly |far )?over|well above|north of|a minimum of|(?:well )?beyond|at least|no fewer than|no less than|not less than|upwards of|in excess of|above|exceeding|exceeds|some more than"  # noqa: E501
_HIGH = r"as many as|as much as|up to|potentially up to|a maximum of|at most|fewer than|less than|under|no more than|not more than|below|fewer than"  # noqa: E501
_NEAR = r"nearly|almost|virtually|practically|well nigh|just below|close to|just under|not quite|approaching|nearing|just short of|well-nigh|near"  # noqa: E501
_ABOUT = r"about|around|roughly|some|approximately|an estimated|estimated|circa|exactly|a total of|in the region of|in the order of|on the order of|another|a further|an additional|additional|just|only|or so"  # noqa: E501
_VAGUE = "|".join(sorted((re.escape(word).replace(r"\ ", r"\s+") for word in VAGUE), key=len, reverse=True))

NUMBER = re.compile(
    rf"(?<![\w.,])(?:(?P<vague>(?:many\s+)?(?:{_VAGUE}))"
    rf"|(?:(?P<q>{_LOW}|{_HIGH}|{_NEAR}|{_ABOUT})\s+(?:an?\s+estimated\s+|about\s+|an?\s+)?)?"
    rf"(?:between\s+(?P<b1>{_CARDINAL})\s+and\s+(?P<b2>{_CARDINAL})|(?:from\s+)?(?P<r1>{_CARDINAL})(?:\s*[-–]\s*(?=\d)|\s+(?:to|or)\s+)(?P<r2>{_CARDINAL})|(?P<n>{_CARDINAL})))(?P<plus>\+)?(?![\w])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberMention:
    """A number of things at ``[start, end)``; ``low`` and ``high`` bracket it, none where open."""

    start: int
    end: int
    low: int | None
    high: int | None


def small_number(written: str) -> float:
    """Return the value of a short count ("three", "12", "a couple of"); ValueError if it is none."""
    text = " ".join(written.casefold().split())
    if text in SMALL:
        return SMALL[text]
    return float(text)


def cardinal(written: str) -> float | None:
    """Return the value of one written number ("1,200", "1.5 million", "half a million"), or none."""
    text = " ".join(written.casefold().replace("\u00a0", " ").split())
    fixed = {
        "half a million": 500_000.0,
        "quarter of a million": 250_000.0,
        "a quarter million": 250_000.0,
        "quarter million": 250_000.0,
        "half million": 500_000.0,
        "a half million": 500_000.0,
        "three quarters of a million": 750_000.0,
        "a quarter of a million": 250_000.0,
    }
    if text in fixed:
        return fixed[text]
    half = 0.5 if "and a half" in text else 0.0
    text = text.replace(" and a half", "")
    factor = 1.0
    while True:
        head, _, tail = text.rpartition(" ")
        if tail in SCALE and head:
            factor, text = factor * SCALE[tail], head
            continue
        joined = re.fullmatch(r"([\d.,]+)(k|m|mn)", text)
        if joined:
            factor, text = factor * SCALE[joined.group(2)], joined.group(1)
        break
    digits = re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", text)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits) and factor == 1.0:
        digits = digits.replace(".", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", digits):
        return (float(digits) + half) * factor
    parts = re.split(r"[- ]", text)
    if all(part in SMALL for part in parts):
        return (sum(SMALL[part] for part in parts) + half) * factor
    return None


def bracket(match: re.Match[str]) -> tuple[int | None, int | None] | None:
    """Return (low, high) of a NUMBER match: qualifiers open or widen the bracket, ranges close it."""
    if match.group("vague"):
        key = " ".join(match.group("vague").casefold().removeprefix("many ").split())
        return VAGUE[key]
    for first, second in (("b1", "b2"), ("r1", "r2")):
        if match.group(first):
            return _range(match.group(first), match.group(second))
    value = cardinal(match.group("n"))
    if value is None:
        return None
    return _qualified(round(value), (match.group("q") or "").casefold(), bool(match.group("plus")))


def _range(first: str, second: str) -> tuple[int, int] | None:
    low, high = cardinal(first), cardinal(second)
    if low is None or high is None:
        return None
    if low < high and low < 1_000 <= high and not re.search(r"[a-z]{2}", first, re.IGNORECASE):
        scale = next((SCALE[word] for word in reversed(second.casefold().split()) if word in SCALE), 1)
        low *= scale
    return round(low), round(high)


def _qualified(value: int, qualifier: str, plus: bool) -> tuple[int | None, int | None]:
    if plus or re.fullmatch(_LOW, qualifier):
        return value, None
    if re.fullmatch(_HIGH, qualifier):
        return None, value
    if re.fullmatch(_NEAR, qualifier):
        return round(value * 0.9), value
    return value, value


def find_numbers(text: str) -> tuple[NumberMention, ...]:
    """Return the numbers of ``text`` in order with what their qualifiers leave open."""
    found = []
    for match in NUMBER.finditer(text):
        pair = bracket(match)
        if pair is not None:
            found.append(NumberMention(start=match.start(), end=match.end(), low=pair[0], high=pair[1]))
    return tuple(found)
