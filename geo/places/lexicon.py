"""Words around place names (kinds, directions, titles), read once from ``lexicon.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LEXICON = Path(__file__).parent / "lexicon.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """English words that say what a name is; all in lower case."""

    kinds: dict[str, tuple[str, ...]]
    directions: dict[str, str]
    division: frozenset[str]
    countryside: frozenset[str]
    loose: frozenset[str]
    parts: frozenset[str]
    edges: frozenset[str]
    function: frozenset[str]
    stop: frozenset[str]
    titles: frozenset[str]
    bodies: frozenset[str]
    generic: frozenset[str]
    government_verbs: frozenset[str]
    government_before: frozenset[str]
    rulers: frozenset[str]
    capitals: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the word lists of the package."""
    data = tomllib.loads(LEXICON.read_text(encoding="utf-8"))
    return Lexicon(
        kinds={word: tuple(codes) for word, codes in data["kinds"].items()},
        directions=data["directions"],
        division=frozenset(data["areas"]["division"]),
        countryside=frozenset(data["areas"]["countryside"]),
        loose=frozenset(data["areas"]["loose"]),
        parts=frozenset(data["areas"]["parts"]),
        edges=frozenset(data["areas"]["edges"]),
        function=frozenset(data["stop"]["function"]),
        stop=frozenset(data["stop"]["words"]),
        titles=frozenset(data["stop"]["titles"]),
        bodies=frozenset(data["stop"]["bodies"]),
        generic=frozenset(data["stop"]["generic"]),
        government_verbs=frozenset(data["government"]["verbs"]),
        capitals=frozenset(data["government"]["capitals"]),
        rulers=frozenset(data["government"]["rulers"]),
        government_before=frozenset(data["government"]["before"]),
    )
