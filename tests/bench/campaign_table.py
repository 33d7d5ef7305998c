"""Print the replayed campaign as place by date: status, side, probability, claims behind it.

python -m tests.bench.campaign_table path/to/control_changes.csv [PLACE ...]
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from geo.places.gazetteer import load_gazetteer
from geo.state.day import PlaceStatus
from geo.state.fusion import fuse
from geo.theatre import load_theatre
from tests.unit.state.campaign import campaign_claims, campaign_places, rows

PLACES = ("Saraqib", "Kafr Nabl", "Nayrab", "Maarat al-Numan", "Khan Shaykhun", "Idlib")
DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2020-01-27", "2020-01-29", "2020-02-06", "2020-02-08", "2020-02-20", "2020-02-24",
        "2020-02-25", "2020-02-27", "2020-02-28", "2020-03-01", "2020-03-02", "2020-03-05",
    )
)  # fmt: skip


def cell(status: PlaceStatus | None) -> str:
    """Return one cell: level, side, probability, and how many claims speak for and against."""
    if status is None:
        return "no report"
    why = f" by {status.contest.value}" if status.contest else ""
    claims = "baseline" if status.is_baseline else f"{len(status.supporting)} for, {len(status.dissenting)} against"
    return f"{status.level.value}{why} {status.side or ''} {status.probability:.2f} ({claims})"


def main(path: Path, names: tuple[str, ...]) -> None:
    """Replay the table of dated facts and print a row for each place and day."""
    theatre = load_theatre("nw-syria")
    known = list(load_gazetteer(theatre).places())
    claims, places = campaign_claims(path, theatre, known)
    every = {place.id: place for place in (*known, *places)}
    ids = {place.name: place.id for place in (*every.values(), *places) if not place.is_area}
    ids |= {name: place.id for name, place in campaign_places(rows(path), known).items()}
    who = {claim.id: claim.attribution.claimant for claim in claims}
    history = fuse(claims, list(every.values()), theatre)
    for name in names:
        for day in DAYS:
            status = history.status(ids[name], day)
            behind = ", ".join(dict.fromkeys(who.get(c, "baseline") for c in (status.supporting if status else ())))
            print(f"{name:16} {day} {cell(status):52} {behind}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]) or PLACES)
