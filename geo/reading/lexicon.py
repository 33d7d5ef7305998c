"""The words of reading, loaded from the TOML files beside this module.

A non-programmer extends the files, never the code. Verbs are matched by their *forms*: small
models lemmatise "retook" wrongly, so every form is generated here once.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "lexicon"
"""Folder of the lexicon files."""

MONTH_NAMES = frozenset(name.casefold() for name in calendar.month_name if name)
DAY_NAMES = frozenset(name.casefold() for name in calendar.day_name)

VOWELS = "aeiou"


@lru_cache(maxsize=16)
def table(name: str) -> dict[str, Any]:
    """Return the TOML file ``name`` (without suffix) of the lexicon folder."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def words(name: str, *path: str) -> frozenset[str]:
    """Return a list of the lexicon as a set of casefolded words: ``words("control", "nouns", "fall")``."""
    found: Any = table(name)
    for key in path:
        found = found[key]
    return frozenset(str(word).casefold() for word in found)


def inflect(base: str) -> tuple[str, ...]:
    """Return all forms of a verb: the irregular ones from the lexicon, else the regular ones."""
    known = table("control")["irregular"].get(base)
    if known:
        return (base, *known.split())
    if base.endswith("e"):
        return (base, f"{base}s", f"{base}d", f"{base[:-1]}ing")
    if base.endswith("y") and base[-2:-1] not in VOWELS:
        return (base, f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base}ing")
    plural = f"{base}es" if re.search(r"(s|x|z|ch|sh)$", base) else f"{base}s"
    return (base, plural, f"{base}ed", f"{base}ing")


@lru_cache(maxsize=64)
def forms(name: str, *path: str) -> frozenset[str]:
    """Return every form of the single-word verbs in a list of the lexicon."""
    return frozenset(form for word in words(name, *path) if " " not in word for form in inflect(word))


@lru_cache(maxsize=1)
def verb_frames() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return verb form -> ``(frame, particle)`` pairs; the particle is empty for a bare verb."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in table("control")["verbs"]:
        for word in entry["words"]:
            base, _, particle = word.casefold().partition(" ")
            for form in inflect(base):
                pair = (entry["frame"], particle)
                if pair not in found[form]:
                    found[form].append(pair)
    return {form: tuple(pairs) for form, pairs in found.items()}


def any_of(choices: Iterable[str]) -> str:
    """Return a pattern body that matches any of the plain words, the longest first.

    Words with the same beginning share it, so a list of hundreds costs one step per letter.
    """
    tree: dict[str, Any] = {}
    for word in choices:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: dict[str, Any]) -> str:
    ends = "" in node
    parts = [re.escape(letter) + _branches(rest) for letter, rest in sorted(node.items()) if letter]
    if not parts:
        return ""
    return f"(?:{'|'.join(parts)}){'?' if ends else ''}" if ends or len(parts) > 1 else parts[0]


@lru_cache(maxsize=64)
def phrase_pattern(*phrases: str) -> re.Pattern[str]:
    """Return a case-insensitive pattern of any of the phrases as whole words, longest first."""
    ordered = sorted({phrase.casefold() for phrase in phrases}, key=lambda text: (-len(text), text))
    body = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE)
