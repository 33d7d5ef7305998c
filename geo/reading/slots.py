"""What a stand-in word stands for, and the stretch of the text behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geo.model import Mention


class SlotKind(StrEnum):
    """What a stand-in word stands for."""

    PLACE = "place"
    ROAD = "road"
    FORCE = "force"
    SOURCE = "source"
    HOLDING = "holding"
    BACKING = "backing"


STAND_IN = {
    SlotKind.PLACE: "Aleppo",
    SlotKind.ROAD: "highway",
    SlotKind.FORCE: "NATO",
    SlotKind.SOURCE: "Reuters",
    SlotKind.HOLDING: "large",
    SlotKind.BACKING: "armed",
}
"""Words that the tagger and the parser know well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch ``[start, end)`` of the article that the parser sees as one word.

    ``road`` is the key of a highway, or its words where the theatre does not know it; ``written`` is
    how the text names it.
    """

    start: int
    end: int
    kind: SlotKind
    mentions: tuple[Mention, ...] = ()
    road: str = ""
    written: str = ""
