"""Find the places of any text and put each on the map, world-wide and offline."""

from __future__ import annotations

from collections.abc import Sequence

from geo.model import Mention, Resolution, Span
from geo.places.rank import Named, resolve_names
from geo.places.spelling import look_up
from geo.places.within import containers
from geo.places.world import WorldGazetteer, world


def geoparse(
    text: str, spans: Sequence[tuple[int, int]] | None = None, *, peoples: bool = False
) -> tuple[Mention, ...]:
    """Return the places of ``text`` in order, each with a resolution that gives candidates and reasons.

    With ``spans`` (pairs of character offsets) exactly these are resolved, in their order; without,
    the places are found first; ``peoples`` then takes demonyms ("Russian") for their countries.
    Raises DataMissingError where the world index is not built and ModelError where places must be
    found and no language model is installed.
    """
    gazetteer = world()
    if spans is None:
        from geo.places.recognise import recognise  # noqa: PLC0415 - loads the language model

        spans = recognise(text, gazetteer, peoples=peoples)
    return tuple(
        Mention(span=Span(start=start, end=end), text=text[start:end], resolution=resolution)
        for (start, end), resolution in zip(spans, resolve_spans(text, spans, gazetteer), strict=True)
    )


def resolve_spans(text: str, spans: Sequence[tuple[int, int]], gazetteer: WorldGazetteer) -> tuple[Resolution, ...]:
    """Return one resolution for each span, all weighed against the same story."""
    boxes = containers(text, spans, gazetteer)
    names = [
        Named(text=text[start:end], start=start, end=end, found=look_up(gazetteer, text[start:end]), within=box)
        for (start, end), box in zip(spans, boxes, strict=True)
    ]
    return resolve_names(names)
