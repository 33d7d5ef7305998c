"""Places that share what was just said of another: "as has X", "and so did Y", "and Z as well"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geo.reading.names import SlotKind
from geo.reading.scene import Hit
from geo.reading.sentences import Parsed
from geo.reading.story import Spot, Story

_AUX = r"(?:did|does|do|has|have|had|was|were|is|are|remains?|will\s+be)"
_BEFORE = re.compile(
    rf"(?:,|;|\band\b|^|[-–—])\s*(?:and\s+|but\s+)?(?:as|so|likewise|similarly|so\s+too|as\s+also)\s+{_AUX}\s+(?:also\s+)?(?:the\s+)?(?:\w+\s+){{0,3}}(?:of\s+)?$"
    r"|,\s*(?:and\s+)?(?:soon\s+|later\s+|shortly\s+)?followed\s+(?:[\w-]+\s+){0,4}?by\s+(?:the\s+)?(?:\w+\s+){0,3}(?:of\s+)?$"
    r"|\b(?:the\s+same\s+(?:is|was|goes|went|holds|held|applies|applied|happened|fate)\s+(?:true\s+)?(?:of|for|to|in|with|befell)|the\s+same\s+fate\s+(?:befell|met|awaited))\s+(?:the\s+)?(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_AND = re.compile(
    r"(?:,|;)?\s*\band\s+(?:(?:about|nearly|almost|some)\s+)?(?:(?:most|much|half|all|[\w-]+-quarters|[\w-]+-thirds)\s+of\s+)?(?:the\s+)?(?:(?:nearby\s+|neighbou?ring\s+)?(?:town|village|city|hamlet)s?\s+(?:of\s+)?)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*,?\s*(?:too|as\s+well|likewise|also|similarly|with\s+it|along\s+with\s+it|did\s+too|was\s+too|did\s+as\s+well|met\s+the\s+same\s+fate)\b(?!\s+as\b)",
    re.IGNORECASE,
)
_CLOSE = re.compile(r"\s*(?:[.,;:)”\"]|$|(?:the|an?|on|in|at|where|which)\b)")
"""What may stand after "as has X": X has no verb of its own."""


_MAY = re.compile(r"\b(?:as|so|same|too|well|likewise|similarly|also|followed|with\s+it)\b", re.IGNORECASE)
"""Words without which nothing is echoed."""


def echoed_hits(story: Story, parsed: Parsed, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield the last hit before "as has X" on X as well."""
    if not any(hit.spots and not hit.road for hit in hits):
        return
    if _MAY.search(story.text, parsed.sentence.start, parsed.sentence.end) is None:
        return
    known = {(spot.start, spot.end) for hit in hits for spot in hit.spots}
    begin, end = parsed.sentence.start, parsed.sentence.end
    for slot in story.slots_in(parsed.sentence):
        if slot.kind is not SlotKind.PLACE or (slot.mentions[0].span.start, slot.mentions[0].span.end) in known:
            continue
        before, after = story.text[begin : slot.start], story.text[slot.end : end]
        turned = _BEFORE.search(before) is not None and _CLOSE.match(after) is not None
        added = _AND.search(before[-40:]) is not None and _AFTER.match(after) is not None
        if not turned and not added:
            continue
        source = _source(parsed, hits, slot.start)
        if source is not None:
            spots = tuple(Spot(name=m.text, mention=m, start=m.span.start, end=m.span.end) for m in slot.mentions)
            yield replace(source, spots=spots, rule="echo", doer=None)


def _source(parsed: Parsed, hits: Sequence[Hit], offset: int) -> Hit | None:
    """Return the hit that the words repeat: the last one of the sentence before them, else the one told just before."""
    usable = [hit for hit in hits if not hit.road and hit.spots and not hit.rule.startswith("compound")]
    here = [hit for hit in usable if parsed.start(hit.anchor) < offset]
    return max(here, key=lambda hit: parsed.start(hit.anchor), default=None)
