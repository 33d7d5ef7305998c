"""Words of a text with their offsets, and what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+(?:['’‘`´ʿʾʼʻ][^\W_]+)*")
POSSESSIVE = re.compile(r"['’‘][sS]$")
JOINT = re.compile(r"^(?:[ \t\u00a0]|\n(?!\s*\n))?[-‐‑]?['’‘`´ʿʾʼʻ]?$")
SENTENCE_END = re.compile(r"[.!?…:;\n\"“”()\[\]•*–—|]")
ARTICLES = frozenset(["al", "el", "an", "ar", "as", "ash", "at", "ad", "az", "es", "ed", "et", "er", "ech", "ach", "l"])
LINKS = frozenset(["al", "el", "of", "de", "la", "du", "and", "the"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word of the text: ``low`` is its lower-case form without a possessive ending."""

    start: int
    end: int
    text: str
    low: str
    first: bool
    capital: bool

    @property
    def could_start_name(self) -> bool:
        """True for capitals, digits and scripts without case."""
        return self.capital


def tokenize(text: str) -> list[Token]:
    """Return the words of ``text``; ``first`` marks the first word of a sentence, line or bracket."""
    tokens: list[Token] = []
    end = 0
    for found in WORD.finditer(text):
        word = found.group()
        possessive = POSSESSIVE.search(word) if word[-1] in "sS" else None
        stop = found.end() - (len(possessive.group()) if possessive else 0)
        word = text[found.start() : stop]
        between = text[end : found.start()]
        tokens.append(
            Token(
                start=found.start(),
                end=stop,
                text=word,
                low=word.lower(),
                first=not tokens or (between != " " and bool(SENTENCE_END.search(between))),
                capital=word[0].isupper() or not (word[0].islower() or word[0].isdigit()),
            )
        )
        end = found.end()
    return tokens


def joined(text: str, left: Token, right: Token) -> bool:
    """Tell whether only a space, a hyphen or an apostrophe parts two words."""
    gap = text[left.end : right.start]
    return JOINT.match(gap) is not None


def title_lines(text: str) -> list[tuple[int, int]]:
    """Return the spans of lines in headline style, where capitals say nothing about names."""
    spans = []
    start = 0
    for line in text.split("\n"):
        words = [w for w in WORD.findall(line) if len(w) > 3 and w[0].isalpha()]
        capitals = sum(w[0].isupper() for w in words)
        if len(words) >= 4 and capitals >= 0.8 * len(words) and not line.rstrip().endswith("."):
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans
