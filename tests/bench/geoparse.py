"""Names of places found in the annotated dispatches of six wars, and how far from the point that is given.

Run with ``python -m tests.bench.geoparse``.
"""

from __future__ import annotations

import json
from collections import Counter

from geo.places.distance import haversine_km
from geo.places.find import find_mentions
from geo.theatre import load_theatre
from tests.golden.dispatches import SETS, files

NEAR_KM, REGION_KM = 3.0, 161.0


def count_set(name: str) -> dict[str, Counter[str]]:
    """Return per theatre how many names are told, found, given a point, and resolved near it."""
    tallies: dict[str, Counter[str]] = {}
    for path in files(name):
        row = json.loads(path.read_text(encoding="utf-8"))
        tally = tallies.setdefault(row["theatre"], Counter())
        mentions = find_mentions(row["text"], load_theatre(row["theatre"]))
        for place in row["places"]:
            wanted = place["mention"].casefold()
            same = [m for m in mentions if wanted in m.text.casefold() or m.text.casefold() in wanted]
            tally["told"] += 1
            tally["found"] += bool(same)
            if place["lat"] is None:
                continue
            apart = min(
                (
                    haversine_km(place["lat"], place["lon"], m.place.lat, m.place.lon)
                    for m in same
                    if m.place is not None and m.place.lat is not None and m.place.lon is not None
                ),
                default=None,
            )
            tally["point"] += 1
            tally["resolved"] += apart is not None
            tally["near"] += apart is not None and apart <= NEAR_KM
            tally["region"] += apart is not None and apart <= REGION_KM
    return tallies


def main() -> None:
    """Print a line for each set and theatre."""
    print(f"{'set':<9}{'theatre':<10}{'names':>6}{'found':>7}{'points':>8}{'resolved':>10}{'3 km':>7}{'161 km':>8}")
    for name in SETS:
        for theatre, n in sorted(count_set(name).items()):
            points = max(1, n["point"])
            shares = (n["resolved"] / points, n["near"] / points, n["region"] / points)
            found = n["found"] / max(1, n["told"])
            print(
                f"{name:<9}{theatre:<10}{n['told']:>6}{found:>7.3f}{n['point']:>8}"
                f"{shares[0]:>10.3f}{shares[1]:>7.3f}{shares[2]:>8.3f}"
            )


if __name__ == "__main__":
    main()
