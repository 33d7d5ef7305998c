"""Denials that point back: "This does not correspond to the facts", "rejected both accounts"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from geo.model import NARRATOR, Attribution, ControlClaim, Polarity, Span
from geo.reading.attribution import Speaker, is_cue, speaker_spans, spoken_by_slot
from geo.reading.lexicon import any_of, forms, table, words
from geo.reading.rows import Row
from geo.reading.sentences import Parsed
from geo.reading.story import Story

REACH = 3
"""A denial without content is about claims at most this many sentences back."""


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    verbs = any_of(forms("reporting", "cues", "deny"))
    false = any_of(words("reporting", "adjectives", "false"))
    phrases = "|".join(table("reporting")["denial_phrases"])
    return re.compile(rf"\b(?:{verbs}|{false}|{phrases})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _pointing() -> re.Pattern[str]:
    verbs = "|".join(sorted(forms("reporting", "cues", "deny"), key=len, reverse=True))
    nouns = "|".join(
        sorted(words("reporting", "nouns", "content") - {"talk", "idea", "notion", "question"}, key=len, reverse=True)
    )
    false = "|".join(
        sorted((re.escape(word) for word in words("reporting", "adjectives", "false")), key=len, reverse=True)
    )
    phrases = "|".join(table("reporting")["denial_phrases"])
    return re.compile(
        rf"\b(?:{verbs})\s+(?:it|this|that|them|these|those|both|all|any|such|the)?\s*(?:\w+['’]s?\s+)?(?:\w+\s+){{0,2}}(?:{nouns}|it|this)\b"
        rf"|\b(?:{verbs})\s+(?:it|this|that|them)\b(?!\s+\w+\s+(?:had|has|was|were|have))"
        rf"|\b(?:{phrases})\b|\b(?:{nouns}|this|that|it)\s+(?:is|are|was|were|as|to be)\s+(?:(?:completely|entirely|simply|all|just|a|totally|absolutely)\s+)*(?:{false})\b"  # noqa: E501
        rf"|\b(?:as|are|is|called)\s+(?:\w+\s+){{0,3}}(?:{false})\b",
        re.IGNORECASE,
    )


def is_denial(text: str) -> bool:
    """Return True where a sentence has a word of denial at all."""
    return bool(_pattern().search(text))


def denials_of(
    story: Story, parsed: Parsed, claims: Sequence[tuple[Row, ControlClaim]]
) -> Iterator[tuple[Row, ControlClaim]]:
    """Yield denied rows for the claims that a denial without content points back to."""
    index = parsed.sentence.index
    words_here = story.text[parsed.sentence.start : parsed.sentence.end]
    match = _pointing().search(words_here)
    if match is None or any(row.sentence == index and row.polarity is Polarity.DENIED for row, _ in claims):
        return
    start = parsed.sentence.start
    for speaker in _speakers(story, parsed, start + match.start()):
        targets = [
            (row, claim) for row, claim in claims
            if (index - REACH <= row.sentence < index or (row.sentence == index and claim.span.end <= start + match.start()))  # noqa: E501, PLR1714
            and not row.headline and row.polarity is Polarity.ASSERTED
            and claim.attribution.side != speaker.side and claim.holder != speaker.side
            and (claim.attribution.side != NARRATOR or row.sentence >= index - 1)
        ]  # fmt: skip
        if not targets:
            continue
        newest = max(row.sentence for row, _ in targets)
        for row, claim in targets:
            if row.sentence != newest:
                continue
            span = Span(start=parsed.sentence.start, end=min(parsed.sentence.end, parsed.sentence.start + 199))
            denied_row = replace(row, polarity=Polarity.DENIED, speaker=speaker, sentence=index, span=span)
            yield (
                denied_row,
                replace(
                    claim,
                    id="",
                    span=span,
                    quote=span.of(story.text),
                    sentence=words_here,
                    attribution=Attribution(outlet=story.article.outlet, claimant=speaker.name, side=speaker.side),
                    polarity=Polarity.DENIED,
                    rule="denial-back",
                ),
            )


def _speakers(story: Story, parsed: Parsed, offset: int) -> list[Speaker]:
    """Return who denies: the subject of the cue nearest to the denial, else the last speaker."""
    cues = [token for token in parsed.doc if is_cue(token) and speaker_spans(token)]
    cues.sort(
        key=lambda token: (token.lower_ not in forms("reporting", "cues", "deny"), abs(parsed.start(token) - offset))
    )
    if cues:
        return [story.speakers.describe(*spoken_by_slot(parsed, a, b)) for a, b in speaker_spans(cues[0])]
    last = story.speakers.last(parsed.sentence.start)
    return [last] if last is not None else []
