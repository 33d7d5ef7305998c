"""What the text itself says about where a name lies: "Paris, Texas", "Nayrab in Idlib province"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.model import Place
from geo.places.names import fold
from geo.places.spelling import look_up
from geo.places.world import WorldGazetteer

AFTER = re.compile(
    r"^(?:'s)?(?: \(|, (?:in |near |the )?|"
    r",? in (?:the )?(?:\w+ )?(?:state|province|region|city|county) of | in (?:the )?)"
    r"((?:[A-Z][\w.'’-]*|of|and the)(?: (?:[A-Z][\w.'’-]*|of))*)"
)
CONTAINERS = ("PCL", "ADM", "RGN")


def containers(text: str, spans: Sequence[tuple[int, int]], gazetteer: WorldGazetteer) -> list[tuple[Place, ...]]:
    """Return for each span the countries and regions that the words right after it name."""
    return [_container(text[end : end + 60], gazetteer) for _, end in spans]


def _container(after: str, gazetteer: WorldGazetteer) -> tuple[Place, ...]:
    met = AFTER.match(after)
    if not met:
        return ()
    words = met.group(1).split()
    for size in range(min(len(words), 4), 0, -1):
        name = " ".join(words[:size]).rstrip(".,'’") if size < len(words) else met.group(1).rstrip(",'’")
        for written in (name, name.rstrip(".")):
            if len(fold(written)) < 2:
                continue
            places = gazetteer.named(written) or (look_up(gazetteer, written).places if size == 1 else ())
            boxes = tuple(place for place in places if place.feature_code.startswith(CONTAINERS))
            if boxes:
                return boxes[:4]
    return ()
