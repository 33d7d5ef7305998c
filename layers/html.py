"""One HTML file with everything inside: it opens from disk, asks nobody, scrubs and shows the evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from geo.pipeline import Situation, timeline
from layers.timeline import page


def single_file(situation: Situation, day: date, tick: Callable[[str, float], None]) -> str:
    """Return the timeline of all days as one page that starts at ``day``."""
    days = situation.history.days
    theatre = situation.theatre

    def told(at: date) -> None:
        tick(f"packing {at}", 0.1 + 0.8 * (at - days[0]).days / max(1, len(days)))

    packed = timeline(situation, told)
    return page(packed, f"{theatre.title}: who says who holds what", day=day.isoformat())
