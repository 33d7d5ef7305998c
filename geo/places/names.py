"""Names as they are compared: folded spelling, transliteration key and consonant skeleton.

Three keys of falling strictness. ``fold`` forgets case, accents, apostrophes and punctuation;
``Normaliser.key`` also forgets what romanisation leaves open (articles, ee/i, ou/u, q/k, doubled
letters, final -a/-ah/-eh), by rules that are data (``rules/*.toml``); ``Normaliser.skeleton`` keeps
the consonants alone and serves to fetch candidates, never to accept one.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

RULES = Path(__file__).parent / "rules"
"""Folder of the rule files, one for each family of scripts."""

LETTERS = str.maketrans(
    {
        "ı": "i", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "e",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": "", "ک": "ك", "ی": "ي",
        "ё": "е", "ґ": "г",
    }
)  # fmt: skip
"""Letters that no canonical decomposition takes apart, and Arabic and Cyrillic letters written in two ways."""

APOSTROPHES = re.compile(r"['’‘`´ʿʾʼʻʹʺ′″]")
SEPARATORS = re.compile(r"[\W_]+")
WORD = re.compile(r"[^\W_]+(?:['’‘`´ʿʾʼʻ][^\W_]+)*['’‘`´ʿʾʼʻ]?(?=[^\W_]|\b|$)")


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, apostrophes and punctuation; words by one space."""
    folded = text.casefold().translate(LETTERS)
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().translate(LETTERS)
    return SEPARATORS.sub(" ", APOSTROPHES.sub("", folded)).strip()


class Normaliser:
    """The transliteration rules of one family of languages, applied until nothing changes."""

    def __init__(self, path: Path) -> None:
        """Read the rule file; a rule that is no valid expression raises ``re.error``."""
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        self.family = path.stem
        self.languages: tuple[str, ...] = tuple(data["languages"])
        self.articles: frozenset[str] = frozenset(data["articles"])
        self._rules = tuple((re.compile(find), put) for find, put in data["rules"])
        self._construct = re.compile(data["construct"]) if "construct" in data else None
        self._word = lru_cache(maxsize=100_000)(self._apply)
        self._key = lru_cache(maxsize=100_000)(self._key_of)

    def _apply(self, word: str) -> str:
        for find, put in self._rules:
            word = find.sub(put, word)
        return word

    def words(self, text: str) -> tuple[str, ...]:
        """Return the words of a folded or raw name without articles (the last word always stays)."""
        parts = fold(text).split()
        return tuple(part for part in parts[:-1] if part not in self.articles) + tuple(parts[-1:])

    def key(self, text: str) -> str:
        """Transliteration key of a name; the key of a key is the key itself. Empty only for no letters."""
        return self._key(text)

    def _key_of(self, text: str) -> str:
        current = self._once(fold(text))
        for _ in range(20):
            following = self._once(current)
            if following == current:
                break
            current = following
        return current

    def _once(self, folded: str) -> str:
        words = self.words(folded)
        construct = (self._construct.sub("a", word) if self._construct else word for word in words[:-1])
        joined = "".join(self._word(word) or word for word in (*construct, *words[-1:]))
        return self._word(joined) or joined

    def skeleton(self, text: str) -> str:
        """Return the consonants of the key (w and y count as vowels after the first letter)."""
        key = self.key(text)
        return re.sub(r"[aeiouwy]", "", key[:1]) + re.sub(r"[aeiouwyh]", "", key[1:])


@lru_cache(maxsize=8)
def normaliser(language: str) -> Normaliser:
    """Return the rules for an ISO 639-1 language; names of any other language follow the Latin rules."""
    for path in sorted(RULES.glob("*.toml")):
        rules = _load(path.stem)
        if language in rules.languages:
            return rules
    return _load("latin")


@lru_cache(maxsize=8)
def _load(family: str) -> Normaliser:
    return Normaliser(RULES / f"{family}.toml")


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names in order, each folded spelling once, empty ones left out."""
    seen: dict[str, str] = {}
    for name in names:
        clean = name.strip()
        if clean and fold(clean):
            seen.setdefault(fold(clean), clean)
    return tuple(seen.values())
